"""Visits counted up: moves from stage to stage, and how long the stays took, as one small table."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from persona_core.journeys.analysis import notes
from persona_core.journeys.analysis.columns import Stand
from persona_core.journeys.analysis.passages import Passages
from persona_core.journeys.analysis.steps import Road
from persona_core.journeys.analysis.walking import Walk
from persona_core.kit import survival
from persona_core.kit.survival import Spells

HALF = 0.5
"""Days of a stay that ended on the day it began."""

_CELLS = 1 << 22
"""Up to so many cells stays are counted in a dense table, beyond by sorting."""


@dataclass(frozen=True)
class Tally:
    """`moves[place, way]` counts visits by where they led, `spells` (groups are places) the stays with known days.

    A way is 0 for still there, place + 1 for a stage, then one each for lost and churned where the journey has no
    such end.
    """

    road: Road
    moves: np.ndarray
    spells: Spells
    notes: dict[str, int]


def way_out(road: Road, stand: Stand) -> int:
    """The way of those who left that stand so."""
    place = road.end_of(stand)
    return len(road) + (stand == Stand.CHURNED) + 1 if place is None else place + 1


def tally(found: Walk, all_units: Passages, road: Road, as_of: int, chosen: np.ndarray | None = None) -> Tally:
    """The visits of a walk counted; `all_units` are the passages of all units, `chosen` marks those the walk is of.

    Who has signed without a date came to signing on an unknown day; who left without one left on an unknown day. Such
    visits are moves, but no spells.
    """
    ways = len(road) + 3
    way, stay = _ways(found, all_units, road, as_of)
    pair = found.place * np.int32(ways)
    pair += way
    moves = np.bincount(pair, minlength=len(road) * ways).reshape(len(road), ways)
    spells = _spells(pair, stay, moves, road)
    odd = _odd(found, moves, road)
    if road.sign is not None:
        unseen = all_units.signed & (all_units.dated < road.sign)
        unseen = unseen if chosen is None else unseen & chosen
        for stand, way in ((Stand.WON, survival.STILL), (Stand.CHURNED, way_out(road, Stand.CHURNED))):
            moves[road.sign, way] += int(np.count_nonzero(all_units.outcome[unseen] == stand))
    moves[len(road.forward) :, survival.STILL] = 0
    return Tally(road, moves, spells, odd)


def _ways(found: Walk, all_units: Passages, road: Road, as_of: int) -> tuple[np.ndarray, np.ndarray]:
    """Where each visit led and how many days it took, -1 where that is not known."""
    way = np.empty(len(found.unit), dtype=np.int32)
    stay = np.empty(len(found.unit), dtype=np.int32)
    np.add(found.place[1:], 1, out=way[:-1])
    np.subtract(found.day[1:], found.day[:-1], out=stay[:-1], casting="same_kind")
    last = np.flatnonzero(np.append(found.new[1:], True)[: len(found.new)])
    unit = found.unit[last]
    outs = np.array([survival.STILL, survival.STILL, way_out(road, Stand.LOST), way_out(road, Stand.CHURNED)])
    way[last] = np.where(found.place[last] < len(road.forward), outs[all_units.outcome[unit]], survival.STILL)
    stay[last] = np.where(all_units.ended[unit], -1, as_of - found.day[last])
    if road.sign is not None and (unseen := all_units.signed & (all_units.dated < road.sign)).any():
        at = np.flatnonzero((found.place < len(road.forward)) & unseen[found.unit])
        at = at[np.append(found.unit[at][1:] != found.unit[at][:-1], True)[: len(at)]]
        way[at], stay[at] = road.sign + 1, -1
    return way, stay


def _spells(pair: np.ndarray, stay: np.ndarray, moves: np.ndarray, road: Road) -> Spells:
    """The stays with known days, by place and way, in a table of days."""
    forward, ways = len(road.forward), moves.shape[1]
    real = np.flatnonzero(moves[:forward])
    days = int(stay.max(initial=0)) + 2
    lookup = np.zeros(moves.size, dtype=np.int32)
    lookup[real] = np.arange(1, len(real) + 1)
    if (len(real) + 1) * days <= _CELLS:
        cell = lookup[pair]
        cell *= days
        cell += stay
        cell += 1
        counts = np.bincount(cell, minlength=(len(real) + 1) * days)
        counts[:days] = 0
        rows = np.flatnonzero(counts)
        n = counts[rows]
    else:
        rows, n = np.unique(lookup[pair].astype(np.int64) * days + stay + 1, return_counts=True)
        n = n[rows >= days]
        rows = rows[rows >= days]
    known = rows % days > 0
    rows, n = rows[known], n[known]
    day, kind = rows % days - 1, real[rows // days - 1]
    used = np.flatnonzero(np.bincount(day, minlength=1))
    tick = np.zeros(days, dtype=np.int64)
    tick[used] = np.arange(len(used))
    return Spells(kind // ways, kind % ways, tick[day], n, np.where(used > 0, used, HALF), forward)


def _odd(found: Walk, moves: np.ndarray, road: Road) -> dict[str, int]:
    """What is worth a look: two stages on one day, moves past a stage of the funnel, moves back."""
    same = found.day[1:] == found.day[:-1]
    same &= ~found.new[1:]
    forward = len(road.forward)
    steps = moves[:forward, 1 : forward + 1]
    inner = np.cumsum(np.append(0, road.in_funnel[:forward]))
    start, stop = np.mgrid[:forward, :forward]
    passed = inner[stop] - inner[np.minimum(start + 1, forward)] > 0
    told = {
        notes.SAME_DAY: np.count_nonzero(same),
        notes.SKIPPED: steps[passed & (stop > start)].sum(),
        notes.BACK: steps[stop < start].sum(),
    }
    return {reason: int(n) for reason, n in told.items() if n}
