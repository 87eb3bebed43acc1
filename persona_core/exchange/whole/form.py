"""The form of the file: which tables it holds, in which order, and how a value of each type is written in JSON.

The file is `{"format", "version", "made_on", "workspace": {…}, "tables": {name: {"columns", "rows"}}}`. Ids are written
as they are; loading gives new ones to all of them. A table or column that the file lacks is left as new rows have it.
"""

from __future__ import annotations

import sys
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

from sqlalchemy import JSON, Column, Table, TypeDecorator

from persona_core.evidence.grounds import Grounds
from persona_core.kit.db import Money, metadata

FORMAT, VERSION = "persona-workbench/workspace", 1
HEAD = ("title", "lang", "currency", "settings")
"""What of the workspace itself goes along; its name is given anew, and a copy of an example is no example."""

DERIVED = frozenset({"search_doc", "search_todo", "job"})
"""Tables that follow from the others and are made again by themselves, or tell of work on this machine."""

OWNER = "workspace_id"


def owned_tables() -> list[Table]:
    """Every table whose rows belong to a workspace, those that others refer to first."""
    return [t for t in metadata.sorted_tables if OWNER in t.c and t.name not in DERIVED]


def columns_of(table: Table) -> list[Column[Any]]:
    """The columns that are written: all but the workspace."""
    return [c for c in table.c if c.name != OWNER]


def holds_json(column: Column[Any]) -> bool:
    """Whether a column holds lists and objects."""
    return isinstance(column.type, JSON | Grounds)


def holds_id(column: Column[Any]) -> bool:
    """Whether a column holds the id of a row, its own or another's."""
    return _kind(column) is uuid.UUID


def _kind(column: Column[Any]) -> type:
    """The Python type of a column's values."""
    kept = column.type
    if isinstance(kept, TypeDecorator) and not isinstance(kept, Money):
        kept = kept.impl
    return kept.python_type


def written(value: Any) -> Any:
    """A value as JSON has it."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, uuid.UUID | Decimal) else value


def reader(column: Column[Any]) -> Callable[[Any], Any]:
    """What makes a column's value of what JSON holds, null aside.

    It raises ValueError, TypeError or ArithmeticError for a value that the column cannot hold.
    """
    if holds_json(column):
        return _as_it_is
    kind = _kind(column)
    if kind in {bool, int, float}:
        return partial(_number, kind)
    if kind is str:
        return partial(_text, getattr(column.type, "length", None) or sys.maxsize)
    return _FROM_TEXT[kind]


def _as_it_is(value: Any) -> Any:
    return value


def _text(longest: int, value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    if len(value) > longest or "\0" in value:
        raise ValueError(value)
    return value


def _id(value: Any) -> uuid.UUID:
    return uuid.UUID(_text(36, value))


def _day(value: Any) -> date:
    return date.fromisoformat(_text(10, value))


def _moment(value: Any) -> datetime:
    at = datetime.fromisoformat(_text(40, value))
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _amount(value: Any) -> Decimal:
    amount = Decimal(_text(40, value))
    _number(int, int(amount * 100))
    return amount


_FROM_TEXT: dict[type, Callable[[Any], Any]] = {uuid.UUID: _id, date: _day, datetime: _moment, Decimal: _amount}


def _number(kind: type, value: Any) -> Any:
    """A number or a truth, of that kind and no other; none larger than databases hold."""
    wanted = (int, float) if kind is float else kind
    if not isinstance(value, wanted) or (isinstance(value, bool) and kind is not bool):
        raise TypeError(value)
    if kind is int and abs(value) >= 2**63:
        raise ValueError(value)
    return kind(value)
