"""Rows that an import changed or removed: written as they were, where nobody changed them since."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Table, bindparam, insert, select, tuple_, update
from sqlmodel import Session

from persona_core.evidence.snapshots import Row, chunks, plain, rich
from persona_core.exchange.undoing.rows import CHAIN, PARTS, Rows
from persona_core.journeys.models import StageEvent
from persona_core.kit.db import metadata

_PLACE = ("workspace_id", "deal_num", "stage_num")


def mark_edited(rows: Rows) -> None:
    """Chains of which a changed row was edited since: they stay as they are now."""
    for name, changed in rows.changed.items():
        if name not in CHAIN:
            continue
        table, by_id = metadata.tables[name], {}
        for row in changed:
            if "gone" in row:
                row["group"] = ("chain", rich(row["gone"][PARTS[name]]))
            else:
                by_id[uuid.UUID(row["id"])] = row
        for part in chunks(by_id):
            found = select(table.c.id, table.c.version, table.c[PARTS[name]]).where(table.c.id.in_(part))
            for row_id, version, chain in rows.session.execute(found):
                by_id[row_id]["group"] = ("chain", chain)
                if version != by_id[row_id]["version"]:
                    rows.edited.add(("chain", chain))


def put_back(rows: Rows) -> int:
    """Write what was changed as it was, column by column where nobody changed it since; returns how many values."""
    values = 0
    for name, changed in rows.changed.items():
        table = metadata.tables[name]
        told = [row for row in changed if "old" in row and row.get("group") not in rows.edited]
        for part in chunks(told):
            there = _there(rows.session, table, [uuid.UUID(row["id"]) for row in part])
            writes: dict[tuple[str, ...], list[Row]] = defaultdict(list)
            for row in part:
                now = there.get(row["id"], {})
                back = {n: rich(old) for n, old in row["old"].items() if n in now and now[n] == row["new"][n]}
                if back:
                    writes[tuple(back)].append({"id_": uuid.UUID(row["id"]), **{f"{n}_": v for n, v in back.items()}})
                values += len(back)
            for names, alike in writes.items():
                _write(rows.session, table, names, alike)
    return values


def _there(session: Session, table: Table, ids: Sequence[Any]) -> dict[str, Row]:
    rows = session.execute(select(table).where(table.c.id.in_(ids))).mappings()
    return {str(row["id"]): {name: plain(value) for name, value in row.items()} for row in rows}


def _write(session: Session, table: Table, names: Iterable[str], alike: list[Row]) -> None:
    values: dict[str, Any] = {name: bindparam(f"{name}_", type_=table.c[name].type) for name in names}
    if "version" in table.c:
        values["version"] = table.c.version + 1
    mine = table.c.id == bindparam("id_", type_=table.c.id.type)
    session.connection().execute(update(table).where(mine).values(values), alike)


def bring_back(rows: Rows) -> int:
    """Insert again what was removed, where its place is still free; returns how many rows."""
    back = 0
    for name, changed in rows.changed.items():
        table = metadata.tables[name]
        gone = [row["gone"] for row in changed if "gone" in row and row.get("group") not in rows.edited]
        for part in chunks(gone):
            free = _free(rows.session, table, [{key: rich(value) for key, value in row.items()} for row in part])
            if free:
                rows.session.execute(insert(table), free)
            back += len(free)
    return back


def _free(session: Session, table: Table, gone: list[Row]) -> list[Row]:
    """Those that are not there while all they refer to is, and of whose deal's stage no other day is known."""
    there = set(session.scalars(select(table.c.id).where(table.c.id.in_([row["id"] for row in gone]))))
    free = [row for row in gone if row["id"] not in there]
    for key in table.foreign_key_constraints:
        names = [element.parent.key for element in key.elements]
        known = _known(session, [element.column for element in key.elements], [_at(row, names) for row in free])
        free = [row for row in free if None in _at(row, names) or _at(row, names) in known]
    if table is StageEvent.__table__:
        taken = _known(session, [table.c[name] for name in _PLACE], [_at(row, _PLACE) for row in free])
        free = [row for row in free if _at(row, _PLACE) not in taken]
    return free


def _at(row: Row, names: Sequence[str]) -> tuple[Any, ...]:
    return tuple(row[name] for name in names)


def _known(session: Session, columns: Sequence[Any], wanted: Iterable[tuple[Any, ...]]) -> set[tuple[Any, ...]]:
    """Which of these values stand in the columns."""
    asked = [values for values in set(wanted) if None not in values]
    if not asked:
        return set()
    where = tuple_(*columns).in_(asked) if len(columns) > 1 else columns[0].in_([value for (value,) in asked])
    return {tuple(row) for row in session.execute(select(*columns).where(where))}
