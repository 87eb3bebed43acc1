"""What statements read and what they write, by table and column, as their own words tell.

Both err on the safe side: a statement reads every table and column whose name it contains, and what cannot be told
writes everything.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache

from sqlmodel import SQLModel

Written = Mapping[str, frozenset[str] | None]
"""By table the columns that were set; None where rows came or went."""

EVERYTHING = "*"
"""Written in place of a table where nobody can tell what was."""

_ASSIGNED = re.compile(r"(\w+)\"?\s*=")
_WORD = re.compile(r"[A-Za-z_]\w*")
_HARMLESS = re.compile(
    r"\s*(?:SELECT|PRAGMA|WITH|BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|ANALYZE|DROP INDEX|CREATE (?:UNIQUE )?INDEX)\b",
    re.IGNORECASE,
)
_ROWS = re.compile(r"\b(INSERT\s+INTO|(?:INSERT\s+OR\s+)?REPLACE\s+INTO|DELETE\s+FROM)\s+\"?(\w+)", re.IGNORECASE)
_SET = re.compile(r"\b(?:UPDATE\s+\"?(\w+)\"?|DO\s+UPDATE)\s+SET\s+(.*)", re.IGNORECASE | re.DOTALL)


def concerned(statement: str, written: Written) -> bool:
    """Whether a statement may read another thing after this was written."""
    words = _words(statement)
    return EVERYTHING in written or any(
        table in words and (columns is None or not columns.isdisjoint(words)) for table, columns in written.items()
    )


def add(noted: dict[str, frozenset[str] | None], written: Written) -> None:
    """Note what was written beside what was noted before."""
    for table, columns in written.items():
        before = noted.get(table, frozenset())
        noted[table] = None if before is None or columns is None else before | columns


@lru_cache(1024)
def _words(statement: str) -> frozenset[str]:
    return frozenset(_WORD.findall(statement))


@lru_cache(1024)
def written(statement: str) -> Written:
    """What a statement writes, with what goes along with rows that go."""
    rows, sets = _ROWS.findall(statement), _SET.search(statement)
    if not rows and sets is None:
        return {} if _HARMLESS.match(statement) else {EVERYTHING: None}
    found: dict[str, frozenset[str] | None] = {}
    for how, table in rows:
        inserted = how.upper().startswith("INSERT INTO")
        found |= dict.fromkeys((table,) if inserted else _going_with(table))
    if sets is not None and sets[1] not in (None, *found):
        plain = "SELECT" not in sets[2].upper()
        told = _ASSIGNED.findall(sets[2].partition(" WHERE ")[0]) if plain else _WORD.findall(sets[2])
        found[sets[1]] = frozenset(told)
    return found


def _going_with(table: str) -> frozenset[str]:
    """A table, and those whose rows go or change when rows of it go."""
    return _going(table, len(SQLModel.metadata.tables))


@cache
def _going(table: str, _tables: int) -> frozenset[str]:
    found, todo = {table}, [table]
    while todo:
        gone = todo.pop()
        for other in SQLModel.metadata.tables.values():
            if other.name not in found and any(key.column.table.name == gone for key in other.foreign_keys):
                found.add(other.name)
                todo.append(other.name)
    return frozenset(found)
