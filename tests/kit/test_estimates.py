"""Shares with their intervals, against printed tables."""

from __future__ import annotations

import pytest

from persona_core.kit.estimates import share


@pytest.mark.parametrize(
    ("k", "n", "lo", "hi"),
    [
        (81, 263, 0.2553, 0.3662),
        (0, 5, 0, 0.4345),
        (5, 5, 0.5655, 1),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (7, 10, 0.3968, 0.8922),
        (3, 8, 0.1368, 0.6943),
    ],
)
def test_intervals_of_newcombe_s_tables(k, n, lo, hi):
    found = share(k, n)
    assert (round(found.lo, 4), round(found.hi, 4), found.k, found.n) == (lo, hi, k, n)
    assert found.value == k / n


def test_nothing_is_said_of_nobody():
    none = share(0, 0)
    assert (none.value, none.lo, none.hi, none.n) == (None, None, None, 0)
