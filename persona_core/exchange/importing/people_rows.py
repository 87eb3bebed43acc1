"""Rows about people: known by external id, else by company, name and title; never merged on a title alone."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from persona_core.exchange.importing.company_rows import Companies
from persona_core.exchange.importing.memory import Memory
from persona_core.exchange.importing.parsing import ParsedRow, named_in
from persona_core.exchange.importing.plan import FieldChange, PlannedRow, Thing
from persona_core.exchange.importing.weighing import Scales
from persona_core.kit.errors import Invalid
from persona_core.kit.words import N_
from persona_core.vocabulary.fields import FIELDS
from persona_core.vocabulary.models import fold

_NOBODY = N_("A person needs a name, a job title or a position. Fill in at least one.")
_ELSEWHERE = N_("This id belongs to somebody at “{there}”, but the row says “{here}”. Check the id or the company.")


class PeopleRows:
    """One row a person."""

    def __init__(self, memory: Memory, scales: Scales, rows: Collection[ParsedRow], headers: Mapping[str, str]) -> None:
        homes = named_in(rows, "company_external_id")
        memory.load_companies(homes, named_in(rows, "company"))
        self.ids = named_in(rows, "external_id")
        memory.load_people(self.ids)
        self.memory, self.scales, self.headers = memory, scales, headers
        self.companies = Companies(memory, scales, homes)

    def check(self, row: ParsedRow) -> None:
        """Refuse a row without anybody in it, of an unknown company id, or of somebody else's id."""
        self.companies.refuse_unknown(row, self.headers)
        person = self.memory.by_key["person"].get(row.at.get("external_id", ""))
        if person is None:
            if not any(row.own.get(key) for key in ("name", "title", "position")) and not row.refusals:
                row.refuse(
                    next((self.headers[k] for k in ("name", "title", "position") if k in self.headers), None),
                    "",
                    Invalid(_NOBODY),
                )
            return
        home = self.companies.find(row.at.get("company_external_id"), row.at.get("company"))
        named = home is not None or row.at.get("company")
        if named and person.company is not None and home is not person.company:
            column = self.headers.get("company") or self.headers.get("company_external_id")
            here = row.at.get("company") or row.at.get("company_external_id", "")
            row.refuse(column, here, Invalid(_ELSEWHERE, there=person.company.name[:80], here=here[:80]))

    def plan(self, row: ParsedRow, planned: PlannedRow) -> None:
        """Weigh one row against what is known."""
        key, said = row.at.get("external_id"), dict(row.own)
        home = self.companies.found_or_made(planned, row.at.get("company_external_id"), row.at.get("company"))
        if said.get("position"):
            said["position"] = self.memory.code(FIELDS["position"].list, said["position"])
        person = self._find(key, home, said)
        if person is not None and key not in person.keys:
            said = {k: v for k, v in said.items() if fold(str(v)) != fold(str(person.columns[k] or ""))}
        if person is None:
            person, planned.new = self.memory.make("person", company=home), True
            planned.made.append(person)
        elif home is not None and person.company is None:
            planned.notes.append(FieldChange("company", None, home.name))
            person.company = home
            self.memory.work.homes.append(person)
        self.scales.say(planned, person, said)
        planned.name = person.name or person.columns.get("position") or ""
        if planned.new:
            self.memory.remember(person)
        if key:
            self.memory.give_key(person, key)

    def _find(self, key: str | None, home: Thing | None, said: Mapping[str, str | None]) -> Thing | None:
        if key and key in self.memory.by_key["person"]:
            return self.memory.by_key["person"][key]
        place, name, title = home.id if home else None, fold(said.get("name") or ""), fold(said.get("title") or "")
        if not (name or title):
            return None
        there = [p for p in self.memory.people.get((place, name), []) if self._may_be(p, key)]
        exact = [person for person in there if fold(person.columns["title"] or "") == title]
        if exact:
            return exact[0]
        near = [person for person in there if name and not (title and person.columns["title"])]
        return near[0] if len(near) == 1 else None

    def _may_be(self, person: Thing, key: str | None) -> bool:
        """Whether a row with this id (or none) may mean a person found by name: not if the ids tell them apart."""
        if not key or not person.keys:
            return True
        return bool(person.columns.get("name")) and not person.keys & self.ids
