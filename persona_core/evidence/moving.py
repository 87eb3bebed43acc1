"""Moving what hangs on one row over to another: two rows become one, and nothing that refers to either is lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import ForeignKeyConstraint, UniqueConstraint, and_, select
from sqlalchemy import Table as SqlTable
from sqlmodel import Session, SQLModel

from persona_core.evidence.changes import delete_with_parts, model_of
from persona_core.kit.db import metadata

Fold = Callable[[SQLModel, SQLModel], None]


def move_parts(
    session: Session, row: SQLModel, into: SQLModel, *, fold: Fold | None = None, apart: Collection[str] = ()
) -> Counter[str]:
    """Let everything that refers to `row` refer to `into`, another row of its table; returns table → rows moved.

    Where `into` has a part already that must be the only one of its kind, the two become one: `fold(part, twin)` may
    carry over to the twin what only the part says, then the part goes, and what hangs on it moves on to the twin.
    Tables named in `apart` are left to the caller. Row by row, so that undo can bring everything back.
    """
    session.flush()
    moved: Counter[str] = Counter()
    for table in metadata.sorted_tables:
        for key in table.foreign_key_constraints:
            if key.referred_table is row.__table__ and table.name not in apart:
                moved[table.name] += _move(session, table, key, row, into, fold)
    return +moved


def _move(
    session: Session, table: SqlTable, key: ForeignKeyConstraint, row: SQLModel, into: SQLModel, fold: Fold | None
) -> int:
    parts, there = (_parts(session, table, key, parent) for parent in (row, into))
    place = {e.parent.key: getattr(into, e.column.key) for e in key.elements}
    uniques = _uniques(table, place)
    taken = {k: part for part in there for k in _keys(part, uniques, {})}
    for part in parts:
        keys = _keys(part, uniques, place)
        twin = next((taken[k] for k in keys if k in taken), None)
        if twin is None:
            for name, value in place.items():
                setattr(part, name, value)
            session.add(part)
            taken |= dict.fromkeys(keys, part)
            continue
        if fold:
            fold(part, twin)
            session.add(twin)
        move_parts(session, part, twin, fold=fold)
        delete_with_parts(session, part)
    session.flush()
    return len(parts)


def _parts(session: Session, table: SqlTable, key: ForeignKeyConstraint, parent: SQLModel) -> list[Any]:
    match = and_(*(e.parent == getattr(parent, e.column.key) for e in key.elements))
    return list(session.execute(select(model_of(table)).where(match)).scalars())


def _uniques(table: SqlTable, place: Collection[str]) -> list[tuple[str, ...]]:
    """The sets of columns that may stand only once in the table, as far as moved ones are among them."""
    sets = [c.columns.keys() for c in table.constraints if isinstance(c, UniqueConstraint)]
    sets += [index.columns.keys() for index in table.indexes if index.unique]
    return [tuple(names) for names in sets if set(names) & set(place)]


def _keys(part: Any, uniques: Sequence[tuple[str, ...]], place: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """What may stand only once, as the part says it in its new place; with an empty column it may stand often."""
    found = [tuple((name, place.get(name, getattr(part, name))) for name in names) for names in uniques]
    return [key for key in found if all(value is not None for _, value in key)]
