"""Cells to values, row by row, before anybody looks at the workspace."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Container, Iterable, KeysView, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

from persona_core.companies.commands import read_company, read_person, read_whole
from persona_core.deals.commands import read_deal
from persona_core.decision_chain.reading import read_cell
from persona_core.evidence.resolving import to_json
from persona_core.exchange.importing.columns import own_of
from persona_core.exchange.importing.damage import DIGITS, NOTHING, lost, notes_on, says_nothing
from persona_core.exchange.importing.headers import STAGE
from persona_core.exchange.importing.mapping import FILE, TEXT, TITLE, Column
from persona_core.exchange.importing.plan import Refusal
from persona_core.exchange.importing.progress import CHECK, Tell, counted, silent
from persona_core.exchange.importing.ways import Ways
from persona_core.journeys.models import Stage
from persona_core.kit import clock
from persona_core.kit.collecting import resting_collector
from persona_core.kit.errors import Invalid, PersonaError
from persona_core.kit.sheets import Note, Sheet, unguard
from persona_core.kit.words import N_
from persona_core.stories.models import Story
from persona_core.vocabulary.fields import (
    COMPANY_KEYS,
    DEAL_KEYS,
    FIELDS,
    IMPORT_KEYS,
    NAME_PARTS,
    PERSON_KEYS,
    FieldSpec,
)
from persona_core.vocabulary.values import past_day, read

LABEL_LIMIT, ID_LIMIT = 200, 200
CHAIN = "chain"
"""The kind whose rows are judged together: a refusal may come long after a cell was read."""
_HAN = re.compile(r"[\u3400-\u9fff]")
_NUMBERS = {bool, int, float}
CLEARED = object()
"""Stands for a cell that takes away what is known: 还不清楚, 还不知道是谁."""
_IDS = ("external_id", "company_external_id", "deal_external_id")
_READERS = {"companies": read_company, "people": read_person, "deals": read_deal}
_TEXTS = {"text", "long_text"}
_GUARDED = "#＃' "
"""Texts that begin so are looked into."""
_HAPPENED = ("opened_on", "date", "told_on", "stance_on")


@dataclass(slots=True)
class ParsedRow:
    """One row read: `own` says columns of the row's own thing, `deal` those of a company's latest deal.

    `at` holds what it is about (ids, company, stage, date, text …), `events` stage number → day number, `cells` what
    stands under each key.
    """

    line: int
    file: str | None = None
    cells: dict[str, Any] = field(default_factory=dict)
    own: dict[str, Any] = field(default_factory=dict)
    deal: dict[str, Any] = field(default_factory=dict)
    at: dict[str, Any] = field(default_factory=dict)
    events: dict[int, int] = field(default_factory=dict)
    refusals: list[Refusal] = field(default_factory=list)

    def refuse(self, column: str | None, value: Any, error: PersonaError) -> None:
        """Note one more reason against this row."""
        self.refusals.append(Refusal(self.line, column, str(value or "")[:200], error, self.file))

    def written(self, key: str) -> str:
        """What stands in the file under a key."""
        return str(self.cells.get(key, ""))

    def refused(self, column: str | None) -> bool:
        """Whether a reason against this column is noted already."""
        return any(refusal.column == column for refusal in self.refusals)


def named_in(rows: Iterable[ParsedRow], key: str) -> KeysView[Any]:
    """What rows name under a key of `at`, such as every company or id of a file, in its order."""
    return dict.fromkeys(row.at[key] for row in rows if key in row.at).keys()


@dataclass(frozen=True)
class Wrong:
    """A cell that cannot be taken, as it stands there, and why."""

    raw: Any
    error: Invalid


def plain_cell(raw: Any) -> Any:
    """A cell without blanks around it, and without the guard of a file exported from here."""
    return unguard(raw.strip()).strip() if isinstance(raw, str) else raw


class Parser:
    """Reads the rows of one sheet after its mapping; equal cells are read once."""

    def __init__(
        self, sheet: Sheet, kind: str, columns: Sequence[Column], stages: Sequence[Stage], ways: Ways | None = None
    ) -> None:
        self.sheet, self.kind = sheet, kind
        self.ways = ways or Ways(sheet, kind, columns)
        self.nothing: list[tuple[int, str, str]] = []
        self.columns = [column for column in columns if column.key]
        self.own = own_of(columns)
        self.headers: Mapping[str, str] = {c.key: c.header or f"#{c.number + 1}" for c in self.columns if c.key}
        self.stages = {STAGE + stage.code: stage for stage in stages}
        self.places = {name: sheet.header.index(name) for name in (FILE, TITLE, TEXT) if name in sheet.header}
        self._columns: dict[int, list[Any]] = {}
        self._limits = self._plain_texts()

    def rows(self, tell: Tell = silent, *, leave: Container[int] = ()) -> list[ParsedRow | None]:
        """Every row of the sheet, read; None for those (from 0) that are to be left."""
        numbers = counted(tell, CHECK, range(len(self.sheet.rows)), of=self.sheet.rows)
        with resting_collector():
            return [None if number in leave else self.row(number) for number in numbers]

    def column(self, column: Column) -> list[Any]:
        """Every cell of one column, read, equal ones once: None for an empty one, NOTHING and Wrong as they are."""
        if column.number not in self._columns:
            self._columns[column.number] = self._read(column, list(map(itemgetter(column.number), self.sheet.rows)))
        return self._columns[column.number]

    def _read(self, column: Column, cells: list[Any]) -> list[Any]:
        if len(_NUMBERS & set(map(type, cells))) > 1:  # 1, 1.0 and True are equal, and not the same
            cells = [(raw, raw.__class__) for raw in cells]
            read = {known: self._cell(column, known[0]) for known in dict.fromkeys(cells)}
            return [read[raw] for raw in cells]
        distinct, key = dict.fromkeys(cells), column.key or ""
        limit, stays = self._limits.get(key, 0), _stays_of(key)
        if limit and _all_stay(distinct.keys(), limit, key):
            return cells
        read = {
            raw: raw if raw.__class__ is str and 0 < len(raw) <= limit and stays(raw) else self._cell(column, raw)
            for raw in distinct
        }
        return [read[raw] for raw in cells]

    def notes(self) -> list[Note]:
        """What reading the cells brought up: how the file writes, words that stand for nothing, doubtful names."""
        notes = [*self.ways.notes, *notes_on(self.sheet, self.columns)]
        if self.nothing:
            notes.append(nothing_note(self.nothing))
        return notes

    def row(self, number: int) -> ParsedRow:
        """One row of the sheet (from 0), read."""
        cells, line = self.sheet.rows[number], self.sheet.lines[number]
        row = ParsedRow(line, file=cells[self.places[FILE]] if FILE in self.places else None)
        for column in self.columns:
            value = self.column(column)[number]
            if value is None:
                continue
            if self.kind == CHAIN:
                row.cells[column.key] = plain_cell(cells[column.number])
            if isinstance(value, Wrong):
                row.refuse(self.headers[column.key], value.raw, value.error)
            elif value is NOTHING:
                self.nothing.append((line, self.headers[column.key], str(plain_cell(cells[column.number]))))
            else:
                self._place(row, column.key, None if value is CLEARED else value)
        if TEXT in self.places and "text" not in row.at:
            self._story(row, cells)
        if "family_name" in row.at or "given_name" in row.at:
            row.own.setdefault("name", _whole_name(row.at.get("family_name"), row.at.get("given_name")))
        return row

    def _cell(self, column: Column, raw: Any) -> Any:
        raw = plain_cell(raw)
        if raw is None or raw == "" or raw != raw:
            return None
        key = column.key or ""
        if raw.__class__ is str and len(raw) <= self._limits.get(key, 0) and _stays_of(key)(raw):
            return raw
        try:
            value = self._fresh(key, self.ways.meant(column, raw))
            return CLEARED if value is None and self.kind == CHAIN else value
        except Invalid as refusal:
            spec = self._spec(key)
            if self.kind != CHAIN and says_nothing(spec, raw):
                return NOTHING
            return Wrong(raw, lost(spec, key, raw) or refusal)

    def _plain_texts(self) -> dict[str, int]:
        """Keys whose values are texts that stay as they stand, with the length up to which they are not looked into."""
        found: dict[str, int] = {}
        for key in (column.key or "" for column in self.columns if self.kind in _READERS):
            if key not in self.own and self._spec(key).type in {"text", "long_text"}:
                found[key] = ID_LIMIT if key in DIGITS else min(self._spec(key).limit, FIELDS["name"].limit)
        return found

    def _spec(self, key: str) -> FieldSpec:
        if key in self.own:
            return self.own[key]
        return FIELDS["date" if key in self.stages else IMPORT_KEYS[self.kind][key]]

    def _fresh(self, key: str, raw: Any) -> Any:
        if raw.__class__ is int and self.kind == "companies" and (said := read_whole(key, raw)):
            return said
        spec = self._spec(key)
        if problem := lost(spec, key, raw):
            raise problem
        if key in self.stages:
            return clock.day_number(past_day(spec, raw))
        if spec.type == "term" and self.kind != CHAIN and says_nothing(spec, raw):
            return NOTHING
        if key in _IDS:
            return _short(read(spec, raw), ID_LIMIT)
        if key in _HAPPENED:
            return past_day(spec, raw)
        if spec.type == "term":
            return _short(read(spec, raw), LABEL_LIMIT)
        if key == "company":
            return read(FIELDS["name"], raw)
        if self.kind == CHAIN:
            return read_cell(key, raw)
        reader = _READERS.get(self.kind)
        if key in self.own:
            return to_json(read_company({key: raw}, self.own)[key])
        if self.kind == "companies" and key not in COMPANY_KEYS:
            reader = read_deal
        if reader is None or key in NAME_PARTS or (spec.type in _TEXTS and key != "name"):
            return read(spec, raw)
        said = {column: to_json(value) for column, value in reader({key: raw}).items()}
        return said[key] if len(said) == 1 else said

    def _place(self, row: ParsedRow, key: str, value: Any) -> None:
        if key in self.stages:
            row.events[self.stages[key].num] = value
            return
        of_deal = self.kind == "companies" and key in DEAL_KEYS
        ledger = {"companies": COMPANY_KEYS, "people": PERSON_KEYS, "deals": (*DEAL_KEYS, "owner")}.get(self.kind, ())
        if of_deal or key in self.own or (key in ledger and key not in _IDS):
            said = value if isinstance(value, dict) else {key: to_json(value)}
            (row.deal if of_deal else row.own).update(said)
        else:
            row.at[key] = value

    def _story(self, row: ParsedRow, cells: Sequence[Any]) -> None:
        text = cells[self.places[TEXT]]
        row.at.setdefault("title", cells[self.places[TITLE]])
        if len(text) > Story.LIMIT:
            problem = N_(
                "The text has {length} characters; at most {limit} fit into one story. "
                "Split it, or paste it under Stories to store it as scenes."
            )
            row.refuse(None, row.file, Invalid(problem, field="text", length=len(text), limit=Story.LIMIT))
        row.at["text"] = text


def _whole_name(family: str | None, given: str | None) -> str:
    """A name from its two parts: 王芳, Maria Anders."""
    if family and given:
        return f"{family}{given}" if _HAN.match(family) else f"{given} {family}"
    return family or given or ""


def nothing_note(found: Sequence[tuple[int, str, str]]) -> Note:
    """That cells were read as empty, with the first of them: (line, column, what it says)."""
    line, column, value = found[0]
    message = N_(
        "Cells that only say that there is no value were read as empty: {n}, such as “{value}” "
        "in “{column}” on line {line}."
    )
    return Note(message, line=line, n=len(found), value=value, column=column)


def _stays_of(key: str) -> Callable[[str], bool]:
    """Tells whether a text can be taken as it stands: nothing invisible in or around it, no guard, no damage."""
    return str.isalnum if key in DIGITS else _stays


def _all_stay(texts: Collection[Any], limit: int, key: str) -> bool:
    """The same of many: whether all of them are texts up to this length that can be taken as they stand."""
    if set(map(type, texts)) != {str} or "" in texts or max(map(len, texts)) > limit:
        return False
    if key in DIGITS:
        return all(map(str.isalnum, texts))
    ends = {text[0] for text in texts}, {text[-1] for text in texts}
    return "".join(texts).isprintable() and ends[0].isdisjoint(_GUARDED) and " " not in ends[1]


def _stays(text: str) -> bool:
    return text.isprintable() and text[0] not in _GUARDED and text[-1] != " "


def _short(text: str, limit: int) -> str:
    if len(text) > limit:
        message = N_("The text has {length} characters; at most {limit} fit here. Shorten it.")
        raise Invalid(message, length=len(text), limit=limit)
    return text
