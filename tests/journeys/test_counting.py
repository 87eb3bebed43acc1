"""Counting many events at once is as if each unit were walked by hand; odd dates are named and counted."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from persona_core.journeys import analysis
from persona_core.journeys.analysis import Events, Stand, Step, Units, notes
from persona_core.journeys.analysis.funnel import target
from persona_core.journeys.analysis.ordering import order
from persona_core.journeys.models import StageKind
from persona_core.kit.incidence import Incidence, chance
from persona_core.kit.survival import Survival
from tests.journeys import by_hand

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
AS_OF = 400


def events_of(rows) -> Events:
    return Events(*np.array(rows, dtype=np.int64).reshape(-1, 3).T)


def units_of(outcomes: dict[int, str], of: list[int] | None = None) -> Units:
    """Deals by number as units of their own, or those that `of` says."""
    deals = np.array(sorted(outcomes)) if of is None else np.arange(1, len(of) + 1)
    stands = np.array([STANDS[outcomes[n]] for n in sorted(outcomes)], dtype=np.int8)
    return Units(deals, np.arange(len(deals)) if of is None else np.array(of), None, stands)


def count(rows, outcomes, *, of=None, steps=STEPS, **options) -> analysis.Counted:
    options = {"as_of": AS_OF} | options
    return analysis.count(events_of(rows), units_of(outcomes, of), steps, "deal", **options)


def moves(found: analysis.Funnel) -> dict[tuple[int, int], int]:
    return {(move.start, move.to): move.n for move in found.transitions}


@pytest.mark.parametrize("seed", range(12))
def test_random_logs_count_as_walked_by_hand(seed):
    dice = np.random.default_rng(seed)
    many = int(dice.integers(1, 60))
    outcomes = {deal: ("open", "won", "lost", "churned")[dice.integers(4)] for deal in range(1, many + 1)}
    size = int(dice.integers(0, 300))
    rows = np.column_stack(
        (dice.integers(1, many + 4, size), dice.integers(1, 10, size), dice.integers(0, 420, size))
    ).tolist()
    walked, forward = by_hand.paths(rows, STEPS, outcomes, AS_OF)
    expected = by_hand.moves(walked, forward, 3, {"lost": 6, "churned": 7}, outcomes, AS_OF)
    counted = count(rows, outcomes)
    stays = counted.funnel().stays
    found = Counter()
    times = stays.times.tolist()
    for place, way, tick, n in zip(
        *(c.tolist() for c in (stays.group, stays.outcome, stays.tick, stays.n)), strict=True
    ):
        found[place, "still" if way == 0 else way - 1, 0 if times[tick] == 0.5 else int(times[tick])] = n
    dated = {key: n for key, n in expected.items() if key[2] is not None and key[0] < forward}
    assert found == dated
    by_pair = Counter()
    for (place, to, _days), n in expected.items():
        by_pair[STEPS[place].num, analysis.STILL_THERE if to == "still" else STEPS[to].num] += n
    assert moves(counted.funnel()) == by_pair


@pytest.mark.parametrize("seed", range(3))
def test_values_that_do_not_fit_a_packed_key_are_counted_the_same(seed):
    dice = np.random.default_rng(seed)
    rows = np.column_stack((dice.integers(1, 20, 200), dice.integers(1, 6, 200), dice.integers(0, 400, 200)))
    outcomes = dict.fromkeys(range(1, 20), "open")
    near = count(rows.tolist(), outcomes).funnel()
    far = rows + np.array([0, 0, 140_000])
    assert count(far.tolist(), outcomes, as_of=AS_OF + 140_000).funnel().transitions == near.transitions
    steps = [*STEPS, *(Step(num, in_funnel=False) for num in range(9, 200))]
    assert moves(count(rows.tolist(), outcomes, steps=steps).funnel()) == moves(near)


@pytest.mark.parametrize("seed", range(3))
def test_companies_with_several_deals_are_laid_over_each_other_the_same_where_keys_do_not_fit(seed):
    dice = np.random.default_rng(seed)
    rows = np.column_stack((dice.integers(1, 31, 300), dice.integers(1, 9, 300), dice.integers(0, 400, 300)))
    of = np.unique(np.sort(dice.integers(0, 18, 30)), return_inverse=True)[1].tolist()
    outcomes = {unit: ("open", "won", "lost", "churned")[dice.integers(4)] for unit in range(max(of) + 1)}
    near = count(rows.tolist(), outcomes, of=of).funnel()
    far = count((rows + np.array([0, 0, 140_000])).tolist(), outcomes, of=of, as_of=AS_OF + 140_000).funnel()
    assert (far.transitions, far.notes, far.lost_at) == (near.transitions, near.notes, near.lost_at)
    assert (far.days_to_sign, [row.days for row in far.rows]) == (near.days_to_sign, [row.days for row in near.rows])


@pytest.mark.parametrize("seed", range(4))
def test_a_range_taken_from_what_was_walked_counts_as_one_asked_for_at_once(seed):
    dice = np.random.default_rng(seed)
    rows = np.column_stack((dice.integers(1, 40, 300), dice.integers(1, 9, 300), dice.integers(0, 400, 300))).tolist()
    outcomes = {deal: ("open", "won", "lost", "churned")[dice.integers(4)] for deal in range(1, 40)}
    whole = count(rows, outcomes)
    for since, until in ((100, 250), (300, None), (None, 60), (900, None)):
        taken, asked = whole.within(since, until), count(rows, outcomes, since=since, until=until)
        one, other = taken.funnel(), asked.funnel()
        assert (one.transitions, one.rows, one.outcomes) == (other.transitions, other.rows, other.outcomes)
        assert (one.left_out, one.notes, one.lost_at) == (other.left_out, other.notes, other.lost_at)
        assert (taken.chosen == asked.chosen).all()
        assert taken.within(None, None) is whole


def test_every_visit_leads_somewhere_and_visits_in_equal_visits_out():
    found = count(
        [(1, AWARE, 0), (1, WEIGH, 9), (1, SIGNED, 20), (2, WEIGH, 5), (2, LOST, 8), (3, AWARE, 300)],
        {1: "won", 2: "lost", 3: "open", 4: "open"},
    ).funnel()
    assert moves(found) == {
        (AWARE, WEIGH): 1,
        (WEIGH, SIGNED): 1,
        (SIGNED, analysis.STILL_THERE): 1,
        (WEIGH, LOST): 1,
        (AWARE, analysis.STILL_THERE): 1,
    }
    assert {row.num: row.came_in for row in found.rows if row.came_in} == {AWARE: 2, WEIGH: 1}


def test_open_ones_count_as_long_as_they_have_been_there():
    found = count(
        [(1, AWARE, 0), (1, WEIGH, 10), (2, AWARE, 0), (2, WEIGH, 20), (3, AWARE, 385)],
        {1: "open", 2: "open", 3: "open"},
    ).funnel()
    aware = found.rows[0]
    assert (aware.days.value, aware.days.k, aware.days.n) == (20, 2, 3)
    assert Survival(found.stays.of(1)).curve().at_risk.tolist() == [3, 1]
    assert aware.days.last == 20
    weigh = found.rows[1]
    assert (weigh.days.value, weigh.days.n, weigh.days.last) == (None, 2, 390)


def test_a_stay_that_ends_the_day_it_began_takes_half_a_day():
    found = count([(1, AWARE, 3), (1, WEIGH, 3), (1, SIGNED, 3)], {1: "won"}).funnel()
    assert (found.rows[0].days.value, found.days_to_sign.value) == (0.5, 0.5)
    assert found.notes[notes.SAME_DAY] == 2


def test_what_follows_leaving_is_left_out_with_its_count():
    found = count([(1, WEIGH, 1), (1, LOST, 5), (1, SIGNED, 9)], {1: "lost"}).funnel()
    assert found.notes[notes.AFTER_END] == 1
    assert moves(found) == {(WEIGH, LOST): 1}
    back = count([(1, WEIGH, 1), (1, LOST, 5), (1, SIGNED, 9)], {1: "won"}).funnel()
    assert notes.AFTER_END not in back.notes
    assert moves(back) == {(WEIGH, LOST): 1, (LOST, SIGNED): 1, (SIGNED, analysis.STILL_THERE): 1}


def test_an_end_of_one_who_has_not_left_is_left_out_with_its_count():
    found = count([(1, WEIGH, 1), (1, LOST, 5)], {1: "open"}).funnel()
    assert found.notes[notes.END_UNDONE] == 1
    assert moves(found) == {(WEIGH, analysis.STILL_THERE): 1}


def test_going_back_and_skipping_are_counted_and_named():
    found = count([(1, AWARE, 0), (1, USE, 9), (1, WEIGH, 12), (1, SIGNED, 20)], {1: "won"}).funnel()
    assert (found.notes[notes.SKIPPED], found.notes[notes.BACK]) == (1, 1)
    assert {row.num: row.reached for row in found.rows} == {AWARE: 1, WEIGH: 1, SIGNED: 1, USE: 1, RENEW: 0}


def test_a_stage_dated_again_is_one_visit_and_renewals_are_many():
    rows = [(1, WEIGH, 1), (1, WEIGH, 6), (1, SIGNED, 9), (1, RENEW, 100), (1, RENEW, 200), (1, RENEW, 200)]
    found = count(rows, {1: "won"}).funnel()
    assert found.notes[notes.REPEATED] == 2
    assert moves(found)[RENEW, RENEW] == 1
    assert found.rows[1].days.value == 8


def test_renewals_to_expect_and_each_round_by_itself():
    rows = [(deal, SIGNED, 0) for deal in range(1, 7)]
    rows += [(1, RENEW, 100), (1, RENEW, 200), (2, RENEW, 100), (3, RENEW, 100), (3, CHURNED, 200), (4, CHURNED, 90)]
    found = count(rows, {1: "won", 2: "won", 3: "churned", 4: "churned", 5: "won", 6: "won"}).funnel()
    (renewal,) = found.renewals
    assert (renewal.stage, renewal.again.k, renewal.again.n) == (RENEW, 4, 6)
    assert renewal.expected.value == pytest.approx(2)
    assert [(e.k, e.n) for e in renewal.rounds] == [(3, 4), (1, 2)]


def test_signed_or_left_on_an_unknown_day_is_counted_but_never_timed():
    found = count([(1, AWARE, 0), (2, AWARE, 0), (2, CHURNED, 300), (3, AWARE, 0)], {1: "won", 2: "churned", 3: "lost"})
    found = found.funnel()
    assert moves(found) == {
        (AWARE, SIGNED): 2,
        (AWARE, LOST): 1,
        (SIGNED, analysis.STILL_THERE): 1,
        (SIGNED, CHURNED): 1,
    }
    assert found.stays.n.sum() == 0
    assert (found.notes[notes.NO_SIGN_DATE], found.notes[notes.NO_END_DATE]) == (2, 1)
    assert (found.rows[0].step.k, found.rows[0].step.n) == (2, 3)
    assert (found.days_to_sign.value, found.days_to_sign.n) == (None, 0)


def test_a_journey_without_an_end_still_says_who_left():
    steps = [Step(1), Step(2, sets_outcome="won")]
    found = count([(1, 1, 0), (2, 1, 0), (2, 2, 5)], {1: "lost", 2: "churned"}, steps=steps).funnel()
    assert moves(found) == {(1, analysis.LOST_SOMEWHERE): 1, (1, 2): 1, (2, analysis.CHURNED_SOMEWHERE): 1}


def test_a_company_walks_by_the_first_of_its_deals_and_leaves_with_its_last():
    rows = [(1, AWARE, 0), (1, WEIGH, 10), (1, LOST, 20), (2, AWARE, 100), (2, WEIGH, 105), (2, LOST, 150)]
    found = count(rows, {1: "lost"}, of=[0, 0]).funnel()
    assert moves(found) == {(AWARE, WEIGH): 1, (WEIGH, LOST): 1}
    assert found.rows[1].days.value == 140
    won = count([*rows, (2, SIGNED, 140)], {1: "won"}, of=[0, 0]).funnel()
    assert moves(won) == {(AWARE, WEIGH): 1, (WEIGH, SIGNED): 1, (SIGNED, analysis.STILL_THERE): 1}


def test_a_churned_company_left_when_the_deal_that_ran_did():
    rows = [(1, SIGNED, 0), (1, CHURNED, 50), (2, WEIGH, 40), (2, LOST, 90)]
    found = count(rows, {1: "churned"}, of=[0, 0]).funnel()
    assert moves(found)[WEIGH, CHURNED] == 1
    assert found.notes.get(notes.BACK) == 1


def test_of_those_who_came_in_within_a_range():
    rows = [(1, AWARE, 10), (1, WEIGH, 30), (2, AWARE, 50), (2, SIGNED, 60), (3, WEIGH, 55), (4, NEED, 52)]
    outcomes = {1: "open", 2: "won", 3: "open", 4: "open", 5: "won"}
    found = count(rows, outcomes, since=50, until=59).funnel()
    assert (found.total, found.signed) == (2, 1)
    assert found.left_out == {notes.OUTSIDE: 2, notes.BEFORE: 1}
    assert moves(found) == {
        (AWARE, SIGNED): 1,
        (WEIGH, analysis.STILL_THERE): 1,
        (SIGNED, analysis.STILL_THERE): 1,
        (NEED, analysis.STILL_THERE): 1,
    }
    whole = count(rows, outcomes).funnel()
    assert whole.total == 4


def test_groups_add_up_to_the_whole_and_count_as_if_alone():
    dice = np.random.default_rng(7)
    rows = np.column_stack((dice.integers(1, 40, 300), dice.integers(1, 9, 300), dice.integers(0, 400, 300)))
    outcomes = {deal: ("open", "won", "lost")[deal % 3] for deal in range(1, 40)}
    counted = count(rows.tolist(), outcomes)
    group = np.arange(39) % 4 - 1
    parts = counted.by_group(group, 3)
    kept = {deal for deal in outcomes if group[deal - 1] == 1}
    alone = count([row for row in rows.tolist() if row[0] in kept], {d: o for d, o in outcomes.items() if d in kept})
    assert parts[1].transitions == alone.funnel().transitions
    assert parts[1].rows == alone.funnel().rows
    assert parts[1].outcomes == alone.funnel().outcomes
    assert sum(part.total for part in parts) == counted.funnel().total - int(
        (counted.passages.furthest[group == -1] >= counted.road.first).sum()
    )


def test_up_to_a_day_later_dates_are_counted_out():
    found = count([(1, AWARE, 0), (1, WEIGH, 90), (2, AWARE, 60)], {1: "open", 2: "open"}, as_of=50).funnel()
    assert (found.total, found.notes[notes.LATER]) == (1, 2)
    assert found.left_out == {notes.NOT_YET: 1}
    assert found.rows[0].days.last == 50


def test_the_chance_to_move_on_and_what_is_left_of_it():
    rows = [(d, WEIGH, 0) for d in range(1, 6)] + [(1, SIGNED, 10), (2, SIGNED, 30), (3, LOST, 20)]
    found = count(rows, {1: "won", 2: "won", 3: "lost", 4: "open", 5: "open"}).funnel()
    chances = {o.to: o.probability.value for o in found.outcomes if o.stage == WEIGH}
    assert chances == {SIGNED: pytest.approx(0.4), LOST: pytest.approx(0.2)}
    stays = found.stays.of(2)
    assert {target(found.road, c.outcome): c.estimate.k for c in Incidence(stays.after(15)).estimates()} == {
        SIGNED: 1,
        LOST: 1,
    }
    left = chance(stays.after(15), 4)
    assert (left.value, left.k, left.n) == (pytest.approx(0.25), 1, 4)
    assert chance(stays.until(15), 4).value == pytest.approx(0.2)


def test_a_hundred_stages():
    steps = [
        *(Step(n) for n in range(1, 99)),
        Step(99, sets_outcome="won"),
        Step(100, StageKind.TERMINAL, False, "lost"),
    ]
    rows = [(1, n, n) for n in range(1, 100)] + [(2, 1, 0), (2, 50, 9), (2, 100, 20)]
    found = count(rows, {1: "won", 2: "lost"}, steps=steps).funnel()
    assert len(found.rows) == 99
    assert found.rows[97].reached == 1
    assert moves(found)[50, 100] == 1
    assert found.notes[notes.SKIPPED] == 1


def test_events_stand_in_order_of_day_and_on_one_day_of_stage():
    log, _odd = order(
        events_of([(2, WEIGH, 5), (2, AWARE, 5), (1, SIGNED, 9), (1, AWARE, 2)]),
        units_of({1: "open", 2: "open"}),
        analysis.Road.of(STEPS),
        AS_OF,
    )
    (block,) = log.blocks(0, 2)
    assert (block.low, block.unit.tolist()) == (0, [0, 0, 1, 1])
    assert block.place.tolist() == [1, 3, 1, 2]
    assert block.new.tolist() == [True, False, True, False]


@pytest.mark.parametrize("from_day", [0, 1 << 17], ids=["packed", "as columns"])
def test_events_rearranged_stand_as_if_they_had_been_put_in_that_order(from_day):
    """Also those of companies with several deals, and of days too far off to be packed."""
    chance = np.random.default_rng(7)
    days = from_day + chance.integers(0, AS_OF, 400)
    rows = np.column_stack((chance.integers(1, 41, 400), chance.integers(1, 9, 400), days))
    outcomes = dict(enumerate(("open", "won", "lost", "churned", "open") * 4))
    units = units_of(outcomes, [*range(20), *chance.integers(0, 20, 20).tolist()])
    road, by = analysis.Road.of(STEPS), chance.permutation(20)[:13]
    whole, _ = order(events_of(rows), units, road, from_day + AS_OF)
    anew, _ = order(events_of(rows), units.rearranged(by), road, from_day + AS_OF)
    moved = whole.rearranged(by, len(units))
    assert len(moved) == len(anew) > 0
    for mine, theirs in zip(moved.blocks(0, len(by)), anew.blocks(0, len(by)), strict=True):
        for name in ("unit", "day", "place", "new"):
            assert getattr(mine, name).tolist() == getattr(theirs, name).tolist()
