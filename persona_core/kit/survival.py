"""How long things last when some have not ended yet: spells tallied, the share still there over time, its median.

A spell is a stay of so long that ended in one of several ways, or has not ended yet. Spells are tallied first
(`tally`, or a caller that counts faster); everything else works on the tally, for many groups at once. Time counts
in any unit; intervals are 95 %.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from persona_core.kit.estimates import Estimate, Z

STILL = 0
"""The outcome of a spell that had not ended when it was last looked at; ways to end count from 1."""

_EPS = 1e-12


@dataclass(frozen=True)
class Time(Estimate):
    """A length of time. Value None with `n` > 0: not reached; `last` is how long the longest spell was watched."""

    last: float | None = None


@dataclass(frozen=True)
class Spells:
    """Spells tallied: `n` of them in group `group` had outcome `outcome` at `times[tick]`.

    Rows are sorted by group, outcome, tick, each combination once; `groups` is how many groups there are, also those
    without a row; `times` rise.
    """

    group: np.ndarray
    outcome: np.ndarray
    tick: np.ndarray
    n: np.ndarray
    times: np.ndarray
    groups: int = 1

    def after(self, time: float) -> Spells:
        """The spells that lasted longer than `time`: what became of those still there then."""
        return self._only(self.times[self.tick] > time)

    def until(self, time: float) -> Spells:
        """The spells as they stood at `time`: whatever ended later had not ended yet."""
        late = self.times[self.tick] > time
        if not late.any():
            return self
        outcome, tick = np.where(late, STILL, self.outcome), self.tick
        return gather(self.group, outcome, tick, self.n, self.times, self.groups)

    def of(self, group: int) -> Spells:
        """The spells of one group, as the only group."""
        kept = self._only(self.group == group)
        return Spells(np.zeros_like(kept.group), kept.outcome, kept.tick, kept.n, kept.times)

    def _only(self, mask: np.ndarray) -> Spells:
        rows = (column[mask] for column in (self.group, self.outcome, self.tick, self.n))
        return Spells(*rows, times=self.times, groups=self.groups)


def tally(durations: Sequence[float], outcomes: Sequence[int]) -> Spells:
    """Spells of one group from their lengths and outcomes (`STILL`, 1, 2, …)."""
    times, tick = np.unique(np.asarray(durations, dtype=float), return_inverse=True)
    outcome = np.asarray(outcomes, dtype=np.int64)
    return gather(np.zeros_like(outcome), outcome, tick, np.ones_like(outcome), times, 1)


def gather(
    group: np.ndarray, outcome: np.ndarray, tick: np.ndarray, n: np.ndarray, times: np.ndarray, groups: int
) -> Spells:
    """Spells from rows in any order, equal rows added up."""
    kinds = int(outcome.max(initial=0)) + 1
    key = (group * kinds + outcome) * len(times) + tick
    rows, at = np.unique(key, return_inverse=True)
    pair = rows // max(len(times), 1)
    counts = np.bincount(at, weights=n, minlength=len(rows)).astype(np.int64)
    return Spells(pair // kinds, pair % kinds, rows % max(len(times), 1), counts, times, groups)


@dataclass(frozen=True)
class Curve:
    """One group's curve: at each of `times` how many were watched, how many ended, the share still there after it.

    `se` is its standard error, nan where all that were watched ended; `last` is how long the longest was watched.
    """

    times: np.ndarray
    at_risk: np.ndarray
    ended: np.ndarray
    still: np.ndarray
    se: np.ndarray
    last: float | None


class Survival:
    """The share still there over time in each group, by the product limit (Kaplan & Meier 1958).

    Arrays are groups × `times`, the times at which some spell ended: `at_risk`, `ended`, `still`, and Greenwood's sum
    d/(n(n−d)) as `spread`.
    """

    def __init__(self, spells: Spells) -> None:
        self.spells = spells
        over = spells.outcome != STILL
        marks = np.bincount(spells.tick[over], minlength=len(spells.times)) > 0
        self.times = spells.times[marks]
        self.column = np.cumsum(marks) - 1
        shape = (spells.groups, len(self.times))
        size, column = shape[0] * shape[1], self.column[spells.tick]
        seen = column >= 0
        cell = (spells.group * shape[1] + column) * seen
        gone = np.bincount(cell, weights=spells.n * seen, minlength=size)[:size].reshape(shape)
        self.ended = np.bincount(cell, weights=spells.n * over, minlength=size)[:size].reshape(shape)
        so_far = np.cumsum(gone, axis=1)
        self.at_risk = so_far[:, -1:] - so_far + gone
        stay, none = self.at_risk - self.ended, self.at_risk == 0
        risk = self.at_risk + none
        self.still = np.cumprod((stay + none) / risk, axis=1)
        with np.errstate(divide="ignore"):
            self.spread = np.cumsum(self.ended / (risk * (stay + (self.ended == 0))), axis=1)

    @cached_property
    def before(self) -> np.ndarray:
        """The share still there just before each time."""
        return np.hstack((np.ones((len(self.still), 1)), self.still[:, :-1]))

    def curve(self, group: int = 0) -> Curve:
        """One group's curve, at the times when some of its spells ended."""
        here = np.flatnonzero(self.ended[group])
        spread = self.spread[group, here]
        with np.errstate(invalid="ignore"):
            se = self.still[group, here] * np.sqrt(spread)
        rows = (self.at_risk[group, here], self.ended[group, here], self.still[group, here], se)
        return Curve(self.times[here], *rows, last=self._seen[group][2])

    def quantile(self, share: float = 0.5) -> list[Time]:
        """For each group the time by which `share` of the spells have ended (.5 is the median).

        The interval holds the times where the curve's band on the log scale covers 1 − share (Brookmeyer & Crowley
        1982); a limit is None where the band never gets there, or the last ones watched all ended together.
        """
        level, ends = math.log(1 - share) + _EPS, self.ended > 0
        value, lo, hi = (self._first((band <= level) & ends) for band in self._bands)
        method = "kaplan-meier, brookmeyer-crowley (log)"
        columns = zip(value, lo, hi, self._seen, strict=True)
        return [Time(middle, low, high, k, n, method, last) for middle, low, high, (k, n, last) in columns]

    @cached_property
    def _bands(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The log of the curve, of its lower and of its upper limit; nan where the error is not known."""
        with np.errstate(divide="ignore", invalid="ignore"):
            log, half = np.log(self.still), Z * np.sqrt(self.spread) + 0 * self.spread
        return log, log - half, log + half

    @cached_property
    def _seen(self) -> list[tuple[int, int, float | None]]:
        """For each group how many spells ended, how many there are, and how long the longest was watched."""
        spells, groups = self.spells, len(self.ended)
        total = np.bincount(spells.group, weights=spells.n, minlength=groups).astype(int).tolist()
        longest = np.full(groups, -1)
        np.maximum.at(longest, spells.group, spells.tick)
        ended = self.ended.sum(axis=1).astype(int).tolist()
        times = [float(spells.times[tick]) if tick >= 0 else None for tick in longest.tolist()]
        return list(zip(ended, total, times, strict=True))

    def _first(self, reached: np.ndarray) -> list[float | None]:
        """The first time in each group at which `reached` is true."""
        if not self.times.size:
            return [None] * len(reached)
        at = reached.argmax(axis=1)
        there = reached[np.arange(len(at)), at].tolist()
        return [time if yes else None for time, yes in zip(self.times[at].tolist(), there, strict=True)]
