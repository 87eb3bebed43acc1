"""What the visits come to for each unit: how far it got, where and when it came in, when it signed and left."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from persona_core.journeys.analysis.columns import Stand, Units
from persona_core.journeys.analysis.steps import Road
from persona_core.journeys.analysis.walking import Walk

NEVER = -1
"""A place or day that is not there."""


@dataclass(frozen=True)
class Passages:
    """One value a unit in each column; places and days are -1 where there is none.

    `furthest` is the last place forward it reached, by dates or by having signed; `dated` the last one with a date;
    `came_in` and `entered` place and day of its first visit in the funnel; `started` its day at the funnel's first
    stage, `signed_on` at signing, `left_on` at its end. `outcome` is its `Stand`.
    """

    furthest: np.ndarray
    dated: np.ndarray
    came_in: np.ndarray
    entered: np.ndarray
    started: np.ndarray
    signed_on: np.ndarray
    left_on: np.ndarray
    outcome: np.ndarray

    def only(self, mask: np.ndarray) -> Passages:
        """The units where `mask` holds."""
        return Passages(*(getattr(self, f.name)[mask] for f in fields(self)))

    @property
    def signed(self) -> np.ndarray:
        """Who signed at some time."""
        return (self.outcome == Stand.WON) | (self.outcome == Stand.CHURNED)

    @property
    def ended(self) -> np.ndarray:
        """Who left, before signing or after."""
        return self.outcome >= Stand.LOST


def passages(found: Walk, units: Units, road: Road) -> Passages:
    """The passages of all units; one that signed has reached signing, dated or not."""
    forward = len(road.forward)
    begin = np.flatnonzero(found.new)
    end = np.append(begin[1:], len(found.new)) - 1 if begin.size else begin
    who = found.unit[begin]
    dated, left_on = np.full(len(units), NEVER), np.full(len(units), NEVER)
    if begin.size:
        steps = np.where(found.place < forward, found.place, NEVER)
        dated[who] = np.maximum.reduceat(steps, begin)
        left = found.place[end] >= forward
        left_on[who[left]] = found.day[end[left]]
    came_in, entered = _came_in(found, begin, len(units), road)
    furthest = dated.copy()
    if road.sign is not None:
        furthest[units.signed] = np.maximum(furthest[units.signed], road.sign)
    return Passages(
        furthest=furthest,
        dated=dated,
        came_in=came_in,
        entered=entered,
        started=_first_day(found, road.first, len(units)),
        signed_on=_first_day(found, NEVER if road.sign is None else road.sign, len(units)),
        left_on=left_on,
        outcome=np.asarray(units.outcome),
    )


def _came_in(found: Walk, begin: np.ndarray, count: int, road: Road) -> tuple[np.ndarray, np.ndarray]:
    """Place and day of the first visit in the funnel."""
    place, day = np.full(count, NEVER), np.full(count, NEVER)
    at = begin
    while at.size:
        good = road.in_funnel[found.place[at]]
        hit = at[good]
        place[found.unit[hit]], day[found.unit[hit]] = found.place[hit], found.day[hit]
        at = at[~good] + 1
        at = at[at < len(found.new)]
        at = at[~found.new[at]]
    return place, day


def _first_day(found: Walk, place: int, count: int) -> np.ndarray:
    """The first day of each unit at a place."""
    day = np.full(count, NEVER)
    at = np.flatnonzero(found.place == place)
    unit = found.unit[at]
    first = np.append(True, unit[1:] != unit[:-1])[: len(unit)]
    day[unit[first]] = found.day[at[first]]
    return day
