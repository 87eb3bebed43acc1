"""Undoing a step of the change log: every row back as it was, unless somebody changed one of them since."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import ForeignKeyConstraint, Table, and_, bindparam, delete, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from persona_core.access.models import Viewer
from persona_core.access.queries import get
from persona_core.evidence.models import Change
from persona_core.evidence.snapshots import Row, chunks, rich, stored
from persona_core.kit import clock
from persona_core.kit.collecting import resting_collector
from persona_core.kit.db import metadata
from persona_core.kit.errors import PersonaError
from persona_core.kit.words import N_

_CHANGED_SINCE = N_(
    "Something in this step was changed again since, so it cannot be undone as a whole. Change it by hand."
)
_BOOKKEEPING = {"version", "created_at", "updated_at", "recorded_at"}


class _Entry(NamedTuple):
    """One row of a step: without `before` the step made it, without `after` the step removed it."""

    before: Row | None
    after: Row | None

    @property
    def id(self) -> Any:
        return (self.after or self.before)["id"]


class _Alike(NamedTuple):
    """Many rows of a table that the step changed in the same columns from the same values to the same."""

    table: Table
    ids: list[Any]
    before: Row
    after: Row


@resting_collector()
def undo(session: Session, viewer: Viewer, change_id: uuid.UUID | str) -> Change:
    """Put every row of a step back as it was.

    Refused when the step was undone already, when one of its rows changed since, and when something else was
    hung on a row that the step had made.
    """
    change = get(session, viewer, Change, change_id)
    if change.undone_at is not None:
        raise PersonaError(N_("This step was already undone."))
    step = _Step(session, change.rows)
    step.refuse_changed()
    try:
        step.put_back()
    except IntegrityError:
        raise PersonaError(_CHANGED_SINCE) from None
    change.undone_at = clock.now()
    session.add(change)
    session.flush()
    session.expire_all()
    session.refresh(change)
    return change


class _Step:
    """The rows of one change, by table."""

    def __init__(self, session: Session, rows: Iterable[dict[str, Any]]) -> None:
        self.session = session
        self.alike: list[_Alike] = []
        entries: dict[str, list[_Entry]] = defaultdict(list)
        for row in rows:
            table = metadata.tables[row["table"]]
            if "ids" in row:
                self.alike.append(_Alike(table, row["ids"], row["before"], row["after"]))
            else:
                after = row["after"] if "after" in row else {**row["before"], **row["set"]}
                entries[table.name].append(_Entry(row["before"], after))
        self.tables = [table for table in metadata.sorted_tables if table.name in entries]
        self.entries = entries

    def made(self, table: Table) -> list[_Entry]:
        """Rows that the step made."""
        return [entry for entry in self.entries[table.name] if entry.before is None]

    def refuse_changed(self) -> None:
        """Raise when a row no longer holds what the step left in it, or when others hang on a row that it made."""
        touched = {(table.name, str(entry.id)) for table in self.tables for entry in self.entries[table.name]}
        touched |= {(many.table.name, str(row_id)) for many in self.alike for row_id in many.ids}
        for table in self.tables:
            there = stored(self.session, table, [entry.id for entry in self.entries[table.name]])
            if any(_differs(there.get(str(entry.id)), entry.after) for entry in self.entries[table.name]):
                raise PersonaError(_CHANGED_SINCE)
            made = [entry.after for entry in self.made(table)]
            if made and any(part not in touched for part in self._parts(table, made)):
                raise PersonaError(_CHANGED_SINCE)
        for many in self.alike:
            if self._standing(many) != len(many.ids):
                raise PersonaError(_CHANGED_SINCE)

    def _standing(self, many: _Alike) -> int:
        """How many of the rows still hold what the step left in them."""
        same = and_(*(many.table.c[name] == rich(value) for name, value in many.after.items()))
        counted = 0
        for chunk in chunks(many.ids):
            mine = many.table.c.id.in_([rich(row_id) for row_id in chunk])
            counted += self.session.execute(select(func.count()).where(mine, same)).scalar_one()
        return counted

    def _parts(self, table: Table, rows: list[Row]) -> Iterable[tuple[str, str]]:
        """(table, id) of what would vanish together with these rows."""
        for other in metadata.sorted_tables:
            for key in other.foreign_key_constraints:
                if key.referred_table is table and (key.ondelete or "").upper() != "SET NULL" and "id" in other.c:
                    for chunk in chunks(rows):
                        for part in self.session.execute(select(other.c.id).where(_refers(key, chunk))).scalars():
                            yield other.name, str(_plain_id(part))

    def put_back(self) -> None:
        """Write everything as it was. A row that others still point to goes only after those point back."""
        if self._held():
            for table in self.tables:
                self._insert(table)
            for table in self.tables:
                self._update(table)
            self._update_alike()
            self._delete()
            return
        self._delete()
        for table in self.tables:
            self._insert(table)
            self._update(table)
        self._update_alike()

    def _held(self) -> bool:
        """Whether rows that stay point to rows that the step made: deleting those first would take them along."""
        made = {table: [entry.after for entry in self.made(table)] for table in self.tables}
        for other, changed in self._changed():
            for key in other.foreign_key_constraints:
                if made.get(key.referred_table) and _points(key, changed, made[key.referred_table]):
                    return True
        return False

    def _changed(self) -> Iterable[tuple[Table, list[Row]]]:
        """By table, how the step left the rows that were there before; of many alike what they share."""
        for table in self.tables:
            entries = self.entries[table.name]
            yield table, [e.after for e in entries if e.before is not None and e.after is not None]
        for many in self.alike:
            yield many.table, [many.after]

    def _delete(self) -> None:
        for table in reversed(self.tables):
            for chunk in chunks([entry.id for entry in self.made(table)]):
                self.session.execute(delete(table).where(table.c.id.in_([rich(row_id) for row_id in chunk])))

    def _insert(self, table: Table) -> None:
        for rows in _like_columns(entry.before for entry in self.entries[table.name] if entry.after is None):
            self.session.execute(insert(table), [{k: rich(v) for k, v in row.items()} for row in rows])

    def _update(self, table: Table) -> None:
        both = (e.before for e in self.entries[table.name] if e.before is not None and e.after is not None)
        for rows in _like_columns(both):
            names = [name for name in rows[0] if name not in {"id", "version"}]
            values: dict[str, Any] = {name: bindparam(f"to_{name}", type_=table.c[name].type) for name in names}
            if "version" in table.c:
                values["version"] = table.c.version + 1
            mine = table.c.id == bindparam("of_id", type_=table.c.id.type)
            old = [{"of_id": rich(row["id"]), **{f"to_{name}": rich(row[name]) for name in names}} for row in rows]
            self.session.connection().execute(update(table).where(mine).values(values), old)

    def _update_alike(self) -> None:
        for many in self.alike:
            values = {name: rich(value) for name, value in many.before.items()}
            for chunk in chunks(many.ids):
                mine = many.table.c.id.in_([rich(row_id) for row_id in chunk])
                self.session.execute(update(many.table).where(mine).values(values))


def _like_columns(rows: Iterable[Row]) -> Iterable[list[Row]]:
    """Rows by the columns they have: a step from before the schema grew has fewer."""
    found: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in rows:
        found[tuple(row)].append(row)
    return found.values()


def _refers(key: ForeignKeyConstraint, rows: list[Row]) -> Any:
    """Rows that point to one of `rows` by a key."""
    elements = list(key.elements)
    if len(elements) == 1:
        (element,) = elements
        return element.parent.in_([rich(row[element.column.key]) for row in rows])
    wanted = [and_(*(e.parent == rich(row[e.column.key]) for e in elements)) for row in rows]
    return or_(*wanted)


def _points(key: ForeignKeyConstraint, rows: Iterable[Row], made: list[Row]) -> bool:
    """Whether one of some rows (or what many rows share) points to one of others by a key."""
    pairs = [(element.parent.key, element.column.key) for element in key.elements]
    there: dict[tuple[str, ...], set[tuple[str, ...]]] = {}
    for row in rows:
        known = [(mine, theirs) for mine, theirs in pairs if mine in row]
        if not known or any(row[mine] is None for mine, _ in known):
            continue
        names = tuple(theirs for _, theirs in known)
        if names not in there:
            there[names] = {tuple(str(one[name]) for name in names) for one in made}
        if tuple(str(row[mine]) for mine, _ in known) in there[names]:
            return True
    return False


def _plain_id(value: Any) -> Any:
    return {"$u": value.hex} if isinstance(value, uuid.UUID) else value


def _differs(current: Row | None, after: Row | None) -> bool:
    """Whether a row no longer holds what the step left in it; how often it was written meanwhile does not matter.

    Columns that the schema got since then are not compared.
    """
    if current is None or after is None:
        return current is not after
    return any(current[k] != after[k] for k in current if k in after and k not in _BOOKKEEPING)
