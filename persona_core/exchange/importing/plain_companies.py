"""Rows of companies that need no weighing one by one: wholly new companies, and rows that say nothing new.

They are told by whole columns, which is what makes 100 000 of them quick; every other row takes the long way. Nothing
is decided here that the long way would decide otherwise.
"""

from __future__ import annotations

import json
import os
import uuid
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, Text, cast, select, type_coerce

from persona_core.companies.models import Company, name_digest
from persona_core.evidence.grounds import unfolded
from persona_core.evidence.models import ExternalId
from persona_core.evidence.resolving import HOLDER
from persona_core.exchange.importing.damage import NOTHING
from persona_core.exchange.importing.memory import Memory, chunks
from persona_core.exchange.importing.parsing import Parser, Wrong
from persona_core.exchange.importing.plan import FreshCompanies, PlannedRow
from persona_core.exchange.importing.weighing import BANDS, rank
from persona_core.kit.collecting import resting_collector
from persona_core.vocabulary.fields import COMPANY_KEYS, FIELDS
from persona_core.vocabulary.specs import OWN

_NEW, _SAME = "new", "same"
_NOBODY: list[Any] = []
_ODD = {Wrong, type(NOTHING)}
KEPT = 5_000
"""So many distinct cells of a column are kept in the form in which they are stored; names do not come twice."""
_ALL = 2_000
"""With so many names the whole workspace is read at once."""


def told(value: Any, key: str) -> dict[str, Any]:
    """What a read cell says, in ledger form: nothing empty, and a band with its number."""
    said = value if isinstance(value, dict) else {key: value}
    found = {name: one for name, one in said.items() if one is not None}
    for number, band in BANDS.items():
        if number in found and band in said:
            found[band] = said[band] or ""
    return found


class PlainCompanies:
    """`fates` maps rows of the file (from 0) to what becomes of them; `keys` are all external ids in the file."""

    def __init__(self, memory: Memory, parser: Parser, source: str) -> None:
        self.memory, self.parser, self.source = memory, parser, source
        columns = {c.key: parser.column(c) for c in parser.columns}
        self._mine = {*COMPANY_KEYS, *parser.own}
        self._lists = {"industry": FIELDS["industry"].list}
        self._lists |= {key: spec.list for key, spec in parser.own.items() if spec.list}
        self.columns = {key: values for key, values in columns.items() if key in self._mine}
        self._keys: Sequence[str | None] = columns.get("external_id") or [None] * len(parser.sheet.rows)
        self.keys = {key for key in self._keys if isinstance(key, str)}
        self._names = self._named()
        self._digests = [name_digest(name) if name else None for name in self._names]
        self.fates: dict[int, str] = {}
        with resting_collector():
            self._sort(self._odd(columns))
            self._make()

    def planned(self, number: int) -> PlannedRow:
        """One of these rows, as the list of the check shows it."""
        new = self.fates[number] == _NEW
        name = self._names[number] or self._called.get(number, "")
        line = self.parser.sheet.lines[number]
        if new:
            self.memory.work.fresh.nums.append(self.memory.number("company"))
        return PlannedRow(line, name, new=new, parts=_NOBODY, made=_NOBODY, notes=_NOBODY)

    def _named(self) -> list[str | None]:
        values = self.columns.get("name") or [None] * len(self.parser.sheet.rows)
        return [value if value.__class__ is str else None for value in values]

    def _odd(self, columns: Mapping[str, Sequence[Any]]) -> set[int]:
        """Rows with a cell that is wrong or stands for nothing, and rows that speak of deals."""
        odd: set[int] = set()
        for key, values in columns.items():
            if key in self._mine or key == "external_id":
                if _ODD.isdisjoint(map(type, values)):
                    continue
                odd.update(n for n, value in enumerate(values) if value.__class__ is Wrong or value is NOTHING)
            else:
                odd.update(n for n, value in enumerate(values) if value is not None)
        return odd

    def _sort(self, odd: set[int]) -> None:
        """Tell new companies from those that are there; a company that two rows may mean takes the long way."""
        by_key, by_digest = self._there()
        keys, digests = Counter(self._keys), Counter(self._digests)
        odd |= self._named_otherwise(by_digest)
        met: dict[int, uuid.UUID] = {}
        for number, (key, digest) in enumerate(zip(self._keys, self._digests, strict=True)):
            subject = by_key.get(key) if key else None
            named = by_digest.get(digest, ()) if digest else ()
            if subject is None and len(named) == 1:
                subject = named[0]
            if subject is not None:
                met[number] = subject
            if number in odd or (key and keys[key] > 1) or (digest and digests[digest] > 1):
                continue
            if subject is None and digest and not named:
                self.fates[number] = _NEW
        often = Counter(met.values())
        alone = {
            number: subject
            for number, subject in met.items()
            if often[subject] == 1
            and number not in odd
            and (self._keys[number] in by_key if self._keys[number] else True)
            and not (self._digests[number] and digests[self._digests[number]] > 1)
        }
        self._called: dict[int, str] = {}
        if alone:
            self._compare(alone)

    def _named_otherwise(self, by_digest: Mapping[str, Any]) -> set[int]:
        """Rows with a name that nobody has, but that may mean a company that is here, or of another row."""
        unknown = [n for n, digest in enumerate(self._digests) if digest and digest not in by_digest]
        alike = self.memory.alike
        keyed = {digest for digest, key in zip(self._digests, self._keys, strict=True) if digest and key}
        digests = self._digests
        named: dict[str, str] = {}
        for number in unknown:
            named.setdefault(digests[number], self._names[number])
        alike.look_at(named, keyed)
        return {
            n for n in unknown if digests[n] in alike.meant or digests[n] in alike.formed or alike.twins(digests[n])
        }

    def _there(self) -> tuple[dict[str, uuid.UUID], dict[str, list[uuid.UUID]]]:
        """Companies of the workspace by external id and by name, as far as the file may mean them."""
        home, key = self.memory.viewer.workspace_id, ExternalId
        ids = select(key.value, key.subject_id).where(key.workspace_id == home, key.kind == "company")
        names = select(Company.name_digest, Company.id).where(Company.workspace_id == home)
        by_digest: dict[str, list[uuid.UUID]] = {}
        for digest, subject in self._those(names, Company.name_digest, {d for d in self._digests if d}):
            by_digest.setdefault(digest, []).append(subject)
        return dict(self._those(ids, key.value, self.keys)), by_digest

    def _those(self, statement: Any, column: Any, wanted: Collection[Any]) -> Iterator[Any]:
        """Rows whose first column is one of those wanted: asked for one by one, or all read if they are many."""
        parts = [None] if len(wanted) > _ALL else chunks(wanted)
        for part in parts:
            asked = statement if part is None else statement.where(column.in_(part))
            rows = self.memory.session.execute(asked.execution_options(yield_per=_ALL))
            yield from (tuple(row) for row in rows if row[0] in wanted)

    # --- new ones -----------------------------------------------------------------------------------------------

    def _make(self) -> None:
        rows = [number for number, fate in self.fates.items() if fate == _NEW]
        if not rows:
            return
        for key, list_name in self._lists.items():
            if key in self.columns:
                self.columns[key] = self._codes(list_name, self.columns[key], rows)
        fresh = FreshCompanies(self.columns, rows)
        fresh.ids = _new_ids(len(rows))
        fresh.digests = [self._digests[number] for number in rows]
        fresh.keys = [self._keys[number] for number in rows]
        self.memory.work.fresh = fresh

    def _codes(self, list_name: str, labels: Sequence[Any], rows: Sequence[int]) -> list[Any]:
        """Words of a list by code; those nobody knows become new ones in the order of the file."""
        codes: dict[str, str] = {}
        for number in rows:
            label = labels[number]
            if label and label not in codes:
                codes[label] = self.memory.code(list_name, label)
        return [codes.get(label, label) if isinstance(label, str) else label for label in labels]

    # --- those that say nothing new ---------------------------------------------------------------------------------

    def _compare(self, alone: Mapping[int, uuid.UUID]) -> None:
        """Rows whose every value stands there already, told by a source that is as good."""
        mine = {subject: number for number, subject in alone.items()}
        said = self._said_by_row()
        table = Company.__table__
        names = list(Company.LEDGER)
        raw = [type_coerce(table.c[n], BigInteger) if n in _MONEY else table.c[n] for n in names]
        statement = select(table.c.id, cast(table.c.provenance, Text), table.c[HOLDER], *raw).where(
            table.c.workspace_id == self.memory.viewer.workspace_id
        )
        grounds: dict[str, dict[str, int]] = {}
        for subject, provenance, own, *values in self._those(statement, table.c.id, mine.keys()):
            number = mine[subject]
            if provenance not in grounds:
                grounds[provenance] = {
                    f: rank(by["source"]) for f, by in unfolded(json.loads(provenance) or {}).items()
                }
            there = dict(zip(names, values, strict=True)) | {OWN + code: value for code, value in (own or {}).items()}
            if self._nothing_new(said(number), there, grounds[provenance], number):
                self.fates[number] = _SAME
                self._called[number] = values[names.index("name")]

    def _said_by_row(self) -> Any:
        """What a row says, in the form in which values are stored."""
        forms: dict[str, dict[int, dict[str, Any]]] = {key: {} for key in self.columns}

        def said(number: int) -> dict[str, Any]:
            found: dict[str, Any] = {}
            for key, values in self.columns.items():
                value = values[number]
                if value is None:
                    continue
                known = forms[key]
                form = known.get(id(value))
                if form is None:
                    form = {f: _stored(f, one) for f, one in told(value, key).items()}
                    if len(known) < KEPT:
                        known[id(value)] = form
                found.update(form)
            for key in self._lists.keys() & found.keys():
                found[key] = self.memory.known.code(self._lists[key], found[key])
            return found

        return said

    def _nothing_new(
        self, said: dict[str, Any], there: Mapping[str, Any], grounds: Mapping[str, int], number: int
    ) -> bool:
        mine = rank(self.source)
        if not self._keys[number]:
            said.pop("name", None)  # found by its name: another spelling is no new name
        status = said.pop("status", None)
        if status is not None and status != there["status"]:
            return False
        for field, value in said.items():
            if field in _BANDS:
                if (there[field] or "") != value:
                    return False
            elif there.get(field) != value or grounds.get(field, -1) < mine:
                return False
        return True


def _new_ids(count: int) -> list[bytes]:
    """So many random ids (UUIDs of version 4, packed), sorted, so that indexes grow at one end."""
    chance = bytearray(os.urandom(16 * count))
    chance[6::16] = bytes(0x40 | byte & 0x0F for byte in chance[6::16])
    chance[8::16] = bytes(0x80 | byte & 0x3F for byte in chance[8::16])
    packed = bytes(chance)
    return sorted(packed[at : at + 16] for at in range(0, len(packed), 16))


_MONEY = {"annual_revenue"}
_BANDS = set(BANDS.values())


def _stored(field: str, value: Any) -> Any:
    return int(Decimal(value) * 100) if field in _MONEY else value
