"""The change log: records every row that a step touches, so that it can be undone; and deleting with all parts."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FunctionType
from typing import Any

from sqlalchemy import Table as SqlTable
from sqlalchemy import and_, inspect, select, update
from sqlalchemy import func as sql
from sqlmodel import Session, SQLModel

from persona_core.access.models import Viewer
from persona_core.evidence.flushes import written
from persona_core.evidence.models import Change, ExternalId, Observation
from persona_core.evidence.snapshots import Row, all_plain, chunks, matching, plain
from persona_core.evidence.tracing import standing, tracing_of, watched
from persona_core.evidence.undoing import undo
from persona_core.kit.collecting import resting_collector
from persona_core.kit.db import metadata

__all__ = [
    "Recording",
    "count_rows",
    "delete_with_parts",
    "forget",
    "model_of",
    "note_updates",
    "noted",
    "parts_of",
    "recording",
    "undo",
    "update_alike",
]

_LOG = "evidence.recording"


@dataclass
class Recording:
    """What a `recording()` block did; `change_id` is None when it changed nothing."""

    change_id: uuid.UUID | None = None
    label: str = ""
    rows: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    alike: list[dict[str, Any]] = field(default_factory=list)

    def note(self, table: SqlTable, row_id: str, before: Row | None, after: Row | None) -> None:
        """A row of a table was changed; what happens to it twice is one change."""
        key = (table.name, row_id)
        known = self.rows.get(key)
        self.rows[key] = {"table": table.name, "before": known["before"] if known else before, "after": after}


@contextmanager
def recording(session: Session, viewer: Viewer, label: str) -> Iterator[Recording]:
    """Log every row written through `session` inside the block as one step that can be undone.

    Bulk statements are seen where they stand in a `noted()` block.
    """
    log = session.info[_LOG] = Recording(label=label)

    def tell(row: SQLModel, _row_id: str, before: Row | None, after: Row | None) -> None:
        log.note(row.__table__, str((after or before)["id"]), before, after)

    try:
        with written(session, lambda row: not isinstance(row, Change), tell):
            yield log
    finally:
        session.info.pop(_LOG, None)
    with resting_collector():
        rows = [_kept(r) for r in log.rows.values() if r["before"] is not None or r["after"] is not None] + log.alike
        if rows:
            change = Change(workspace_id=viewer.workspace_id, by=viewer.name, label=label[:300], rows=rows)
            session.add(change)
            session.flush()
            log.change_id = change.id


def _kept(row: dict[str, Any]) -> dict[str, Any]:
    """A row as the log keeps it: how it stood before, and what was set in it."""
    before, after = row["before"], row["after"]
    if before is None or after is None or before.keys() != after.keys():
        return row
    return {"table": row["table"], "before": before, "set": {k: v for k, v in after.items() if v != before[k]}}


@contextmanager
def noted(
    session: Session, table: SqlTable, match: Any, *, made: Collection[uuid.UUID | bytes] | None = None
) -> Iterator[None]:
    """Let a `recording()` or `tracing()` around see what bulk statements do to rows of `table`; else cost nothing.

    Those are the rows that `match` (an expression, or what makes one when it is needed); where the block only makes
    new ones, `made` names them.
    """
    log, trace = session.info.get(_LOG), tracing_of(session)
    if trace is not None and made is not None:
        trace.note_made(table, made)
        trace = None
    if log is None and trace is None:
        yield
        return
    look = matching if log is not None else standing
    where = match() if isinstance(match, FunctionType) else match
    before = look(session, table, where)
    yield
    after = look(session, table, where)
    for row_id in [*before, *(row_id for row_id in after if row_id not in before)]:
        if before.get(row_id) != after.get(row_id):
            if log is not None:
                log.note(table, row_id, before.get(row_id), after.get(row_id))
            if trace is not None:
                trace.note_changed(table, row_id, before.get(row_id), after.get(row_id))


def note_updates(session: Session, table: SqlTable, rows: Sequence[Any], values: Sequence[Mapping[str, Any]]) -> None:
    """Let the same see what was set in rows of `table` that were read whole just before: none is read again.

    A row stands in `rows` with all its columns, and what was set in it, in the form columns take, in `values`.
    """
    log, trace = session.info.get(_LOG), tracing_of(session)
    if log is None and trace is None:
        return
    names = [column.key for column in watched(table)] if trace is not None else []
    for row, before, said in zip(rows, all_plain(table, rows), values, strict=True):
        after = before | {name: plain(value) for name, value in said.items()}
        if log is not None:
            log.note(table, str(before["id"]), before, after)
        if trace is not None:
            stood, stands = ({name: side[name] for name in names} for side in (before, after))
            trace.note_changed(table, str(row.id), stood, stands)


def update_alike(
    session: Session, table: SqlTable, ids: Collection[int], *, before: Mapping[str, Any], after: Mapping[str, Any]
) -> None:
    """Change the same columns of many rows from the same values to the same; the log keeps one line for all of them.

    The rows must hold `before` now, and nothing else of the step may touch them.
    """
    for chunk in chunks(ids):
        session.execute(update(table).where(table.c.id.in_(chunk)).values(dict(after)))
    log: Recording | None = session.info.get(_LOG)
    if log is not None and ids:
        said = ({name: plain(value) for name, value in values.items()} for values in (before, after))
        log.alike.append({"table": table.name, "ids": list(ids), **dict(zip(("before", "after"), said, strict=True))})


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
