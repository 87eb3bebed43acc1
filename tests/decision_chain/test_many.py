"""Many chains of mixed size in one call say the same as each alone, whatever the order of seats and numbers."""

from __future__ import annotations

import numpy as np
import pytest

from persona_core.decision_chain import analysis
from tests.factories.influence import Crowd, crowd


def alone(found: Crowd) -> dict[str, np.ndarray]:
    """Every chain by itself, put back in the order of the seats."""
    result = {k: np.zeros(len(found.chain)) for k in ("share", "kept", "received", "total")}
    for number in np.unique(found.chain):
        seats = np.flatnonzero(found.chain == number)
        given = np.zeros((len(seats), len(seats)))
        for by, to, part in zip(found.listener, found.heard, found.part, strict=True):
            if found.chain[by] == number:
                given[np.searchsorted(seats, by), np.searchsorted(seats, to)] += part
        one = analysis.totals(found.direct[seats], given)
        for k, values in result.items():
            values[seats] = getattr(one, k)
    return result


def test_many_chains_equal_each_alone():
    found = crowd(chains=300, seed=20240101)
    many = analysis.totals_many(*found)
    for k, expected in alone(found).items():
        np.testing.assert_allclose(getattr(many, k), expected, atol=1e-12, err_msg=k)
    assert many.circles == {}


def test_shuffled_seats_with_any_chain_numbers_say_the_same():
    found = crowd(chains=60, seed=7)
    many = analysis.totals_many(*found)
    order = np.random.default_rng(1).permutation(len(found.chain))
    place = np.argsort(order)
    shuffled = analysis.totals_many(
        1000 - 7 * found.chain[order], found.direct[order], place[found.listener], place[found.heard], found.part
    )
    np.testing.assert_allclose(shuffled.total, many.total[order], atol=1e-12)
    np.testing.assert_allclose(shuffled.kept, many.kept[order], atol=1e-12)


def test_totals_of_every_chain_sum_to_one_and_none_is_negative():
    found = crowd(chains=200, seed=3)
    many = analysis.totals_many(*found)
    np.testing.assert_allclose(np.bincount(found.chain, many.total), 1, atol=1e-12)
    assert min(many.kept.min(), many.received.min(), many.total.min()) >= 0


def test_a_closed_circle_is_named_and_spares_the_other_chains():
    """Chain 4: two that only hear each other, and a third. Chain 9: a director and a CEO who hears the director."""
    many = analysis.totals_many(
        [4, 4, 9, 4, 9], [3, 2, 2, 1, 3], listener=[0, 1, 4], heard=[1, 0, 2], part=[1.0, 1.0, 0.5]
    )
    assert many.circles == {4: [0, 1]}
    assert many.total[[0, 1, 3]].tolist() == [0, 0, 0]
    assert many.share[0] == pytest.approx(0.5)
    np.testing.assert_allclose(many.total[[2, 4]], [0.7, 0.3], atol=1e-12)


def test_one_who_keeps_nothing_but_hears_somebody_with_a_mind_is_no_circle():
    many = analysis.totals_many([0, 0, 0], [1, 0, 0], listener=[0, 1], heard=[1, 2], part=[1.0, 1.0])
    assert many.circles == {}
    assert many.total.tolist() == [0, 0, 1]


def test_no_seats_no_say_and_rounding():
    assert len(analysis.totals_many([], [], [], [], []).total) == 0
    assert analysis.totals_many([0, 0], [0, 0], [0], [1], [0.5]).total.tolist() == [0, 0]
    rounded = analysis.totals_many([0] * 4, [1, 0, 0, 0], [0] * 3, [1, 2, 3], [0.33335, 0.33335, 0.33335])
    np.testing.assert_allclose(rounded.total, [0, 1 / 3, 1 / 3, 1 / 3], atol=1e-9)


def test_a_part_for_oneself_is_own_judgement():
    many = analysis.totals_many([0, 0], [1, 1], [0, 0], [0, 1], [0.5, 0.25])
    np.testing.assert_allclose(many.total, [0.375, 0.625], atol=1e-12)


@pytest.mark.parametrize(
    ("chain", "direct", "part", "words"),
    [
        ([0, 0], [1, -1], 0.5, "negative"),
        ([0, 0], [1, 1], -0.5, "negative"),
        ([0, 0], [1, float("nan")], 0.5, "numbers"),
        ([0, 0], [1, 1], 1.5, "more than all"),
        ([0, 1], [1, 1], 0.5, "another chain"),
    ],
)
def test_what_no_chain_can_hold_is_a_fault_of_the_caller(chain, direct, part, words):
    with pytest.raises(ValueError, match=words):
        analysis.totals_many(chain, direct, [0], [1], [part])
