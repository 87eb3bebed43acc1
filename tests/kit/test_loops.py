"""Walks that lead back: a textbook chain, and renewals to expect."""

from __future__ import annotations

import numpy as np

from persona_core.kit.estimates import share
from persona_core.kit.loops import absorbed, repeats


def test_the_drunkard_s_walk():
    half = 0.5
    moves = np.array([[0, half, 0], [half, 0, half], [0, half, 0]])
    ends = np.array([[half, 0], [0, 0], [0, half]])
    found = absorbed(moves, ends)
    assert found.visits.round(12).tolist() == [[1.5, 1, 0.5], [1, 2, 1], [0.5, 1, 1.5]]
    assert found.ends.round(12).tolist() == [[0.75, 0.25], [0.5, 0.5], [0.25, 0.75]]


def test_a_walk_without_a_way_out_says_nothing():
    assert absorbed(np.array([[0.0, 1.0], [1.0, 0.0]]), np.zeros((2, 1))) is None


def test_three_renewals_to_expect_where_three_of_four_renew():
    found = repeats(share(9, 12))
    assert (found.value, found.k, found.n) == (3, 9, 12)
    assert 0.8 < found.lo < 0.9
    assert 10 < found.hi < 11


def test_no_end_in_sight_is_nothing_rather_than_infinity():
    always = repeats(share(5, 5))
    assert (always.value, always.hi) == (None, None)
    assert always.lo > 1
    assert repeats(share(0, 0)).value is None
