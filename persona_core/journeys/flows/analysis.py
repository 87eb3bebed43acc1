"""Where visits lead, each move of one kind, and the largest of them to draw. Numbers only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from persona_core.journeys.analysis import (
    CHURNED_SOMEWHERE,
    LOST_SOMEWHERE,
    STILL_THERE,
    Funnel,
    Stand,
)
from persona_core.kit.estimates import Estimate

NEXT, SKIP, BACK, AGAIN, LOST, CHURNED, STILL = "next", "skip", "back", "again", "lost", "churned", "still"
KINDS = (NEXT, SKIP, BACK, AGAIN, LOST, CHURNED, STILL)
"""To the next stage, past one, back, the next round of a customer, left before signing or after it, still there."""

ONWARD = (NEXT, SKIP)
LEAST = 0.01


class Flow(NamedTuple):
    """So many visits to stage `start` led to `to` (a stage number, or what stands in its place).

    `of` is how many visits to `start` there were, `ended` how many of them are over; `chance` that a visit leads
    there, those still there counted as open.
    """

    start: int
    to: int
    n: int
    of: int
    ended: int
    kind: str
    chance: Estimate | None


@dataclass(frozen=True)
class Flows:
    """Every flow in the order of the journey; `totals` counts moves by kind."""

    every: tuple[Flow, ...]
    totals: Counter[str]

    def of_kind(self, *kinds: str) -> list[Flow]:
        """Those of some kinds, the largest first."""
        return sorted((f for f in self.every if f.kind in kinds), key=lambda f: -f.n)


def flows(found: Funnel) -> Flows:
    """The flows of a counted journey."""
    visits: Counter[int] = Counter()
    still: Counter[int] = Counter()
    for move in found.transitions:
        visits[move.start] += move.n
        still[move.start] += move.n * (move.to == STILL_THERE)
    chances = {(o.stage, o.to): o.probability for o in found.outcomes}
    every = [
        Flow(
            start=m.start,
            to=m.to,
            n=m.n,
            of=visits[m.start],
            ended=visits[m.start] - still[m.start],
            kind=_kind(found, m.start, m.to),
            chance=chances.get((m.start, m.to)),
        )
        for m in found.transitions
    ]
    return _of(every)


def _kind(found: Funnel, start: int, to: int) -> str:
    road = found.road
    if to == STILL_THERE:
        return STILL
    if to in (LOST_SOMEWHERE, CHURNED_SOMEWHERE):
        return LOST if to == LOST_SOMEWHERE else CHURNED
    place = {step.num: at for at, step in enumerate(road.steps)}
    a, b = place[start], place[to]
    signed = len(road.forward) if road.sign is None else road.sign
    if b >= len(road.forward):
        said = road.says[b]
        return CHURNED if said == Stand.CHURNED or (said != Stand.LOST and a >= signed) else LOST
    if b > a:
        return SKIP if road.in_funnel[a + 1 : b].any() else NEXT
    return AGAIN if road.repeats[a] and b >= signed else BACK


def halves(found: Funnel, whole: Flows) -> list[Flows]:
    """The flows from stages before signing, and those from signing on; without a signing stage all as one."""
    road = found.road
    if road.sign is None:
        return [whole]
    before = {step.num for step in road.forward[: road.sign]}
    parts = [[f for f in whole.every if (f.start in before) is early] for early in (True, False)]
    return [_of(part) for part in parts]


def largest(found: Flows, most: int, stages: int) -> tuple[list[Flow], int]:
    """The `most` largest flows among the `stages` most visited, in order, and how many visits are in the others.

    Flows of less than `LEAST` of the visits to the busiest stage would be threads: they are among the others.
    """
    visits = {f.start: f.of for f in found.every}
    shown = set(sorted(visits, key=lambda num: -visits[num])[:stages])
    least = LEAST * max(visits.values(), default=0)
    near = [
        f
        for f in found.every
        if f.n >= least and f.start in shown and (f.kind not in ONWARD or _shown(f.to, visits, shown))
    ]
    kept = set(sorted(near, key=lambda f: -f.n)[:most])
    return [f for f in found.every if f in kept], sum(f.n for f in found.every if f not in kept)


def _shown(num: int, visits: Collection[int], shown: Collection[int]) -> bool:
    """Whether a stage is drawn: one of those shown, or the first of the other half."""
    return num in shown or num not in visits


def _of(every: Sequence[Flow]) -> Flows:
    totals: Counter[str] = Counter()
    for flow in every:
        totals[flow.kind] += flow.n
    return Flows(tuple(every), totals)
