"""Own fields wherever companies are compared: themes, the journey's groups, and the persona card's profile."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from persona_core.access.queries import viewer_for
from persona_core.companies.commands import edit_company
from persona_core.companies.models import SIGNED, Company
from persona_core.exchange import examples
from persona_core.journeys.counting import counted
from persona_core.journeys.grouping import groups
from persona_core.kit.errors import Invalid
from persona_core.kit.words import Words
from persona_core.personas.reading import card
from persona_core.vocabulary.own_fields import add_own_field, edit_own_field
from tests.command_line import called

T = Words("zh")


@pytest.fixture
def scored(db):
    """The example, where every signed company has a store format and a score that the card tells of."""
    with db.write() as session:
        made = examples.load(session, "scrm", "zh")
        viewer = viewer_for(made, "zh", "小乔")
        keys = {}
        for label, kind in (("门店类型", "choice"), ("评分", "number")):
            field = add_own_field(session, viewer, label, kind)
            edit_own_field(session, viewer, field.id, seen=field.version, label=label, on_card=True)
            keys[label] = "own:" + field.code
        signed = session.scalars(select(Company).where(Company.status.in_(SIGNED)).order_by(Company.num)).all()
        for n, company in enumerate(signed):
            said = {keys["门店类型"]: "直营" if n % 3 else "加盟", keys["评分"]: str(n + 1)}
            edit_company(session, viewer, company.id, seen=company.version, base={}, changes=said)
    return db, viewer, len(signed)


def test_the_journey_and_the_card_tell_of_them(scored):
    db, viewer, n = scored
    with db.read() as session:
        found = groups(session, viewer, T, counted(session, viewer), "own:门店类型")
        assert [g.label for g in found.groups] == ["直营", "加盟"]
        assert sum(g.funnel.signed for g in found.groups) == n
        ranges = groups(session, viewer, T, counted(session, viewer), "评分")
        assert len(ranges.groups) == 3
        with pytest.raises(Invalid) as refused:
            groups(session, viewer, T, counted(session, viewer), "own:没有的")
        assert "own:门店类型" in refused.value.text(T)
        block = next(b for b in card(session, viewer, T).blocks if b.key == "profile")
    cells = {row.cells[0]: row.cells for table in block.tables for row in table.rows}
    assert cells["门店类型"][1].startswith("直营")
    assert cells["评分"][2] == f"{n}/{n}" or str(n) in cells["评分"][2]


def test_the_command_line_compares_by_them(scored):
    db, viewer, _ = scored
    asked = ("--workspace", str(viewer.workspace_id), "--by", "own:门店类型")
    themes = json.loads(called(db.url, "show", "themes", *asked).stdout)
    assert "门店类型" in json.dumps(themes, ensure_ascii=False)
    journey = json.loads(called(db.url, "show", "journey", *asked).stdout)
    assert {g["group"] for g in journey["groups"]} == {"直营", "加盟"}
