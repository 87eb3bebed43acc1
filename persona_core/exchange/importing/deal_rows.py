"""Rows about deals: one row a deal with a date column a stage, or one row a date."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from persona_core.deals.commands import is_begun
from persona_core.exchange.importing.company_rows import Companies
from persona_core.exchange.importing.deal_stages import DealDesk
from persona_core.exchange.importing.memory import Memory, latest_deal
from persona_core.exchange.importing.parsing import ParsedRow, named_in
from persona_core.exchange.importing.plan import PlannedRow, Thing
from persona_core.exchange.importing.roads import Road
from persona_core.exchange.importing.weighing import Scales
from persona_core.kit import clock
from persona_core.kit.errors import Invalid
from persona_core.kit.words import N_
from persona_core.vocabulary.models import fold

_NO_DEAL = N_("No deal has the id “{value}”. Import the deals first, or add a column with the companies.")
_NO_COMPANY = N_("It is not said which company this is about. Fill in the company's name or id.")
_ELSEWHERE = N_("The deal “{deal}” belongs to “{there}”, but the row says “{here}”. Check the id or the company.")
_OTHER_JOURNEY = N_(
    "This deal walks the journey “{there}”, and the file is read along “{here}”. Read it along “{there}”, "
    "or move the deal on its company's page first."
)


class AboutDeals:
    """What both shapes of files about deals share."""

    id_key = "external_id"

    def __init__(
        self, memory: Memory, scales: Scales, desk: DealDesk, rows: Collection[ParsedRow], headers: Mapping[str, str]
    ) -> None:
        homes = named_in(rows, "company_external_id")
        memory.load_companies(homes, named_in(rows, "company"))
        memory.load_deals({row.at[self.id_key] for row in rows if self.id_key in row.at})
        self.memory, self.scales, self.desk, self.headers = memory, scales, desk, headers
        self.companies = Companies(memory, scales, homes)

    def check(self, row: ParsedRow) -> None:
        """Refuse a row that names no company, an unknown company id, or another company's deal."""
        self.companies.refuse_unknown(row, self.headers)
        deal = self._by_id(row)
        key, name = row.at.get("company_external_id"), row.at.get("company")
        if deal is None:
            self._refuse_nowhere(row)
            return
        home = self.companies.find(key, name)
        if (home is not None or name) and home is not deal.company:
            here = name or key or ""
            slots = {"deal": row.at[self.id_key], "there": deal.company.name[:80], "here": here[:80]}
            row.refuse(
                self.headers.get("company") or self.headers.get("company_external_id"),
                here,
                Invalid(_ELSEWHERE, **slots),
            )
        if self.desk.elsewhere(deal) and (row.events or "stage" in row.at):
            slots = {"there": self.desk.name_of(deal.journey_id), "here": self.desk.journey.name}
            row.refuse(self.headers.get(self.id_key), row.at.get(self.id_key), Invalid(_OTHER_JOURNEY, **slots))

    def _refuse_nowhere(self, row: ParsedRow) -> None:
        """Refuse a row about no known deal and no company."""
        if row.at.get("company_external_id") or row.at.get("company") or row.refused(self.headers.get("company")):
            return
        unknown = row.at.get(self.id_key)
        if unknown:
            row.refuse(self.headers[self.id_key], unknown, Invalid(_NO_DEAL, value=unknown))
        else:
            column = self.headers.get("company") or self.headers.get("company_external_id")
            row.refuse(column, "", Invalid(_NO_COMPANY))

    def _by_id(self, row: ParsedRow) -> Thing | None:
        return self.memory.by_key["deal"].get(row.at.get(self.id_key, ""))

    def _home(self, row: ParsedRow, planned: PlannedRow) -> Thing | None:
        return self.companies.found_or_made(planned, row.at.get("company_external_id"), row.at.get("company"))

    def _name(self, deal: Thing) -> str:
        return " · ".join(part for part in (deal.company.name, deal.columns["product"]) if part)


class DealRows(AboutDeals):
    """One row a deal: known by its id, else by company, product and dates that agree."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self._met: set[object] = set()

    def plan(self, row: ParsedRow, planned: PlannedRow) -> None:
        """Weigh one row against what is known."""
        key, deal = row.at.get("external_id"), self._by_id(row)
        if deal is None:
            home = self._home(row, planned)
            deal = self._same(row, home, key)
            if deal is None:
                deal, planned.new = self.desk.open(planned, home), True
        self._met.add(deal.id)
        self.desk.state(planned, deal, row.own, {num: [day] for num, day in row.events.items()}, begun=True)
        planned.name = self._name(deal)
        if key:
            self.memory.give_key(deal, key)

    def _same(self, row: ParsedRow, home: Thing, key: str | None) -> Thing | None:
        """The deal that a row without a known id means: one the file has not met yet and that agrees with it best."""
        free = [d for d in home.deals if d.id not in self._met and not (key and d.keys) and not self.desk.elsewhere(d)]
        ranked = sorted(((_agreement(row, deal), -deal.num, deal) for deal in free), key=lambda x: x[:2], reverse=True)
        return ranked[0][2] if ranked and ranked[0][0] > 0 else None


def _agreement(row: ParsedRow, deal: Thing) -> int:
    """How well a row fits a deal: 0 when it must be another one."""
    for field in ("product", "opened_on"):
        said, known = row.own.get(field), deal.columns.get(field)
        if said and known and fold(said) != fold(known):
            return 0
    common = [num for num in row.events if num in deal.events]
    agreeing = sum(row.events[num] in deal.events[num] for num in common)
    if common and not agreeing:
        return 0
    signed, known = row.own.get("signed_on"), deal.columns.get("signed_on")
    if not common and signed and known and signed != known:
        return 0
    outcome, stands = row.own.get("outcome"), deal.columns["outcome"]
    if (
        outcome
        and is_begun(deal.provenance)
        and stands not in {outcome, "open"}
        and (stands, outcome) != ("won", "churned")
    ):
        return 0
    same = sum(deal.columns.get(field) == value for field, value in row.own.items() if value is not None)
    return 1 + same + 3 * agreeing


class EventRows(AboutDeals):
    """One row a date: of the deal with that id, else of the company's latest deal, which is made if there is none."""

    id_key = "deal_external_id"

    def __init__(self, *given: Any, road: Road) -> None:
        super().__init__(*given)
        self.road = road
        self.left_out = 0

    def check(self, row: ParsedRow) -> None:
        """Refuse what the deals refuse, and a row without a known stage or without a date."""
        if self.road.leaves_out(row.at.get("stage")):
            row.refusals.clear()
            return
        super().check(row)
        if row.at.get("stage") and self.road.find(row.at["stage"]) is None:
            row.refuse(self.headers["stage"], row.at["stage"], self.road.unknown(row.at["stage"]))
        for key, message in (
            ("stage", N_("The stage is empty. Fill it in.")),
            ("date", N_("The date is empty. Fill it in.")),
        ):
            if key not in row.at and not row.refused(self.headers.get(key)):
                row.refuse(self.headers.get(key), "", Invalid(message, field=key))

    def plan(self, row: ParsedRow, planned: PlannedRow) -> None:
        """Weigh one row against what is known; every day is a visit of its own."""
        if self.road.leaves_out(row.at.get("stage")):
            self.left_out += 1
            return
        key, deal = row.at.get(self.id_key), self._by_id(row)
        if deal is None:
            home = self._home(row, planned)
            deal = self._of(home, key) or self.desk.open(planned, home)
            if key:
                self.memory.give_key(deal, key)
        days = {self.road.find(row.at["stage"]).num: [clock.day_number(row.at["date"])]}
        self.desk.state(planned, deal, {}, days, begun=True, visits=True)
        planned.new = any(change.old is None and not change.kept for change in planned.notes)
        planned.name = self._name(deal)

    def _of(self, home: Thing, key: str | None) -> Thing | None:
        """The company's deal that is meant: its latest, or under a new id its only one if that has no id yet."""
        if key:
            return home.deals[0] if len(home.deals) == 1 and not home.deals[0].keys else None
        deal = latest_deal(home)
        return None if deal is None or self.desk.elsewhere(deal) else deal
