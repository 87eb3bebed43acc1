"""How things end when several ends compete and some have not ended yet: chances, what is left of them, and by when."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from persona_core.kit.estimates import Estimate, Z, wilson
from persona_core.kit.survival import STILL, Spells, Survival, Time

METHOD = "aalen-johansen, rothman"


class Chance(NamedTuple):
    """The chance that a spell of `group` ends by `outcome`; `k` of the estimate have, `n` spells there are."""

    group: int
    outcome: int
    estimate: Estimate


class Course(NamedTuple):
    """How the chance of one outcome rises: at each of `times` the chance so far and its standard error."""

    times: np.ndarray
    chance: np.ndarray
    se: np.ndarray


class Incidence:
    """The chance of each way to end, by group (Aalen & Johansen 1978), at the last time anything ended.

    `group` and `outcome` name the pairs that occur; `chance`, `variance` (delta method, Dinse & Larson 1986) and `k`
    have one value for each; `still` is the share of each group that has not ended. Never one minus a curve: that
    overstates an outcome while another competes.
    """

    def __init__(self, spells: Spells, survival: Survival | None = None) -> None:
        curves = survival or Survival(spells)
        mask = spells.outcome != STILL
        group, kind, d = spells.group[mask], spells.outcome[mask], spells.n[mask]
        at = curves.column[spells.tick[mask]]
        new = np.ones(len(group), dtype=bool)
        new[1:] = (np.diff(group) != 0) | (np.diff(kind) != 0)
        self._first = np.flatnonzero(new)
        self._pair = np.cumsum(new) - 1
        self.group, self.outcome = group[self._first], kind[self._first]
        risk, before = curves.at_risk[group, at], curves.before[group, at]
        rise = before * d / risk
        spread = np.where(at > 0, curves.spread[group, np.maximum(at - 1, 0)], 0.0)
        self.k = self._sum(d).astype(np.int64)
        self.chance = self._sum(rise)
        self.variance = self._variance(rise, spread, before, d, risk)
        groups = range(spells.groups)
        self.n = np.bincount(spells.group, weights=spells.n, minlength=len(groups)).astype(np.int64)
        self.still = curves.still[:, -1] if len(curves.times) else np.ones(spells.groups)
        self.ended = np.bincount(group, weights=d, minlength=len(groups)).astype(np.int64)

    def estimates(self) -> list[Chance]:
        """Every pair with its interval: a score interval of as many spells as the variance is worth (Rothman 1978)."""
        columns = (self.group, self.outcome, self.chance, self.variance, self.k)
        return [
            Chance(int(g), int(o), _estimate(float(p), float(v), int(k), int(self.n[g]), int(self.ended[g])))
            for g, o, p, v, k in zip(*columns, strict=True)
        ]

    def _sum(self, values: np.ndarray) -> np.ndarray:
        return np.bincount(self._pair, weights=values, minlength=len(self._first))

    def _so_far(self, values: np.ndarray) -> np.ndarray:
        """Running sums within each pair."""
        total = np.cumsum(values)
        return total - (total - values)[self._first][self._pair]

    def _variance(
        self, rise: np.ndarray, spread: np.ndarray, before: np.ndarray, d: np.ndarray, risk: np.ndarray
    ) -> np.ndarray:
        to_come = self.chance[self._pair] - self._so_far(rise)
        weighed = rise * spread
        shared = rise * (2 * self._so_far(weighed) - weighed)
        own = before**2 * (risk - d) * d / risk**3
        return np.maximum(self._sum(shared + own - 2 * to_come * before * d / risk**2), 0.0)


def _estimate(p: float, variance: float, k: int, n: int, ended: int) -> Estimate:
    certain = variance < 1e-15 or not 1e-12 < p < 1 - 1e-12
    lo, hi = wilson(min(p, 1.0), ended if certain else p * (1 - p) / variance)
    return Estimate(min(p, 1.0), lo, hi, k, n, METHOD)


def chance(spells: Spells, outcome: int) -> Estimate:
    """The chance that spells of one group end by `outcome`; nothing to say where none has ended.

    Of `spells.until(t)` it is the chance by time t, of `spells.after(t)` the chance left to those still there then.
    """
    found = next((c.estimate for c in Incidence(spells).estimates() if c.outcome == outcome), None)
    if found is not None:
        return found
    n, ended = int(spells.n.sum()), int(spells.n[spells.outcome != STILL].sum())
    if ended == 0:
        return Estimate(None, None, None, 0, n, METHOD)
    return _estimate(0.0, 0.0, 0, n, ended)


def course(spells: Spells, outcome: int) -> Course:
    """How the chance of `outcome` rises in one group, at the times when it does."""
    rises = _Rises(spells, outcome)
    return Course(rises.times[rises.at], rises.so_far[rises.at], np.sqrt(rises.variance(0.0)[rises.at]))


def time_until(spells: Spells, outcome: int, share: float = 0.5) -> Time:
    """The time by which `share` of those who end by `outcome` sooner or later have done so, in one group.

    That is where F(t) = share · F(∞) for the rising chance F of the outcome; spells not ended yet count as such. The
    interval holds the times at which F(t) − share · F(∞) is within its own error of 0; a limit that is never passed
    is None.
    """
    return times_until(spells, outcome, share)[0]


def times_until(spells: Spells, outcome: int, *shares: float) -> list[Time]:
    """The same for several shares, from one curve."""
    rises = _Rises(spells, outcome)
    k, n, method = int(rises.d.sum()), int(spells.n.sum()), "aalen-johansen, share of those who will"
    last = float(spells.times[spells.tick.max()]) if n else None
    if k == 0:
        return [Time(None, None, None, 0, n, method, last) for _ in shares]
    return [Time(*rises.passing(share), k, n, method, last) for share in shares]


class _Rises:
    """The rising chance of one outcome in one group over all times, for errors of F(t) − q · F(∞)."""

    def __init__(self, spells: Spells, outcome: int) -> None:
        curves = Survival(spells)
        mine = spells.outcome == outcome
        self.times, at = curves.times, curves.column[spells.tick[mine]]
        self.d = np.bincount(at, weights=spells.n[mine], minlength=len(self.times))
        self.at = np.flatnonzero(self.d)
        risk, ended, before = (
            np.maximum(curves.at_risk[0], 1),
            curves.ended[0],
            curves.before[0],
        )
        self.so_far = np.cumsum(before * self.d / risk)
        self.to_come = self.so_far[-1:] - self.so_far
        all_gone = ended >= risk
        spread = np.where(all_gone, 0.0, ended / (risk * np.where(all_gone, 1, risk - ended)))
        self._spread = [np.cumsum(spread * self.to_come**power) for power in (0, 1, 2)]
        shared = before * self.d / risk**2
        self._shared = [np.cumsum(shared * self.to_come**power) for power in (0, 1)]
        self._own = np.cumsum(before**2 * (risk - self.d) * self.d / risk**3)

    def passing(self, share: float) -> list[float | None]:
        """When F(t) − share · F(∞) passes 0, and when its upper and its lower limit do, at times when some ended."""
        apart = self.so_far - share * self.so_far[-1]
        error = Z * np.sqrt(self.variance(share))
        firsts = (self.at[line[self.at] >= -1e-12][:1] for line in (apart, apart + error, apart - error))
        return [float(self.times[first[0]]) if first.size else None for first in firsts]

    def variance(self, q: float) -> np.ndarray:
        """The delta method's variance of F(t) − q · F(∞) at every time (Dinse & Larson 1986, for such a contrast)."""
        if not self.so_far.size:
            return self.so_far
        p, rest = 1 - q, self.to_come
        (a0, a1, a2), (e0, e1), b = self._spread, self._shared, self._own
        steps = p**2 * a2 - 2 * p * rest * a1 + rest**2 * a0 + q**2 * (a2[-1] - a2)
        own = p**2 * b + q**2 * (b[-1] - b)
        shared = p * (p * e1 - rest * e0) + q**2 * (e1[-1] - e1)
        return np.maximum(steps + own - 2 * shared, 0.0)
