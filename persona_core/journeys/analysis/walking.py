"""Events put in order: the visits that each unit paid to the stages, one after the other."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from persona_core.journeys.analysis import notes
from persona_core.journeys.analysis.columns import Events, Units
from persona_core.journeys.analysis.steps import Road

_UNIT, _DAY = 1 << 40, 1 << 17
_PLACE_BITS, _DAY_BITS = 7, 17
"""Bits of place and day in a packed key; the unit takes 40 more. What does not fit is sorted the slow way."""


class Walk(NamedTuple):
    """Visits sorted by unit, then day, then place; `new` marks the first of each unit."""

    unit: np.ndarray
    day: np.ndarray
    place: np.ndarray
    new: np.ndarray

    def only(self, mask: np.ndarray) -> Walk:
        """The visits where `mask` holds."""
        unit = self.unit[mask]
        return Walk(unit, self.day[mask], self.place[mask], starts(unit))

    def by_group(self, group: np.ndarray, groups: int) -> list[Walk]:
        """The visits of each group of units; `group` has a code 0 … groups − 1 by unit, -1 for none."""
        code = group[self.unit]
        order = np.argsort(code, kind="stable")
        edges = np.searchsorted(code[order], np.arange(groups + 1))
        columns = [column[order] for column in self]
        return [Walk(*(c[a:b] for c in columns)) for a, b in pairwise(edges)]


def starts(unit: np.ndarray) -> np.ndarray:
    """Where a sorted column of units comes to the next one."""
    new = np.ones(len(unit), dtype=bool)
    np.not_equal(unit[1:], unit[:-1], out=new[1:])
    return new


def walk(events: Events, units: Units, road: Road, as_of: int | None = None) -> tuple[Walk, dict[str, int]]:
    """The visits of `units` along `road` up to the day `as_of`, and what was odd about the events (code → how many).

    On one day stages come in their order. A stage dated again without another between is one visit, unless it is a
    repeating one; going back is another visit. What follows the end of one who left is left out, and so is an end of
    one who has not left. A company with several deals comes to a stage when its first deal does, and leaves when its
    last does.
    """
    unit, place, day = units.unit_of(events.deal), road.place_of(events.stage), events.day
    odd: dict[str, int] = {}
    here = (unit >= 0) & (place >= 0)
    if as_of is not None and day.max(initial=0) > as_of:
        late = here & (day > as_of)
        odd[notes.LATER] = int(late.sum())
        here &= ~late
    if not here.all():
        unit, place, day = unit[here], place[here], day[here]
    if (units.deals > 1).any():
        unit, place, day = _one_road(unit, place, day, units, road)
    unit, day, place = _sorted(unit, day, place)
    found = Walk(unit, day, place, starts(unit))
    found = _without(found, _past_the_end(found, units, road), odd)
    return _without(found, {notes.REPEATED: _again(found, road)}, odd), odd


def _sorted(unit: np.ndarray, day: np.ndarray, place: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Columns in the order of unit, day, place: by one sort of packed integers where the values fit."""
    fits = unit.max(initial=0) < _UNIT and day.min(initial=0) >= 0 and day.max(initial=0) < _DAY
    if not fits or place.max(initial=0) >= 1 << _PLACE_BITS:
        order = np.lexsort((place, day, unit))
        return unit[order], day[order], place[order]
    key = unit << (_PLACE_BITS + _DAY_BITS)
    key |= day << _PLACE_BITS
    key |= place
    key.sort()
    place = (key & ((1 << _PLACE_BITS) - 1)).astype(np.int8)
    key >>= _PLACE_BITS
    day = (key & (_DAY - 1)).astype(np.int32)
    key >>= _DAY_BITS
    return key, day, place


def _one_road(
    unit: np.ndarray, place: np.ndarray, day: np.ndarray, units: Units, road: Road
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The deals of one company laid over each other: first days of stages, last day of leaving."""
    many = units.deals[unit] > 1
    whole = unit[many], place[many], day[many]
    order = np.lexsort((whole[2], whole[1], whole[0]))
    u, p, d = (column[order] for column in whole)
    first = (starts(u) | starts(p) | road.repeats[p]) & (p < len(road.forward))
    first[_leaving(u, p, d, units, road)] = True
    return tuple(
        np.concatenate((alone[~many], merged[first]))
        for alone, merged in zip((unit, place, day), (u, p, d), strict=True)
    )


def _leaving(unit: np.ndarray, place: np.ndarray, day: np.ndarray, units: Units, road: Road) -> np.ndarray:
    """Of the dated ends of units that left, the one by which each did: one that says so, and of those the last."""
    at = np.flatnonzero((place >= len(road.forward)) & units.ended[unit])
    at = at[np.lexsort((day[at], road.says[place[at]] == units.outcome[unit[at]], unit[at]))]
    return at[np.append(unit[at][1:] != unit[at][:-1], True)[: len(at)]]


def _past_the_end(found: Walk, units: Units, road: Road) -> dict[str, np.ndarray]:
    """What follows the end of those who left, and ends of those who did not."""
    forward = len(road.forward)
    ends = np.flatnonzero(found.place >= forward)
    follows = np.append(~found.new[1:], False)[: len(found.new)]
    ended = units.ended
    if not follows[ends].any() and ended[found.unit[ends]].all():
        return {}
    at = np.arange(len(found.unit))
    last_end, last_step = np.full(len(units), -1), np.full(len(units), -1)
    last_end[found.unit[ends]] = ends
    steps = np.flatnonzero(found.place < forward)
    last_step[found.unit[steps]] = steps
    left = ended[found.unit]
    after = left & (last_end[found.unit] >= 0) & (at > last_end[found.unit])
    return {notes.AFTER_END: after, notes.END_UNDONE: ~left & (found.place >= forward) & (at > last_step[found.unit])}


def _again(found: Walk, road: Road) -> np.ndarray:
    """Stages dated again with no other between."""
    again = np.zeros(len(found.unit), dtype=bool)
    np.equal(found.place[1:], found.place[:-1], out=again[1:])
    again &= ~found.new
    if again.any() and road.repeats.any():
        at = np.flatnonzero(again)
        apart = found.day[at] != found.day[at - 1]
        again[at[road.repeats[found.place[at]] & apart]] = False
    return again


def _without(found: Walk, masks: dict[str, np.ndarray], odd: dict[str, int]) -> Walk:
    """The walk without what the masks name; `odd` counts it."""
    for reason, mask in masks.items():
        if n := int(np.count_nonzero(mask)):
            odd[reason] = n
    drop = [mask for mask in masks.values() if mask.any()]
    return found.only(~np.logical_or.reduce(drop)) if drop else found
