"""How long spells last, against published tables and by hand: ties, spells not ended yet, nothing at all."""

from __future__ import annotations

import numpy as np
import pytest

from persona_core.kit.survival import STILL, Survival, gather, tally

SIX_MP = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+"
PLACEBO = "1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23"


def spells(text: str):
    """Weeks in remission (Freireich 1963); + is still in remission."""
    parts = text.split()
    return tally([float(p.strip("+")) for p in parts], [STILL if p.endswith("+") else 1 for p in parts])


def test_the_curve_of_freireich_s_treated_patients():
    curve = Survival(spells(SIX_MP)).curve()
    at = curve.ended > 0
    assert curve.times[at].tolist() == [6, 7, 10, 13, 16, 22, 23]
    assert curve.at_risk[at].tolist() == [21, 17, 15, 12, 11, 7, 6]
    assert curve.still[at].round(4).tolist() == [0.8571, 0.8067, 0.7529, 0.6902, 0.6275, 0.5378, 0.4482]
    assert curve.se[at].round(4).tolist() == [0.0764, 0.0869, 0.0963, 0.1068, 0.1141, 0.1282, 0.1346]


def test_the_median_has_its_interval_on_the_log_scale():
    (treated,) = Survival(spells(SIX_MP)).quantile()
    assert (treated.value, treated.lo, treated.hi, treated.k, treated.n) == (23, 16, None, 9, 21)
    assert "log" in treated.method
    (placebo,) = Survival(spells(PLACEBO)).quantile()
    assert (placebo.value, placebo.lo, placebo.hi) == (8, 4, 12)


def test_a_quantile_not_reached_is_nothing_and_says_how_long_was_watched():
    curves = Survival(spells(SIX_MP))
    (late,) = curves.quantile(0.9)
    assert (late.value, late.lo, late.hi, late.n, late.last) == (None, None, None, 21, 35)
    assert curves.quantile(0.25)[0].value == 13


def test_the_error_is_blank_where_the_last_ones_ended_together():
    curves = Survival(spells(PLACEBO))
    assert curves.curve().still[-1] == 0
    assert np.isnan(curves.curve().se[-1])
    (alone,) = Survival(tally([5], [1])).quantile()
    assert (alone.value, alone.lo, alone.hi) == (5, None, None)


def test_at_one_half_exactly_the_median_is_the_first_such_time():
    assert Survival(tally([1, 2, 3, 4, 5, 6], [1] * 6)).quantile()[0].value == 3


def test_nothing_is_said_of_no_spells():
    (none,) = Survival(tally([], [])).quantile()
    assert (none.value, none.lo, none.hi, none.k, none.n, none.last) == (None, None, None, 0, 0, None)
    assert Survival(tally([], [])).curve().times.size == 0


def test_spells_as_they_stood_then_and_of_those_still_there():
    found = tally([3, 5, 8], [1, 2, STILL])
    assert found.after(3).n.sum() == 2
    stood = found.until(4)
    assert dict(zip(stood.outcome.tolist(), stood.n.tolist(), strict=True)) == {1: 1} | {STILL: 1}


@pytest.mark.parametrize("seed", range(3))
def test_groups_counted_together_are_as_if_counted_alone(seed):
    chance = np.random.default_rng(seed)
    group, outcome, tick = chance.integers(0, 3, 60), chance.integers(0, 3, 60), chance.integers(0, 12, 60)
    both = gather(group, outcome, tick, np.ones(60), np.arange(1.0, 13.0), 4)
    together = Survival(both).quantile()
    for number in range(4):
        alone = Survival(both.of(number)).quantile()[0]
        assert together[number] == alone
    assert together[3].n == 0
