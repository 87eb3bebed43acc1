"""A new workspace from a file: read with care, given new ids, and stored whole or not at all."""

from __future__ import annotations

import json
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Table, func, insert, select
from sqlalchemy.exc import StatementError
from sqlmodel import Session

from persona_core.access.commands import create_workspace
from persona_core.access.models import Workspace
from persona_core.evidence.changes import model_of
from persona_core.exchange.whole.form import (
    FORMAT,
    HEAD,
    OWNER,
    VERSION,
    columns_of,
    holds_id,
    holds_json,
    owned_tables,
    reader,
)
from persona_core.exchange.whole.renaming import NewIds, NewNumbers
from persona_core.kit.errors import Invalid
from persona_core.kit.sheets.shapes import MAX_BYTES
from persona_core.kit.words import N_

CHUNK = 1_000
_NOT_ONE = N_(
    "This is not a workspace exported from here. Choose a .json file made by “The whole workspace as one file”."
)
_NEWER = N_("This file was written by a newer version of the program. Update the program, then load it again.")
_TORN = N_("This file does not fit together at “{place}”; nothing was stored. Export it again, then load that.")
_UNREAD = N_("The file {path} cannot be read: {reason}.")
_LARGE = N_("The file is larger than {n} MB.")
LARGEST = 4 * MAX_BYTES

Row = dict[str, Any]
Rows = list[Row]
Reader = Callable[[Any], Any]


def read_file(path: Path) -> bytes:
    """The bytes of a file that may be a workspace; raises Invalid."""
    try:
        if path.stat().st_size > LARGEST:
            raise Invalid(_LARGE, n=LARGEST // 2**20)
        return path.read_bytes()
    except OSError as error:
        raise Invalid(_UNREAD, path=str(path), reason=error.strerror or "") from None


def load_workspace(session: Session, data: bytes, *, name: str) -> Workspace:
    """A new workspace called `name` from the bytes of a file; raises Invalid, and the caller's transaction ends."""
    head, tables = _parsed(data)
    made = create_workspace(session, name=name, title=head["title"], lang=head["lang"], currency=head["currency"])
    made.settings = head["settings"]
    session.flush()
    try:
        _Loading(session, made.id, tables).store()
        session.flush()
    except StatementError as error:
        raise Invalid(_TORN, place=str(error.orig).split("\n")[0][:120]) from None
    return made


def _parsed(data: bytes) -> tuple[dict[str, Any], dict[str, Rows]]:
    if len(data) > LARGEST:
        raise Invalid(_LARGE, n=LARGEST // 2**20)
    try:
        whole = json.loads(data)
    except (ValueError, RecursionError):
        raise Invalid(_NOT_ONE) from None
    if not isinstance(whole, dict) or whole.get("format") != FORMAT:
        raise Invalid(_NOT_ONE)
    if not isinstance(whole.get("version"), int) or whole["version"] > VERSION:
        raise Invalid(_NEWER)
    head, tables = whole.get("workspace"), whole.get("tables")
    if not isinstance(head, dict) or not isinstance(tables, dict):
        raise Invalid(_TORN, place="workspace")
    for key in HEAD:
        kind = dict if key == "settings" else str
        if not isinstance(head.get(key), kind):
            raise Invalid(_TORN, place=f"workspace.{key}")
    known = {table.name: table for table in owned_tables()}
    if unknown := sorted(set(tables) - set(known)):
        raise Invalid(_NEWER if len(unknown) < len(tables) else _TORN, place=unknown[0][:80])
    return head, {name: _table(known[name], content) for name, content in tables.items()}


def _table(table: Table, content: Any) -> Rows:
    """The rows of a table with the values that its columns hold; a column it lacks is as new rows have it."""
    names = content.get("columns") if isinstance(content, dict) else None
    rows = content.get("rows") if isinstance(content, dict) else None
    if not isinstance(names, list) or not isinstance(rows, list) or not all(isinstance(n, str) for n in names):
        raise Invalid(_TORN, place=table.name)
    columns = {c.name: c for c in columns_of(table)}
    if set(names) - set(columns):
        raise Invalid(_NEWER)
    if "id" not in names or len(set(names)) < len(names):
        raise Invalid(_TORN, place=table.name)
    fields = model_of(table).model_fields
    lacking = [c for name, c in columns.items() if name not in names]
    if any(not c.nullable and fields[c.name].is_required() for c in lacking):
        raise Invalid(_TORN, place=f"{table.name}.{lacking[0].name}")
    given = [(name, reader(columns[name]), columns[name].nullable) for name in names]
    usual = {c.name: fields[c.name] for c in lacking}
    return [_row(table, number, row, given, usual) for number, row in enumerate(rows, 1)]


def _row(table: Table, number: int, row: Any, given: list[tuple[str, Reader, bool]], usual: dict[str, Any]) -> Row:
    if not isinstance(row, list) or len(row) != len(given):
        raise Invalid(_TORN, place=f"{table.name} {number}")
    values: Row = {name: field.get_default(call_default_factory=True) for name, field in usual.items()}
    for (name, made_of, nullable), cell in zip(given, row, strict=True):
        try:
            value = None if cell is None else made_of(cell)
        except (ValueError, TypeError, ArithmeticError):
            raise Invalid(_TORN, place=f"{table.name}.{name} {number}") from None
        if value is None and not nullable:
            raise Invalid(_TORN, place=f"{table.name}.{name} {number}")
        values[name] = value
    return values


class _Loading:
    """The rows of one file on their way into a workspace."""

    def __init__(self, session: Session, workspace_id: uuid.UUID, tables: dict[str, Rows]) -> None:
        self.session = session
        self.workspace_id = workspace_id
        self.tables = tables
        ids = [row["id"] for rows in tables.values() for row in rows]
        self.ids = NewIds(x for x in ids if isinstance(x, uuid.UUID))
        self.numbers = self._numbers()

    def store(self) -> None:
        """Insert everything, what others refer to first."""
        for table in owned_tables():
            rows = self.tables.pop(table.name, [])
            self._rename(table, rows)
            for start in range(0, len(rows), CHUNK):
                self.session.execute(insert(table), rows[start : start + CHUNK])

    def _rename(self, table: Table, rows: Rows) -> None:
        """Give rows their new ids, and make them this workspace's."""
        ids = [c.name for c in columns_of(table) if holds_id(c)]
        inside = [c.name for c in columns_of(table) if holds_json(c)]
        numbers = self.numbers.get(table.name)
        for row in rows:
            row[OWNER] = self.workspace_id
            if numbers:
                row["id"] = numbers.of(row["id"])
            for name in ids:
                if row[name] is not None:
                    row[name] = self.ids.of(row[name])
            for name in inside:
                if table.name == "change" and name == "rows":
                    row[name] = [self._step(step) for step in row[name]]
                elif row[name]:
                    row[name] = self.ids.inside(row[name])

    def _numbers(self) -> dict[str, NewNumbers]:
        """New numbers for every table whose rows are counted."""
        counted = {t.name: t for t in owned_tables() if not holds_id(t.c.id)}
        remembered: dict[str, list[int]] = defaultdict(list)
        for row in self._remembered():
            if row["table"] in counted:
                remembered[row["table"]] += _numbers_in(row)
        found = {}
        for name, table in counted.items():
            rows = [row["id"] for row in self.tables.get(name, [])]
            first = self._first_free(table, len(rows) + len(remembered[name]))
            found[name] = NewNumbers(rows, remembered[name], first)
        return found

    def _remembered(self) -> Iterator[dict[str, Any]]:
        """What the change log holds of rows; a step that names anything but rows of a workspace is refused."""
        known = {table.name: table for table in owned_tables()}
        for change in self.tables.get("change", []):
            for row in change["rows"] if isinstance(change["rows"], list) else [None]:
                if not isinstance(row, dict) or row.get("table") not in known or not _is_step(row, known[row["table"]]):
                    raise Invalid(_TORN, place="change.rows")
                yield row

    def _first_free(self, table: Table, wanted: int) -> int:
        """The first of as many numbers as are wanted, in a row, that no other row has or will get."""
        top = select(func.coalesce(func.max(table.c.id), 0))
        if self.session.get_bind().dialect.name == "sqlite" or not wanted:
            return self.session.execute(top).scalar_one() + 1  # this transaction is the only writer
        sequence = select(func.pg_get_serial_sequence(table.name, "id")).scalar_subquery()
        drawn = select(func.nextval(sequence)).select_from(func.generate_series(1, wanted).alias())
        numbers = self.session.execute(drawn).scalars().all()
        if numbers[-1] - numbers[0] == wanted - 1:
            return numbers[0]
        first = max(numbers[-1], self.session.execute(top).scalar_one()) + 1  # others drew in between: go past them all
        self.session.execute(select(func.setval(sequence, first + wanted - 1)))
        return first

    def _step(self, row: dict[str, Any]) -> dict[str, Any]:
        """A row of a step of the change log with the ids that it has now."""
        numbers = self.numbers.get(row["table"])
        new = {key: self.ids.inside(value) for key, value in row.items() if key != "ids"}
        for side in ("before", "after"):
            if isinstance(new.get(side), dict):
                if OWNER in new[side]:
                    new[side][OWNER] = {"$u": self.workspace_id.hex}
                if numbers and "id" in new[side]:
                    new[side]["id"] = numbers.of(new[side]["id"])
        if "ids" in row:
            new["ids"] = [numbers.of(x) for x in row["ids"]] if numbers else self.ids.inside(row["ids"])
        return new


def _is_step(row: dict[str, Any], table: Table) -> bool:
    """Whether a row of a step has the form of one, with an id that the table can have."""
    sides = [row.get("before"), row.get("after")]
    if not all(side is None or isinstance(side, dict) for side in sides):
        return False
    if not isinstance(row.get("ids", []), list):
        return False
    if "ids" not in row and any(side is not None and "id" not in side for side in sides):
        return False
    ids: Iterable[Any] = [*row.get("ids", []), *(side["id"] for side in sides if side and "id" in side)]
    if holds_id(table.c.id):
        return all(isinstance(x, dict) and list(x) == ["$u"] for x in ids)
    return all(isinstance(x, int) and not isinstance(x, bool) for x in ids)


def _numbers_in(row: dict[str, Any]) -> list[int]:
    sides = (row.get("before"), row.get("after"))
    return [*row.get("ids", []), *(side["id"] for side in sides if side and "id" in side)]
