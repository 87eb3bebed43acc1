"""A journey counted: who reached which stage, what became of them, and how long it took. Numbers only."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from persona_core.journeys.analysis.steps import Road
from persona_core.kit.estimates import Estimate
from persona_core.kit.survival import STILL, Spells, Time

STILL_THERE, LOST_SOMEWHERE, CHURNED_SOMEWHERE = -1, -2, -3
"""In place of a stage number: not moved yet, and left where the journey has no end of that kind."""


class Move(NamedTuple):
    """So many visits led from one stage (by number) to another, or to none of them."""

    start: int
    to: int
    n: int


class Outcome(NamedTuple):
    """The chance that a visit to a stage leads to another, where all ways compete and open ones count as open."""

    stage: int
    to: int
    probability: Estimate


class Renewal(NamedTuple):
    """A repeating stage: how often it was passed when it was that or leaving, and how many times to expect it.

    `rounds` says the same of the first time, the second and so on: of those who came to it or left before, who did.
    """

    stage: int
    again: Estimate
    expected: Estimate
    rounds: Sequence[Estimate]


@dataclass(frozen=True)
class Row:
    """One stage of the funnel: how many reached it, came in here, are still there, left there; shares; days there.

    `days` is the median stay, with those still there counted as still there; `p25` and `p90` are its quarter and
    nine tenths.
    """

    num: int
    reached: int
    open: int
    left: int
    step: Estimate
    overall: Estimate
    days: Time
    came_in: int = 0
    p25: Time | None = None
    p90: Time | None = None


@dataclass(frozen=True)
class Funnel:
    """A journey counted; `total` and `signed` are the two populations, `left_out` counts by reason who is in neither.

    `rows` are the funnel's stages in order, `ends` the stages where units leave. `days_to_sign` is the day by which
    half of those who will sign have signed, the open ones counted as open; `signed_days` and `days_by_pushed_by` are
    plain medians of those who signed. `lost_at` and `churned_at`: last stage reached → number. `notes` counts what is
    odd about the dates. `as_of` is the day number up to which was counted.

    `stays` are the stays with known days: groups are places on the `road`, outcomes ways (`target` names them);
    `to_sign` is the time from first contact until signing or being lost. `pushed` counts `days_by_pushed_by`, once it
    is asked for.
    """

    unit: str
    as_of: int
    total: int
    signed: int
    open: int
    lost: int
    churned: int
    signing: int | None
    rows: Sequence[Row]
    ends: Sequence[Row]
    days_to_sign: Time
    signed_days: Estimate
    road: Road
    stays: Spells
    to_sign: Spells
    pushed: Callable[[], Mapping[str, Estimate]] = field(default=dict, compare=False, repr=False)
    lost_at: Mapping[int, int] = field(default_factory=dict)
    churned_at: Mapping[int, int] = field(default_factory=dict)
    left_out: Mapping[str, int] = field(default_factory=dict)
    notes: Mapping[str, int] = field(default_factory=dict)
    transitions: Sequence[Move] = ()
    outcomes: Sequence[Outcome] = ()
    renewals: Sequence[Renewal] = ()

    @cached_property
    def days_by_pushed_by(self) -> Mapping[str, Estimate]:
        """Days to sign for each who pushed it."""
        return self.pushed()

    @property
    def worst(self) -> tuple[int, int] | None:
        """The stage where most are lost before signing, and how many; None when nobody is."""
        return max(self.lost_at.items(), key=lambda pair: pair[1], default=None)

    @property
    def still_talking(self) -> int:
        """How many of those timed from first contact have neither signed nor been lost."""
        return int(self.to_sign.n[self.to_sign.outcome == STILL].sum())


def target(road: Road, way: int) -> int:
    """The stage number (or what stands in its place) of a way of `Tally`."""
    if way == STILL:
        return STILL_THERE
    if way <= len(road):
        return road.steps[way - 1].num
    return LOST_SOMEWHERE if way == len(road) + 1 else CHURNED_SOMEWHERE
