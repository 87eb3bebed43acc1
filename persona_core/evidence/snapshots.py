"""Rows as the change log keeps them: plain values that JSON can hold, and the way back."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any

from sqlalchemy import JSON, Boolean, Integer, LargeBinary, String, Table, inspect, select
from sqlmodel import Session, SQLModel

CHUNK = 500
_AS_THEY_ARE = (String, Integer, Boolean, JSON, LargeBinary)
"""Kinds of columns whose values JSON holds as they are."""
Row = dict[str, Any]
"""A row of a table in plain values, by column."""


def plain(value: Any) -> Any:
    """A column's value as JSON holds it."""
    if isinstance(value, datetime | date):
        return {"$d": value.isoformat()}
    if isinstance(value, Decimal):
        return {"$n": str(value)}
    if isinstance(value, uuid.UUID):
        return {"$u": value.hex}
    return value


def rich(value: Any) -> Any:
    """The column's value again."""
    if isinstance(value, dict) and len(value) == 1:
        if "$d" in value:
            text = value["$d"]
            return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
        if "$n" in value:
            return Decimal(value["$n"])
        if "$u" in value:
            return uuid.UUID(value["$u"])
    return value


def now(row: SQLModel) -> Row:
    """A row as it stands in the session."""
    return {c.key: plain(getattr(row, c.key)) for c in row.__table__.columns}


def as_loaded(row: SQLModel) -> Row:
    """A row as it was before the session changed it."""
    state = inspect(row)
    values = {}
    for column in row.__table__.columns:
        history = state.attrs[column.key].load_history()
        old = history.deleted[0] if history.deleted else getattr(row, column.key)
        values[column.key] = plain(old)
    return values


def matching(session: Session, table: Table, match: Any) -> dict[str, Row]:
    """Stored rows of a table by id, as text."""
    session.flush()
    return {str(row["id"]): row for row in all_plain(table, session.execute(select(table).where(match)))}


def all_plain(table: Table, rows: Iterable[Sequence[Any]]) -> Iterator[Row]:
    """Rows with every column of a table, as they were read, in plain values."""
    names = [column.name for column in table.c]
    coded = [name for name in names if not isinstance(table.c[name].type, _AS_THEY_ARE)]
    for values in rows:
        row = dict(zip(names, values, strict=True))
        for name in coded:
            if (value := row[name]) is not None:
                row[name] = plain(value)
        yield row


def stored(session: Session, table: Table, ids: Collection[Any]) -> dict[str, Row]:
    """The same for rows with these ids (in plain form)."""
    found: dict[str, Row] = {}
    for chunk in chunks(ids):
        found |= matching(session, table, table.c.id.in_([rich(row_id) for row_id in chunk]))
    return found


def chunks(ids: Collection[Any]) -> Iterator[list[Any]]:
    """A few hundred at a time, for statements that name each one."""
    left = iter(ids)
    return iter(lambda: list(islice(left, CHUNK)), [])
