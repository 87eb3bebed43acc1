"""Rows by the hundred thousand: plain tuples handed to the driver, by executemany on SQLite and COPY on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sqlalchemy import JSON, Table
from sqlmodel import Session

Form = Callable[[Any], Any]


def forms(session: Session, table: Table, names: Sequence[str]) -> list[Form | None]:
    """Of each column, what turns a value into the form the driver takes; None where it takes it as it is.

    JSON is taken as text that was encoded before.
    """
    dialect = session.get_bind().dialect
    found: list[Form | None] = []
    for name in names:
        kind = table.c[name].type
        found.append(None if isinstance(kind, JSON) else kind.dialect_impl(dialect).bind_processor(dialect))
    return found


def insert_tuples(session: Session, table: Table, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows given in the driver's form, in the order of `names`."""
    connection = session.connection()
    columns = ", ".join(f'"{name}"' for name in names)
    if connection.dialect.name == "sqlite":
        marks = ", ".join("?" * len(names))
        statement = f'INSERT INTO "{table.name}" ({columns}) VALUES ({marks})'  # noqa: S608 - names of our own tables
        connection.connection.driver_connection.executemany(statement, rows)
        return
    with connection.connection.driver_connection.cursor() as cursor:
        with cursor.copy(f'COPY "{table.name}" ({columns}) FROM STDIN') as copy:
            for row in rows:
                copy.write_row(row)
