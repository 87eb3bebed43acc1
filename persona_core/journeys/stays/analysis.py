"""How long stays at a stage take and how they end, those that have not ended counted in. Numbers only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from persona_core.journeys.analysis import Funnel
from persona_core.kit.estimates import FEW, SOME, Estimate
from persona_core.kit.incidence import chance, course
from persona_core.kit.survival import STILL, Spells, Survival, Time, gather

ONWARD, BACK, LEFT = 1, 2, 3
"""How a stay ends: on to a later stage (or the same one again, where it repeats), back to an earlier one, or gone."""

FATES = (ONWARD, BACK, LEFT)

MARKS = (7, 14, 30, 60, 90, 180, 365, 730)
"""After so many days those still there are looked at."""


class Length(NamedTuple):
    """One stay: so many days, and its fate (`STILL` while it lasts)."""

    days: float
    fate: int


@dataclass(frozen=True)
class Stay:
    """The stays at one stage: how many are known, and how many of them last; half end within `days`, 9 of 10 in `p90`.

    `again` says whether some may have been there more than once; `lengths` holds every stay where they are few.
    """

    num: int
    n: int
    still: int
    days: Time
    p90: Time | None
    again: bool
    lengths: Sequence[Length] = ()


class Remaining(NamedTuple):
    """Of those still there after `day` days (`n`): how many went onward, back, left, and are there still today.

    `chance` is that of going onward from then, those still there counted as open.
    """

    day: int
    n: int
    onward: int
    back: int
    left: int
    still: int
    chance: Estimate


@dataclass(frozen=True)
class River:
    """What becomes of everybody who comes to a stage, by day: `still` and the `fates` are shares that sum to 1.

    `watched` is how many are seen at each time; 19 of 20 endings have happened by `most`.
    """

    days: np.ndarray
    watched: np.ndarray
    still: np.ndarray
    fates: Mapping[int, np.ndarray]
    n: int
    most: float


def stays(found: Funnel) -> list[Stay]:
    """The stays at each stage of the funnel, in its order."""
    place = {step.num: at for at, step in enumerate(found.road.steps)}
    back = [(place[m.to], place[m.start]) for m in found.transitions if m.to in place and place[m.start] >= place[m.to]]
    open_ones = found.stays.outcome == STILL
    still = np.bincount(found.stays.group[open_ones], found.stays.n[open_ones], minlength=len(found.road.forward))
    return [
        Stay(
            num=row.num,
            n=row.days.n,
            still=int(still[place[row.num]]),
            days=row.days,
            p90=row.p90,
            again=any(to <= place[row.num] <= start for to, start in back),
            lengths=_lengths(fates(found, row.num)) if row.days.n < FEW else (),
        )
        for row in found.rows
    ]


def fates(found: Funnel, num: int) -> Spells:
    """The stays at a stage by how they ended."""
    road = found.road
    place = next(at for at, step in enumerate(road.forward) if step.num == num)
    spells = found.stays.of(place)
    to = spells.outcome - 1
    onward = (to > place) | ((to == place) & road.repeats[place])
    way = np.select(
        [spells.outcome == STILL, to >= len(road.forward), onward],
        [STILL, LEFT, ONWARD],
        BACK,
    )
    return gather(spells.group, way, spells.tick, spells.n, spells.times, 1)


def river(spells: Spells) -> River | None:
    """What becomes of everybody by day; None where nothing has ended yet or there are fewer than `FEW`."""
    n = int(spells.n.sum())
    curve = Survival(spells).curve()
    if n < FEW or not curve.times.size:
        return None
    ways = {}
    for fate in FATES:
        rises = course(spells, fate)
        so_far = np.concatenate(([0.0], rises.chance))
        ways[fate] = so_far[np.searchsorted(rises.times, curve.times, side="right")]
    ended = np.cumsum(curve.ended)
    most = float(curve.times[np.searchsorted(ended, 0.95 * ended[-1])])
    return River(curve.times, curve.at_risk, curve.still, {f: w for f, w in ways.items() if w.any()}, n, most)


def remaining(spells: Spells) -> list[Remaining]:
    """Those still there at the start and after each of `MARKS`, as long as that tells something new."""
    found: list[Remaining] = []
    for day in (0, *MARKS):
        later = spells.after(day) if day else spells
        total = int(later.n.sum())
        if not total:
            break
        if found and found[-1].n == total:
            continue
        ended = np.bincount(later.outcome, later.n, minlength=4).astype(int).tolist()
        still, onward, back, left = ended
        found.append(Remaining(day, total, onward, back, left, still, chance(later, ONWARD)))
    return found


def telling(found: Sequence[Remaining]) -> Remaining | None:
    """The first look at which at most half are still there, else the last after the start."""
    later = found[1:]
    return next((one for one in later if one.n <= found[0].n / 2), later[-1] if later else None)


def slowest(found: Funnel, every: Sequence[Stay]) -> Stay | None:
    """Where it takes longest on the way to signing, of the stages that enough are known of; None where there is none.

    Where less than half have gone on, it takes longer than where half have.
    """
    behind = after_signing(found)
    for least in (SOME, FEW):
        known = [s for s in every if s.num not in behind and s.n >= least and s.n > s.still]
        if known:
            return max(known, key=lambda s: (s.days.value is None, s.days.value or s.days.last or 0))
    return None


def after_signing(found: Funnel) -> set[int]:
    """The stages at which one is a customer already."""
    road = found.road
    return set() if road.sign is None else {step.num for step in road.forward[road.sign :]}


def _lengths(spells: Spells) -> list[Length]:
    rows = zip(spells.times[spells.tick].tolist(), spells.outcome.tolist(), spells.n.tolist(), strict=True)
    return sorted(Length(days, fate) for days, fate, n in rows for _ in range(n))
