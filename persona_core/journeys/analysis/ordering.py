"""Events put in order: by unit, then day, then place on the road, handed out in blocks of whole units."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from persona_core.journeys.analysis import notes
from persona_core.journeys.analysis.columns import Events, Units
from persona_core.journeys.analysis.steps import Road

PLACE_BITS, DAY_BITS, UNIT_BITS = 7, 17, 40
"""Bits of a packed key, from the lowest. What does not fit is sorted column by column, which is slower."""

BLOCK = 1 << 17
"""About so many events are looked at together: what they need stays in the processor's cache."""


@dataclass(frozen=True)
class Block:
    """Events of whole units in order: `unit` counts from the unit `low`, `new` marks the first event of each.

    `again` lists the events that only say a visit again, once that is known (see `visits`).
    """

    low: int
    unit: np.ndarray
    day: np.ndarray
    place: np.ndarray
    new: np.ndarray
    again: np.ndarray | None = None

    @cached_property
    def begin(self) -> np.ndarray:
        """Where the events of each unit begin."""
        return np.flatnonzero(self.new)

    @cached_property
    def last(self) -> np.ndarray:
        """Where the last event of each unit is."""
        return np.append(self.begin[1:], len(self.new)) - 1

    @cached_property
    def who(self) -> np.ndarray | slice:
        """The units that have events, as an index; all of them where none is missing."""
        every = len(self.begin) == int(self.unit[-1]) + 1 if len(self.unit) else False
        return slice(0, len(self.begin)) if every else self.unit[self.begin]

    def only(self, mask: np.ndarray) -> Block:
        """The events where `mask` holds."""
        kept = np.flatnonzero(mask)
        unit = self.unit[kept]
        return Block(self.low, unit, self.day[kept], self.place[kept], starts(unit))


def starts(unit: np.ndarray) -> np.ndarray:
    """Where a sorted column of units comes to the next one."""
    new = np.ones(len(unit), dtype=bool)
    np.not_equal(unit[1:], unit[:-1], out=new[1:])
    return new


@dataclass(frozen=True)
class Log:
    """Events in order, packed into one column `key`, or as three columns where they do not fit."""

    key: np.ndarray | None
    first_day: int
    columns: tuple[np.ndarray, np.ndarray, np.ndarray] | None = None

    def __len__(self) -> int:
        return len(self.columns[0] if self.key is None else self.key)

    def rearranged(self, order: np.ndarray, units: int) -> Log:
        """The events of those of the `units` that `order` names, in that order; the others' are left out."""
        place = np.full(units, -1)
        place[order] = np.arange(len(order))
        unit = place[self.columns[0] if self.key is None else self.key >> (PLACE_BITS + DAY_BITS)]
        kept = np.flatnonzero(unit >= 0)
        if self.key is None:
            kept = kept[np.argsort(unit[kept], kind="stable")]
            return Log(None, self.first_day, (unit[kept], *(column[kept] for column in self.columns[1:])))
        key = unit[kept] << (PLACE_BITS + DAY_BITS)
        key |= self.key[kept] & ((1 << (PLACE_BITS + DAY_BITS)) - 1)
        key.sort()
        return Log(key, self.first_day)

    def start_of(self, unit: int) -> int:
        """Where the events of a unit begin, or would."""
        if self.key is None:
            return int(np.searchsorted(self.columns[0], unit))
        return int(np.searchsorted(self.key, unit << (PLACE_BITS + DAY_BITS)))

    def block(self, begin: int, end: int) -> Block:
        """The events from one place of the log to another; units are told from the first one on."""
        if self.key is None:
            unit, day, place = (column[begin:end] for column in self.columns)
            low, day = int(unit[0]), day.copy()
            unit = unit - low
        else:
            key = self.key[begin:end]
            low = int(key[0]) >> (PLACE_BITS + DAY_BITS)
            day = key.astype(np.int32)
            place = (day & ((1 << PLACE_BITS) - 1)).astype(np.int8)
            day >>= PLACE_BITS
            day &= (1 << DAY_BITS) - 1
            unit = (key >> (PLACE_BITS + DAY_BITS)).astype(np.int32)
            unit -= low
        return Block(low, unit, day, place, starts(unit))

    def blocks(self, first: int, stop: int) -> Iterator[Block]:
        """The events of units `first` … `stop` − 1."""
        begin, end = self.start_of(first), self.start_of(stop)
        edges = [begin]
        for at in range(begin + BLOCK, end, BLOCK):
            unit = int(self.columns[0][at] if self.key is None else self.key[at] >> (PLACE_BITS + DAY_BITS))
            edges.append(self.start_of(unit))
        for a, b in pairwise(sorted({*edges, end})):
            yield self.block(a, b)


def order(events: Events, units: Units, road: Road, as_of: int) -> tuple[Log, dict[str, int]]:
    """The events of `units` on `road` up to the day `as_of`, in order, and how many came later.

    On one day stages come in their order, ends last.
    """
    first, last = _ends(events.day)
    fits = len(road) <= 1 << PLACE_BITS and first >= 0 and min(last, as_of) < 1 << DAY_BITS
    if not fits or len(units) > 1 << UNIT_BITS:
        return _column_by_column(events, units, road, as_of)
    key, used, late = np.empty(len(events.day), dtype=np.int64), 0, 0
    for at in range(0, len(key), BLOCK):
        part = slice(at, at + BLOCK)
        unit, place, day = units.unit_of(events.deal[part]), road.place_of(events.stage[part]), events.day[part]
        if unit.min() < 0 or place.min() < 0 or last > as_of:
            unit, place, day, later = _here(unit, place, day, as_of)
            late += later
        into = key[used : used + len(unit)]
        _pack(unit, day, place, into)
        used += len(unit)
    key = key[:used]
    if units.several:
        key = _one_road(key, units, road)
    key.sort()
    return Log(key, first), {notes.LATER: late} if late else {}


def _ends(day: np.ndarray) -> tuple[int, int]:
    return (int(day.min()), int(day.max())) if len(day) else (0, 0)


def _here(
    unit: np.ndarray, place: np.ndarray, day: np.ndarray, as_of: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray, int]:
    """What is counted: of a unit, on the road, not after the day; and how many are only too late."""
    ours = (unit >= 0) & (place >= 0)
    if ours.all() and day.max(initial=0) <= as_of:
        return unit, place, day, 0
    here = np.flatnonzero(ours & (day <= as_of))
    return unit[here], place[here], day[here], int(np.count_nonzero(ours)) - len(here)


def _pack(unit: np.ndarray, day: np.ndarray, place: np.ndarray, into: np.ndarray) -> None:
    np.left_shift(unit, DAY_BITS, out=into)
    into += day
    into <<= PLACE_BITS
    into += place


def _column_by_column(events: Events, units: Units, road: Road, as_of: int) -> tuple[Log, dict[str, int]]:
    """The same, where the values do not fit a packed key."""
    unit, place, first = units.unit_of(events.deal), road.place_of(events.stage), _ends(events.day)[0]
    unit, place, day, late = _here(unit, place, events.day, as_of)
    if units.several:
        several = (units.deals > 1)[unit]
        many, alone = np.flatnonzero(several), np.flatnonzero(~several)
        merged = _laid_over(*_by_stage(unit[many], place[many], day[many]), units, road)
        both = zip((unit, place, day), merged, strict=True)
        unit, place, day = (np.concatenate((whole[alone], some)) for whole, some in both)
    by = np.lexsort((place, day, unit))
    return Log(None, first, (unit[by], day[by], place[by])), {notes.LATER: late} if late else {}


def _one_road(key: np.ndarray, units: Units, road: Road) -> np.ndarray:
    """Packed events of companies, of which those with several deals have them laid over each other."""
    several = (units.deals > 1).take(key >> (PLACE_BITS + DAY_BITS))
    many = key[several]
    day, place = many >> PLACE_BITS & ((1 << DAY_BITS) - 1), many & ((1 << PLACE_BITS) - 1)
    by_stage = (many >> (PLACE_BITS + DAY_BITS) << PLACE_BITS | place) << DAY_BITS | day
    by_stage.sort()
    unit, place, day = _laid_over(
        by_stage >> (PLACE_BITS + DAY_BITS),
        by_stage >> DAY_BITS & ((1 << PLACE_BITS) - 1),
        by_stage & ((1 << DAY_BITS) - 1),
        units,
        road,
    )
    merged = np.empty(len(unit), dtype=np.int64)
    _pack(unit, day, place, merged)
    return np.concatenate((key[~several], merged))


def _laid_over(
    unit: np.ndarray, place: np.ndarray, day: np.ndarray, units: Units, road: Road
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The deals of one company laid over each other: first days of stages, every day of repeating ones, one leaving.

    Events come by unit, then place, then day.
    """
    first = (starts(unit) | starts(place) | road.repeats[place]) & (place < len(road.forward))
    first[_leaving(unit, place, day, units, road)] = True
    kept = np.flatnonzero(first)
    return unit[kept], place[kept], day[kept]


def _by_stage(unit: np.ndarray, place: np.ndarray, day: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Events by unit, then place, then day."""
    by = np.lexsort((day, place, unit))
    return unit[by], place[by], day[by]


def _leaving(unit: np.ndarray, place: np.ndarray, day: np.ndarray, units: Units, road: Road) -> np.ndarray:
    """Of the dated ends of units that left, the one by which each did: one that says so, and of those the last."""
    at = np.flatnonzero((place >= len(road.forward)) & units.ended[unit])
    at = at[np.lexsort((day[at], road.says[place[at]] == units.outcome[unit[at]], unit[at]))]
    return at[np.append(unit[at][1:] != unit[at][:-1], True)[: len(at)]]
