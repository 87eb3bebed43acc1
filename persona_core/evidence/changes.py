"""The change log: records every row a step touches, and undoes the step if nobody changed them since."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Table as SqlTable
from sqlalchemy import and_, delete, event, insert, inspect, select, update
from sqlalchemy import func as sql
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, SQLModel

from persona_core.access.models import Viewer
from persona_core.access.queries import get
from persona_core.evidence.models import Change, ExternalId, Observation
from persona_core.kit import clock
from persona_core.kit.db import metadata
from persona_core.kit.errors import PersonaError
from persona_core.kit.words import N_

_LOG = "evidence.recording"


@dataclass
class Recording:
    """What a `recording()` block did; `change_id` is None when it changed nothing."""

    change_id: uuid.UUID | None = None
    label: str = ""
    rows: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return {"$d": value.isoformat()}
    if isinstance(value, Decimal):
        return {"$n": str(value)}
    if isinstance(value, uuid.UUID):
        return {"$u": value.hex}
    return value


def _rich(value: Any) -> Any:
    if isinstance(value, dict) and len(value) == 1:
        if "$d" in value:
            text = value["$d"]
            return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
        if "$n" in value:
            return Decimal(value["$n"])
        if "$u" in value:
            return uuid.UUID(value["$u"])
    return value


def _values(row: SQLModel) -> dict[str, Any]:
    return {c.key: _plain(getattr(row, c.key)) for c in row.__table__.columns}


def _before(row: SQLModel) -> dict[str, Any]:
    state = inspect(row)
    values = {}
    for column in row.__table__.columns:
        history = state.attrs[column.key].load_history()
        old = history.deleted[0] if history.deleted else getattr(row, column.key)
        values[column.key] = _plain(old)
    return values


@contextmanager
def recording(session: Session, viewer: Viewer, label: str) -> Iterator[Recording]:
    """Log every row written through `session` inside the block as one step that can be undone.

    Bulk statements are seen where they stand in a `noted()` block.
    """
    log = session.info[_LOG] = Recording(label=label)
    pending: list[tuple[SQLModel, dict[str, Any] | None]] = []

    def note(_session: Any, _context: Any, _instances: Any = None) -> None:
        for row in [*session.new, *session.dirty, *session.deleted]:
            if isinstance(row, Change) or (row in session.dirty and not session.is_modified(row)):
                continue
            pending.append((row, None if row in session.new else _before(row)))

    def settle(_session: Any, _context: Any) -> None:
        for row, before in pending:
            state = inspect(row)
            after = None if (state.deleted or state.was_deleted) else _values(row)
            key = (row.__tablename__, str((after or before)["id"]))
            known = log.rows.get(key)
            log.rows[key] = {
                "table": row.__tablename__,
                "before": known["before"] if known else before,
                "after": after,
            }
        pending.clear()

    event.listen(session, "before_flush", note)
    event.listen(session, "after_flush_postexec", settle)
    try:
        yield log
        session.flush()
    finally:
        session.info.pop(_LOG, None)
        event.remove(session, "before_flush", note)
        event.remove(session, "after_flush_postexec", settle)
    rows = [r for r in log.rows.values() if r["before"] is not None or r["after"] is not None]
    if rows:
        change = Change(workspace_id=viewer.workspace_id, by=viewer.name, label=label[:300], rows=rows)
        session.add(change)
        session.flush()
        log.change_id = change.id


@contextmanager
def noted(session: Session, table: SqlTable, match: Any) -> Iterator[None]:
    """Let a `recording()` around see what bulk statements do to the rows of `table` that `match`; else cost nothing."""
    log: Recording | None = session.info.get(_LOG)
    if log is None:
        yield
        return
    before = _matching(session, table, match)
    yield
    after = _matching(session, table, match)
    for key in [*before, *(key for key in after if key not in before)]:
        if before.get(key) != after.get(key):
            first = log.rows[key]["before"] if key in log.rows else before.get(key)
            log.rows[key] = {"table": table.name, "before": first, "after": after.get(key)}


def _matching(session: Session, table: SqlTable, match: Any) -> dict[tuple[str, str], dict[str, Any]]:
    session.flush()
    rows = [{k: _plain(v) for k, v in row.items()} for row in session.execute(select(table).where(match)).mappings()]
    return {(table.name, str(row["id"])): row for row in rows}


def _key(table: SqlTable, values: dict[str, Any]) -> Any:
    return and_(*(c == _rich(values[c.key]) for c in table.primary_key))


def _current(session: Session, table: SqlTable, values: dict[str, Any]) -> dict[str, Any] | None:
    found = session.execute(select(table).where(_key(table, values))).mappings().first()
    return {k: _plain(v) for k, v in found.items()} if found else None


_CHANGED_SINCE = N_(
    "Something in this step was changed again since, so it cannot be undone as a whole. Change it by hand."
)


def undo(session: Session, viewer: Viewer, change_id: uuid.UUID | str) -> Change:
    """Put every row of a step back as it was.

    Refused when the step was undone already, when one of its rows changed since, and when something else was
    hung on a row that the step had made.
    """
    change = get(session, viewer, Change, change_id)
    if change.undone_at is not None:
        raise PersonaError(N_("This step was already undone."))
    rows = [(metadata.tables[r["table"]], r) for r in change.rows]
    touched = {(table.name, str((r["after"] or r["before"])["id"])) for table, r in rows}
    for table, row in rows:
        if _differs(table, _current(session, table, row["after"] or row["before"]), row["after"]):
            raise PersonaError(_CHANGED_SINCE)
        if row["before"] is None and _has_other_parts(session, table, row["after"], touched):
            raise PersonaError(_CHANGED_SINCE)
    try:
        _put_back(session, rows)
    except IntegrityError:
        raise PersonaError(_CHANGED_SINCE) from None
    change.undone_at = clock.now()
    session.add(change)
    session.flush()
    session.expire_all()
    session.refresh(change)
    return change


def _put_back(session: Session, rows: list[tuple[SqlTable, dict[str, Any]]]) -> None:
    order = {table.name: number for number, table in enumerate(metadata.sorted_tables)}
    rows = sorted(rows, key=lambda pair: order[pair[0].name])
    for table, row in reversed(rows):
        if row["before"] is None:
            session.execute(delete(table).where(_key(table, row["after"])))
    for table, row in rows:
        if row["before"] is None:
            continue
        values = {k: _rich(v) for k, v in row["before"].items()}
        if row["after"] is None:
            session.execute(insert(table).values(values))
        else:
            if "version" in values:
                values["version"] = table.c.version + 1
            session.execute(update(table).where(_key(table, row["before"])).values(values))


def _has_other_parts(session: Session, table: SqlTable, values: dict[str, Any], touched: set[tuple[str, str]]) -> bool:
    """Whether rows outside the step would vanish together with this one."""
    for other in metadata.sorted_tables:
        for key in other.foreign_key_constraints:
            if key.referred_table is not table or (key.ondelete or "").upper() == "SET NULL" or "id" not in other.c:
                continue
            match = and_(*(e.parent == _rich(values[e.column.key]) for e in key.elements))
            for part in session.execute(select(other.c.id).where(match)).scalars():
                if (other.name, str(_plain(part))) not in touched:
                    return True
    return False


_BOOKKEEPING = {"version", "created_at", "updated_at", "recorded_at"}


def _differs(table: SqlTable, current: dict[str, Any] | None, after: dict[str, Any] | None) -> bool:
    """Whether a row no longer holds what the step left in it; how often it was written meanwhile does not matter.

    Columns that the schema got since then are not compared.
    """
    if current is None or after is None:
        return current is not after
    return any(current[k] != after[k] for k in current if k in after and k not in _BOOKKEEPING)


def delete_with_parts(session: Session, row: SQLModel) -> int:
    """Delete a row and everything that hangs on it by foreign key, row by row so that undo can bring it back.

    References that the schema clears (SET NULL) are cleared; what the ledger holds of a removed row goes with it.
    Returns the number of rows removed, those of the ledger not counted.
    """
    session.flush()
    removed = 0
    if isinstance(getattr(row, "id", None), uuid.UUID):
        forget(session, row.id)
    for table in metadata.sorted_tables:
        for key in table.foreign_key_constraints:
            if key.referred_table is not row.__table__ or table.name == "workspace":
                continue
            model = model_of(table)
            match = and_(*(e.parent == getattr(row, e.column.key) for e in key.elements))
            for part in session.execute(select(model).where(match)).scalars().all():
                if part is row or inspect(part).deleted or part in session.deleted:
                    continue
                if (key.ondelete or "").upper() == "SET NULL":
                    for element in key.elements:
                        if element.parent.nullable:
                            setattr(part, element.parent.key, None)
                    session.add(part)
                    session.flush()
                else:
                    removed += delete_with_parts(session, part)
    session.delete(row)
    session.flush()
    return removed + 1


def parts_of(session: Session, row: SQLModel) -> Counter[str]:
    """What `delete_with_parts` would remove together with a row: table → rows, the row itself not counted."""
    found: dict[str, set[Any]] = {}

    def walk(parent: SQLModel) -> None:
        for table in metadata.sorted_tables:
            for key in table.foreign_key_constraints:
                if key.referred_table is not parent.__table__ or (key.ondelete or "").upper() == "SET NULL":
                    continue
                match = and_(*(e.parent == getattr(parent, e.column.key) for e in key.elements))
                for part in session.execute(select(model_of(table)).where(match)).scalars():
                    if part.id not in found.setdefault(table.name, set()):
                        found[table.name].add(part.id)
                        walk(part)

    walk(row)
    return Counter({name: len(ids) for name, ids in found.items() if ids})


def forget(session: Session, subject_id: uuid.UUID) -> None:
    """Remove the observations and external ids of a subject that is being deleted."""
    for model in (Observation, ExternalId):
        for row in session.execute(select(model).where(model.subject_id == subject_id)).scalars().all():
            session.delete(row)


def model_of(table: SqlTable) -> type[SQLModel]:
    """The class of a table."""
    for mapper in SQLModel._sa_registry.mappers:
        if mapper.local_table is table:
            return mapper.class_
    raise LookupError(table.name)


def count_rows(session: Session, model: type[SQLModel], viewer: Viewer) -> int:
    """How many rows of a table the viewer's workspace has."""
    return session.execute(
        select(sql.count()).select_from(model).where(model.workspace_id == viewer.workspace_id)
    ).scalar_one()
