"""How long signing takes, counted from the funnel's first stage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from persona_core.journeys.analysis.columns import Events, Stand, Units
from persona_core.journeys.analysis.passages import NEVER, Passages
from persona_core.journeys.analysis.steps import Road
from persona_core.kit.estimates import Estimate, median
from persona_core.kit.survival import STILL, Spells, tally

SIGNED, LOST = 1, 2
"""Ways in which a spell from first contact ends."""

SIGNED_ONLY = "median, range; signed ones only"


def spells_to_sign(found: Passages, road: Road, as_of: int) -> Spells:
    """Spells from first contact to signing or to being lost; the others are still talking.

    Without a first day at the first stage, without the day of signing or of being lost, or signed before first
    contact, there is no spell.
    """
    if road.sign is None or road.sign <= road.first:
        return tally([], [])
    stop = np.full(len(found.outcome), as_of, dtype=np.int32)
    for which, day in ((found.signed, found.signed_on), (found.outcome == Stand.LOST, found.left_on)):
        at = np.flatnonzero(which)
        stop[at] = day[at]
    stop -= found.started
    width = int(stop.max(initial=0)) + 2
    ways = np.array([STILL, SIGNED, LOST, SIGNED], dtype=np.int32) * width + 1
    cell = ways.take(found.outcome)
    cell += stop
    cell *= (stop >= 0) & (found.started != NEVER)
    counts = np.bincount(cell, minlength=3 * width)
    counts[0] = 0
    rows = np.flatnonzero(counts)
    kind, day = np.divmod(rows, width)
    used = np.flatnonzero(np.bincount(day - 1, minlength=1)) if rows.size else rows
    times = np.where(used > 0, used, 0.5)
    return Spells(np.zeros_like(kind), kind, np.searchsorted(used, day - 1), counts[rows], times)


def signed_days(found: Passages, road: Road) -> np.ndarray:
    """Days to sign of each unit that signed on a known day, -1 for the others."""
    if road.sign is None or road.sign <= road.first:
        return np.full(len(found.started), NEVER)
    known = found.signed & (found.started != NEVER) & (found.signed_on >= found.started)
    return np.where(known, found.signed_on - found.started, NEVER)


def plain_median(spells: Spells) -> Estimate:
    """The median and range of days of those who signed; open ones are not in it."""
    mine = spells.outcome == SIGNED
    return replace(median(np.repeat(spells.times[spells.tick[mine]], spells.n[mine])), method=SIGNED_ONLY)


def by_pushed_by(days: np.ndarray, code: np.ndarray, names: Sequence[str]) -> Mapping[str, Estimate]:
    """The plain median for each of `names` (by its `code`) who pushed it, the most frequent first."""
    known = np.flatnonzero((days != NEVER) & (code >= 0))
    who, first = np.unique(code[known], return_index=True)
    groups = {names[one]: days[known[code[known] == one]] for one in who[np.argsort(first)].tolist()}
    found = {name: replace(median(group.tolist()), method=SIGNED_ONLY) for name, group in groups.items()}
    return dict(sorted(found.items(), key=lambda pair: -pair[1].n))


def leading(events: Events, units: Units, road: Road) -> np.ndarray:
    """The deal, a place in `units.deal`, that speaks for a unit: the one signed first, else the latest; -1 for none."""
    found = np.full(len(units), NEVER)
    found[units.of] = np.arange(len(units.of))
    if road.sign is not None and units.several:
        at = np.flatnonzero(events.stage == road.forward[road.sign].num)
        unit = units.unit_of(events.deal[at])
        at, unit = at[unit >= 0], unit[unit >= 0]
        first = np.lexsort((events.deal[at], events.day[at]))[::-1]
        found[unit[first]] = np.searchsorted(units.deal, events.deal[at[first]])
    return found
