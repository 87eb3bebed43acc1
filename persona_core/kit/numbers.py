"""Reading whole numbers in one piece: a million of them in the time that some thousand rows take."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from sqlalchemy import ColumnElement, Compiled, Dialect, Select, cast, func, literal_column
from sqlalchemy.types import BigInteger, Integer, LargeBinary
from sqlmodel import Session

from persona_core.kit.readings import note_read

_SENT = np.dtype(">i8")
"""How PostgreSQL sends a bigint: eight bytes, the highest first."""


def numbers(session: Session, statement: Select) -> np.ndarray:
    """The one column of `statement`, whole numbers without a null, in any order; no row is ever an object.

    SQLite joins their digits; PostgreSQL strings their bytes together and sends them over a binary cursor.
    """
    return numbers_and(session, statement)[0]


def numbers_and(session: Session, statement: Select, *totals: ColumnElement) -> tuple[np.ndarray, *tuple[Any, ...]]:
    """The column of `statement` as in `numbers`, and `totals` over the same rows, all in one pass."""
    (value,) = statement.selected_columns
    ((sent, *found),) = _sent(session, statement.with_only_columns(_joined(session, value), *totals))
    return (_parsed(session, sent), *found)


def numbers_by(session: Session, statement: Select) -> dict[Any, np.ndarray]:
    """The second column of `statement` as in `numbers`, apart for each value of the first."""
    label, value = statement.selected_columns
    rows = _sent(session, statement.with_only_columns(label, _joined(session, value)).group_by(label))
    return {name: _parsed(session, sent) for name, sent in rows}


def numbers_at(session: Session, statement: Select, name: str, values: Sequence[Any]) -> list[np.ndarray]:
    """The column of `statement` as in `numbers` for each of `values` of its parameter `name`."""
    (value,) = statement.selected_columns
    joined = statement.with_only_columns(_joined(session, value))
    return [_parsed(session, _sent(session, joined.params(**{name: one}))[0][0]) for one in values]


def steps_through_indexes(session: Session) -> bool:
    """Whether many small statements, each on a stretch of an index, are quicker than one that reads a table."""
    return _is_sqlite(session)


def letter(session: Session, text: ColumnElement) -> ColumnElement:
    """The number of a text's first letter (`ord`): words that begin differently are told apart without comparing."""
    return (func.unicode if _is_sqlite(session) else func.ascii)(text, type_=Integer)


def _joined(session: Session, value: ColumnElement) -> ColumnElement:
    """All values in one piece of bytes.

    SQLite's driver would make a string of a text, a second copy to walk through; an array of PostgreSQL's would say
    the size of each value beside it.
    """
    if _is_sqlite(session):
        return cast(func.group_concat(value), LargeBinary)
    return func.string_agg(func.int8send(cast(value, BigInteger)), literal_column("''::bytea"))


def _sent(session: Session, statement: Select) -> list[tuple]:
    if _is_sqlite(session):
        return session.execute(statement).all()
    if session.autoflush:
        session.flush()
    connection = session.connection()
    said = statement.compile(dialect=connection.dialect, compile_kwargs={"render_postcompile": True})
    note_read(connection, said.string)
    with connection.connection.driver_connection.cursor(binary=True) as cursor:
        return cursor.execute(said.string, _bound(said, connection.dialect)).fetchall()


def _bound(said: Compiled, dialect: Dialect) -> dict[str, Any]:
    """What a statement is asked with, as its columns' types store it."""
    asked = dict(said.construct_params())
    for given, name in said.bind_names.items():
        stored = given.type.dialect_impl(dialect).bind_processor(dialect)
        if stored and name in asked:
            asked[name] = stored(asked[name])
    return asked


def _parsed(session: Session, sent: bytes | None) -> np.ndarray:
    if sent is None:
        return np.empty(0, dtype=np.int64)
    if _is_sqlite(session):
        return np.fromstring(sent, dtype=np.int64, sep=",")
    return np.frombuffer(sent, dtype=_SENT).astype(np.int64)


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"
