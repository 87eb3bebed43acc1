"""Rows about companies, and how every other kind of file finds or makes the company it names."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from persona_core.companies.models import name_digest
from persona_core.deals.commands import derive_status
from persona_core.evidence.models import HAND
from persona_core.exchange.importing.deal_stages import DealDesk
from persona_core.exchange.importing.memory import Memory, latest_deal
from persona_core.exchange.importing.parsing import ParsedRow, named_in
from persona_core.exchange.importing.plan import FieldChange, PlannedRow, Thing
from persona_core.exchange.importing.weighing import Scales
from persona_core.kit.errors import Invalid
from persona_core.kit.words import N_
from persona_core.vocabulary.fields import FIELDS

_OUTCOMES = {"talking": "open", "active": "won", "lost": "lost", "churned": "churned"}
_ONWARD = {("open", "won"), ("open", "lost"), ("open", "churned"), ("won", "churned")}
_NO_COMPANY = N_("No company has the id “{value}”. Import the companies first, or add a column with their names.")
_NO_NAME = N_("The company's name is empty. Fill it in.")


class Companies:
    """Finds companies by external id, else by name; two ids of one file are two companies, whatever their names."""

    def __init__(self, memory: Memory, scales: Scales, file_ids: Collection[str]) -> None:
        self.memory, self.scales, self.file_ids = memory, scales, set(file_ids)
        self.apart: set[str] = set()
        self.made = 0

    def find(self, key: str | None, name: str | None) -> Thing | None:
        """The company that is meant, if it is known."""
        if key and key in self.memory.by_key["company"]:
            return self.memory.by_key["company"][key]
        found = self._named(name_digest(name)) if name else []
        free = [thing for thing in found if not (key and thing.keys & self.file_ids)]
        if found and not free and key:
            self.apart.add(key)
        if not found and name:
            return self._by_form(key, name_digest(name))
        return min(free, key=lambda thing: thing.num, default=None)

    def _named(self, digest: str) -> list[Thing]:
        """Companies of this name, else of one that means the same in this file."""
        there = self.memory.by_name
        twins = self.memory.alike.twins(digest) if not there.get(digest) else ()
        return [thing for other in twins or (digest,) for thing in there.get(other, ())]

    def _by_form(self, key: str | None, digest: str) -> Thing | None:
        """A company whose name is written otherwise only in its legal form; not one that has an id of its own."""
        thing = self.memory.by_form.get(digest)
        if thing is None or (key and thing.keys):
            return None
        self.memory.alike.take(digest)
        return thing

    def found_or_made(self, planned: PlannedRow, key: str | None, name: str | None) -> Thing | None:
        """The company that is meant, made when only its name is known; None when it is not named at all."""
        thing = self.find(key, name)
        if thing is None and name:
            thing = self.memory.make("company")
            self.made += 1
            planned.made.append(thing)
            self.scales.say(planned, thing, {"name": name})
            self.memory.remember(thing)
        if thing is not None and key:
            self.memory.give_key(thing, key)
        return thing

    def refuse_unknown(self, row: ParsedRow, headers: Mapping[str, str]) -> None:
        """Refuse a row whose company is known neither by id nor by a name."""
        key, name = row.at.get("company_external_id"), row.at.get("company")
        if key and not name and self.find(key, None) is None:
            row.refuse(headers["company_external_id"], key, Invalid(_NO_COMPANY, value=key))


class CompanyRows:
    """One row a company, with what its latest deal says."""

    def __init__(
        self, memory: Memory, scales: Scales, desk: DealDesk, rows: Collection[ParsedRow], headers: Mapping[str, str]
    ) -> None:
        ids = named_in(rows, "external_id")
        keyed = {name_digest(row.own["name"]) for row in rows if row.own.get("name") and row.at.get("external_id")}
        memory.load_companies(ids, [row.own["name"] for row in rows if row.own.get("name")], keyed)
        self.memory, self.scales, self.desk, self.headers = memory, scales, desk, headers
        self.companies = Companies(memory, scales, ids)
        self.status_kept = 0
        self._lists = {"industry": FIELDS["industry"].list}
        self._lists |= {key: spec.list for key, spec in memory.own.items() if spec.list}

    def check(self, row: ParsedRow) -> None:
        """Refuse a row that names no company."""
        key, column = row.at.get("external_id"), self.headers.get("name")
        if row.own.get("name") or row.refused(column) or self.companies.find(key, None) is not None:
            return
        if key and column is None:
            row.refuse(self.headers["external_id"], key, Invalid(_NO_COMPANY, value=key))
        else:
            row.refuse(column, "", Invalid(_NO_NAME, field="name"))

    def plan(self, row: ParsedRow, planned: PlannedRow) -> None:
        """Weigh one row against what is known."""
        key, said = row.at.get("external_id"), dict(row.own)
        thing = self.companies.find(key, said.get("name"))
        if thing is None:
            thing, planned.new = self.memory.make("company"), True
            planned.made.append(thing)
        planned.name = said.get("name") or thing.name
        if not planned.new and key not in thing.keys:
            said.pop("name", None)  # found by its name: another spelling is no new name
        for key_of, list_name in self._lists.items():
            if said.get(key_of):
                said[key_of] = self.memory.code(list_name, said[key_of])
        status = said.pop("status", None)
        self._deal(row, planned, thing, status)
        if status and self._may_state(planned, thing, status):
            said["status"] = status
        before = thing.columns["name"]
        self.scales.say(planned, thing, said)
        if planned.new:
            self.memory.remember(thing)
        elif thing.columns["name"] != before:
            self.memory.renamed(thing, before)
        if key:
            self.memory.give_key(thing, key)

    def _deal(self, row: ParsedRow, planned: PlannedRow, company: Thing, status: str | None) -> None:
        """Fields of the latest deal: they go to it, or make it; a stated status says how it stands."""
        said: dict[str, Any] = dict(row.deal)
        deal, outcome = latest_deal(company), _OUTCOMES.get(status or "")
        if deal is None and not said:
            return
        if deal is None:
            deal = self.desk.open(planned, company)
        elif len(company.deals) > 1 or (deal.columns["outcome"], outcome) not in _ONWARD:
            outcome = None
        if outcome:
            said["outcome"] = outcome
        self.desk.state(planned, deal, said)

    def _may_state(self, planned: PlannedRow, company: Thing, status: str) -> bool:
        """Whether a status from the file may be said: deals decide, unless somebody set it by hand."""
        derived = derive_status(self.memory.outcomes(company))
        told = company.provenance.get("status")
        if derived is None or (told and told["source"] == HAND):
            return True
        if derived != status:
            self.status_kept += 1
            planned.notes.append(FieldChange("status", str(derived), status, kept=True, source="deals"))
            return False
        return company.fresh or company.columns["status"] != status
