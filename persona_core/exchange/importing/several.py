"""Rows that tell of several things at once: read, judged and weighed part by part, and refused as one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from persona_core.exchange.importing.columns import Column
from persona_core.exchange.importing.company_rows import Companies
from persona_core.exchange.importing.damage import notes_on
from persona_core.exchange.importing.parsing import ParsedRow, Parser, nothing_note
from persona_core.exchange.importing.plan import PlannedRow, Thing
from persona_core.exchange.importing.progress import Tell, part, silent
from persona_core.exchange.importing.things import parts_of
from persona_core.exchange.importing.ways import Ways
from persona_core.journeys.models import Stage
from persona_core.kit.sheets import Note, Sheet

SEVERAL = "several"
_ASKED = {"people": ("name", "title", "position"), "stories": ("text",), "stage-events": ("stage", "date")}
"""A row tells of such a thing only if one of these cells is filled."""


@dataclass
class SeveralRow(ParsedRow):
    """One row with what it says to each kind of import."""

    parts: dict[str, ParsedRow] = field(default_factory=dict)

    def gather(self) -> None:
        """Take over what its parts are refused for; one cell read twice is one reason."""
        seen = {(r.column, r.value, r.error.message) for r in self.refusals}
        for one in self.parts.values():
            for refusal in one.refusals:
                reason = (refusal.column, refusal.value, refusal.error.message)
                if reason not in seen:
                    seen.add(reason)
                    self.refusals.append(refusal)


class SeveralParser:
    """Reads each row once for every kind of import it tells something to."""

    def __init__(self, sheet: Sheet, columns: Sequence[Column], stages: Sequence[Stage], ways: Ways) -> None:
        self.sheet, self.columns, self.ways = sheet, [c for c in columns if c.key], ways
        self.parsers = {kind: Parser(sheet, kind, found, stages, ways) for kind, found in parts_of(columns).items()}
        self.headers: Mapping[str, str] = self.parsers["companies"].headers
        self.silent: dict[str, int] = {}

    def rows(self, tell: Tell = silent) -> list[ParsedRow]:
        """Every row of the sheet with its parts."""
        n = len(self.parsers)
        read = [
            parser.rows(part(tell, place / n, (place + 1) / n)) for place, parser in enumerate(self.parsers.values())
        ]
        return [self._row(parts) for parts in zip(*read, strict=True)]

    def _row(self, parts: Sequence[ParsedRow]) -> SeveralRow:
        found = dict(zip(self.parsers, parts, strict=True))
        company = found["companies"]
        row = SeveralRow(company.line, company.file, own=company.own, at=company.at)
        for kind, one in found.items():
            if self._tells(kind, one):
                row.parts[kind] = one
            elif kind == "people" and one.own:
                self.silent[kind] = self.silent.get(kind, 0) + 1
        row.gather()
        return row

    def _tells(self, kind: str, row: ParsedRow) -> bool:
        if kind == "deals":
            return bool(row.own or row.events or row.refusals or "external_id" in row.at)
        asked = _ASKED.get(kind)
        return asked is None or bool(row.refusals) or any(row.own.get(key) or row.at.get(key) for key in asked)

    def notes(self) -> list[Note]:
        """What reading the cells brought up, each thing once."""
        nothing = sorted({found for parser in self.parsers.values() for found in parser.nothing})
        notes = [*self.ways.notes, *notes_on(self.sheet, self.columns)]
        return [*notes, nothing_note(nothing)] if nothing else notes


class OneCompany(Companies):
    """The company of the row at hand, once it is known; before, whatever is found."""

    thing: Thing | None = None

    def find(self, key: str | None, name: str | None) -> Thing | None:
        """The company that is meant."""
        return self.thing or super().find(key, name)


class SeveralRows:
    """One row a company with whatever else it tells of: everything in it goes in, or nothing."""

    def __init__(self, rows: Sequence[SeveralRow], make: Callable[[str, list[ParsedRow]], Any]) -> None:
        """`make` gives the rows of one kind of import, from its parts."""
        kinds = list(dict.fromkeys(kind for row in rows for kind in row.parts))
        self.rows = {kind: make(kind, [row.parts[kind] for row in rows if kind in row.parts]) for kind in kinds}
        self.companies = self.rows["companies"].companies if rows else Companies.__new__(Companies)
        self.pinned = []
        for kind, found in self.rows.items():
            if kind != "companies":
                given = found.companies
                found.companies = OneCompany(given.memory, given.scales, given.file_ids)
                self.pinned.append(found.companies)

    def __getattr__(self, name: str) -> Any:
        """What any of the kinds counted beside its rows, for the notes."""
        for found in self.__dict__.get("rows", {}).values():
            if hasattr(found, name):
                return getattr(found, name)
        raise AttributeError(name)

    def check(self, row: SeveralRow) -> None:
        """Refuse a row for what any of its parts would be refused for."""
        self._pin(None)
        for kind, one in row.parts.items():
            self.rows[kind].check(one)
        row.gather()

    def plan(self, row: SeveralRow, planned: PlannedRow) -> None:
        """Weigh the company, then what hangs on it."""
        self._pin(None)
        for kind, one in row.parts.items():
            told, work = PlannedRow(row.line, file=row.file), self.companies.memory.work
            before = len(work.entries)
            self.rows[kind].plan(one, told)
            for entry in work.entries[before:]:
                entry.row = planned
            planned.parts += told.parts
            planned.made += told.made
            planned.notes += told.notes
            planned.new |= told.new
            if kind == "companies":
                planned.name = told.name
                self._pin(self.companies.find(one.at.get("external_id"), one.own.get("name") or told.name))

    def _pin(self, company: Thing | None) -> None:
        for companies in self.pinned:
            companies.thing = company
