"""How far each group gets and how fast, from how its units went; compared as one family. Numbers only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from persona_core.journeys.analysis import Counted, Stand
from persona_core.journeys.analysis.signing import SIGNED, spells_to_sign
from persona_core.journeys.grouping import LEAST, Parts, against_others, mirrored
from persona_core.journeys.stays.analysis import Length, Stay
from persona_core.kit.comparing import Comparison, Values, compare
from persona_core.kit.estimates import FEW, Estimate, share
from persona_core.kit.incidence import times_until
from persona_core.kit.survival import STILL, Spells


class Reached(NamedTuple):
    """One stage of one group: how many reached it, are still there, left there; shares as in the funnel."""

    num: int
    reached: int
    open: int
    left: int
    step: Estimate
    overall: Estimate


@dataclass(frozen=True)
class Part:
    """One group; `places` are its units, `stages` those of the funnel."""

    value: str
    label: str
    places: np.ndarray
    total: int
    signed: int
    lost: int
    open: int
    stages: tuple[Reached, ...]

    @cached_property
    def won(self) -> Estimate:
        """Signed, of those who signed or were lost."""
        return share(self.signed, self.signed + self.lost)


@dataclass(frozen=True)
class Split:
    """The groups of a field, the largest first; `unknown` have no value, `more` groups are too many to show.

    `compared` says of a group how its share of signed stands against that of the others.
    """

    field: str
    parts: tuple[Part, ...]
    unknown: int
    more: int
    compared: Mapping[str, Comparison]

    @property
    def family(self) -> int:
        """How many comparisons were made."""
        return next((c.family for c in self.compared.values()), 0)


@dataclass(frozen=True)
class Speeds:
    """How long each group takes to sign: a `Stay` each by its place, and those who signed compared with the others."""

    stays: tuple[Stay, ...]
    compared: Mapping[str, Comparison]

    @property
    def family(self) -> int:
        """How many comparisons were made."""
        return next((c.family for c in self.compared.values()), 0)


def split(counted: Counted, found: Parts) -> Split:
    """Count each group that is shown, in one go."""
    road, passages = counted.road, counted.passages
    shown, places, stands = len(found.labels), len(road.forward), len(Stand)
    inside = (passages.furthest >= road.first) & (found.code >= 0) & (found.code < shown)
    at = np.flatnonzero(inside)
    cell = (found.code[at] * places + passages.furthest[at]) * stands + passages.outcome[at]
    table = np.bincount(cell, minlength=shown * places * stands).reshape(shown, places, stands)
    made = tuple(
        _part(counted, value, label, at[found.code[at] == n], table[n])
        for n, (value, label) in enumerate(zip(found.values, found.labels, strict=False))
    )
    decided = {part.value: (part.signed, part.signed + part.lost) for part in made}
    return Split(found.field, made, found.unknown, len(found.values) - shown, against_others(decided))


def _part(counted: Counted, value: str, label: str, places: np.ndarray, table: np.ndarray) -> Part:
    here, left = table.sum(axis=1), table[:, Stand.LOST :].sum(axis=1)
    reached = np.cumsum(here[::-1])[::-1].tolist()
    total = int(here.sum())
    by_stand = table.sum(axis=0).tolist()
    stages = tuple(
        Reached(step.num, came, stay - gone, gone, share(came - stay, came - stay + gone), share(came, total))
        for step, came, stay, gone in zip(counted.road.forward, reached, here.tolist(), left.tolist(), strict=True)
        if step.in_funnel
    )
    signed = by_stand[Stand.WON] + by_stand[Stand.CHURNED]
    return Part(value, label, places, total, signed, by_stand[Stand.LOST], by_stand[Stand.OPEN], stages)


def telling(compared: Mapping[str, Comparison], *, low: bool = False) -> str | None:
    """The group whose difference carries furthest; None where nothing differs.

    Of two alike the one with more of it, or with less where `low` is better.
    """
    found = [
        (c.p, (c.first.value < c.second.value) is not low, value)
        for value, c in compared.items()
        if c.first.value is not None and c.second.value is not None and c.first.value != c.second.value
    ]
    return min(found)[2] if found else None


def columns(found: Split, sign: int | None, most: int = 8) -> list[int]:
    """The stages to show side by side: all but the first, or where they are too many, signing and where most left."""
    if not found.parts:
        return []
    nums = [stage.num for stage in found.parts[0].stages][1:]
    if len(nums) <= most:
        return nums
    left = {num: sum(s.left for part in found.parts for s in part.stages if s.num == num) for num in nums}
    kept = set(sorted(nums, key=lambda num: (num != sign, -left[num]))[:most])
    return [num for num in nums if num in kept]


def speeds(counted: Counted, found: Split) -> Speeds:
    """Days from first contact to signing by group, those still talking counted as talking."""
    spells = [spells_to_sign(counted.passages.only(p.places), counted.road, counted.as_of) for p in found.parts]
    days = [_signed(s) for s in spells]
    every = np.concatenate([np.empty(0), *days])
    asked = found.parts[:1] if len(found.parts) == 2 else found.parts
    questions: dict[str, Values] = {}
    for n, part in enumerate(found.parts[: len(asked)]):
        others = np.concatenate([np.empty(0), *(d for m, d in enumerate(days) if m != n)])
        if min(len(days[n]), len(others)) >= LEAST and len(every):
            questions[part.value] = Values(days[n], others)
    told = mirrored(compare(questions), [part.value for part in found.parts])
    return Speeds(tuple(_stay(n, s) for n, s in enumerate(spells)), told)


def _signed(spells: Spells) -> np.ndarray:
    mine = spells.outcome == SIGNED
    return np.repeat(spells.times[spells.tick[mine]], spells.n[mine])


def _stay(place: int, spells: Spells) -> Stay:
    n, open_ones = int(spells.n.sum()), spells.outcome == STILL
    half, most = times_until(spells, SIGNED, 0.5, 0.9)
    return Stay(
        num=place,
        n=n,
        still=int(spells.n[open_ones].sum()),
        days=half,
        p90=most,
        again=False,
        lengths=_lengths(spells) if n < FEW else (),
    )


def _lengths(spells: Spells) -> Sequence[Length]:
    rows = zip(spells.times[spells.tick].tolist(), spells.outcome.tolist(), spells.n.tolist(), strict=True)
    return sorted(Length(days, fate) for days, fate, n in rows for _ in range(n))
