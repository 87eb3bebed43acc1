"""Whom to see next, what is not known, health and robustness of a chain, in numbers."""

from __future__ import annotations

import numpy as np
import pytest

from persona_core.decision_chain import analysis
from persona_core.decision_chain.analysis import Hold, Light

DIRECTOR, CEO, CHAIRMAN, STAFF = range(4)
GIVEN = np.zeros((4, 4))
GIVEN[CEO, DIRECTOR] = 0.5
GIVEN[CHAIRMAN, [DIRECTOR, CEO]] = 0.25
ARTICLE = analysis.totals([30, 40, 30, 0], GIVEN)
EXAMPLE = analysis.totals([2, 3, 2, 0], GIVEN)
ALIKE = [2, 2, 2, 2]


def gains(influence, stances, *, base=0.5, anchors=None, efforts=ALIKE, gates=()):
    anchors = {DIRECTOR: 0.7} if anchors is None else anchors
    found = analysis.success(influence, stances, anchors=anchors, base=base, gates=gates)
    return analysis.gains(influence, stances, found, efforts, gates)


def test_one_step_from_the_case_of_the_article():
    found = {g.seat: g.gain for g in gains(ARTICLE, [1, 0, 0, 0])}
    assert found == pytest.approx({CEO: 0.0333, CHAIRMAN: 0.0213}, abs=5e-5)  # staff move nothing, the director is won


def test_one_step_while_all_are_neutral():
    found = {g.seat: g.gain for g in gains(ARTICLE, [0, 0, 0, 0])}
    assert found == pytest.approx({DIRECTOR: 0.1044, CEO: 0.0410, CHAIRMAN: 0.0259}, abs=5e-5)


def test_the_example_sends_to_the_ceo_first():
    first = gains(EXAMPLE, [1, None, None, None], base=0.2)[0]
    assert (first.seat, first.gain) == (CEO, pytest.approx(0.087, abs=5e-4))


def test_the_easier_of_two_comes_first_when_it_brings_more_for_the_effort():
    found = gains(ARTICLE, [1, 0, 0, 0], efforts=[2, 3, 1, 2])
    assert [g.seat for g in found] == [CHAIRMAN, CEO]
    assert found[0].per_effort == pytest.approx(0.0213, abs=5e-5)


def test_half_a_step_is_left_where_a_seat_supports_us_and_none_where_it_champions_us():
    assert [g.seat for g in gains(ARTICLE, [0.5, 1, 1, 1])] == [DIRECTOR]
    assert gains(ARTICLE, [1, 1, 1, 1]) == []


def test_a_veto_against_us_is_worth_more_than_any_influence():
    found = gains(ARTICLE, [0, 0, 0, -1], gates=[STAFF])
    assert found[0].seat == STAFF
    assert found[0].gain == pytest.approx(0.5 * (analysis.gate(-0.5) - analysis.gate(-1)))
    assert STAFF not in {g.seat for g in gains(ARTICLE, [0, 0, 0, 0], gates=[STAFF])}  # neutral lets it pass already


def test_without_experience_the_order_is_by_influence_not_won_after_vetoes_against_us():
    found = gains(ARTICLE, [None, 0, 1, None], anchors={})
    assert [(g.seat, g.gain, g.per_effort) for g in found] == [(DIRECTOR, None, None), (CEO, None, None)]
    blocked = gains(ARTICLE, [None, 0, 1, -0.5], anchors={}, gates=[STAFF])
    assert [g.seat for g in blocked] == [STAFF, DIRECTOR, CEO]


def test_an_experience_like_the_base_rate_moves_nothing():
    assert gains(ARTICLE, [0, 0, 0, 0], base=0.5, anchors={DIRECTOR: 0.5}) == []


def test_unknown_stances_are_ranked_by_their_swing():
    stances = [1, None, None, None]
    found = analysis.success(EXAMPLE, stances, anchors={DIRECTOR: 0.7})
    swings = analysis.swings(EXAMPLE, stances, found)
    assert [s.seat for s in swings] == [CEO, CHAIRMAN]
    for s in swings:
        ends = [
            analysis.success(EXAMPLE, [x if i == s.seat else y for i, y in enumerate([1, 0, 0, 0])], anchors={0: 0.7})
            for x in (1, -1)
        ]
        assert s.gain == pytest.approx(ends[0].value - ends[1].value)
    assert [s.seat for s in analysis.swings(EXAMPLE, [None] * 4, None, gates=[STAFF])] == [0, 1, 2, 3]


@pytest.mark.parametrize(
    ("stances", "deciders", "light", "supporters", "wanted"),
    [
        ([0, None, -1, 1], (), Light.RED, (), (DIRECTOR, CEO, CHAIRMAN)),  # staff support us, but carry no weight
        ([0.5, 0, 0, 0], (), Light.AMBER, (DIRECTOR,), (CEO,)),
        ([0, 0.5, 0, 0], (), Light.GREEN, (CEO,), ()),
        ([0.5, 0, 0, 0], (DIRECTOR,), Light.GREEN, (DIRECTOR,), ()),
    ],
)
def test_health_is_red_without_support_of_weight_and_green_with_a_decider(stances, deciders, light, supporters, wanted):
    found = analysis.health(EXAMPLE.share, EXAMPLE.total, stances, deciders)
    assert (found.light, found.supporters, found.wanted) == (light, supporters, wanted)


def test_in_a_crowd_without_anybody_of_weight_the_heaviest_count():
    crowd = analysis.totals([1] * 60, np.zeros((60, 60)))
    assert analysis.health(crowd.share, crowd.total, [1.0] * 60, ()).light is Light.GREEN
    assert analysis.health([0, 0], [0, 0], [1.0, 1.0], ()) is None


def shaken(direct, given, most=0.5):
    """Robustness, checked against solving each step anew."""
    influence = analysis.totals(direct, given)
    found = analysis.robustness(influence, given, [most] * len(direct))
    leaders = set()
    for i, j in zip(*np.nonzero(given), strict=True):
        for step in (-0.25, 0.25):
            other = given.copy()
            other[i, j] = min(max(other[i, j] + step, 0), most, 1 - given[i].sum() + given[i, j])
            if not analysis.closed_circle(other):
                leaders.add(int(analysis.totals(direct, other).total.argmax()))
    assert (found.hold is Hold.NOTHING) == bool(leaders - {found.leader})
    return found


def test_the_example_holds_when_any_word_is_a_step_off():
    found = shaken([2, 3, 2, 0], GIVEN)
    assert (found.hold, found.leader, found.tip) == (Hold.ALL, DIRECTOR, None)


def test_a_leader_may_hold_while_the_order_behind_does_not():
    given = np.zeros((4, 4))
    given[0, 3] = 0.25
    found = shaken([10, 60, 16, 14], given)  # 7.5, 60, 16, 16.5; without it the last one falls behind
    assert (found.hold, found.leader) == (Hold.LEADER, 1)
    assert found.tip == analysis.Tip(0, 3, before=0.25, after=0.0, leader=1)


def test_a_word_that_makes_another_lead_is_named():
    given = np.zeros((2, 2))
    given[0, 1] = 0.25
    found = shaken([60, 40], given)
    assert (found.hold, found.leader) == (Hold.NOTHING, 1)
    assert found.tip == analysis.Tip(0, 1, before=0.25, after=0.0, leader=0)


def test_nothing_shakes_where_nobody_listens_or_decides():
    assert analysis.robustness(analysis.totals([2, 3], np.zeros((2, 2))), np.zeros((2, 2)), [0.5, 0.5]) is None
    given = np.array([[0, 0.5], [0, 0]])
    assert analysis.robustness(analysis.totals([0, 0], given), given, [0.5, 0.5]) is None


def test_a_step_into_a_closed_circle_is_not_tried():
    given = np.array([[0, 0.75], [1.0, 0]])
    found = analysis.robustness(analysis.totals([50, 50], given), given, [1, 1])
    assert found.moves == 2  # each a step less; one more of the first would leave nobody with a mind of their own
