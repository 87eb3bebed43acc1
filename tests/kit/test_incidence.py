"""Competing ends, against a published table and by hand; what is left of a chance, and by when."""

from __future__ import annotations

import numpy as np
import pytest

from persona_core.kit.estimates import share
from persona_core.kit.incidence import Incidence, chance, course, time_until
from persona_core.kit.survival import STILL, tally

SATAGOPAN = [(7, 0), (10, 1), (14, 0), (16, 1), (18, 2), (23, 1), (24, 0), (26, 2), (27, 1), *[(28, 0)] * 296]
"""305 patients; 1 is the event, 2 remission, which competes (Satagopan et al. 2004, table 2)."""

SIGNED = [96, 88, 71, 38, 132, 35, 84, 44, 29, 160, 118, 52]
LOST = [79, 126, 18, 117, 66, 45, 141, 33, 104, 48, 12, 95, 25, 60, 158, 87, 173, 74, 58, 190, 91, 39]
OPEN = [58, 6, 13, 27, 41, 76, 103, 149]


def example_a():
    return tally([*SIGNED, *LOST, *OPEN], [1] * len(SIGNED) + [2] * len(LOST) + [STILL] * len(OPEN))


def test_the_published_table_without_its_rounding():
    found = course(tally(*zip(*SATAGOPAN, strict=True)), 1)
    assert found.times.tolist() == [10, 16, 23, 27]
    assert found.chance.round(5).tolist() == [0.00329, 0.00659, 0.00989, 0.0132]
    final = chance(tally(*zip(*SATAGOPAN, strict=True)), 1)
    assert (round(final.value, 4), final.k, final.n) == (0.0132, 4, 305)


def test_chances_and_those_still_there_make_one():
    found = Incidence(example_a().until(100))
    assert found.chance.sum() + found.still[0] == pytest.approx(1)


def test_with_nothing_open_a_chance_is_a_share_with_its_interval():
    found = chance(tally([1, 2, 2, 3, 5, 5, 6, 7], [1, 2, 1, 1, 2, 2, 1, 1]), 1)
    plain = share(5, 8)
    assert (found.value, found.lo, found.hi) == pytest.approx((plain.value, plain.lo, plain.hi))
    sure = chance(tally([1, 2, 3, 4, 5], [1] * 5), 1)
    assert (sure.value, round(sure.lo, 4), sure.hi) == (1, 0.5655, 1)


def test_errors_along_the_way_end_in_the_final_one():
    found = course(example_a(), 1)
    whole = Incidence(example_a())
    assert found.se[-1] ** 2 == pytest.approx(whole.variance[0])
    assert (np.diff(found.chance) > 0).all()


def test_what_is_left_of_a_chance_is_that_of_those_still_there():
    spells = example_a()
    whole, then = course(spells, 1), chance(spells.after(60), 1)
    at_60 = whole.chance[whole.times <= 60][-1]
    still = 1 - at_60 - course(spells, 2).chance[course(spells, 2).times <= 60][-1]
    assert then.value == pytest.approx((whole.chance[-1] - at_60) / still)
    assert (then.k, then.n) == (7, 23)


def test_half_of_those_who_will_sign_have_signed_by_84_days():
    found = time_until(example_a(), 1)
    assert (found.value, found.lo, found.hi, found.k, found.n) == (84, 44, 118, 12, 42)


def test_counting_open_ones_as_never_would_say_less():
    assert time_until(tally(SIGNED, [1] * 12), 1).value == 71
    assert chance(example_a(), 1).value > 12 / 42


def test_nothing_is_said_where_nothing_ended():
    none = chance(tally([5, 6], [STILL, STILL]), 1)
    assert (none.value, none.lo, none.hi, none.k, none.n) == (None, None, None, 0, 2)
    assert time_until(tally([], []), 1).n == 0
    assert time_until(tally([5], [2]), 1).value is None
    other = chance(tally([5, 6], [2, 2]), 1)
    assert (other.value, other.lo, round(other.hi, 3)) == (0, 0, 0.658)


def test_same_day_ends_do_not_depend_on_their_order():
    one = tally([3, 3, 3, 4], [1, 2, STILL, 1])
    other = tally([3, 3, 4, 3], [2, STILL, 1, 1])
    assert Incidence(one).chance.tolist() == Incidence(other).chance.tolist()
    assert Incidence(one).chance.tolist() == [0.75, 0.25]
