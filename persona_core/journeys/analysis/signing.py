"""How long signing takes, counted from the funnel's first stage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from persona_core.journeys.analysis.columns import Events, Stand, Units
from persona_core.journeys.analysis.passages import NEVER, Passages
from persona_core.journeys.analysis.steps import Road
from persona_core.kit.estimates import Estimate, median
from persona_core.kit.survival import STILL, Spells, gather

SIGNED, LOST = 1, 2
"""Ways in which a spell from first contact ends."""

SIGNED_ONLY = "median, range; signed ones only"


def spells_to_sign(found: Passages, road: Road, as_of: int) -> Spells:
    """Spells from first contact to signing or to being lost; the others are still talking.

    Without a first day at the first stage, without the day of signing or of being lost, or signed before first
    contact, there is no spell.
    """
    start = found.started
    known = start != NEVER
    if road.sign is None or road.sign <= road.first:
        known = np.zeros_like(known)
    way = np.where(found.signed, SIGNED, np.where(found.outcome == Stand.LOST, LOST, STILL))
    stop = np.choose(way, (np.full_like(start, as_of), found.signed_on, found.left_on))
    known = known & (stop >= start)
    days = (stop - start)[known]
    used = np.flatnonzero(np.bincount(days, minlength=1)) if days.size else np.empty(0, dtype=np.int64)
    times = np.where(used > 0, used, 0.5)
    zeros = np.zeros_like(days)
    return gather(zeros, way[known], np.searchsorted(used, days), np.ones_like(days), times, 1)


def signed_days(found: Passages, road: Road) -> np.ndarray:
    """Days to sign of each unit that signed on a known day, -1 for the others."""
    if road.sign is None or road.sign <= road.first:
        return np.full(len(found.started), NEVER)
    known = found.signed & (found.started != NEVER) & (found.signed_on >= found.started)
    return np.where(known, found.signed_on - found.started, NEVER)


def plain_median(days: np.ndarray) -> Estimate:
    """The median and range of days of those who signed; open ones are not in it."""
    return replace(median(days[days != NEVER]), method=SIGNED_ONLY)


def by_pushed_by(days: np.ndarray, pushed: Sequence[str | None]) -> Mapping[str, Estimate]:
    """The plain median for each who pushed it, the most frequent first."""
    groups: dict[str, list[int]] = {}
    for unit in np.flatnonzero(days != NEVER):
        if name := pushed[int(unit)]:
            groups.setdefault(name, []).append(int(days[unit]))
    found = {name: plain_median(np.array(group)) for name, group in groups.items()}
    return dict(sorted(found.items(), key=lambda pair: -pair[1].n))


def pushed_by(events: Events, units: Units, road: Road) -> list[str | None]:
    """Who pushed the deal by which each unit signed first; of one that did not sign, its latest deal."""
    found: list[str | None] = [None] * len(units)
    for deal, unit in enumerate(units.of.tolist()):
        found[unit] = units.pushed_by[deal]
    if road.sign is None or (units.deals <= 1).all():
        return found
    at = np.flatnonzero(events.stage == road.forward[road.sign].num)
    at = at[np.lexsort((events.deal[at], events.day[at]))[::-1]]
    unit = units.unit_of(events.deal[at])
    index = {int(num): place for place, num in enumerate(units.deal)}
    for number, deal in zip(unit.tolist(), events.deal[at].tolist(), strict=True):
        if number >= 0:
            found[number] = units.pushed_by[index[deal]]
    return found
