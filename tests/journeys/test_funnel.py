"""Counting a journey after contracts.md, by hand on small numbers and on example A."""

from __future__ import annotations

import numpy as np
import pytest

from persona_core.companies.commands import create_company, edit_company
from persona_core.deals.commands import create_deal
from persona_core.journeys import analysis
from persona_core.journeys.analysis import Events, Pushed, Stand, Step, Units, notes
from persona_core.journeys.counting import Question, funnel
from persona_core.journeys.models import StageKind
from persona_core.journeys.reading import UNITS
from persona_core.journeys.showing import as_json
from persona_core.kit.errors import Invalid
from persona_core.kit.words import Words
from tests.factories.journeys import date_stages

NEED, AWARE, WEIGH, SIGNED, USE, RENEW, LOST, CHURNED = range(1, 9)
STEPS = [
    Step(NEED, in_funnel=False),
    Step(AWARE),
    Step(WEIGH),
    Step(SIGNED, sets_outcome="won"),
    Step(USE),
    Step(RENEW, kind=StageKind.REPEATING),
    Step(LOST, kind=StageKind.TERMINAL, in_funnel=False, sets_outcome="lost"),
    Step(CHURNED, kind=StageKind.TERMINAL, in_funnel=False, sets_outcome="churned"),
]


STANDS = {"open": Stand.OPEN, "won": Stand.WON, "lost": Stand.LOST, "churned": Stand.CHURNED}


def pushed(who: list[str | None]) -> Pushed:
    names = sorted({name for name in who if name})
    return Pushed(names, np.array([names.index(name) if name else -1 for name in who]))


def count(*cases: tuple[str, dict[int, int]], pushed_by: list[str | None] | None = None) -> analysis.Funnel:
    """Deals 1, 2, 3 … as (outcome, {stage: day})."""
    rows = [(n, stage, day) for n, (_, dates) in enumerate(cases, 1) for stage, day in dates.items()]
    columns = np.array(rows, dtype=np.int64).reshape(-1, 3).T
    return analysis.count(
        Events(*columns),
        Units(
            deal=np.arange(1, len(cases) + 1),
            of=np.arange(len(cases)),
            pushed_by=pushed(pushed_by) if pushed_by else None,
            outcome=np.array([STANDS[outcome] for outcome, _ in cases], dtype=np.int8),
        ),
        STEPS,
        "deal",
        as_of=500,
    ).funnel()


def reached(found: analysis.Funnel) -> dict[int, int]:
    return {row.num: row.reached for row in found.rows}


def test_reached_counts_later_stages_too_and_need_is_no_part_of_the_funnel():
    found = count(("open", {WEIGH: 5}), ("open", {AWARE: 1}), ("won", {SIGNED: 9, RENEW: 400}))
    assert reached(found) == {AWARE: 3, WEIGH: 2, SIGNED: 1, USE: 1, RENEW: 1}


def test_a_won_or_churned_deal_without_a_date_reaches_signing_through_its_outcome():
    found = count(("won", {AWARE: 1}), ("churned", {}), ("lost", {AWARE: 3}))
    assert reached(found) == {AWARE: 3, WEIGH: 2, SIGNED: 2, USE: 0, RENEW: 0}
    assert (found.total, found.signed, found.lost, found.churned) == (3, 2, 1, 1)


def test_a_step_counts_those_who_moved_on_or_left_and_shows_open_ones_apart():
    weigh = next(
        row
        for row in count(
            ("won", {WEIGH: 1, SIGNED: 2}), ("lost", {WEIGH: 1}), ("lost", {WEIGH: 3}), ("open", {WEIGH: 4})
        ).rows
        if row.num == WEIGH
    )
    assert (weigh.step.k, weigh.step.n, weigh.open, weigh.left) == (1, 3, 1, 2)
    assert (weigh.overall.k, weigh.overall.n) == (4, 4)


def test_win_rate_of_decided_deals_as_calculated_by_hand():
    cases = [("won", {AWARE: 1, WEIGH: 2, SIGNED: 3})] * 112 + [("lost", {AWARE: 1, WEIGH: 2, LOST: 3})] * 68
    cases += [("open", {AWARE: 1, WEIGH: 2})] * 94
    weigh = count(*cases).rows[1]
    assert (weigh.step.k, weigh.step.n, weigh.open) == (112, 180, 94)
    assert round(weigh.step.value, 4) == 0.6222


def test_plain_days_are_medians_of_the_signed_ones():
    found = count(
        ("won", {AWARE: 0, WEIGH: 10, SIGNED: 30}),
        ("won", {AWARE: 0, SIGNED: 50}),
        ("lost", {AWARE: 0, WEIGH: 4, LOST: 9}),
        ("won", {AWARE: 60, SIGNED: 50}),
        ("won", {SIGNED: 5}),
        pushed_by=["ceo", "director", "ceo", "ceo", None],
    )
    assert (found.signed_days.value, found.signed_days.n) == (40, 2)
    assert {name: (days.value, days.n) for name, days in found.days_by_pushed_by.items()} == {
        "ceo": (30, 1),
        "director": (50, 1),
    }
    assert found.notes[notes.EARLY_SIGN] == 1


def test_where_lost_and_left_after_signing_stand_apart():
    found = count(
        ("lost", {AWARE: 1, WEIGH: 2, LOST: 3}),
        ("lost", {AWARE: 1}),
        ("lost", {WEIGH: 1}),
        ("churned", {SIGNED: 1, USE: 2, CHURNED: 3}),
    )
    assert found.lost_at == {AWARE: 1, WEIGH: 2}
    assert found.churned_at == {USE: 1}
    assert found.worst == (WEIGH, 2)
    assert {row.num: row.reached for row in found.ends} == {LOST: 3, CHURNED: 1}
    assert all(row.step.value is None for row in found.ends)


def test_who_is_left_out_is_counted_by_reason():
    found = count(("open", {}), ("lost", {LOST: 3}), ("open", {NEED: 3}), ("open", {AWARE: 3}))
    assert found.total == 1
    assert found.left_out == {notes.NO_DATE: 1, notes.ONLY_END: 1, notes.BEFORE: 1}


@pytest.mark.parametrize("steps", [[], [Step(1, in_funnel=False)], [Step(7, kind=StageKind.TERMINAL)]])
def test_nothing_to_count_is_no_error(steps):
    nothing = Events(*np.empty((3, 0), dtype=np.int64))
    units = Units(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64), None, np.empty(0, dtype=np.int8))
    found = analysis.count(nothing, units, steps, "company").funnel()
    assert (found.total, found.signed, found.days_to_sign.value, found.worst) == (0, 0, None, None)


def test_a_company_with_several_deals_counts_once_and_any_deal_reaching_counts(session, viewer, make):
    company, _ = make("甲", 知道我们=90, 权衡利弊=80, 签约=60)
    second = create_deal(session, viewer, company, {"product": "小程序"})
    date_stages(session, viewer, second, 权衡利弊=30, 丢单=10)
    make("乙", 知道我们=40)
    companies, deals = (funnel(session, viewer, unit=unit) for unit in UNITS)
    assert (companies.total, companies.signed, companies.open, companies.lost) == (2, 1, 1, 0)
    assert (deals.total, deals.signed, deals.open, deals.lost) == (3, 1, 1, 1)
    assert companies.signed_days.value == 30


def test_companies_without_deals_are_left_out_unless_their_status_says_signed(session, viewer, make):
    make("甲", 知道我们=90)
    create_company(session, viewer, {"name": "乙"})
    signed = create_company(session, viewer, {"name": "丙"})
    edit_company(session, viewer, signed.id, seen=signed.version, base={}, changes={"status": "在用"})
    found = funnel(session, viewer)
    assert (found.total, found.signed) == (2, 1)
    assert found.left_out == {notes.NO_DEAL: 1}


def test_an_unknown_unit_is_refused(session, viewer):
    with pytest.raises(Invalid):
        funnel(session, viewer, unit="people")


DAYS = [96, 88, 71, 38, 132, 35, 84, 44, 29, 160, 118, 52]
CEO = {4, 6, 8, 9, 12}


def test_example_a_counts_as_printed(session, viewer, make):
    for number, days in enumerate(DAYS, 1):
        company, deal = make(
            f"客户{number}",
            "CEO" if number in CEO else "市场总监",
            知道我们=days + 300,
            权衡利弊=320,
            签约=300,
            使用=250,
        )
        if number == 3:
            second = create_deal(session, viewer, company, {"product": "会员小程序"})
            date_stages(session, viewer, second, 权衡利弊=60, 签约=40)
        if number in {4, 8, 9}:
            date_stages(session, viewer, deal, 流失=20)
    for number in range(22):
        stages = {"知道我们": 200, "丢单": 50} | ({"权衡利弊": 100} if number < 14 else {})
        make(f"丢单{number}", **stages)
    for number in range(8):
        make(f"在谈{number}", 知道我们=30)
    found = as_json(session, viewer, Words("zh"))
    assert (found["total"], found["signed"], found["open"]) == (42, 12, 8)
    signing = next(row for row in found["stages"] if row["stage"] == "签约")["overall_conversion"]
    assert [round(signing[key], 2) for key in ("value", "lo", "hi")] == [0.29, 0.17, 0.44]
    assert found["lost_at"] == [{"stage": "知道我们", "n": 8}, {"stage": "权衡利弊", "n": 14}]
    assert found["days_to_sign"]["all"]["value"] == 84
    assert found["days_to_sign"]["signed_only"]["value"] == 77.5
    by = {row["pushed_by"]: row["median_days"] for row in found["days_to_sign"]["by_pushed_by"]}
    assert {name: (days["value"], days["n"]) for name, days in by.items()} == {"CEO": (38, 5), "市场总监": (96, 7)}
    assert as_json(session, viewer, Words("zh"), question=Question(unit="deal"))["signed"] == 13


def test_the_next_round_after_a_renewal_is_no_move_back():
    once = {SIGNED: 1, USE: 10, RENEW: 100}
    rounds = [(1, USE, 110), (1, RENEW, 200), (1, WEIGH, 300)]
    rows = [(1, stage, day) for stage, day in once.items()] + rounds
    columns = np.array(rows, dtype=np.int64).T
    units = Units(deal=np.array([1]), of=np.array([0]), pushed_by=None, outcome=np.array([Stand.WON], dtype=np.int8))
    found = analysis.count(Events(*columns), units, STEPS, "deal", as_of=500).funnel()
    assert found.notes[notes.BACK] == 1
