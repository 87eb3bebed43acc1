"""Own fields wherever companies are compared: themes, the journey's groups, and the persona card's profile."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from sqlalchemy import select

from persona_core.access.queries import viewer_for
from persona_core.companies.commands import edit_company
from persona_core.companies.models import SIGNED, Company
from persona_core.exchange import examples
from persona_core.journeys.counting import counted
from persona_core.journeys.cuts import wording
from persona_core.journeys.cuts.analysis import CUTS, cuts
from persona_core.journeys.cuts.queries import outcomes, with_own
from persona_core.journeys.grouping import groups
from persona_core.kit.errors import Invalid
from persona_core.kit.words import Words
from persona_core.personas.commands import create_card, edit_card
from persona_core.personas.reading import card
from persona_core.vocabulary.own_fields import add_own_field, edit_own_field
from persona_core.vocabulary.queries import lists
from tests.command_line import called
from tests.screens import screen, words

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


def test_customers_are_cut_by_them_beside_the_fields_of_the_house(scored):
    db, viewer, _ = scored
    with db.read() as session:
        known, found = lists(session, viewer), outcomes(session, viewer)
        key, score = known.find_own("门店类型").key, known.find_own("评分")
        assert wording.fields(viewer, T, known)[key] == "门店类型"
        assert key not in wording.fields(replace(viewer, masked=True), T, known)
        cut = cuts(with_own(session, viewer, found, known.own[key]), (*CUTS, key))[key]
        say = wording.namer(key, T, known)
        ranges = cuts(with_own(session, viewer, found, score), (score.key,))[score.key]
    assert [(say(g.value), len(g.members)) for g in cut.groups] == [("直营", 8), ("加盟", 4)]
    assert cut.family > cuts(found)["pushed_by"].family
    assert (say.label, say.group("直营")) == ("门店类型", "门店类型为“直营”的客户")
    assert "门店类型" in wording.sentence(cut, T, say)
    assert {g.value for g in ranges.groups} == {"1–4", "5–8", "9–12"}


def test_a_card_is_about_the_companies_that_they_choose(scored):
    db, viewer, _ = scored
    with db.write() as session:
        known = lists(session, viewer)
        store, score = (known.find_own(name).key.removeprefix("own:") for name in ("门店类型", "评分"))
        asked = {"own": {store: {"values": ["直营"]}, score: {"from": 5, "to": None}}}
        row = create_card(session, viewer, {"name": "直营的", "conditions": asked})
        edit_card(session, viewer, row.id, {"target": {"status": ["active"], **asked}}, seen=row.version)
        shown = card(session, viewer, T, row=row)
        hidden = card(session, replace(viewer, masked=True), T, row=row)
        assert row.conditions == {"own": {store: {"values": ["直营"]}, score: {"from": 5}}}
    assert shown.parts[0] == hidden.parts[0] == "6 家客户"
    assert set(shown.filter.split("；")) == {"门店类型 直营", "评分 5 起"}
    assert hidden.filter == "2 项自定义字段"
    assert shown.target.way.params == {"status": "active", f"own-{store}": "直营", f"own-{score}-from": "5"}
    assert hidden.target.way.params == {"status": "active"}


def test_the_pages_ask_by_them(scored, monkeypatch):
    db, viewer, _ = scored
    with db.read() as session:
        known = lists(session, viewer)
    store, score = (known.find_own(name).key.removeprefix("own:") for name in ("门店类型", "评分"))
    here = {"view": "typical", "w": "scrm-zh", f"own-{store}": "加盟"}
    chain = screen(monkeypatch, db.url, "persona/decision_chain.py", by=f"own:{score}", **here)
    assert not chain.exception
    assert words(chain).count("4 家客户的决策链") == 1
    assert "评分" in [c.value.columns[0] for c in chain.dataframe]
    nobody = screen(monkeypatch, db.url, "persona/decision_chain.py", **here, **{f"own-{score}-from": "99"})
    assert not nobody.exception
    assert "去掉“评分”" in words(nobody)
    page = screen(monkeypatch, db.url, "persona/card.py", w="scrm-zh")
    assert [m.label for m in page.multiselect if m.label == "门店类型"]
