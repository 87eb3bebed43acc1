"""Counting a journey: who reached which stage, what became of them, and how long it took. Numbers only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from persona_core.journeys.analysis.columns import Events, Units
from persona_core.journeys.analysis.steps import Step, signing_place
from persona_core.journeys.models import CHURNED, LOST, WON
from persona_core.kit.estimates import Estimate, median, share

NO_DEAL, NO_DATE, ONLY_END, BEFORE = "no_deal", "no_date", "only_end", "before"
"""Why a company or deal is not counted: no deal yet, no dated stage, only its end dated, not yet in the funnel."""

_NEVER = np.iinfo(np.int64).max


@dataclass(frozen=True)
class Row:
    """One stage of the funnel: how many reached it, are still there, left there; shares, and days spent there."""

    num: int
    reached: int
    open: int
    left: int
    step: Estimate
    overall: Estimate
    days: Estimate


@dataclass(frozen=True)
class Funnel:
    """A journey counted; `total` and `signed` are the two populations, `left_out` counts by reason who is in neither.

    `rows` are the funnel's stages in order, `ends` the stages where deals leave; durations are medians of those
    who moved on, and of the signed ones for `days_to_sign`. `lost_at` and `churned_at`: last stage reached → number.
    """

    unit: str
    total: int
    signed: int
    open: int
    lost: int
    churned: int
    signing: int | None
    rows: Sequence[Row]
    ends: Sequence[Row]
    days_to_sign: Estimate
    days_by_pushed_by: Mapping[str, Estimate] = field(default_factory=dict)
    lost_at: Mapping[int, int] = field(default_factory=dict)
    churned_at: Mapping[int, int] = field(default_factory=dict)
    left_out: Mapping[str, int] = field(default_factory=dict)

    @property
    def worst(self) -> tuple[int, int] | None:
        """The stage where most are lost before signing, and how many; None when nobody is."""
        return max(self.lost_at.items(), key=lambda pair: pair[1], default=None)


def funnel(events: Events, units: Units, steps: Sequence[Step], unit: str) -> Funnel:
    """Count a journey after contracts.md: reached = has that stage or any later step forward, or was signed.

    A step's share is of those who left or moved on; those still there stand apart.
    """
    forward = [step for step in steps if not step.ends]
    entered, dated = _entries(events, units, forward)
    signed = np.isin(units.outcome, (WON, CHURNED))
    furthest = _furthest(entered)
    sign = signing_place(forward)
    if sign is not None:
        furthest[signed] = np.maximum(furthest[signed], sign)
    first = next((place for place, step in enumerate(forward) if step.in_funnel), len(forward))
    counted = furthest >= first
    ended = np.isin(units.outcome, (LOST, CHURNED))
    total = int(counted.sum())
    lost, churned = (counted & (units.outcome == code) for code in (LOST, CHURNED))
    to_sign, by_pushed_by = _days_to_sign(events, units, entered, forward, first, sign, signed)
    return Funnel(
        unit=unit,
        total=total,
        signed=int((counted & signed).sum()),
        open=int((counted & (units.outcome == "open")).sum()),
        lost=int(lost.sum()),
        churned=int(churned.sum()),
        signing=forward[sign].num if sign is not None else None,
        rows=[
            _row(step, place, furthest, ended, entered, total) for place, step in enumerate(forward) if step.in_funnel
        ],
        ends=[_end(step, events, units, counted, total) for step in steps if step.ends],
        days_to_sign=to_sign,
        days_by_pushed_by=by_pushed_by,
        lost_at=_tally(furthest[lost], forward),
        churned_at=_tally(furthest[churned], forward),
        left_out=_left_out(units, counted, dated, furthest),
    )


def _unit_of(units: Units, deal: np.ndarray) -> np.ndarray:
    """The unit of each deal number; -1 for a deal that is not among them."""
    if len(units.deal) == 0:
        return np.full(len(deal), -1)
    at = np.minimum(np.searchsorted(units.deal, deal), len(units.deal) - 1)
    return np.where(units.deal[at] == deal, units.of[at], -1)


def _entries(events: Events, units: Units, forward: Sequence[Step]) -> tuple[np.ndarray, np.ndarray]:
    """First day of each unit at each step forward (units × steps), and who has any dated stage at all."""
    unit = _unit_of(units, events.deal)
    place = np.full(max((int(events.stage.max(initial=0)), *(s.num for s in forward)), default=0) + 1, -1)
    for number, step in enumerate(forward):
        place[step.num] = number
    known = unit >= 0
    dated = np.zeros(len(units.outcome), dtype=bool)
    dated[unit[known]] = True
    entered = np.full((len(units.outcome), len(forward)), _NEVER)
    here = known & (place[events.stage] >= 0)
    np.minimum.at(entered, (unit[here], place[events.stage[here]]), events.day[here])
    return entered, dated


def _furthest(entered: np.ndarray) -> np.ndarray:
    """The last step forward of each unit, -1 for none."""
    seen = entered != _NEVER
    if seen.shape[1] == 0:
        return np.full(len(entered), -1)
    last = seen.shape[1] - 1 - np.argmax(seen[:, ::-1], axis=1)
    return np.where(seen.any(axis=1), last, -1)


def _row(step: Step, place: int, furthest: np.ndarray, ended: np.ndarray, entered: np.ndarray, total: int) -> Row:
    reached, here = int((furthest >= place).sum()), furthest == place
    moved, left = int((furthest > place).sum()), int((here & ended).sum())
    later = entered[:, place + 1 :].min(axis=1, initial=_NEVER)
    timed = (entered[:, place] != _NEVER) & (later != _NEVER) & (later >= entered[:, place])
    days = (later - entered[:, place])[timed]
    return Row(
        num=step.num,
        reached=reached,
        open=int((here & ~ended).sum()),
        left=left,
        step=share(moved, moved + left),
        overall=share(reached, total),
        days=_median(days, "median, range; of those who moved on"),
    )


def _end(step: Step, events: Events, units: Units, counted: np.ndarray, total: int) -> Row:
    """Where deals leave: those with that outcome, or dated there when the stage sets none."""
    if step.sets_outcome:
        reached = int((counted & (units.outcome == step.sets_outcome)).sum())
    else:
        unit = np.unique(_unit_of(units, events.deal[events.stage == step.num]))
        reached = int(counted[unit[unit >= 0]].sum())
    return Row(step.num, reached, 0, reached, share(0, 0), share(reached, total), median([]))


def _median(days: np.ndarray, method: str) -> Estimate:
    return replace(median(days), method=method)


def _days_to_sign(
    events: Events,
    units: Units,
    entered: np.ndarray,
    forward: Sequence[Step],
    first: int,
    sign: int | None,
    signed: np.ndarray,
) -> tuple[Estimate, dict[str, Estimate]]:
    """Days from the funnel's first stage to signing, of the signed ones; the second by who pushed the deal."""
    method = "median, range; signed ones only"
    if sign is None or sign <= first:
        return _median(np.empty(0), method), {}
    start, end = entered[:, first], entered[:, sign]
    timed = signed & (start != _NEVER) & (end != _NEVER) & (end >= start)
    days = end - start
    pushed = _pushed_by(events, units, forward[sign].num)
    groups: dict[str, list[int]] = {}
    for unit in np.flatnonzero(timed):
        if name := pushed.get(int(unit)):
            groups.setdefault(name, []).append(int(days[unit]))
    by_name = {name: _median(np.array(group), method) for name, group in groups.items()}
    return _median(days[timed], method), dict(sorted(by_name.items(), key=lambda pair: -pair[1].n))


def _pushed_by(events: Events, units: Units, signing: int) -> dict[int, str | None]:
    """Who pushed the deal by which each unit signed first."""
    at = np.flatnonzero(events.stage == signing)
    at = at[np.lexsort((events.deal[at], events.day[at]))]
    unit = _unit_of(units, events.deal[at])
    found: dict[int, str | None] = {}
    for number, deal in zip(unit, events.deal[at], strict=True):
        if number >= 0:
            found.setdefault(int(number), units.pushed_by[int(np.searchsorted(units.deal, deal))])
    return found


def _tally(furthest: np.ndarray, forward: Sequence[Step]) -> dict[int, int]:
    """Stage number → how many stopped there, in the order of the journey."""
    counts = np.bincount(furthest, minlength=len(forward)) if len(furthest) else []
    return {forward[place].num: int(n) for place, n in enumerate(counts) if n}


def _left_out(units: Units, counted: np.ndarray, dated: np.ndarray, furthest: np.ndarray) -> dict[str, int]:
    """Who is not counted, by the first reason that applies."""
    has_deal = np.zeros(len(counted), dtype=bool)
    has_deal[units.of] = True
    found = {
        NO_DEAL: ~counted & ~has_deal,
        NO_DATE: ~counted & has_deal & ~dated,
        ONLY_END: ~counted & dated & (furthest < 0),
        BEFORE: ~counted & dated & (furthest >= 0),
    }
    return {reason: int(mask.sum()) for reason, mask in found.items() if mask.any()}
