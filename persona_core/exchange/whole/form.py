"""The form of the file: which tables it holds, in which order, and how a value of each type is written in JSON.

The file is `{"format", "version", "made_on", "workspace": {…}, "tables": {name: {"columns", "rows"}}}`. Ids are written
as they are; loading gives new ones to all of them. A table or column that the file lacks is left as new rows have it.
"""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, Column, Table, TypeDecorator

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
    return isinstance(column.type, JSON)


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


def read(column: Column[Any], value: Any) -> Any:
    """The value of a column again; raises ValueError, TypeError or ArithmeticError for one that it cannot hold."""
    if value is None or holds_json(column):
        return value
    kind = _kind(column)
    if kind in {bool, int, float}:
        return _number(kind, value)
    if not isinstance(value, str):
        raise TypeError(column.name)
    if kind is str:
        longest = getattr(column.type, "length", None)
        if "\0" in value or (longest is not None and len(value) > longest):
            raise ValueError(column.name)
        return value
    if kind is Decimal:
        number = Decimal(value)
        _number(int, int(number * 100))
        return number
    if kind is datetime:
        at = datetime.fromisoformat(value)
        return at if at.tzinfo else at.replace(tzinfo=UTC)
    return uuid.UUID(value) if kind is uuid.UUID else date.fromisoformat(value)


def _number(kind: type, value: Any) -> Any:
    """A number or a truth, of that kind and no other; none larger than databases hold."""
    wanted = (int, float) if kind is float else kind
    if not isinstance(value, wanted) or (isinstance(value, bool) and kind is not bool):
        raise TypeError(value)
    if kind is int and abs(value) >= 2**63:
        raise ValueError(value)
    return kind(value)
