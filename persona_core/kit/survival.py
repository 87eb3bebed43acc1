"""How long things last when some have not ended yet: spells tallied, the share still there over time, its median.

A spell is a stay of so long that ended in one of several ways, or has not ended yet. Spells are tallied first
(`tally`, or a caller that counts faster); everything else works on the tally, for many groups at once. Time counts
in any unit; intervals are 95 %.
"""

from __future__ import annotations

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

    `se` is its standard error, nan where all that were watched ended.
    """

    times: np.ndarray
    at_risk: np.ndarray
    ended: np.ndarray
    still: np.ndarray
    se: np.ndarray


class Survival:
    """The share still there over time in each group, by the product limit (Kaplan & Meier 1958).

    Arrays are groups × times: `at_risk`, `ended`, `still`, and Greenwood's sum d/(n(n−d)) as `spread`.
    """

    def __init__(self, spells: Spells) -> None:
        self.spells, self.times = spells, spells.times
        shape = (spells.groups, len(spells.times))
        cell = spells.group * shape[1] + spells.tick
        ended = spells.outcome != STILL
        gone = np.bincount(cell, weights=spells.n, minlength=shape[0] * shape[1]).reshape(shape)
        self.ended = np.bincount(cell[ended], weights=spells.n[ended], minlength=gone.size).reshape(shape)
        self.at_risk = np.cumsum(gone[:, ::-1], axis=1)[:, ::-1]
        stay = self.at_risk - self.ended
        with np.errstate(divide="ignore", invalid="ignore"):
            self.still = np.cumprod(np.where(self.at_risk > 0, stay / self.at_risk, 1.0), axis=1)
            step = np.where(self.ended > 0, self.ended / (self.at_risk * stay), 0.0)
        self.spread = np.cumsum(step, axis=1)

    @cached_property
    def before(self) -> np.ndarray:
        """The share still there just before each time."""
        return np.hstack((np.ones((len(self.still), 1)), self.still[:, :-1]))

    def curve(self, group: int = 0) -> Curve:
        """One group's curve, at the times when something happened in it."""
        risk, ended = self.at_risk[group], self.ended[group]
        here = np.flatnonzero((risk - np.append(risk[1:], 0)) > 0)
        spread = self.spread[group, here]
        with np.errstate(invalid="ignore"):
            se = np.where(np.isfinite(spread), self.still[group, here] * np.sqrt(spread), np.nan)
        return Curve(self.times[here], risk[here], ended[here], self.still[group, here], se)

    def quantile(self, share: float = 0.5) -> list[Time]:
        """For each group the time by which `share` of the spells have ended (.5 is the median).

        The interval holds the times where the curve's band on the log scale covers 1 − share (Brookmeyer & Crowley
        1982); a limit is None where the band never gets there, or the last ones watched all ended together.
        """
        left = 1 - share
        with np.errstate(divide="ignore", invalid="ignore"):
            half = np.where(np.isfinite(self.spread), Z * np.sqrt(self.spread), np.nan)
            bands = (self.still, self.still * np.exp(-half), self.still * np.exp(half))
        columns = [self._first(band <= left + _EPS) for band in bands]
        ended, total = self.ended.sum(axis=1), self.at_risk[:, 0] if self.times.size else np.zeros(len(self.ended))
        longest = [self._longest(row) for row in self.at_risk]
        method = "kaplan-meier, brookmeyer-crowley (log)"
        return [
            Time(value, lo, hi, int(k), int(n), method, last)
            for value, lo, hi, k, n, last in zip(*columns, ended, total, longest, strict=True)
        ]

    def _first(self, reached: np.ndarray) -> list[float | None]:
        """The first time in each group at which `reached` is true."""
        if not self.times.size:
            return [None] * len(reached)
        reached = reached & (self.ended > 0)
        at = reached.argmax(axis=1)
        return [float(self.times[t]) if row[t] else None for row, t in zip(reached, at, strict=True)]

    def _longest(self, at_risk: np.ndarray) -> float | None:
        here = np.flatnonzero(at_risk)
        return float(self.times[here[-1]]) if here.size else None
