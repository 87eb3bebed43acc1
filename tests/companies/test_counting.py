"""Counts that the pictures are drawn from, made in the database."""

from __future__ import annotations

from persona_core.access.models import Viewer
from persona_core.companies.commands import create_company
from persona_core.companies.queries import frame, headcounts, tally
from persona_core.kit.db import Database


def test_companies_are_counted_by_value_and_population(database: Database, viewer: Viewer) -> None:
    with database.write() as session:
        for name, status, industry, headcount in (
            ("甲", "在用", "家居", "120"),
            ("乙", "流失", "家居", "120"),
            ("丙", "丢单", "母婴", "100-199"),
            ("丁", "线索", "", ""),
        ):
            values = {
                "name": name,
                "status": status,
                "industry": industry,
                "headcount": headcount,
                "prior_kind": "自研",
            }
            create_company(session, viewer, values)
    with database.read() as session:
        assert tally(session, viewer, "industry") == {"家居": 2, "母婴": 1, None: 1}
        assert tally(session, viewer, "industry", signed=True) == {"家居": 2}
        assert tally(session, viewer, "prior_kind", signed=False) == {"in_house": 2}
        assert sorted(headcounts(session, viewer), key=str) == [(120, False, 2), (149, True, 1), (None, False, 1)]
        assert headcounts(session, viewer, signed=True) == [(120, False, 2)]
        assert frame(session, viewer, ["num", "name"], signed=False)["name"].tolist() == ["丙", "丁"]
