"""Rows by the hundred thousand, column by column: by executemany on SQLite and as COPY's text on PostgreSQL."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date, datetime
from functools import partial
from itertools import repeat
from typing import Any

from sqlalchemy import JSON, Table
from sqlmodel import Session

from persona_core.evidence.grounds import Grounds, folded
from persona_core.kit.versions import note_written

Form = Callable[[Any], Any]
MANY = 20_000
"""So many new rows make it worth while to build the indexes of a table anew."""
_ESCAPED = {"\\": r"\\", "\n": r"\n", "\r": r"\r", "\t": r"\t"}
_SPECIAL = re.compile(r"[\\\n\r\t]")
_NULL = r"\N"
_OTHERS = {type(None), bool, bytes, date, datetime}
"""What is not written as Python writes it."""


class Alike:
    """A column that says the same in every row."""

    def __init__(self, value: Any) -> None:
        self.value = value


Column = Sequence[Any] | Alike


def forms(session: Session, table: Table, names: Sequence[str]) -> list[Form | None]:
    """Of each column, what turns a value into the form the driver takes; None where it takes it as it is.

    JSON is taken as text that was encoded before.
    """
    dialect = session.get_bind().dialect
    found: list[Form | None] = []
    for name in names:
        kind = table.c[name].type
        encoded = isinstance(kind, JSON | Grounds)
        found.append(None if encoded else kind.dialect_impl(dialect).bind_processor(dialect))
    return found


def insert_columns(session: Session, table: Table, names: Sequence[str], columns: Sequence[Column]) -> None:
    """Insert rows whose columns are given in the driver's form, in the order of `names`; not all may be `Alike`."""
    inserting(session, table, names, columns)()


def inserting(session: Session, table: Table, names: Sequence[str], columns: Sequence[Column]) -> Callable[[], object]:
    """The same, made ready: what is left to do is to let the server take it, which needs no session."""
    connection = session.connection()
    note_written(connection, {table.name: None})
    quoted = ", ".join(f'"{name}"' for name in names)
    driver = connection.connection.driver_connection
    if connection.dialect.name == "sqlite":
        marks = ", ".join("?" * len(names))
        statement = f'INSERT INTO "{table.name}" ({quoted}) VALUES ({marks})'  # noqa: S608 - names of our own tables
        return partial(driver.executemany, statement, zip(*map(_each, columns), strict=False))
    lines = map("\t".join, zip(*map(_copied, columns), strict=False))
    text = "\n".join([*lines, ""]).encode()
    return partial(_copy, driver, f'COPY "{table.name}" ({quoted}) FROM STDIN', text)


def _copy(driver: Any, statement: str, text: bytes) -> None:
    with driver.cursor() as cursor, cursor.copy(statement) as copy:
        copy.write(text)


def insert_rows(session: Session, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that all name the same columns; those they leave out are as new rows have them."""
    if not rows:
        return
    columns: dict[str, Column] = {name: [row[name] for row in rows] for name in rows[0]}
    for column in table.c:
        if column.name not in columns and column.default is not None:
            usual = column.default.arg
            columns[column.name] = [usual(None) for _ in rows] if callable(usual) else Alike(usual)
    made = zip(columns, forms(session, table, [*columns]), strict=True)
    insert_columns(
        session, table, [*columns], [_formed(table.c[name].type, form, columns[name]) for name, form in made]
    )


def _formed(kind: Any, form: Form | None, column: Column) -> Column:
    """A column in the driver's form."""
    if isinstance(kind, Grounds):
        form = _grounds
    elif isinstance(kind, JSON):
        form = _json
    if form is None:
        return column
    return Alike(form(column.value)) if isinstance(column, Alike) else [form(value) for value in column]


_json = json.JSONEncoder(ensure_ascii=False).encode


def _grounds(value: Any) -> str:
    return _json(folded(value))


@contextmanager
def resting_indexes(session: Session, table: Table, rows: int) -> Iterator[None]:
    """Where so many rows come that they are half of the table or more, its indexes are built when all are there.

    On SQLite only, where one writes at a time anyway and others read what stood before; PostgreSQL would keep everybody
    out of the table meanwhile. Indexes that refuse stay. What breaks off inside must be rolled back.
    """
    connection = session.connection()
    if connection.dialect.name != "sqlite" or rows < MANY:
        yield
        return
    there = connection.exec_driver_sql(f'SELECT max(rowid) FROM "{table.name}"').scalar() or 0  # noqa: S608
    known = connection.exec_driver_sql(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql LIKE 'CREATE INDEX %'",
        (table.name,),
    ).all()
    resting = known if there <= rows else []
    for name, _ in resting:
        connection.exec_driver_sql(f'DROP INDEX "{name}"')
    yield
    for _, made in resting:
        connection.exec_driver_sql(made)


@contextmanager
def one_by_one(session: Session) -> Iterator[Callable[[Callable[[], object]], None]]:
    """Takes steps that write, one after the other.

    On PostgreSQL each is done beside whoever gives it, who can make the next ready while the server works, and must
    leave the session alone meanwhile.
    """
    if session.get_bind().dialect.name == "sqlite":
        yield lambda step: (step(), None)[1]
        return
    with ThreadPoolExecutor(1) as hand:
        given: list[Future[object]] = []

        def take(step: Callable[[], object]) -> None:
            if given:
                given.pop().result()
            given.append(hand.submit(step))

        yield take
        if given:
            given.pop().result()


def _each(column: Column) -> Iterable[Any]:
    return repeat(column.value) if isinstance(column, Alike) else column


def _copied(column: Column) -> Iterable[str]:
    """A column as COPY's text has it."""
    if isinstance(column, Alike):
        return repeat(*_copied([column.value]))
    kinds = set(map(type, column))
    if str in kinds and _SPECIAL.search("\0".join(v for v in column if v.__class__ is str)):
        column = [_SPECIAL.sub(_escaped, v) if v.__class__ is str else v for v in column]
    if kinds == {str}:
        return column
    if not kinds & _OTHERS:
        return map(str, column)
    return [v if v.__class__ is str else _NULL if v is None else _text(v) for v in column]


def _escaped(sign: re.Match[str]) -> str:
    return _ESCAPED[sign.group()]


def _text(value: Any) -> str:
    if isinstance(value, bytes):
        return rf"\\x{value.hex()}"
    return value.isoformat() if isinstance(value, date) else _SPECIAL.sub(_escaped, str(value))
