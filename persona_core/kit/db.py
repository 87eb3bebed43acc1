"""The database: engines, one write unit at a time, and the columns that every owned table has."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import (
    BigInteger,
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

from persona_core.kit import clock, readings
from persona_core.kit.touching import Written
from persona_core.kit.versions import OfPostgreSQL, OfSQLite, note_writes

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
MOST = 128 << 20
"""So many bytes of readings are kept at most, those used last."""


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


class Database:
    """One database with its two engines: `write()` is one transaction, `read()` sees one snapshot.

    `closing` is the last step of every transaction, for what must be in step with the rows whoever wrote them.
    `telling` hears of each the number and what it writes as it is about to be stored, and None when it is: so another
    process of ours may `learn` it.
    """

    def __init__(
        self,
        url: str,
        closing: Callable[[Session], object] | None = None,
        *,
        telling: Callable[[int, Written | None], object] = lambda _number, _written: None,
    ) -> None:
        self.url = url
        self.closing = closing
        self.telling = telling
        self.engine = make_engine(url)
        self.reader = make_engine(url, read_only=True)
        self._versions = OfSQLite() if url.startswith("sqlite") else OfPostgreSQL()
        self._readings = readings.Readings(MOST, self._versions.since)
        note_writes(self.engine)
        readings.watch(self.reader)

    @contextmanager
    def write(self, *, quiet: bool = False) -> Iterator[Session]:
        """One unit of writing: everything is stored when the block ends, nothing if it raises.

        A quiet one writes what no screen remembers, such as how a job stands: `version` stays as it was.
        """
        number = None
        try:
            with Session(self.engine, expire_on_commit=False) as session, session.begin():
                yield session
                if self.closing is not None:
                    self.closing(session)
                if session.in_transaction():  # not where the block rolled it back
                    number, written = self._versions.ending(session, quiet=quiet)
                    if number is not None:  # others may see it before this goes on
                        self.learn(number, written)
                        self.telling(number, written)
        except BaseException:
            if number is not None:
                self.doubt(number)
            raise
        if number is not None:
            self.telling(number, None)

    def learn(self, number: int, written: Written) -> None:
        """What a transaction of this process, or of one that works for it, is about to store."""
        self._versions.learn(number, written)

    def doubt(self, number: int) -> None:
        """It has not come to that, as far as anybody knows: another may have its number."""
        self._versions.doubt(number)
        self._readings.clear()

    @contextmanager
    def read(self, *, keeping: bool = False) -> Iterator[Session]:
        """Reading only; a write in here fails. Screens are `keeping` what they read: see `kit.readings`."""
        with Session(self.reader, expire_on_commit=False, autoflush=False) as session:
            if keeping:
                readings.attach(session, self._readings, self.version)
            yield session

    def version(self, session: Session) -> Hashable:
        """What a session of `read` sees, as a value: while it is the same, nobody has written anything."""
        return self._versions.of(session)

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()
        self.reader.dispose()
