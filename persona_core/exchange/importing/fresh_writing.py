"""Writing wholly new companies with what is said of them, column by column: one pass, no object a row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from json import dumps as json_dumps
from json.encoder import encode_basestring as _encode
from typing import Any, NamedTuple

from sqlalchemy import String, Text
from sqlmodel import Session

from persona_core.access.models import Viewer
from persona_core.companies.models import Company, Status
from persona_core.evidence.changes import noted
from persona_core.evidence.mass import Form, forms, insert_tuples
from persona_core.evidence.models import ExternalId, ImportBatch, Observation
from persona_core.evidence.resolving import from_json
from persona_core.exchange.importing.plain_companies import KEPT, told
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


class _Said(NamedTuple):
    """What one distinct cell says: its part of statement, provenance and own fields, and the values of its columns."""

    values: str
    grounds: str
    own: str
    stored: tuple[Any, ...]


def write_fresh(session: Session, viewer: Viewer, plan: Plan, batch: ImportBatch, tell: Tell) -> None:
    """Insert the companies, one statement about each, and their external ids."""
    fresh = plan.work.fresh
    session.flush()
    total = len(fresh.rows)
    columns = _Columns(session, fresh, plan)
    one = dict(zip(_ROW, forms(session, Company.__table__, _ROW), strict=True))
    now, home = _in(one["created_at"], clock.now()), _in(one["workspace_id"], viewer.workspace_id)
    about = forms(session, Observation.__table__, ("observed_on", "recorded_at", "batch_id"))
    of_all = [_in(form, value) for form, value in zip(about, (plan.day, clock.now(), batch.id), strict=True)]
    with resting_collector():
        for start in range(0, total, CHUNK):
            tell(STORE, start, total, start / total * 0.5)
            part = range(start, min(start + CHUNK, total))
            ids = [_in(one["id"], fresh.ids[n]) for n in part]
            rows, said = [], []
            for n, row_id in zip(part, ids, strict=True):
                values, grounds, own, stored = columns.at(fresh.rows[n])
                rows.append((row_id, home, now, now, 1, fresh.nums[n], fresh.digests[n], own, grounds, *stored))
                said.append((home, "company", row_id, plan.source, viewer.name, *of_all, values))
            made = [fresh.ids[n] for n in part]
            known = [(fresh.keys[n], row_id) for n, row_id in zip(part, ids, strict=True) if fresh.keys[n]]
            for model, names, tuples in (
                (Company, (*_ROW, *columns.names), rows),
                (Observation, _SAID, said),
                (ExternalId, _KEY, [(home, "company", "", *pair) for pair in known]),
            ):
                by = model.id if model is Company else model.subject_id
                with noted(session, model.__table__, lambda by=by, made=made: by.in_(made), made=made):
                    insert_tuples(session, model.__table__, names, tuples)


def _in(form: Form | None, value: Any) -> Any:
    return value if form is None else form(value)


class _Columns:
    """What rows of the file say, in the form in which it is stored; equal cells are put into it once."""

    def __init__(self, session: Session, fresh: FreshCompanies, plan: Plan) -> None:
        self.fields = {key: _fields(key) for key in fresh.columns}
        self.names = [name for fields in self.fields.values() for name in fields]
        self._texts = {name for name in self.names if isinstance(Company.__table__.c[name].type, String | Text)}
        self._lead = () if "status" in self.names else (str(Status.LEAD),)
        self._forms: Mapping[str, Form | None] = dict(
            zip(self.names, forms(session, Company.__table__, self.names), strict=True)
        )
        self._ground = dumps({"source": plan.source, "on": plan.day.isoformat()})
        self._columns: list[tuple[Sequence[Any], dict[int, _Said], str, _Said]] = [
            (values, {}, key, self._nothing(key)) for key, values in fresh.columns.items()
        ]
        if self._lead:
            self.names.append("status")

    def at(self, number: int) -> tuple[str, str, str, list[Any]]:
        """Statement, provenance, own fields and stored values of one row of the file."""
        values, grounds, own, stored = [], [], [], []
        for column, known, key, nothing in self._columns:
            cell = column[number]
            if cell is None:
                stored += nothing.stored
                continue
            said = known.get(id(cell))
            if said is None:
                said = self._said(key, cell)
                if len(known) < KEPT:
                    known[id(cell)] = said
            if said.values:
                values.append(said.values)
                grounds.append(said.grounds)
            if said.own:
                own.append(said.own)
            stored += said.stored
        stored += self._lead
        return f"{{{', '.join(values)}}}", f"{{{', '.join(grounds)}}}", f"{{{', '.join(own)}}}", stored

    def _said(self, key: str, cell: Any) -> _Said:
        found = told(cell, key)
        if not found:
            return self._nothing(key)
        written = {name: _encode(one) if one.__class__ is str else dumps(one) for name, one in found.items()}
        values = [f'"{name}": {one}' for name, one in written.items()]
        own = [f'"{key.removeprefix(OWN)}": {written[key]}'] if key.startswith(OWN) else []
        grounds = [f'"{name}": {self._ground}' for name in found]
        return _Said(
            ", ".join(values),
            ", ".join(grounds),
            ", ".join(own),
            tuple([self._stored(n, found.get(n)) for n in self.fields[key]]),
        )

    def _nothing(self, key: str) -> _Said:
        blank = str(Status.LEAD) if key == "status" else None
        return _Said("", "", "", tuple(blank if name == key else None for name in self.fields[key]))

    def _stored(self, name: str, value: Any) -> Any:
        if name in self._texts:
            return value
        return _in(self._forms[name], from_json(Company, name, value))


def _fields(key: str) -> tuple[str, ...]:
    """The columns that a field of the file fills."""
    if key.startswith(OWN):
        return ()
    return (key, BANDS[key]) if key in BANDS else (key,)
