"""Influence, chance and contact of a chain, against published vectors, worked cases and the shipped example."""

from __future__ import annotations

import numpy as np
import pytest

from persona_core.decision_chain import analysis

DIRECTOR, CEO, CHAIRMAN, STAFF = range(4)


def given(rows: dict[int, dict[int, float]], n: int = 4) -> np.ndarray:
    """Points of 100 that seats take from others, as a matrix of parts."""
    matrix = np.zeros((n, n))
    for seat, others in rows.items():
        for other, points in others.items():
            matrix[seat, other] = points / 100
    return matrix


LISTENING = {CEO: {DIRECTOR: 50}, CHAIRMAN: {DIRECTOR: 25, CEO: 25}}
ARTICLE = analysis.totals([30, 40, 30, 0], given(LISTENING))
EXAMPLE = analysis.totals([2, 3, 2, 0], given(LISTENING))


def test_published_friedkin_johnsen_opinions_are_reproduced():
    """Parsegov et al. 2017, eq. 2, 15, 16: four persons, W keeps its diagonal, susceptibility is 1 − diagonal."""
    w = np.array(
        [[0.220, 0.120, 0.360, 0.300], [0.147, 0.215, 0.344, 0.294], [0, 0, 1, 0], [0.090, 0.178, 0.446, 0.286]]
    )
    result = analysis.totals([1, 1, 1, 1], w, susceptibility=1 - np.diag(w))
    expected = [
        [0.2794, 0.0450, 0.5514, 0.1242],
        [0.0471, 0.2783, 0.5492, 0.1254],
        [0, 0, 1, 0],
        [0.0301, 0.0481, 0.5324, 0.3894],
    ]
    np.testing.assert_allclose(result.control, expected, atol=5e-5)
    np.testing.assert_allclose(analysis.opinion(result, [25, 25, 75, 85]), [60.02, 59.98, 75, 74.99], atol=0.005)
    np.testing.assert_allclose(analysis.opinion(result, [25, 15, -50, 5]), [-19.29, -21.48, -50, -23.20], atol=0.005)


def test_the_leontief_inverse_is_the_same_inverse():
    """Lay, Linear Algebra: consumption C, final demand (50, 30, 20); what a sector uses of another is who it hears."""
    c = np.array([[0.5, 0.4, 0.2], [0.2, 0.3, 0.1], [0.1, 0.1, 0.3]])
    used = c.sum(axis=0)
    result = analysis.totals([50, 30, 20], (c / used).T, susceptibility=used)
    np.testing.assert_allclose(100 * result.total / (1 - used), [225.93, 118.52, 77.78], atol=0.005)


def test_equal_susceptibility_is_personalised_pagerank():
    """λ = .85 for all; who hears nobody hears itself. networkx.pagerank with restart d and damping .85 agrees."""
    weights = np.array([[1, 0, 0, 0], [1, 0, 0, 0], [0.5, 0.5, 0, 0], [0, 0, 0, 1]])
    result = analysis.totals([30, 40, 30, 0], weights, susceptibility=[0.85] * 4)
    np.testing.assert_allclose(result.total, [0.875875, 0.079125, 0.045, 0], atol=1e-12)
    rank = np.array([0.3, 0.4, 0.3, 0])
    for _ in range(400):
        rank = 0.15 * np.array([0.3, 0.4, 0.3, 0]) + 0.85 * rank @ weights
    np.testing.assert_allclose(result.total, rank, atol=1e-12)


def any_chain(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Points and listening of a chain of up to fifteen, everybody with some judgement of their own."""
    chance = np.random.default_rng(seed)
    n = int(chance.integers(1, 16))
    matrix = chance.random((n, n)) * (chance.random((n, n)) < 0.4) * (1 - np.eye(n))
    return chance.integers(0, 4, n) + np.eye(n)[0], matrix / np.maximum(matrix.sum(axis=1, keepdims=True), 0.01) * 0.9


@pytest.mark.parametrize("seed", range(25))
def test_opinions_are_shared_out_wholly_and_so_are_totals(seed):
    result = analysis.totals(*any_chain(seed))
    np.testing.assert_allclose(result.control.sum(axis=1), 1, atol=1e-12)
    assert result.total.sum() == pytest.approx(1, abs=1e-12)
    assert result.control.min() >= -1e-12
    assert opinion_bounded(result)


def opinion_bounded(result) -> bool:
    """Nobody's opinion after talking lies outside those held before."""
    held = np.linspace(-1, 1, len(result.total))
    return bool((np.abs(analysis.opinion(result, held)) <= 1 + 1e-12).all())


@pytest.mark.parametrize("seed", range(25))
def test_the_order_of_seats_changes_nothing(seed):
    direct, matrix = any_chain(seed)
    order = np.random.default_rng(seed).permutation(len(direct))
    straight, mixed = analysis.totals(direct, matrix), analysis.totals(direct[order], matrix[np.ix_(order, order)])
    for name in ("share", "kept", "received", "total"):
        np.testing.assert_allclose(getattr(mixed, name), getattr(straight, name)[order], atol=1e-12)
    stances = list(np.random.default_rng(seed).choice([-1, -0.5, 0, 0.5, 1], len(direct)))
    chances = [
        analysis.success(found, held, anchors={int(first): 0.7}, gates=[int(first)])
        for found, held, first in (
            (straight, stances, 0),
            (mixed, [stances[i] for i in order], order.tolist().index(0)),
        )
    ]
    assert chances[0].value == pytest.approx(chances[1].value, abs=1e-12)


def test_parts_that_miss_the_whole_by_rounding_are_scaled_and_more_is_refused():
    rounded = analysis.totals([1, 0, 0, 0], given({0: {1: 33.335, 2: 33.335, 3: 33.335}}))
    np.testing.assert_allclose(rounded.total, [0, 1 / 3, 1 / 3, 1 / 3], atol=1e-9)
    with pytest.raises(ValueError, match="more than all"):
        analysis.totals([1, 0, 0, 0], given({0: {1: 60, 2: 60}}))
    with pytest.raises(ValueError, match="numbers"):
        analysis.totals([1, float("nan")], np.zeros((2, 2)))


def test_article_case_at_purchase():
    np.testing.assert_allclose(ARTICLE.total, [0.6125, 0.2375, 0.15, 0], atol=1e-12)
    np.testing.assert_allclose(ARTICLE.total - ARTICLE.share, [0.3125, -0.1625, -0.15, 0], atol=1e-12)
    np.testing.assert_allclose(
        ARTICLE.control, [[1, 0, 0, 0], [0.5, 0.5, 0, 0], [0.375, 0.125, 0.5, 0], [0, 0, 0, 1]], atol=1e-12
    )


def test_article_case_at_renewal_turns_to_the_staff():
    result = analysis.totals([25, 25, 10, 40], given({DIRECTOR: {STAFF: 60}, **LISTENING}))
    np.testing.assert_allclose(result.total, [0.165, 0.1375, 0.05, 0.6475], atol=1e-12)


def test_example_totals_at_both_moments():
    np.testing.assert_allclose(EXAMPLE.total, [0.6071, 0.25, 0.1429, 0], atol=5e-5)
    rows = {DIRECTOR: {STAFF: 65}, CEO: {DIRECTOR: 40, STAFF: 20}, CHAIRMAN: {DIRECTOR: 25, CEO: 25}}
    renewal = analysis.totals([50, 25, 5, 20], given(rows))
    np.testing.assert_allclose(renewal.total, [0.216, 0.105, 0.025, 0.654], atol=5e-4)
    assert renewal.kept[STAFF] == pytest.approx(0.20)
    assert renewal.received[STAFF] == pytest.approx(0.454, abs=5e-4)


def test_nothing_is_lost_between_kept_given_and_received():
    for result in (ARTICLE, EXAMPLE):
        assert result.total.sum() == pytest.approx(1)
        assert result.given.sum() == pytest.approx(result.received.sum())
        assert (result.kept >= 0).all()
        assert (result.received >= 0).all()


@pytest.mark.parametrize(
    ("base", "slope", "all_for", "all_against"),
    [(0.5, 1.383343, 0.7995, 0.2005), (0.3, 2.7667, 0.8721, 0.0262), (0.2, 3.6467, 0.9055, 0.0065)],
)
def test_an_anchor_calibrates_the_chance(base, slope, all_for, all_against):
    def p(*stances):
        return analysis.success(ARTICLE, stances, anchors={DIRECTOR: 0.7}, base=base)

    assert p(1, 0, 0, 0).value == pytest.approx(0.70, abs=1e-12)
    assert p(1, 0, 0, 0).slope == pytest.approx(slope, abs=5e-5)
    assert p(1, 1, 1, 1).value == pytest.approx(all_for, abs=5e-5)
    assert p(-1, -1, -1, -1).value == pytest.approx(all_against, abs=5e-5)


def test_example_chance_and_its_range_over_unknown_stances():
    result = analysis.success(EXAMPLE, [1, None, None, None], anchors={DIRECTOR: 0.7})
    assert (result.value, result.lo, result.hi) == pytest.approx((0.70, 0.355, 0.908), abs=5e-4)
    assert result.unknown == (CEO, CHAIRMAN)  # the staff have no influence, so not knowing them changes nothing
    assert analysis.success(EXAMPLE, [1] * 4, anchors={DIRECTOR: 0.7}).value == pytest.approx(0.91, abs=5e-3)
    assert analysis.success(EXAMPLE, [-1] * 4, anchors={DIRECTOR: 0.7}).value < 0.01


def test_none_and_all_of_ten_are_no_certainties():
    result = analysis.success(ARTICLE, [1, 0, 0, 0], anchors={DIRECTOR: 1.0}, base=0.0)
    assert result.value == pytest.approx(0.99)
    assert 0 < result.lo <= result.hi < 1
    flat = analysis.success(ARTICLE, [1, 0, 0, 0], anchors={DIRECTOR: 0.3}, base=0.3)
    assert flat.value == pytest.approx(0.3)


def test_no_anchor_no_chance():
    assert analysis.success(EXAMPLE, [1, 1, 1, 1], anchors={}) is None


def test_a_veto_holder_against_us_stops_the_deal():
    stances = [1, 0, -1, 0]
    free = analysis.success(ARTICLE, stances, anchors={DIRECTOR: 0.7}, base=0.5)
    held = analysis.success(ARTICLE, stances, anchors={DIRECTOR: 0.7}, base=0.5, gates=[CHAIRMAN])
    assert free.value == pytest.approx(0.6547, abs=5e-5)
    assert held.value == pytest.approx(0.0327, abs=5e-5)
    assert held.ungated == pytest.approx(free.value)
    assert analysis.gate(-0.5) == pytest.approx(0.525)
    assert analysis.gate(0.5) == 1


def test_a_veto_without_influence_still_widens_the_range():
    free = analysis.success(ARTICLE, [1, 0, 0, None], anchors={DIRECTOR: 0.7}, base=0.5)
    held = analysis.success(ARTICLE, [1, 0, 0, None], anchors={DIRECTOR: 0.7}, base=0.5, gates=[STAFF])
    assert free.unknown == ()
    assert free.lo == free.hi
    assert held.unknown == (STAFF,)
    assert held.lo == pytest.approx(0.7 * analysis.FLOOR)
    assert held.ungated_lo == pytest.approx(0.7)


def test_two_anchors_meet_in_the_middle_and_say_how_badly_they_fit():
    result = analysis.success(ARTICLE, [1, 0, 0, 0], anchors={DIRECTOR: 0.7, CEO: 0.7}, base=0.5)
    assert result.value > 0.7
    assert result.misfit > 0.1
    assert analysis.success(ARTICLE, [1, 0, 0, 0], anchors={DIRECTOR: 0.7}, base=0.5).misfit == pytest.approx(0)


def test_an_anchor_on_a_seat_without_influence_is_named():
    with pytest.raises(analysis.NoInfluence) as refused:
        analysis.success(ARTICLE, [1, 0, 0, 0], anchors={STAFF: 0.7}, base=0.5)
    assert refused.value.seat == STAFF


@pytest.mark.parametrize(
    ("rows", "circle"),
    [
        ({0: {1: 100}, 1: {0: 100}}, [0, 1]),
        ({0: {1: 100}, 1: {2: 100}, 2: {1: 100}}, [1, 2]),
        ({0: {1: 50, 2: 50}, 1: {2: 100}, 2: {0: 100}}, [0, 1, 2]),
    ],
)
def test_a_closed_circle_without_own_judgement_is_named(rows, circle):
    with pytest.raises(analysis.Undecided) as refused:
        analysis.totals([1, 1, 1, 1], given(rows))
    assert refused.value.circle == circle


def test_listening_wholly_to_one_with_a_mind_of_his_own_is_fine():
    result = analysis.totals([0, 1, 0, 0], given({1: {0: 100}, 0: {2: 50}}))
    np.testing.assert_allclose(result.total, [0.5, 0, 0.5, 0], atol=1e-12)


def test_a_chain_of_one_and_a_chain_nobody_decides():
    assert analysis.totals([3], np.zeros((1, 1))).total.tolist() == [1.0]
    assert analysis.totals([0, 0], np.zeros((2, 2))).total.tolist() == [0.0, 0.0]


def test_a_chain_of_sixty_seats():
    rng = np.random.default_rng(20240101)
    matrix = rng.random((60, 60)) * (1 - np.eye(60))
    result = analysis.totals(rng.random(60), matrix / matrix.sum(axis=1, keepdims=True) * 0.9)
    assert result.total.sum() == pytest.approx(1)


def test_negative_points_are_a_fault_of_the_caller():
    with pytest.raises(ValueError, match="negative"):
        analysis.totals([1, -1], np.zeros((2, 2)))


def test_missing_roles_and_thin_contact():
    assert analysis.missing_roles(["decider", None], ["decider", "user"]) == ["user"]
    heads = {"decider", "user_head"}
    assert analysis.contact([2, 0, 1], ["user", "decider", "user"], heads).thin  # two met, none at the top
    assert not analysis.contact([2, 1, 0], ["user", "decider", None], heads).thin
    assert analysis.contact([0, 3, 0], ["user", "decider", None], heads).thin  # only one met


def test_everybody_with_a_veto_and_nobody_known_leaves_everything_open():
    n = 60
    crowd = analysis.totals([1] * n, np.zeros((n, n)))
    found = analysis.success(crowd, [None] * n, anchors={0: 0.3}, gates=range(n))
    assert found.value == pytest.approx(0.2)
    assert (found.lo, found.hi) == (pytest.approx(0, abs=1e-9), pytest.approx(found.ungated_hi))
    assert found.unknown == tuple(range(n))


def test_where_nobody_decides_there_is_no_chance():
    assert analysis.success(analysis.totals([0, 0], np.zeros((2, 2))), [1, 1], anchors={0: 0.7}) is None


def test_half_a_point_turns_nothing():
    close = analysis.slope_frame({"A": 0.5, "B": 0.5}, {"A": 0.3, "B": 0.7})
    assert analysis.reversal(close) is None  # both led at purchase
    assert analysis.reversal(analysis.slope_frame({"A": 0.6, "B": 0.4}, {"A": 0.498, "B": 0.502})) is None
    assert analysis.reversal(analysis.slope_frame({}, {})) is None


def test_slope_says_whether_somebody_else_leads():
    frame = analysis.slope_frame({"A": 0.6, "B": 0.4}, {"A": 0.2, "B": 0.7, "C": 0.1})
    assert analysis.reversal(frame) == ("A", "B")
    assert frame["shift"].tolist() == pytest.approx([-0.4, 0.3, 0.1])
    assert analysis.reversal(analysis.slope_frame({"A": 0.6}, {"A": 0.5})) is None


def test_the_owner_leads_both_times_in_the_second_example():
    """Owner, his wife who keeps the books, shop assistant, peers."""
    purchase = analysis.totals([85, 15, 0, 0], given({0: {1: 15, 3: 20}, 1: {0: 50}}))
    renewal = analysis.totals([85, 15, 0, 0], given({0: {1: 15, 2: 25}, 1: {0: 25, 2: 25}}))
    np.testing.assert_allclose(purchase.total, [0.65, 0.15, 0, 0.20], atol=0.005)
    np.testing.assert_allclose(renewal.total, [0.553, 0.144, 0.303, 0], atol=5e-4)
    names = ["owner", "wife", "clerk", "peer"]
    by_name = [dict(zip(names, found.total, strict=True)) for found in (purchase, renewal)]
    assert analysis.reversal(analysis.slope_frame(*by_name)) is None
