"""Parts of a funnel, summed up from how its units went: rows, ends, renewals, who is left out, what has no date."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from persona_core.journeys.analysis import notes
from persona_core.journeys.analysis.columns import Stand
from persona_core.journeys.analysis.funnel import Move, Renewal, Row, target
from persona_core.journeys.analysis.passages import NEVER, Passages
from persona_core.journeys.analysis.steps import Road
from persona_core.kit.estimates import share
from persona_core.kit.loops import repeats
from persona_core.kit.survival import Survival, Time

_NO_TIME = Time(None, None, None, None, 0, "")


@dataclass(frozen=True)
class Reach:
    """How far units got: `table[place, stand]` counts those in the funnel by furthest place and how they stand."""

    road: Road
    found: Passages

    @cached_property
    def table(self) -> np.ndarray:
        """Rows below the funnel's first place are empty."""
        places, stands = len(self.road.forward), len(Stand)
        cell = self.found.furthest * stands
        cell += self.found.outcome
        cell += stands
        table = np.bincount(cell, minlength=(places + 1) * stands).reshape(-1, stands)[1:]
        table[: self.road.first] = 0
        return table

    @cached_property
    def stands(self) -> list[int]:
        """How many stand in each way."""
        return self.table.sum(axis=0).tolist()

    @property
    def total(self) -> int:
        """How many are in the funnel."""
        return sum(self.stands)

    def stopped(self, stand: Stand) -> dict[int, int]:
        """Stage number → how many of those that stand so got no further, in the order of the journey."""
        column = self.table[:, stand].tolist()
        return {step.num: n for step, n in zip(self.road.forward, column, strict=True) if n}

    def rows(self, curves: Survival) -> list[Row]:
        """One row for each stage of the funnel; a step's share is of those who left or moved on."""
        here = self.table.sum(axis=1)
        reached = np.cumsum(here[::-1])[::-1].tolist()
        left = self.table[:, Stand.LOST :].sum(axis=1).tolist()
        came_in = _histogram(self.found.came_in, self.road.first, len(here)).tolist()
        times = zip(*(curves.quantile(part) for part in (0.5, 0.25, 0.9)), strict=True)
        columns = zip(self.road.forward, reached, here.tolist(), left, came_in, times, strict=True)
        return [
            Row(
                num=step.num,
                reached=came,
                open=stay - gone,
                left=gone,
                step=share(came - stay, came - stay + gone),
                overall=share(came, self.total),
                days=days,
                came_in=first,
                p25=p25,
                p90=p90,
            )
            for step, came, stay, gone, first, (days, p25, p90) in columns
            if step.in_funnel
        ]

    def ends(self) -> list[Row]:
        """Where units leave: those that stand so, or with a date there when the stage says nothing."""
        rows = []
        for place, step in enumerate(self.road.ends, len(self.road.forward)):
            if self.road.says[place]:
                n = self.stands[self.road.says[place]]
            else:
                n = int(np.count_nonzero((self.found.left_at == place) & (self.found.furthest >= self.road.first)))
            rows.append(Row(step.num, n, 0, n, share(0, 0), share(n, self.total), _NO_TIME))
        return rows


def transitions(road: Road, moves: np.ndarray) -> list[Move]:
    """The moves that occur."""
    places, ways = np.nonzero(moves)
    return [
        Move(road.steps[place].num, target(road, way), int(moves[place, way]))
        for place, way in zip(places.tolist(), ways.tolist(), strict=True)
    ]


def renewals(road: Road, found: Passages) -> list[Renewal]:
    """Of repeating stages: passed, against having left after signing."""
    gone = found.outcome == Stand.CHURNED
    left = int(np.count_nonzero(gone))
    told = []
    for place, times in zip(road.renewals, found.renewed, strict=True):
        some = np.flatnonzero(times)
        passed = np.cumsum(np.bincount(times[some])[::-1])[::-1][1:].tolist()
        stopped = np.bincount(times[some][gone[some]], minlength=1).tolist()
        stopped[0] = left - sum(stopped)
        stopped += [0] * len(passed)
        again = share(sum(passed), sum(passed) + left)
        rounds = [share(k, k + stop) for k, stop in zip(passed, stopped, strict=False)]
        told.append(Renewal(road.forward[place].num, again, repeats(again), rounds))
    return told


def undated(found: Passages) -> dict[str, int]:
    """Units counted without a duration: signed or left nobody knows when, or signed before first contact."""
    signed = found.signed & (found.furthest >= 0)
    told = {
        notes.NO_SIGN_DATE: signed & (found.signed_on == NEVER),
        notes.EARLY_SIGN: signed & (found.signed_on != NEVER) & (found.signed_on < found.started),
        notes.NO_END_DATE: found.ended & (found.left_on == NEVER) & (found.furthest >= 0),
    }
    return {reason: n for reason, mask in told.items() if (n := int(np.count_nonzero(mask)))}


def left_out(road: Road, found: Passages, has_deal: np.ndarray, not_yet: np.ndarray) -> dict[str, int]:
    """Who is not counted, by the first reason that applies."""
    out = found.furthest < road.first
    if not out.any():
        return {}
    ended, dated = found.left_on != NEVER, found.dated != NEVER
    told = {
        notes.NO_DEAL: ~has_deal,
        notes.NOT_YET: not_yet,
        notes.NO_DATE: has_deal & ~not_yet & ~ended & ~dated,
        notes.ONLY_END: ended & ~dated,
        notes.BEFORE: dated,
    }
    return {reason: n for reason, mask in told.items() if (n := int(np.count_nonzero(mask & out)))}


def _histogram(places: np.ndarray, usual: int, length: int) -> np.ndarray:
    """How many units have each place; most have the `usual` one, and counting one thing often is slow."""
    others = places[np.flatnonzero(places != usual)]
    counts = np.bincount(others + 1, minlength=length + 1)[1:]
    if usual < length:
        counts[usual] = len(places) - len(others)
    return counts
