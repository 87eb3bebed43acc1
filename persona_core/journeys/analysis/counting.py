"""From events to funnels: the whole population, or each group of it, as it stood on a day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from persona_core.journeys.analysis import notes
from persona_core.journeys.analysis.columns import Events, Stand, Units
from persona_core.journeys.analysis.funnel import Funnel, Outcome, target
from persona_core.journeys.analysis.ordering import Block, Log, order
from persona_core.journeys.analysis.passages import NEVER, Passages
from persona_core.journeys.analysis.signing import (
    SIGNED,
    by_pushed_by,
    leading,
    plain_median,
    signed_days,
    spells_to_sign,
)
from persona_core.journeys.analysis.steps import Road, Step
from persona_core.journeys.analysis.summing import Reach, left_out, renewals, transitions, undated
from persona_core.journeys.analysis.tallying import Counts, Tally
from persona_core.journeys.analysis.visits import visits
from persona_core.kit.estimates import Estimate
from persona_core.kit.incidence import Incidence, time_until
from persona_core.kit.survival import Survival


@dataclass(frozen=True)
class Range:
    """Which units are counted: those that came into the funnel from one day number to another; None is no limit."""

    since: int | None = None
    until: int | None = None

    @property
    def open(self) -> bool:
        """Whether there is no limit."""
        return self.since is None and self.until is None

    def holds(self, units: Passages, road: Road) -> np.ndarray:
        """Who came in then; those not in the funnel at all stay, to be named with their reason."""
        if self.open:
            return np.ones(len(units.outcome), dtype=bool)
        inside = units.entered >= max(self.since or 0, 0)
        if self.until is not None:
            inside &= units.entered <= self.until
        return inside | (units.furthest < road.first)


@dataclass(frozen=True)
class Walked:
    """How units went: what their visits come to, and these visits in blocks, each with the first of its units."""

    passages: Passages
    visits: Sequence[tuple[int, Block]]
    odd: Counter[str]

    def within(self, span: Range, road: Road, as_of: int, first_day: int) -> Swept:
        """The same as `sweep` gives of those who came in within a range, without going through the events again."""
        chosen = span.holds(self.passages, road)
        tally = Tally(road, as_of, first_day, sum(len(block.unit) for _, block in self.visits))
        for low, block in self.visits:
            units = slice(low, low + int(block.unit[-1]) + 1)
            found = block.only(chosen[units][block.unit])
            if len(found.unit):
                tally.add(found, self.passages.only(units))
        return Swept(self.passages, chosen, tally.finish(self.passages.only(chosen)), self.odd)


@dataclass(frozen=True)
class Swept:
    """What one go through the events of some units gives."""

    passages: Passages
    chosen: np.ndarray
    counts: Counts
    odd: Counter[str]


def sweep(log: Log, first: int, outcome: np.ndarray, road: Road, as_of: int, span: Range) -> Swept:
    """Go once through the events of units `first`, `first` + 1, …, whose `Stand` is `outcome`."""
    stop = first + len(outcome)
    whole = Passages.none(outcome, road)
    tally = Tally(road, as_of, log.first_day, log.start_of(stop) - log.start_of(first))
    odd: Counter[str] = Counter()
    for block in log.blocks(first, stop):
        low = block.low - first
        units = whole.only(slice(low, low + int(block.unit[-1]) + 1))
        found = visits(block, units.outcome, road, odd)
        units.fill(found, road)
        if not span.open:
            units.reach(road)
            found = found.only(span.holds(units, road)[found.unit])
        if len(found.unit):
            tally.add(found, units)
    whole.reach(road)
    chosen = span.holds(whole, road)
    return Swept(whole, chosen, tally.finish(whole if span.open else whole.only(chosen)), odd)


def walk(log: Log, outcome: np.ndarray, road: Road) -> Walked:
    """Go once through the events of all units, whose `Stand` is `outcome`, and keep their visits."""
    whole, odd, kept = Passages.none(outcome, road), Counter(), []
    for block in log.blocks(0, len(outcome)):
        units = whole.only(slice(block.low, block.low + int(block.unit[-1]) + 1))
        found = visits(block, units.outcome, road, odd)
        units.fill(found, road)
        if len(found.unit):
            kept.append((block.low, found))
    whole.reach(road)
    return Walked(whole, kept, odd)


@dataclass(frozen=True)
class Counted:
    """Events of one journey in order; the funnel of all units or of groups of them comes from here.

    `log` holds the events of `units` on `road` up to `as_of`, `late` how many come later. Within a range, `every` is
    the same without it, from which all ranges are counted.
    """

    events: Events
    units: Units
    road: Road
    unit: str
    as_of: int
    log: Log
    late: Mapping[str, int]
    span: Range
    every: Counted | None = None

    def funnel(self) -> Funnel:
        """The funnel of all units that came in within the range."""
        found = self._funnel(self._swept, self.units, self._not_yet)
        outside = int((~self._swept.chosen).sum())
        outs = found.left_out | ({notes.OUTSIDE: outside} if outside else {})
        return replace(found, left_out=outs, notes={**self.late} | self._swept.odd | found.notes)

    def by_group(self, group: np.ndarray, groups: int) -> list[Funnel]:
        """A funnel for each group; `group` has a code 0 … groups − 1 by unit, -1 for those in none."""
        by = np.argsort(group, kind="stable")
        edges = np.searchsorted(group[by], np.arange(groups + 1))
        by = by[edges[0] :]
        units, log = self.units.rearranged(by), self.log.rearranged(by, len(self.units))
        found = []
        for a, b in zip(edges[:-1] - edges[0], edges[1:] - edges[0], strict=True):
            swept = sweep(log, int(a), units.outcome[a:b], self.road, self.as_of, self.span)
            part = units.rearranged(np.arange(a, b))
            found.append(self._funnel(swept, part, self._not_yet[by[a:b]]))
        return found

    def among(self, places: np.ndarray) -> Counted:
        """The same for some of the units, by their places."""
        units = self.units.rearranged(places)
        log, late = order(self.events, units, self.road, self.as_of)
        return replace(self, units=units, log=log, late=late, every=None)

    def within(self, since: int | None, until: int | None) -> Counted:
        """The same for those that came into the funnel within a range; the events stay in order."""
        every, span = self.every or self, Range(since, until)
        return every if span.open else replace(every, span=span, every=every)

    @property
    def passages(self) -> Passages:
        """How each unit went, by unit."""
        return self._swept.passages

    @cached_property
    def leading(self) -> np.ndarray:
        """The deal that speaks for each unit, as its place in `units.deal`; -1 for one without."""
        return self.every.leading if self.every else leading(self.events, self.units, self.road)

    @property
    def signed_days(self) -> np.ndarray:
        """Days from first contact to signing, by unit; -1 where that is not known."""
        return signed_days(self.passages, self.road)

    @property
    def chosen(self) -> np.ndarray:
        """Which units are within the range."""
        return self._swept.chosen

    @cached_property
    def _swept(self) -> Swept:
        if self.every is not None:
            return self.every._walked.within(self.span, self.road, self.as_of, self.log.first_day)
        return sweep(self.log, 0, self.units.outcome, self.road, self.as_of, self.span)

    @cached_property
    def _walked(self) -> Walked:
        return walk(self.log, self.units.outcome, self.road)

    @cached_property
    def _not_yet(self) -> np.ndarray:
        """Units whose first date is yet to come."""
        found = np.zeros(len(self.units), dtype=bool)
        if notes.LATER in self.late:
            later = self.units.unit_of(self.events.deal[self.events.day > self.as_of])
            found[later[later >= 0]] = True
            found &= (self.passages.dated == NEVER) & (self.passages.left_on == NEVER)
        return found

    def _funnel(self, swept: Swept, units: Units, not_yet: np.ndarray) -> Funnel:
        road = self.road
        found = swept.passages if self.span.open else swept.passages.only(swept.chosen)
        reach = Reach(road, found)
        to_sign = spells_to_sign(found, road, self.as_of)
        spells = swept.counts.spells
        curves = Survival(spells)
        still, won, lost, churned = reach.stands
        return Funnel(
            unit=self.unit,
            as_of=self.as_of,
            total=reach.total,
            signed=won + churned,
            open=still,
            lost=lost,
            churned=churned,
            signing=None if road.sign is None else road.forward[road.sign].num,
            rows=reach.rows(curves),
            ends=reach.ends(),
            days_to_sign=time_until(to_sign, SIGNED),
            signed_days=plain_median(to_sign),
            pushed=lambda: self._by_pushed_by(units, swept, found),
            lost_at=reach.stopped(Stand.LOST),
            churned_at=reach.stopped(Stand.CHURNED),
            left_out=left_out(road, found, (units.deals > 0)[swept.chosen], not_yet[swept.chosen]),
            notes=swept.counts.notes() | undated(found),
            transitions=transitions(road, swept.counts.moves),
            outcomes=[
                Outcome(road.forward[one.group].num, target(road, one.outcome), one.estimate)
                for one in Incidence(spells, curves).estimates()
            ],
            renewals=renewals(road, found),
            road=road,
            stays=spells,
            to_sign=to_sign,
        )

    def _by_pushed_by(self, units: Units, swept: Swept, found: Passages) -> Mapping[str, Estimate]:
        if units.pushed_by is None:
            return {}
        deal = leading(self.events, units, self.road)[swept.chosen]
        code = np.append(units.pushed_by.code, NEVER)[deal]
        return by_pushed_by(signed_days(found, self.road), code, units.pushed_by.names)


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
    """Count a journey after contracts.md: reached = has that stage or any later step forward, or was signed.

    `as_of` is the day up to which is looked (the last event's unless told); `units.outcome` must be as of that day.
    `since` and `until` choose units by the day they came into the funnel; of the others only the number is kept.
    """
    day = int(events.day.max(initial=0)) if as_of is None else as_of
    road = Road.of(steps)
    log, late = order(events, units, road, day)
    return Counted(events, units, road, unit, day, log, late, Range(since, until))
