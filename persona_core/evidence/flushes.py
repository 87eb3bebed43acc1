"""What a session writes, seen row by row: how each stood before, and how it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import event, inspect
from sqlmodel import Session, SQLModel

from persona_core.evidence.snapshots import Row, as_loaded, now

Tell = Callable[[SQLModel, str, Row | None, Row | None], None]
"""Called with a row, its id as text, and how it stood before and after; None where it was not or is no more."""


@contextmanager
def written(session: Session, wanted: Callable[[SQLModel], bool], tell: Tell) -> Iterator[None]:
    """Tell of every wanted row that the session writes inside the block, after each flush; flushes at the end."""
    pending: list[tuple[SQLModel, str, Row | None]] = []

    def note(_session: Session, _context: object, _instances: object = None) -> None:
        for row in [*session.new, *session.dirty, *session.deleted]:
            if wanted(row) and (row not in session.dirty or session.is_modified(row)):
                pending.append((row, str(row.id), None if row in session.new else as_loaded(row)))

    def settle(_session: Session, _context: object) -> None:
        for row, row_id, before in pending:
            state = inspect(row)
            tell(row, row_id, before, None if state.deleted or state.was_deleted else now(row))
        pending.clear()

    event.listen(session, "before_flush", note)
    event.listen(session, "after_flush_postexec", settle)
    try:
        yield
        session.flush()
    finally:
        event.remove(session, "before_flush", note)
        event.remove(session, "after_flush_postexec", settle)
