"""The company sheet: filtered, sorted and paged in the database, for one workspace alone."""

from __future__ import annotations

import uuid
from datetime import date
from decimal import Decimal

import pandas as pd
import pytest
from sqlmodel import select

from persona_core.access.models import Viewer
from persona_core.companies.commands import create_company
from persona_core.companies.models import Company
from persona_core.deals.commands import create_deal
from persona_core.deals.queries import SheetFilter, frame, sheet, sheet_count
from persona_core.kit.db import Database
from tests.factories.access import fresh_viewer

ROWS = [
    {"name": "海棠生活", "industry": "家居零售", "headcount": "180", "prior_kind": "手工"},
    {"name": "禾木母婴", "industry": "母婴", "headcount": "260", "prior_kind": "竞品", "problem": "100%_\\手工"},
    {"name": "青岚美妆", "industry": "美妆", "headcount": "100-199", "prior_kind": "竞品"},
    {"name": "<b>X</b>", "note": "海棠的隔壁"},
]


@pytest.fixture
def furnished(database: Database, viewer: Viewer) -> Database:
    with database.write() as session:
        made = [create_company(session, viewer, row) for row in ROWS]
        create_deal(
            session,
            viewer,
            made[0],
            {"outcome": "won", "annual_fee": "20万", "signed_on": "2026-01-03", "ends_on": "2027-01-02"},
        )
        create_deal(session, viewer, made[1], {"lead_source": "展会", "annual_fee": "18万"})
        create_deal(session, viewer, made[1], {"lead_source": "转介绍", "annual_fee": "5万"})
        stranger = fresh_viewer(session)
        create_company(session, stranger, {"name": "别人家的", "industry": "母婴"})
    return database


@pytest.mark.parametrize(
    ("wanted", "nums"),
    [
        (SheetFilter(), [1, 2, 3, 4]),
        (SheetFilter(text="海棠"), [1, 4]),
        (SheetFilter(text="  <B>x "), [4]),
        (SheetFilter(text="100%_\\"), [2]),
        (SheetFilter(text="%"), [2]),
        (SheetFilter(text="' OR 1=1 --"), []),
        (SheetFilter(status=["active"]), [1]),
        (SheetFilter(status=["lead", "talking"]), [2, 3, 4]),
        (SheetFilter(industry=["母婴", "美妆"]), [2, 3]),
        (SheetFilter(prior_kind=["competitor"], text="禾木"), [2]),
        (SheetFilter(lead_source=["referral"]), [2]),
        (SheetFilter(lead_source=["event"]), []),
        (SheetFilter(headcount=(100, 200)), [1, 3]),
        (SheetFilter(headcount=(200, None)), [2]),
        (SheetFilter(headcount=(None, 150)), [3]),
        (SheetFilter(industry=["没有这个行业"]), []),
    ],
)
def test_a_filter_leaves(furnished: Database, viewer: Viewer, wanted: SheetFilter, nums: list[int]) -> None:
    with furnished.read() as session:
        assert sheet(session, viewer, wanted)["num"].tolist() == nums
        assert sheet_count(session, viewer, wanted) == len(nums)


@pytest.mark.parametrize(
    ("sort", "descending", "nums"),
    [
        ("headcount", False, [3, 1, 2, 4]),
        ("headcount", True, [2, 1, 3, 4]),
        ("annual_fee", True, [1, 2, 3, 4]),
        ("num", True, [4, 3, 2, 1]),
        ("workspace_id; drop table company", False, [1, 2, 3, 4]),
    ],
)
def test_sorting_keeps_the_unknown_last(
    furnished: Database, viewer: Viewer, sort: str, descending: bool, nums: list[int]
) -> None:
    with furnished.read() as session:
        assert sheet(session, viewer, sort=sort, descending=descending)["num"].tolist() == nums


def test_pages_do_not_overlap(furnished: Database, viewer: Viewer) -> None:
    with furnished.read() as session:
        pages = [sheet(session, viewer, sort="prior_kind", offset=n, limit=1)["num"].item() for n in range(4)]
    assert sorted(pages) == [1, 2, 3, 4]


def test_a_row_shows_the_fields_of_the_latest_deal(furnished: Database, viewer: Viewer) -> None:
    with furnished.read() as session:
        rows = sheet(session, viewer).set_index("num")
    assert rows.loc[1, "annual_fee"] == Decimal(200_000)
    assert rows.loc[1, "signed_on"] == date(2026, 1, 3)
    assert (rows.loc[2, "annual_fee"], rows.loc[2, "lead_source"]) == (Decimal(50_000), "referral")
    assert rows.loc[3, "headcount_band"] == "100-199"


def test_deals_come_by_number_with_their_company_days_and_plain_amounts(furnished: Database, viewer: Viewer) -> None:
    with furnished.read() as session:
        found = frame(session, viewer)
        names = dict(session.execute(select(Company.id, Company.name)).all())
    assert found["num"].is_monotonic_increasing
    assert [names[uuid.UUID(key)] for key in found["company_id"]] == ["海棠生活", "禾木母婴", "禾木母婴"]
    assert found["annual_fee"].tolist() == [200_000.0, 180_000.0, 50_000.0]
    assert [day if pd.notna(day) else None for day in found["ends_on"]] == [date(2027, 1, 2), None, None]
    assert found["value"].isna().all()
