"""Visits counted up: moves from stage to stage, and how long the stays took, as one small table."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass

import numpy as np

from persona_core.journeys.analysis import notes
from persona_core.journeys.analysis.columns import Stand
from persona_core.journeys.analysis.ordering import Block
from persona_core.journeys.analysis.passages import Passages
from persona_core.journeys.analysis.steps import Road
from persona_core.kit.survival import STILL, Spells

HALF = 0.5
"""Days of a stay that ended on the day it began."""

_DENSE = 1 << 22
"""Up to so many cells stays are counted in a dense table, beyond by sorting."""


def way_out(road: Road, stand: Stand) -> int:
    """The way of those who left that stand so."""
    place = road.end_of(stand)
    return len(road) + (stand == Stand.CHURNED) + 1 if place is None else place + 1


class Tally:
    """Counts visits block by block.

    A way is 0 for still there, place + 1 for a stage, then one each for lost and churned where the journey has no
    such end. Who has signed without a date came to signing on an unknown day; who left without one left on an unknown
    day: such visits are moves, but no spells.
    """

    def __init__(self, road: Road, as_of: int, first_day: int, events: int) -> None:
        self.road, self.as_of = road, as_of
        self.ways = len(road) + 3
        self._days = max(as_of - first_day, 0) + 2
        self._shape = (len(road), self.ways)
        wide = len(road) * self.ways * self._days >= 1 << 31
        self._cells = np.empty(events, dtype=np.int64 if wide else np.int32)
        self._used = 0
        outs = (STILL, STILL, way_out(road, Stand.LOST), way_out(road, Stand.CHURNED))
        self._outs = np.array(outs, dtype=self._cells.dtype)

    def add(self, block: Block, units: Passages) -> None:
        """Count a block of visits, to whose units `units` belong.

        The cell of a visit is (place · ways + way) · days + stay + 1; its first day is that of a stay nobody knows.
        """
        cells = self._cells[self._used : self._used + len(block.unit)]
        self._used += len(cells)
        days = self._days
        come = block.place * cells.dtype.type(days)
        come += block.day
        go = block.place * cells.dtype.type((self.ways + 1) * days)
        go -= come
        go += days + 1
        np.add(come[1:], go[:-1], out=cells[:-1])
        last = block.last
        place, outcome = block.place[last], units.outcome[block.who]
        way = self._outs.take(outcome)
        way *= place < len(self.road.forward)
        stay = (self.as_of + 1) - block.day[last]
        stay *= outcome < Stand.LOST
        way *= days
        way += stay
        way += place * way.dtype.type(self.ways * days)
        cells[last] = way
        unseen = self._unseen(units)
        if unseen.any():
            at = np.flatnonzero((block.place < len(self.road.forward)) & unseen[block.unit])
            at = at[np.append(block.unit[at][1:] != block.unit[at][:-1], True)[: len(at)]]
            cells[at] = (block.place[at] * cells.dtype.type(self.ways) + (self.road.sign + 1)) * days

    def _unseen(self, units: Passages) -> np.ndarray:
        """Who signed, but has no date of signing or later."""
        if self.road.sign is None:
            return np.zeros(len(units.outcome), dtype=bool)
        return units.signed & (units.dated < self.road.sign)

    def finish(self, units: Passages) -> Counts:
        """The counts, with the visits to signing that nobody dated; `units` are all units."""
        cells = self._cells[: self._used]
        if math.prod(self._shape) * self._days <= _DENSE:
            counts = np.bincount(cells)
            rows = np.flatnonzero(counts)
            n = counts[rows]
        else:
            rows, n = np.unique(cells, return_counts=True)
        pair, day = np.divmod(rows.astype(np.int64), self._days)
        visit = (day != 1) | (pair % self.ways != pair // self.ways + 1)
        pair, day, n = pair[visit], day[visit], n[visit]
        moves = np.bincount(pair, weights=n, minlength=math.prod(self._shape)).astype(np.int64).reshape(self._shape)
        same_day = int(n[(day == 1) & (pair % self.ways != STILL)].sum())
        if self.road.sign is not None:
            unseen = units.outcome[self._unseen(units)]
            for stand in (Stand.WON, Stand.CHURNED):
                moves[self.road.sign, self._outs[stand]] += int(np.count_nonzero(unseen == stand))
        moves[len(self.road.forward) :, STILL] = 0
        return Counts(self.road, moves, self._spells(pair, day, n), same_day)

    def _spells(self, pair: np.ndarray, day: np.ndarray, n: np.ndarray) -> Spells:
        forward = len(self.road.forward)
        known = (day > 0) & (pair < forward * self.ways)
        pair, day, n = pair[known], day[known] - 1, n[known]
        used = np.bincount(day, minlength=1) > 0
        times = np.flatnonzero(used)
        tick = np.cumsum(used) - 1
        times = np.where(times > 0, times, HALF)
        return Spells(pair // self.ways, pair % self.ways, tick[day], n, times if n.size else times[:0], forward)


@dataclass(frozen=True)
class Counts:
    """`moves[place, way]` counts visits by where they led, `spells` (groups are places, outcomes ways) the stays.

    `same_day` is how many stages have the day of the one before.
    """

    road: Road
    moves: np.ndarray
    spells: Spells
    same_day: int

    def _next_round(self, start: np.ndarray, stop: np.ndarray) -> np.ndarray:
        return self.road.repeats[start] & (
            stop >= (len(self.road.forward) if self.road.sign is None else self.road.sign)
        )

    def notes(self) -> Counter[str]:
        """What is worth a look: two stages on one day, moves past a stage of the funnel, moves back.

        From renewal back to a stage of a customer is no move back, but the next round.
        """
        forward = len(self.road.forward)
        steps = self.moves[:forward, 1 : forward + 1]
        inner = np.cumsum(np.append(0, self.road.in_funnel[:forward]))
        start, stop = np.mgrid[:forward, :forward]
        passed = inner[stop] - inner[np.minimum(start + 1, forward)] > 0
        told = {
            notes.SAME_DAY: self.same_day,
            notes.SKIPPED: int(steps[passed & (stop > start)].sum()),
            notes.BACK: int(steps[(stop < start) & ~self._next_round(start, stop)].sum()),
        }
        return Counter({reason: n for reason, n in told.items() if n})
