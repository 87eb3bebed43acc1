"""From events to funnels: the whole population, or each group of it, as it stood on a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from persona_core.journeys.analysis import notes
from persona_core.journeys.analysis.columns import Events, Stand, Units
from persona_core.journeys.analysis.funnel import Funnel, Move, Outcome, Renewal, Row, target
from persona_core.journeys.analysis.passages import NEVER, Passages, passages
from persona_core.journeys.analysis.signing import (
    SIGNED,
    by_pushed_by,
    plain_median,
    pushed_by,
    signed_days,
    spells_to_sign,
)
from persona_core.journeys.analysis.steps import Road, Step
from persona_core.journeys.analysis.tallying import Tally, tally
from persona_core.journeys.analysis.walking import Walk, walk
from persona_core.kit.estimates import share
from persona_core.kit.incidence import Incidence, time_until
from persona_core.kit.loops import repeats
from persona_core.kit.survival import Survival, Time

_NO_TIME = Time(None, None, None, None, 0, "")


def count(
    events: Events,
    units: Units,
    steps: Sequence[Step],
    unit: str,
    *,
    as_of: int | None = None,
    since: int | None = None,
    until: int | None = None,
) -> Counted:
    """Walk a journey after contracts.md: reached = has that stage or any later step forward, or was signed.

    `as_of` is the day up to which is looked (the last event's unless told); `units.outcome` must be as of that day.
    `since` and `until` choose units by the day they came into the funnel; of the others only the number is kept.
    """
    road = Road.of(steps)
    if as_of is None:
        as_of = int(events.day.max(initial=0))
    visits, odd = walk(events, units, road, as_of)
    found = passages(visits, units, road)
    not_yet = np.zeros(len(units), dtype=bool)
    if notes.LATER in odd:
        later = units.unit_of(events.deal[events.day > as_of])
        not_yet[later[later >= 0]] = True
        not_yet &= (found.dated == NEVER) & (found.left_on == NEVER)
    return Counted(
        units=units,
        road=road,
        unit=unit,
        as_of=as_of,
        visits=visits,
        passages=found,
        pushed=pushed_by(events, units, road) if any(units.pushed_by) else (),
        odd=odd,
        chosen=_in_range(found, road, since, until),
        not_yet=not_yet,
    )


def _in_range(found: Passages, road: Road, since: int | None, until: int | None) -> np.ndarray:
    """Who came in between two days; those not in the funnel at all stay, to be named with their reason."""
    if since is None and until is None:
        return np.ones(len(found.entered), dtype=bool)
    inside = found.entered >= max(since or 0, 0)
    if until is not None:
        inside &= found.entered <= until
    return inside | (found.furthest < road.first)


@dataclass(frozen=True)
class Counted:
    """Events of one journey walked once; funnels of all units or of groups of them come from here."""

    units: Units
    road: Road
    unit: str
    as_of: int
    visits: Walk
    passages: Passages
    pushed: Sequence[str | None]
    odd: Mapping[str, int]
    chosen: np.ndarray
    not_yet: np.ndarray

    def funnel(self) -> Funnel:
        """The funnel of all units that came in within the range."""
        visits = self.visits if self.chosen.all() else self.visits.only(self.chosen[self.visits.unit])
        found = self._funnel(visits, self.chosen)
        outside = int((~self.chosen).sum())
        left_out = found.left_out | ({notes.OUTSIDE: outside} if outside else {})
        return replace(found, left_out=left_out, notes=dict(self.odd) | dict(found.notes))

    def by_group(self, group: np.ndarray, groups: int) -> list[Funnel]:
        """A funnel for each group; `group` has a code 0 … groups − 1 by unit, -1 for those in none."""
        group = np.where(self.chosen, group, -1)
        parts = self.visits.by_group(group, groups)
        return [self._funnel(visits, group == code) for code, visits in enumerate(parts)]

    def _funnel(self, visits: Walk, chosen: np.ndarray) -> Funnel:
        found = self.passages.only(chosen)
        counted = found.furthest >= self.road.first
        tallied = tally(visits, self.passages, self.road, self.as_of, chosen)
        lost, churned = (counted & (found.outcome == stand) for stand in (Stand.LOST, Stand.CHURNED))
        to_sign, days = spells_to_sign(found, self.road, self.as_of), signed_days(found, self.road)
        pushed = [self.pushed[unit] for unit in np.flatnonzero(chosen)] if self.pushed else []
        curves = Survival(tallied.spells)
        return Funnel(
            unit=self.unit,
            as_of=self.as_of,
            total=int(counted.sum()),
            signed=int((counted & found.signed).sum()),
            open=int((counted & (found.outcome == Stand.OPEN)).sum()),
            lost=int(lost.sum()),
            churned=int(churned.sum()),
            signing=None if self.road.sign is None else self.road.forward[self.road.sign].num,
            rows=_rows(self.road, found, curves),
            ends=_ends(self.road, found, visits, self.passages),
            days_to_sign=time_until(to_sign, SIGNED),
            signed_days=plain_median(days),
            days_by_pushed_by=by_pushed_by(days, pushed) if pushed else {},
            lost_at=_tally_of(found.furthest[lost], self.road),
            churned_at=_tally_of(found.furthest[churned], self.road),
            left_out=_left_out(found, counted, self.units.deals[chosen] > 0, self.not_yet[chosen]),
            notes=tallied.notes | _undated(found),
            transitions=_transitions(tallied),
            outcomes=_outcomes(tallied, curves),
            renewals=_renewals(tallied, visits, self.passages, chosen),
            road=self.road,
            stays=tallied.spells,
            to_sign=to_sign,
        )


def _rows(road: Road, found: Passages, curves: Survival) -> list[Row]:
    """One row for each stage of the funnel; a step's share is of those who left or moved on."""
    places = len(road.forward)
    counted = found.furthest >= road.first
    here = np.bincount(found.furthest[counted], minlength=places)
    left = np.bincount(found.furthest[counted & found.ended], minlength=places)
    came_in = np.bincount(found.came_in[counted & (found.came_in != NEVER)], minlength=places)
    reached = np.cumsum(here[::-1])[::-1]
    times = zip(*(curves.quantile(share) for share in (0.5, 0.25, 0.9)), strict=True)
    total = int(counted.sum())
    rows = []
    for place, (step, (days, p25, p90)) in enumerate(zip(road.forward, times, strict=True)):
        if step.in_funnel:
            moved, gone = int(reached[place] - here[place]), int(left[place])
            rows.append(
                Row(
                    num=step.num,
                    reached=int(reached[place]),
                    open=int(here[place] - left[place]),
                    left=gone,
                    step=share(moved, moved + gone),
                    overall=share(int(reached[place]), total),
                    days=days,
                    came_in=int(came_in[place]),
                    p25=p25,
                    p90=p90,
                )
            )
    return rows


def _ends(road: Road, found: Passages, visits: Walk, all_units: Passages) -> list[Row]:
    """Where units leave: those that stand so, or with a date there when the stage says nothing."""
    counted = found.furthest >= road.first
    total = int(counted.sum())
    rows = []
    for place, step in enumerate(road.ends, len(road.forward)):
        if road.says[place]:
            n = int((counted & (found.outcome == road.says[place])).sum())
        else:
            unit = np.unique(visits.unit[visits.place == place])
            n = int((all_units.furthest[unit] >= road.first).sum())
        rows.append(Row(step.num, n, 0, n, share(0, 0), share(n, total), _NO_TIME))
    return rows


def _tally_of(furthest: np.ndarray, road: Road) -> dict[int, int]:
    """Stage number → how many stopped there, in the order of the journey."""
    counts = np.bincount(furthest, minlength=len(road.forward)) if len(furthest) else []
    return {road.forward[place].num: int(n) for place, n in enumerate(counts) if n}


def _transitions(tallied: Tally) -> list[Move]:
    road = tallied.road
    places, ways = np.nonzero(tallied.moves)
    return [
        Move(road.steps[place].num, target(road, int(way)), int(tallied.moves[place, way]))
        for place, way in zip(places.tolist(), ways.tolist(), strict=True)
    ]


def _outcomes(tallied: Tally, curves: Survival) -> list[Outcome]:
    road = tallied.road
    return [
        Outcome(road.forward[found.group].num, target(road, found.outcome), found.estimate)
        for found in Incidence(tallied.spells, curves).estimates()
    ]


def _renewals(tallied: Tally, visits: Walk, all_units: Passages, chosen: np.ndarray) -> list[Renewal]:
    """Of repeating stages: passed, against having left after signing."""
    road = tallied.road
    gone = chosen & (all_units.outcome == Stand.CHURNED)
    found = []
    for place in np.flatnonzero(road.repeats[: len(road.forward)]):
        times = np.bincount(visits.unit[visits.place == place], minlength=len(chosen))
        most, left = int(times.max(initial=0)), int(gone.sum())
        passed = [int((times >= number).sum()) for number in range(1, most + 1)]
        stopped = np.bincount(times[gone], minlength=most)
        again = share(sum(passed), sum(passed) + left)
        rounds = [share(k, k + int(stop)) for k, stop in zip(passed, stopped, strict=False)]
        found.append(Renewal(road.forward[place].num, again, repeats(again), rounds))
    return found


def _undated(found: Passages) -> dict[str, int]:
    """Units counted without a duration: signed or left nobody knows when, or signed before first contact."""
    signed = found.signed & (found.furthest >= 0)
    told = {
        notes.NO_SIGN_DATE: signed & (found.signed_on == NEVER),
        notes.EARLY_SIGN: signed & (found.signed_on != NEVER) & (found.signed_on < found.started),
        notes.NO_END_DATE: found.ended & (found.left_on == NEVER) & (found.furthest >= 0),
    }
    return {reason: n for reason, mask in told.items() if (n := int(mask.sum()))}


def _left_out(found: Passages, counted: np.ndarray, has_deal: np.ndarray, not_yet: np.ndarray) -> dict[str, int]:
    """Who is not counted, by the first reason that applies."""
    ended, dated = found.left_on != NEVER, found.dated != NEVER
    told = {
        notes.NO_DEAL: ~has_deal,
        notes.NOT_YET: not_yet,
        notes.NO_DATE: has_deal & ~not_yet & ~ended & ~dated,
        notes.ONLY_END: ended & ~dated,
        notes.BEFORE: dated & (found.furthest != NEVER),
    }
    return {reason: n for reason, mask in told.items() if (n := int((mask & ~counted).sum()))}
