"""The database: engines, one write unit at a time, and the columns that every owned table has."""

from __future__ import annotations

import threading
import uuid
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import (
    BigInteger,
    Connection,
    Engine,
    Integer,
    MetaData,
    TypeDecorator,
    create_engine,
    event,
    func,
    select,
)
from sqlalchemy.orm import declared_attr
from sqlmodel import Field, Session, SQLModel

from persona_core.kit import clock, readings, touching
from persona_core.kit.touching import Written

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
metadata: MetaData = SQLModel.metadata

BigKey = BigInteger().with_variant(Integer, "sqlite")
"""Integer key of mass rows; SQLite only counts up on INTEGER."""

_NUMBERS = 0x5EC7
_SEEN, _CHANGES, _WRITTEN = "data_version", "total_changes", "written"
"""Where a connection notes what it was told last, how many rows it had changed, and what it is writing."""
MOST = 128 << 20
"""So many bytes of readings are kept at most, those used last."""
_REMEMBERED = 64
"""Of so many writes it is known what they wrote."""
_QUIET = 1 << 10
"""SQLite's `user_version` counts transactions: these of its lowest bits the quiet ones, the others all others."""
_COUNTED = 1 << 31


def number_alone(session: Session, owner: uuid.UUID) -> None:
    """Let nobody else give out numbers of an owner until this transaction ends, else two would take the same one.

    SQLite has one writer at a time anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        key = int.from_bytes(owner.bytes[:4], "big", signed=True)
        session.execute(select(func.pg_advisory_xact_lock(_NUMBERS, key)))


class Money(TypeDecorator[Decimal]):
    """An amount kept as whole cents, so that sums and sorting are exact on every engine."""

    impl = BigInteger
    cache_ok = True

    @property
    def python_type(self) -> type[Decimal]:
        return Decimal

    def process_bind_param(self, value: Any, dialect: Any) -> int | None:
        if value is None:
            return None
        amount = value if value.__class__ is Decimal else Decimal(str(value))
        return int((amount * 100).to_integral_value())

    def process_result_value(self, value: Any, dialect: Any) -> Decimal | None:
        return None if value is None else Decimal(value) / 100


class Table(SQLModel):
    """Base of owned rows: a UUID, a workspace, times, and a version for optimistic locking."""

    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    workspace_id: uuid.UUID = Field(foreign_key="workspace.id", ondelete="CASCADE", index=True)
    created_at: datetime = Field(default_factory=clock.now)
    updated_at: datetime = Field(default_factory=clock.now, sa_column_kwargs={"onupdate": clock.now})
    version: int = Field(default=1)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.__table__.c.version} if hasattr(cls, "__table__") else {}


def _tune_sqlite(engine: Engine, *, read_only: bool) -> None:
    @event.listens_for(engine, "connect")
    def connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # SQLAlchemy's own BEGIN below is the only one
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "busy_timeout=60000",
            "foreign_keys=ON",
            "secure_delete=ON",
            "cache_size=-65536",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        if read_only:
            cursor.execute("PRAGMA query_only=ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")


def make_engine(url: str, *, read_only: bool = False) -> Engine:
    """An engine for `url`; write engines on SQLite take the write lock when a unit begins."""
    if url.startswith("sqlite"):
        path = url.removeprefix("sqlite:///")
        if path:
            Path(path).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(
            url, pool_size=20, max_overflow=20, pool_use_lifo=True, connect_args={"check_same_thread": False}
        )
        _tune_sqlite(engine, read_only=read_only)
        return engine
    options = {"options": "-c default_transaction_read_only=on"} if read_only else {}
    return create_engine(url, pool_size=20, max_overflow=20, pool_pre_ping=True, connect_args=options)


def _note_writes(engine: Engine) -> None:
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


def _count(session: Session, *, quiet: bool) -> int | None:
    """Count a transaction of SQLite that is about to end, if it changed anything; how often that was not quiet.

    None where this transaction does not count so.
    """
    session.flush()
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


class Database:
    """One database with its two engines: `write()` is one transaction, `read()` sees one snapshot.

    `closing` is the last step of every transaction, for what must be in step with the rows whoever wrote them.
    """

    def __init__(self, url: str, closing: Callable[[Session], object] | None = None) -> None:
        self.url = url
        self.closing = closing
        self.engine = make_engine(url)
        self.reader = make_engine(url, read_only=True)
        self._lock = threading.Lock()
        self._unseen = 0
        self._wrote: OrderedDict[int, Written] = OrderedDict()
        self._readings = readings.Readings(MOST, self._since)
        _note_writes(self.engine)
        readings.watch(self.reader)

    @contextmanager
    def write(self, *, quiet: bool = False) -> Iterator[Session]:
        """One unit of writing: everything is stored when the block ends, nothing if it raises.

        A quiet one writes what no screen remembers, such as how a job stands: `version` stays as it was.
        """
        counted, written = None, {}
        with Session(self.engine, expire_on_commit=False) as session:
            with session.begin():
                yield session
                if self.closing is not None:
                    self.closing(session)
                if self.url.startswith("sqlite") and session.in_transaction():  # not where the block rolled it back
                    counted = _count(session, quiet=quiet)
                    written = session.connection().info[_WRITTEN]
        if counted is not None:
            with self._lock:
                self._wrote[counted] = written
                while len(self._wrote) > _REMEMBERED:
                    self._wrote.popitem(last=False)

    @contextmanager
    def read(self, *, keeping: bool = False) -> Iterator[Session]:
        """Reading only; a write in here fails. Screens are `keeping` what they read: see `kit.readings`."""
        with Session(self.reader, expire_on_commit=False, autoflush=False) as session:
            if keeping:
                readings.attach(session, self._readings, self.version)
            yield session

    def _since(self, old: Hashable, new: Hashable) -> Written | None:
        """What was written between two versions, by `write`; None where others wrote too, or nobody knows."""
        if not (isinstance(old, tuple) and isinstance(new, tuple) and old[0] == new[0] and old[1] < new[1]):
            return None
        with self._lock:
            found = [self._wrote.get(count) for count in range(old[1] + 1, min(new[1], old[1] + _REMEMBERED + 1) + 1)]
        if None in found:
            return None
        together: dict[str, frozenset[str] | None] = {}
        for written in found:
            touching.add(together, written)
        return together

    def version(self, session: Session) -> Hashable:
        """What a session of `read` sees, as a value: while it is the same, nobody has written anything.

        PostgreSQL names the snapshot. SQLite has a count of `write`s, quiet ones apart; it tells each connection also
        whether others have written since it was asked last, and where the count does not say so, another program did.
        """
        connection = session.connection()
        if not self.url.startswith("sqlite"):
            return connection.exec_driver_sql("SELECT pg_current_snapshot()::text").scalar()
        count = connection.exec_driver_sql("PRAGMA user_version").scalar()
        seen = (connection.exec_driver_sql("PRAGMA data_version").scalar(), count)
        with self._lock:
            before = connection.info.get(_SEEN, seen)
            connection.info[_SEEN] = seen
            if before != seen and before[1] == count:
                self._unseen += 1
            return self._unseen, count // _QUIET

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()
        self.reader.dispose()
