"""Statements by the thousand: the same ledger and the same columns as `record()` writes, without an object a row."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Integer, bindparam, delete, func, select, update
from sqlmodel import Session, SQLModel

from persona_core.access.models import Viewer
from persona_core.evidence.changes import note_updates, noted
from persona_core.evidence.mass import insert_rows, resting_indexes
from persona_core.evidence.models import ImportBatch, Observation
from persona_core.evidence.resolving import HOLDER, from_json, held, resolve
from persona_core.kit import clock
from persona_core.kit.errors import Conflict

CHUNK = 2_000


@dataclass(frozen=True)
class Statement:
    """What one source says of a row: columns in ledger form."""

    source: str
    observed_on: date
    values: Mapping[str, Any]


@dataclass(eq=False)
class Subject:
    """A row as it was read, in ledger form (without a `version` it is new), and what is said of it.

    `fixed` holds columns that no statement decides, in the form the table takes; they win over statements.
    """

    id: uuid.UUID
    columns: Mapping[str, Any]
    provenance: Mapping[str, Any]
    version: int | None = None
    statements: list[Statement] = field(default_factory=list)
    fixed: dict[str, Any] = field(default_factory=dict)


def record_many(
    session: Session,
    viewer: Viewer,
    model: type[SQLModel],
    subjects: Collection[Subject],
    *,
    batch: ImportBatch | None = None,
) -> None:
    """Write rows of one table and what is said of them; Conflict when one of them was changed since it was read."""
    pending = list(subjects)
    coming = sum(subject.version is None for subject in pending)
    with resting_indexes(session, model.__table__, coming):
        for start in range(0, len(pending), CHUNK):
            _record(session, viewer, model, pending[start : start + CHUNK], batch)


def _record(
    session: Session, viewer: Viewer, model: type[SQLModel], chunk: Sequence[Subject], batch: ImportBatch | None
) -> None:
    fresh, known = ([s for s in chunk if (s.version is None) is new] for new in (True, False))
    now = clock.now()
    if fresh:
        ids = [s.id for s in fresh]
        with noted(session, model.__table__, model.__table__.c.id.in_(ids), made=ids):
            _insert(session, viewer, model, fresh, now)
    if known:
        with noted(session, model.__table__, model.__table__.c.id.in_([s.id for s in known])):
            _write(session, model, [{"id": s.id, "version": s.version, **_row(model, s, now)} for s in known])
    state(session, viewer, model, [(s.id, statement) for s in chunk for statement in s.statements], batch=batch)


def state(
    session: Session,
    viewer: Viewer,
    model: type[SQLModel],
    statements: Sequence[tuple[uuid.UUID, Statement]],
    *,
    batch: ImportBatch | None = None,
) -> None:
    """Put what is said of rows of a table (by id) into the ledger; their columns are written apart."""
    now = clock.now()
    said = [_observation(viewer, model, row_id, statement, batch, now) for row_id, statement in statements]
    insert_noted(session, Observation, said, "subject_id")


def expire_rows(session: Session, model: type[SQLModel], ids: Collection[Any]) -> None:
    """Let rows that the session has in hand be read anew, for bulk statements have changed them."""
    gone = set(ids)
    for row in list(session):
        if isinstance(row, model) and row.id in gone:
            session.expire(row)


def insert_noted(session: Session, model: type[SQLModel], rows: list[dict[str, Any]], by: str) -> None:
    """Insert rows of a mass table; the column `by` tells the change log which rows to look at, those counted up now."""
    table = model.__table__
    counted = isinstance(table.c.id.type, Integer)
    with resting_indexes(session, table, len(rows)):
        for start in range(0, len(rows), CHUNK):
            chunk = rows[start : start + CHUNK]
            made = [row["id"] for row in chunk if "id" in row]
            match = table.c[by].in_({row[by] for row in chunk})
            if counted and not made:
                last = session.execute(select(func.max(table.c.id))).scalar()
                match &= table.c.id > (last or 0)
            with noted(session, table, match, made=made):
                insert_rows(session, table, chunk)


def _row(model: type[SQLModel], subject: Subject, now: datetime) -> dict[str, Any]:
    columns, provenance = dict(subject.columns), dict(subject.provenance)
    for statement in subject.statements:
        columns, provenance = resolve(columns, provenance, statement)
    row = {name: from_json(model, name, columns.get(name)) for name in model.LEDGER}
    if HOLDER in model.__table__.c:
        row[HOLDER] = held(columns)
    return {**row, "provenance": provenance, "updated_at": now, **subject.fixed}


def _insert(session: Session, viewer: Viewer, model: type[SQLModel], subjects: list[Subject], now: datetime) -> None:
    given = {"workspace_id": viewer.workspace_id, "created_at": now, "version": 1}
    rows = [{"id": subject.id, **given, **_row(model, subject, now)} for subject in subjects]
    insert_rows(session, model.__table__, rows)


def update_noted(session: Session, model: type[SQLModel], rows: list[dict[str, Any]]) -> None:
    """Change columns of many rows, each given with its `id` and the `version` it was read in; Conflict if one moved."""
    table = model.__table__
    for start in range(0, len(rows), CHUNK):
        now = clock.now()
        chunk = [{**row, "updated_at": now} for row in rows[start : start + CHUNK]]
        with noted(session, table, table.c.id.in_([row["id"] for row in chunk])):
            _write(session, model, chunk)


def update_read(
    session: Session, model: type[SQLModel], rows: Sequence[Any], values: Sequence[Mapping[str, Any]]
) -> None:
    """The same of rows that were read with all their columns just before; what is set in each stands in `values`."""
    if not rows:
        return
    now, pairs = clock.now(), list(zip(rows, values, strict=True))
    _write(session, model, [{"id": row.id, "version": row.version, **said, "updated_at": now} for row, said in pairs])
    note_updates(
        session,
        model.__table__,
        rows,
        [{**said, "version": row.version + 1, "updated_at": now} for row, said in pairs],
    )


def delete_noted(session: Session, model: type[SQLModel], ids: list[uuid.UUID]) -> None:
    """Delete many rows on which nothing hangs."""
    table = model.__table__
    for start in range(0, len(ids), CHUNK):
        mine = table.c.id.in_(ids[start : start + CHUNK])
        with noted(session, table, mine):
            session.execute(delete(table).where(mine))


def _write(session: Session, model: type[SQLModel], rows: list[dict[str, Any]]) -> None:
    """One statement for all that name the same columns: each row is written only in the version it was read in."""
    by_columns: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for row in rows:
        said = {"_id": row["id"], "_seen": row["version"], **row, "version": row["version"] + 1}
        del said["id"]
        by_columns.setdefault(tuple(said), []).append(said)
    table = model.__table__
    for names, alike in by_columns.items():
        mine = (table.c.id == bindparam("_id"), table.c.version == bindparam("_seen"))
        values = {name: bindparam(name, type_=table.c[name].type) for name in names if not name.startswith("_")}
        done = session.connection().execute(update(table).where(*mine).values(values), alike)
        if done.rowcount not in {-1, len(alike)}:
            raise Conflict()


def _observation(
    viewer: Viewer,
    model: type[SQLModel],
    subject_id: uuid.UUID,
    statement: Statement,
    batch: ImportBatch | None,
    now: datetime,
) -> dict[str, Any]:
    return {
        "workspace_id": viewer.workspace_id,
        "subject_kind": model.__tablename__,
        "subject_id": subject_id,
        "source": statement.source,
        "said_by": viewer.name,
        "observed_on": statement.observed_on,
        "recorded_at": now,
        "values": dict(statement.values),
        "batch_id": batch.id if batch else None,
    }
