"""Asking about a day in the past, about those who came in within a range, and by groups."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from sqlalchemy import insert, update

from persona_core.companies.commands import create_company, edit_company
from persona_core.companies.models import Company
from persona_core.deals.commands import create_deal, edit_deal
from persona_core.deals.models import Deal, Outcome
from persona_core.journeys import queries
from persona_core.journeys.analysis import Stand, notes
from persona_core.journeys.analysis.past import history
from persona_core.journeys.analysis.steps import Road, standing
from persona_core.journeys.counting import Question, counted, funnel
from persona_core.journeys.grouping import GROUP_LABELS, groups, signed_against_others
from persona_core.journeys.models import LAST_NUMBER, Stage, StageEvent
from persona_core.journeys.reading import UNITS, companies, deals, events
from persona_core.kit import clock
from persona_core.kit.errors import Invalid
from persona_core.kit.words import Words
from tests.factories.journeys import date_stages, days_ago
from tests.journeys.test_counting import STEPS, events_of, units_of

T = Words("zh")


@pytest.mark.parametrize("unit", UNITS)
def test_on_a_day_in_the_past_deals_that_closed_later_are_open(session, viewer, make, unit):
    make("甲", 知道我们=90, 权衡利弊=80, 签约=30)
    make("乙", 知道我们=90, 丢单=10)
    make("丙", 知道我们=90, 签约=70, 流失=5)
    make("丁", 知道我们=20)
    now = funnel(session, viewer, unit=unit)
    assert (now.total, now.signed, now.open, now.lost, now.churned) == (4, 2, 1, 1, 1)
    then = funnel(session, viewer, unit=unit, as_of=days_ago(50))
    assert (then.total, then.signed, then.open, then.lost, then.churned) == (3, 1, 2, 0, 0)
    assert then.left_out == {notes.NOT_YET: 1}
    assert then.notes[notes.LATER] == 4
    assert funnel(session, viewer, unit=unit, as_of=days_ago(-9)).rows == now.rows


def test_a_company_stood_as_its_deals_did(session, viewer, make):
    company, _ = make("甲", 知道我们=400, 签约=300, 流失=100)
    second = create_deal(session, viewer, company, {"product": "二期"})
    date_stages(session, viewer, second, 权衡利弊=60, 签约=20)
    ways = {ago: funnel(session, viewer, as_of=days_ago(ago)) for ago in (350, 200, 80, 10)}
    assert {ago: (f.open, f.signed, f.churned) for ago, f in ways.items()} == {
        350: (1, 0, 0),
        200: (0, 1, 0),
        80: (0, 1, 1),
        10: (0, 1, 0),
    }


def test_what_no_date_explains_stands_then_as_it_does_now(session, viewer, make):
    _, deal = make("甲", 知道我们=90)
    edit_deal(session, viewer, deal.id, seen=deal.version, base={}, changes={"outcome": "lost"})
    found = funnel(session, viewer, unit="deal", as_of=days_ago(30))
    assert (found.lost, found.notes[notes.NO_END_DATE]) == (1, 1)
    by_hand = create_company(session, viewer, {"name": "乙"})
    edit_company(session, viewer, by_hand.id, seen=by_hand.version, base={}, changes={"status": "在用"})
    assert funnel(session, viewer, as_of=days_ago(30)).signed == 1


@pytest.mark.parametrize("seed", range(6))
def test_many_deals_stand_on_a_day_as_one_after_the_other(seed):
    chance = np.random.default_rng(seed)
    rows = np.column_stack((chance.integers(1, 30, 150), chance.integers(1, 9, 150), chance.integers(0, 400, 150)))
    units = units_of(dict.fromkeys(range(1, 30), "open"))
    past = history(events_of(rows.tolist()), units, Road.of(STEPS))
    found = past.said(200)
    assert (past.said(400) == past.now).all()
    assert past.there(200).tolist() == [any(n == deal and day <= 200 for n, _, day in rows) for deal in range(1, 30)]
    codes = {"open": 0, "won": 1, "lost": 2, "churned": 3}
    for deal in range(1, 30):
        mine = [(stage, day) for number, stage, day in rows.tolist() if number == deal and day <= 200]
        assert found[deal - 1] == codes[standing(mine, STEPS).outcome]


def test_a_range_chooses_by_the_day_of_coming_in_both_days_included(session, viewer, make):
    make("甲", 知道我们=90, 签约=10)
    make("乙", 知道我们=60)
    make("丙", 知道我们=30)
    found = funnel(session, viewer, since=days_ago(60), until=days_ago(30))
    assert (found.total, found.signed, found.left_out) == (2, 0, {notes.OUTSIDE: 1})
    assert funnel(session, viewer, since=days_ago(90)).total == 3
    with pytest.raises(Invalid):
        funnel(session, viewer, since=days_ago(10), until=days_ago(20))


@pytest.fixture
def mixed(session, viewer, make):
    """Five companies of two industries and origins; one has two deals, one nothing known of it."""
    for name, industry, source, pushed, dates in (
        ("甲", "茶饮", "转介绍", "CEO", {"知道我们": 90, "签约": 60}),
        ("乙", "茶饮", "展会", "市场总监", {"知道我们": 90, "丢单": 30}),
        ("丙", "酒店", "转介绍", "市场总监", {"权衡利弊": 40}),
    ):
        company = create_company(session, viewer, {"name": name, "industry": industry, "prior_kind": "competitor"})
        deal = create_deal(session, viewer, company, {"lead_source": source, "pushed_by": pushed})
        date_stages(session, viewer, deal, **dates)
        if name == "甲":
            later = create_deal(session, viewer, company, {"lead_source": "展会", "referrer": "老周"})
            date_stages(session, viewer, later, 权衡利弊=20)
    make("丁", 知道我们=20)


def sizes(found) -> dict[str, int]:
    return {group.label: group.funnel.total for group in found.groups}


def test_companies_by_what_they_are_and_by_the_deal_that_speaks_for_them(session, viewer, mixed):
    whole = counted(session, viewer)
    by = {field: groups(session, viewer, T, whole, field) for field in GROUP_LABELS}
    assert sizes(by["industry"]) == {"茶饮": 2, "酒店": 1}
    assert sizes(by["lead_source"]) == {"转介绍": 2, "展会": 1}
    assert sizes(by["pushed_by"]) == {"市场总监": 2, "CEO": 1}
    assert sizes(by["entry"]) == {"知道我们": 3, "权衡利弊": 1}
    assert sizes(by["prior_kind"]) == {"竞品": 3}
    assert (by["industry"].unknown, by["entry"].unknown, by["referrer"].groups) == (1, 0, ())
    referred = next(g for g in by["lead_source"].groups if g.label == "转介绍")
    assert (referred.funnel.signed, referred.funnel.open) == (1, 1)


def test_deals_are_grouped_by_their_own_values_and_those_of_their_company(session, viewer, mixed):
    whole = counted(session, viewer, Question(unit="deal"))
    assert sizes(groups(session, viewer, T, whole, "lead_source")) == {"展会": 2, "转介绍": 2}
    assert sizes(groups(session, viewer, T, whole, "industry")) == {"茶饮": 3, "酒店": 1}
    assert sizes(groups(session, viewer, T, whole, "referrer")) == {"老周": 1}


def test_groups_keep_to_the_range_and_the_day(session, viewer, mixed):
    recent = counted(session, viewer, Question(since=days_ago(50)))
    assert sizes(groups(session, viewer, T, recent, "lead_source")) == {"转介绍": 1}
    early = counted(session, viewer, Question(as_of=days_ago(45)))
    found = groups(session, viewer, T, early, "industry")
    assert {g.label: (g.funnel.total, g.funnel.signed, g.funnel.lost) for g in found.groups} == {
        "茶饮": (2, 1, 0),
        "酒店": (0, 0, 0),
    }


def test_groups_are_compared_by_those_who_decided(session, viewer, make):
    for number in range(12):
        make(f"签{number}", "CEO" if number < 10 else "市场总监", 知道我们=90, 签约=30)
        make(f"丢{number}", "CEO" if number < 2 else "市场总监", 知道我们=90, 丢单=30)
    make("谈", "市场总监", 知道我们=90)
    found = groups(session, viewer, T, counted(session, viewer), "pushed_by")
    compared = signed_against_others(found)
    ceo, director = (compared[code] for code in ("ceo", "marketing_director"))
    assert (ceo.first.k, ceo.first.n, ceo.second.k, ceo.second.n, ceo.verdict) == (10, 12, 2, 12, "said")
    assert (director.first, director.p, director.family) == (ceo.second, ceo.p, 1)


def test_an_unknown_field_names_the_known_ones(session, viewer):
    with pytest.raises(Invalid, match="industry"):
        groups(session, viewer, T, counted(session, viewer), "colour")


def test_who_referred_is_not_named_to_one_who_must_not_see_names(session, viewer, mixed):
    masked = replace(viewer, masked=True)
    whole = counted(session, masked, Question(unit="deal"))
    assert list(sizes(groups(session, masked, T, whole, "referrer"))) == ["介绍人 1"]


def test_events_come_out_as_they_went_in(session, viewer, make):
    make("甲", 知道我们=90, 签约=30)
    make("乙", 知道我们=60)
    found = events(session, viewer)
    assert len(found.day) == 3
    assert sorted(set(found.deal.tolist())) == deals(session, viewer).deal.tolist()
    assert len(events(session, viewer, deal_num=int(found.deal[0])).day) in {1, 2}
    assert len(events(session, viewer, stage_nums=[]).day) == 0


def test_the_largest_numbers_and_every_outcome_come_out_as_they_went_in(session, viewer, make):
    """A date is one number on its way out: the last deal, the last stage and a day far off still fit."""
    last = (2**31 - 1, LAST_NUMBER, clock.day_number(date(2300, 12, 31)))
    names = {outcome: make(f"{outcome}", pushed_by=None if outcome == Outcome.WON else "ceo") for outcome in Outcome}
    for number, (outcome, (company, deal)) in enumerate(names.items()):
        session.execute(update(Deal).where(Deal.id == deal.id).values(num=last[0] - number, outcome=outcome))
        session.execute(update(Company).where(Company.id == company.id).values(num=last[0] - number))
    session.execute(update(Stage).where(Stage.num == queries.stages(session, viewer)[0].num).values(num=last[1]))
    own = {"workspace_id": viewer.workspace_id, "source": "hand"}
    for deal, day in ((last[0], last[2]), (last[0] - 3, 0)):
        session.execute(insert(StageEvent).values(**own, deal_num=deal, stage_num=last[1], day=day))
    found = events(session, viewer)
    assert set(zip(*(column.tolist() for column in found), strict=True)) == {last, (last[0] - 3, last[1], 0)}
    stood = deals(session, viewer)
    assert stood.num.tolist() == [last[0] - 3, last[0] - 2, last[0] - 1, last[0]]
    assert [Stand(code) for code in stood.outcome] == [Stand.CHURNED, Stand.LOST, Stand.WON, Stand.OPEN]
    assert (stood.pushed_by.names, stood.pushed_by.code.tolist()) == (["ceo"], [0, 0, -1, 0])
    together = companies(session, viewer)
    assert together.deal.tolist() == together.num.tolist() == stood.num.tolist()
    assert together.of.tolist() == [0, 1, 2, 3]
