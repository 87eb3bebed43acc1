"""Writing wholly new companies with what is said of them, column by column: no object and no loop for a row."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from datetime import date
from decimal import Decimal
from functools import partial
from itertools import repeat
from json import dumps as json_dumps
from json.encoder import encode_basestring as _encode
from typing import Any, NamedTuple

from sqlalchemy import String, Text
from sqlmodel import Session, SQLModel

from persona_core.access.models import Viewer
from persona_core.companies.models import Company, Status
from persona_core.evidence.changes import noted
from persona_core.evidence.grounds import written
from persona_core.evidence.mass import Alike, Column, Form, forms, inserting, one_by_one, resting_indexes
from persona_core.evidence.models import ExternalId, ImportBatch, Observation
from persona_core.exchange.importing.plain_companies import told
from persona_core.exchange.importing.plan import FreshCompanies, Plan
from persona_core.exchange.importing.progress import STORE, Tell
from persona_core.exchange.importing.weighing import BANDS
from persona_core.kit import clock
from persona_core.kit.collecting import resting_collector
from persona_core.vocabulary.specs import OWN

CHUNK = 5_000
dumps = partial(json_dumps, ensure_ascii=False)
_ROW = ("id", "workspace_id", "created_at", "updated_at", "version", "num", "name_digest", "custom", "provenance")
_SAID = (
    "workspace_id", "subject_kind", "subject_id", "source", "said_by", "observed_on", "recorded_at", "batch_id",
    "values",
)  # fmt: skip
_KEY = ("workspace_id", "kind", "system", "value", "subject_id")
_Part = tuple[type[SQLModel], Sequence[str], list[Column]]
_Ready = tuple[type[SQLModel], Callable[[], object]]
_PARSED = {date: date.fromisoformat, Decimal: Decimal}
"""How values of these types are read from the ledger's form; the others are in it as they are."""
KEPT = 20_000
"""So many distinct cells of a column are kept in the form in which they are stored."""


def write_fresh(session: Session, viewer: Viewer, plan: Plan, batch: ImportBatch, tell: Tell) -> None:
    """Insert the companies, one statement about each, and their external ids."""
    total = len(plan.work.fresh.rows)
    session.flush()
    parts = _Parts(session, viewer, plan, batch)
    with ExitStack() as stack:
        stack.enter_context(resting_collector())
        for model in (Company, Observation, ExternalId):
            stack.enter_context(resting_indexes(session, model.__table__, total))
        do = stack.enter_context(one_by_one(session))
        for start in range(0, total, CHUNK):
            tell(STORE, start, total, start / total * 0.5)
            part = slice(start, start + CHUNK)
            ready = [(model, inserting(session, model.__table__, *rest)) for model, *rest in parts.of(part)]
            do(partial(_store, session, plan.work.fresh.ids[part], ready))


def _store(session: Session, made: Sequence[bytes], ready: Sequence[_Ready]) -> None:
    for model, insert in ready:
        by = model.id if model is Company else model.subject_id
        with noted(session, model.__table__, lambda by=by: by.in_(map(_id, made)), made=made):
            insert()


def _id(packed: bytes) -> uuid.UUID:
    return uuid.UUID(bytes=packed)


class _Parts:
    """The rows of the three tables that belong to some of the companies."""

    def __init__(self, session: Session, viewer: Viewer, plan: Plan, batch: ImportBatch) -> None:
        self.fresh, self.columns = plan.work.fresh, _Columns(session, plan.work.fresh, plan)
        now = clock.now()
        one = _formed(session, Company, created_at=now, workspace_id=viewer.workspace_id)
        about = _formed(session, Observation, observed_on=plan.day, recorded_at=now, batch_id=batch.id)
        home, at = Alike(one["workspace_id"]), Alike(one["created_at"])
        self.head = [home, at, at, Alike(1)]
        self.who = [home, Alike("company")]
        self.about = [*map(Alike, (plan.source, viewer.name, *about.values()))]
        self.key = [home, Alike("company"), Alike("")]

    def of(self, part: slice) -> list[_Part]:
        """Table, names and columns, in the order in which they are written."""
        fresh, said = self.fresh, self.columns.of(self.fresh.rows[part])
        ids = [packed.hex() for packed in fresh.ids[part]]
        known = [(key, row_id) for key, row_id in zip(fresh.keys[part], ids, strict=True) if key]
        keys, owners = ([pair[side] for pair in known] for side in (0, 1))
        rows = [ids, *self.head, fresh.nums[part], fresh.digests[part], said.own, said.grounds, *said.stored]
        return [
            (Company, (*_ROW, *self.columns.names), rows),
            (Observation, _SAID, [*self.who, ids, *self.about, said.values]),
            (ExternalId, _KEY, [*self.key, keys, owners]),
        ]


def _formed(session: Session, model: Any, **values: Any) -> dict[str, Any]:
    """Values of columns in the driver's form."""
    names = [*values]
    return {
        name: _in(form, values[name]) for name, form in zip(names, forms(session, model.__table__, names), strict=True)
    }


def _in(form: Form | None, value: Any) -> Any:
    return value if form is None else form(value)


class _Cell(NamedTuple):
    """What one distinct cell says: the columns it speaks of, its part of the statement, and what is stored of it."""

    names: tuple[str, ...]
    value: str
    stored: tuple[Any, ...]


class _Said(NamedTuple):
    """What many rows say: statements, provenance and own fields as texts, and the columns of the table."""

    values: list[str]
    grounds: Column
    own: Column
    stored: list[Column]


class _Columns:
    """What rows of the file say, in the form in which it is stored; equal cells are put into it once."""

    def __init__(self, session: Session, fresh: FreshCompanies, plan: Plan) -> None:
        self.fields = {key: _fields(key) for key in fresh.columns}
        self.names = [name for fields in self.fields.values() for name in fields]
        self._texts = {name for name in self.names if isinstance(Company.__table__.c[name].type, String | Text)}
        made = zip(self.names, forms(session, Company.__table__, self.names), strict=True)
        self._forms = {name: (_PARSED.get(Company.__table__.c[name].type.python_type), form) for name, form in made}
        self._known: dict[str, dict[int, _Cell]] = {key: {} for key in fresh.columns}
        self._columns, self._plan = fresh.columns, plan
        self._lead = [] if "status" in self.names else [Alike(str(Status.LEAD))]
        self.names += ["status"] if self._lead else []

    def of(self, rows: Sequence[int]) -> _Said:
        """What these rows of the file say."""
        values, own, names, stored = [], [], [], []
        for key, column in self._columns.items():
            cells = [column[number] for number in rows]
            if key in self._texts and {*map(type, cells)} == {str}:
                alike = {cell: f', "{key}": {_encode(cell)}' for cell in set(cells)}
                values.append([alike[cell] for cell in cells])
                names.append(Alike((key,)))
                stored.append(cells)
                continue
            each = self._each(key, cells)
            values.append([one.value for one in each])
            names.append([one.names for one in each])
            if key.startswith(OWN):
                own.append([one.value.replace(OWN, "", 1) for one in each])
            stored += [[one.stored[place] for one in each] for place in range(len(self.fields[key]))]
        return _Said(_objects(values), self._grounds(names), _objects(own) if own else Alike("{}"), stored + self._lead)

    def _each(self, key: str, cells: Sequence[Any]) -> list[_Cell]:
        known = self._known[key]
        for number, cell in {id(cell): cell for cell in cells}.items():
            if number not in known:
                known[number] = self._cell(key, cell)
        each = [known[number] for number in map(id, cells)]
        if len(known) > KEPT:
            known.clear()
        return each

    def _grounds(self, names: Sequence[Column]) -> Column:
        """The provenance of each row: all it speaks of rests on this file."""
        if all(isinstance(column, Alike) for column in names):
            return Alike(self._ground([column.value for column in names]))
        patterns = [*zip(*(repeat(c.value) if isinstance(c, Alike) else c for c in names), strict=False)]
        texts = {pattern: self._ground(pattern) for pattern in set(patterns)}
        return [texts[pattern] for pattern in patterns]

    def _ground(self, told_by: Iterable[tuple[str, ...]]) -> str:
        return written([name for names in told_by for name in names], self._plan.source, self._plan.day.isoformat())

    def _cell(self, key: str, cell: Any) -> _Cell:
        found = told(cell, key) if cell is not None else {}
        if not found:
            return self._nothing(key)
        value = (f', "{name}": {_encode(one) if one.__class__ is str else dumps(one)}' for name, one in found.items())
        return _Cell((*found,), "".join(value), tuple([self._stored(n, found.get(n)) for n in self.fields[key]]))

    def _nothing(self, key: str) -> _Cell:
        blank = str(Status.LEAD) if key == "status" else None
        return _Cell((), "", tuple(blank if name == key else None for name in self.fields[key]))

    def _stored(self, name: str, value: Any) -> Any:
        if name in self._texts or value is None:
            return value
        parse, form = self._forms[name]
        value = value if parse is None else parse(value)
        return value if form is None else form(value)


def _objects(parts: Sequence[Sequence[str]]) -> list[str]:
    """JSON objects of the parts of each row, every part led by a comma."""
    return [f"{{{text[2:]}}}" for text in map("".join, zip(*parts, strict=True))]


def _fields(key: str) -> tuple[str, ...]:
    """The columns that a field of the file fills."""
    if key.startswith(OWN):
        return ()
    return (key, BANDS[key]) if key in BANDS else (key,)
