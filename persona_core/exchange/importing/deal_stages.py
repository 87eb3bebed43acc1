"""What a row says of a deal: its fields, the days it entered stages, and what follows from those for both."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby
from types import MappingProxyType
from typing import Any, NamedTuple

from persona_core.deals.commands import derive_status
from persona_core.evidence.models import HAND
from persona_core.exchange.importing.headers import STAGE
from persona_core.exchange.importing.memory import Memory
from persona_core.exchange.importing.plan import Entry, FieldChange, PlannedRow, Thing
from persona_core.exchange.importing.roads import Road
from persona_core.exchange.importing.weighing import Scales, rank
from persona_core.journeys.analysis import Standing, Step, standing
from persona_core.journeys.models import Journey, Stage, StageKind
from persona_core.journeys.queries import steps
from persona_core.journeys.remarks import Odd, remarks
from persona_core.kit import clock
from persona_core.vocabulary.fields import FIELDS

_FURTHER = {"open": 0, "won": 1, "churned": 2}
_TERMS = ("lead_source", "pushed_by")


class _Way(NamedTuple):
    """A journey as deals walk it: its steps, and the stage that makes them won."""

    steps: list[Step]
    signing: Stage | None


class DealDesk:
    """States deals in memory under the rules of `journeys.commands.add_events` and `deals.commands.follow`."""

    def __init__(self, memory: Memory, scales: Scales, road: Road) -> None:
        self.memory, self.scales, self.journey = memory, scales, road.journey
        self.stages = {stage.num: stage for stage in (*road.stages, *road.others)}
        self.own = _way(road.stages)
        others = groupby(sorted(road.others, key=_journey_of), key=_journey_of)
        self.others = {uuid.UUID(journey): _way(list(found)) for journey, found in others}
        self.opened = 0
        self.lost_days = 0
        self.expected_days = 0

    def open(self, planned: PlannedRow, company: Thing) -> Thing:
        """A new deal of a company."""
        deal = self.memory.make("deal", company=company)
        deal.journey_id = self.journey.id if self.journey else None
        planned.made.append(deal)
        self.opened += 1
        return deal

    def elsewhere(self, deal: Thing) -> bool:
        """Whether a deal walks another journey than the one whose stages are named."""
        return bool(deal.journey_id and self.journey and deal.journey_id != self.journey.id)

    def name_of(self, journey_id: uuid.UUID) -> str:
        """What a journey is called."""
        return self.memory.session.get(Journey, journey_id).name

    def odd(self) -> Counter[Odd]:
        """What is odd about the dates of the deals that the file dates: how many deals each oddity is found in."""
        deals = {entry.deal.id: entry.deal for entry in self.memory.work.entries}
        found = ({remark.odd for remark in remarks(_pairs(deal), self._way(deal).steps)} for deal in deals.values())
        return Counter(odd for oddities in found for odd in oddities)

    def _way(self, deal: Thing) -> _Way:
        """The journey that a deal walks: its own, whichever the file names."""
        return self.others.get(deal.journey_id, self.own)

    @staticmethod
    def signed(said: Mapping[str, Any]) -> bool:
        """Whether the day of signing in a statement has come."""
        return bool(said.get("signed_on")) and "1970-01-01" <= said["signed_on"] <= clock.today().isoformat()

    def state(
        self,
        planned: PlannedRow,
        deal: Thing,
        said: Mapping[str, Any],
        events: Mapping[int, Sequence[int]] = MappingProxyType({}),
        *,
        begun: bool = False,
        visits: bool = False,
    ) -> None:
        """Let the row state fields (ledger form) of a deal and the days of its stages; the company's status follows.

        `begun` says that the row is about a deal as such: a new one then stands as open even if nothing more is known.
        With `visits` each day is a visit of its own and stands beside those known.
        """
        said, events = dict(said), dict(events)
        for key in _TERMS:
            if said.get(key):
                said[key] = self.memory.code(FIELDS[key].list, said[key])
        if said.get("outcome") == "lost" and said.pop("signed_on", None):
            self.lost_days += 1
        if said.get("outcome") == "open" and said.pop("signed_on", None):
            self.expected_days += 1
        way = self._way(deal)
        if way.signing and self.signed(said) and said.get("outcome") not in {"open", "lost"}:
            events.setdefault(way.signing.num, [clock.day_number(date.fromisoformat(said["signed_on"]))])
        before = standing(_pairs(deal), way.steps)
        for num, days in events.items():
            for day in sorted(set(days)):
                self._enter(planned, deal, num, day, visits=visits)
        after = standing(_pairs(deal), way.steps)
        outcome = said.get("outcome")
        if outcome == "open" or (outcome and _FURTHER.get(after.outcome, 0) > _FURTHER.get(outcome, 9)):
            said["outcome"] = after.outcome
        elif outcome is None and self.signed(said) and deal.columns["outcome"] == "open":
            said["outcome"] = "won"
        elif outcome is None and begun and deal.fresh and not deal.parts:
            said["outcome"] = after.outcome
        if after != before:
            self._follow(planned, deal, said, before, after)
        self.scales.say(planned, deal, said)
        self._settle(deal.company)

    def _enter(self, planned: PlannedRow, deal: Thing, num: int, day: int, *, visits: bool) -> None:
        """Date one stage: repeating ones and visits keep every day, else the better or later source tells the first."""
        known, source = deal.events.setdefault(num, {}), self.scales.source
        if day in known:
            return
        old = None
        if known and self.stages[num].kind != StageKind.REPEATING:
            old = min(known)
            if rank(source) < max(rank(told) for told in known.values()):
                planned.notes.append(FieldChange(self._key(num), _iso(old), _iso(day), kept=True, source=known[old]))
                return
            if visits:
                old = None
            else:
                known.pop(old)
        known[day] = source
        deal.journey_id = deal.journey_id or (self.journey.id if self.journey else None)
        change = FieldChange(self._key(num), None if old is None else _iso(old), _iso(day))
        planned.notes.append(change)
        self.memory.work.entries.append(Entry(deal, num, planned, change))

    def _key(self, num: int) -> str:
        return STAGE + self.stages[num].code

    def _follow(
        self, planned: PlannedRow, deal: Thing, said: dict[str, Any], before: Standing, after: Standing
    ) -> None:
        """Carry over what the stages say to fields on which the row itself is silent."""
        for field in ("outcome", "signed_on", "opened_on"):
            if field in said:
                continue
            old, new = (_said(getattr(standing, field)) for standing in (before, after))
            current, told = deal.columns[field], (deal.provenance.get(field) or {}).get("source")
            further = field == "outcome" and told != HAND and _FURTHER.get(new, 0) > _FURTHER.get(current, 9)
            if new is None or new == current or not (current in {old, None} or further):
                continue
            source = max((self.scales.source, told or self.scales.source), key=rank)
            if source == self.scales.source:
                said[field] = new
            else:
                self.scales.say(planned, deal, {field: new}, source=source)

    def _settle(self, company: Thing) -> None:
        """A company's status in step with its deals; one set by hand stays."""
        self.memory.work.companies[company.id] = company
        told = company.provenance.get("status")
        derived = derive_status(self.memory.outcomes(company))
        if derived and not (told and told["source"] == HAND):
            company.columns["status"] = str(derived)


def _way(stages: Sequence[Stage]) -> _Way:
    return _Way(steps(stages), next((stage for stage in stages if stage.sets_outcome == "won"), None))


def _journey_of(stage: Stage) -> str:
    return str(stage.journey_id)


def _pairs(deal: Thing) -> list[tuple[int, int]]:
    return [(num, day) for num, days in deal.events.items() for day in days]


def _iso(day: int) -> str:
    return clock.from_day_number(day).isoformat()


def _said(value: str | int | None) -> str | None:
    return _iso(value) if isinstance(value, int) else value
