"""Which version of a database a session sees, and what was written between two of them by this process."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections import OrderedDict
from collections.abc import Hashable, Iterable
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlmodel import Session

from persona_core.kit import touching
from persona_core.kit.touching import Written

_SEEN, _CHANGES, _WRITTEN = "data_version", "total_changes", "written"
"""Where a connection notes what it was told last, how many rows it had changed, and what it is writing."""
_QUIET = 1 << 10
"""SQLite's `user_version` counts transactions: these of its lowest bits the quiet ones, the others all others."""
_COUNTED = 1 << 31
_REMEMBERED = 64
"""Of so many transactions it is known what they wrote."""


def note_writes(engine: Engine) -> None:
    """Note on each connection what its transaction writes."""

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        connection.info[_WRITTEN] = {}

    @event.listens_for(engine, "before_cursor_execute")
    def note(connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        note_written(connection, touching.written(statement))


def note_written(connection: Connection, written: Written) -> None:
    """A transaction writes this; to be called by whoever goes past the engine to its driver."""
    touching.add(connection.info.setdefault(_WRITTEN, {}), written)


class Versions(ABC):
    """The versions of one database; transactions are known by a number."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._wrote: OrderedDict[int, Written] = OrderedDict()

    @abstractmethod
    def of(self, session: Session) -> Hashable:
        """What a reading session sees, as a value: while it is the same, nobody has written anything."""

    @abstractmethod
    def number(self, session: Session, *, quiet: bool) -> int | None:
        """Number a transaction that is about to end; None where it wrote nothing that changes the version."""

    @abstractmethod
    def between(self, old: Hashable, new: Hashable) -> Iterable[int] | None:
        """The numbers of the transactions between two versions, at most some; None where that cannot be told."""

    def ending(self, session: Session, *, quiet: bool) -> tuple[int | None, Written]:
        """The number of a transaction that is about to end, and what it wrote; of a quiet one that is nothing."""
        session.flush()
        return self.number(session, quiet=quiet), {} if quiet else session.connection().info[_WRITTEN]

    def learn(self, number: int, written: Written) -> None:
        """What the transaction of this number writes."""
        with self._lock:
            self._wrote[number] = written
            while len(self._wrote) > _REMEMBERED:
                self._wrote.popitem(last=False)

    def doubt(self, number: int) -> None:
        """What the transaction of this number writes is not known."""
        with self._lock:
            self._wrote.pop(number, None)

    def since(self, old: Hashable, new: Hashable) -> Written | None:
        """What was written between two versions; None where others wrote too, or nobody knows."""
        numbers = self.between(old, new)
        with self._lock:
            found = None if numbers is None else [self._wrote.get(number) for number in numbers]
        if found is None or None in found:
            return None
        together: dict[str, frozenset[str] | None] = {}
        for written in found:
            touching.add(together, written)
        return together


class OfSQLite(Versions):
    """A count of transactions in the file's own `user_version`, quiet ones apart.

    SQLite tells each connection also whether others have written since it was asked last; where the count does not say
    so, it was another program.
    """

    _unseen = 0

    def of(self, session: Session) -> Hashable:
        connection = session.connection()
        count = connection.exec_driver_sql("PRAGMA user_version").scalar()
        seen = (connection.exec_driver_sql("PRAGMA data_version").scalar(), count)
        with self._lock:
            before = connection.info.get(_SEEN, seen)
            connection.info[_SEEN] = seen
            if before != seen and before[1] == count:
                self._unseen += 1
            return self._unseen, count // _QUIET

    def number(self, session: Session, *, quiet: bool) -> int | None:
        connection = session.connection()
        changes = connection.connection.driver_connection.total_changes
        if connection.info.get(_CHANGES, 0) == changes:
            return None
        connection.info[_CHANGES] = changes
        count = connection.exec_driver_sql("PRAGMA user_version").scalar()
        low = (count + 1) % _QUIET if quiet else count % _QUIET
        high = count - count % _QUIET + (0 if quiet else _QUIET)
        connection.exec_driver_sql(f"PRAGMA user_version = {(high + low) % _COUNTED}")
        return None if quiet else high % _COUNTED // _QUIET

    def between(self, old: Hashable, new: Hashable) -> Iterable[int] | None:
        if old is None or old[0] != new[0] or not 0 <= new[1] - old[1] <= _REMEMBERED:
            return None
        return range(old[1] + 1, new[1] + 1)


class OfPostgreSQL(Versions):
    """The snapshot, `lowest:next:running` by numbers of transactions: which have ended since another one follows."""

    def of(self, session: Session) -> Hashable:
        return session.connection().exec_driver_sql("SELECT pg_current_snapshot()::text").scalar()

    def number(self, session: Session, *, quiet: bool) -> int | None:
        number = session.connection().exec_driver_sql("SELECT pg_current_xact_id_if_assigned()::text").scalar()
        return None if number is None else int(number)

    def between(self, old: Hashable, new: Hashable) -> Iterable[int] | None:
        if old is None:
            return None
        (first, running), (last, still) = _snapshot(old), _snapshot(new)
        if last < first or last - first > _REMEMBERED or any(x < first and x not in running for x in still):
            return None
        return [x for x in (*running, *range(first, last)) if x not in still]


def _snapshot(text: str) -> tuple[int, set[int]]:
    """The number that the next transaction gets, and which before it were still running."""
    _, following, running = text.split(":")
    return int(following), {int(x) for x in running.split(",") if x}
