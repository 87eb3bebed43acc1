"""Keeping the index in step with the rows: what a trigger noted is read again, or everything is."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from sqlalchemy import delete, func, insert, select
from sqlmodel import Session

from persona_core.kit.db import Database
from persona_core.search import index
from persona_core.search.models import Kind, SearchDoc, SearchTodo
from persona_core.search.rows import CHUNK, every_id, read

AT_ONCE = 2_000
"""So many written rows are read again before the transaction that wrote them ends; the rest before the next search."""


def keep_up(session: Session, limit: int = AT_ONCE) -> int:
    """Read again what was written, at most `limit` notes of it; returns how many were settled.

    The last step of every transaction (see `Database`), so that it is found, or found no more, from its end on.
    """
    session.flush()
    if session.scalars(select(SearchTodo.id).limit(1)).first() is None:
        return 0
    index.alone(session)
    notes = session.execute(
        select(SearchTodo.id, SearchTodo.kind, SearchTodo.row_id).order_by(SearchTodo.id).limit(limit)
    ).all()
    touched: dict[Kind, dict[uuid.UUID, None]] = {}
    for _, kind, row_id in notes:
        touched.setdefault(Kind(kind), {})[row_id] = None
    for kind, ids in touched.items():
        _read_again(session, kind, list(ids))
    numbers = [note.id for note in notes]
    for start in range(0, len(numbers), CHUNK):
        session.execute(delete(SearchTodo).where(SearchTodo.id.in_(numbers[start : start + CHUNK])))
    return len(notes)


def refresh(database: Database) -> None:
    """Settle whatever is still noted, before a search: after a bulk import this takes a moment, else nothing."""
    with database.read() as session:
        waiting = session.scalars(select(SearchTodo.id).limit(1)).first() is not None
    while waiting:
        with database.write(quiet=True) as session:
            waiting = keep_up(session) > 0


def rebuild(session: Session) -> int:
    """Make the index anew from the rows; returns how many can be found."""
    index.alone(session)
    index.clear(session)
    session.execute(delete(SearchDoc))
    session.execute(delete(SearchTodo))
    for kind in Kind:
        _read_again(session, kind, every_id(session, kind))
    return session.execute(select(func.count()).select_from(SearchDoc)).scalar_one()


def _read_again(session: Session, kind: Kind, ids: Sequence[uuid.UUID]) -> None:
    for start in range(0, len(ids), CHUNK):
        part = ids[start : start + CHUNK]
        _forget(session, kind, part)
        number = session.execute(select(func.coalesce(func.max(SearchDoc.id), 0))).scalar_one()
        docs = []
        for row in read(session, kind, part):
            name, plain = row.folded()
            if name or plain:
                number += 1
                told = {"workspace_id": row.workspace_id, "kind": kind, "row_id": row.id, "at": row.at}
                docs.append({"id": number, **told, "name": name, "plain": plain})
        if docs:
            session.connection().execute(insert(SearchDoc.__table__), docs)
        index.add(session, [(doc["id"], doc["name"], doc["plain"]) for doc in docs])


def _forget(session: Session, kind: Kind, ids: Sequence[uuid.UUID]) -> None:
    mine = (SearchDoc.row_id.in_(ids), SearchDoc.kind == kind)
    old = session.execute(select(SearchDoc.id, SearchDoc.name, SearchDoc.plain).where(*mine)).all()
    index.remove(session, [tuple(doc) for doc in old])
    session.execute(delete(SearchDoc).where(*mine).execution_options(synchronize_session=False))
