"""What an import said, taken out of the ledger: each column is folded anew from what everybody else said."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import and_, delete, or_, select, update
from sqlmodel import Session, SQLModel

from persona_core.companies.models import Company, Person, name_digest
from persona_core.deals.models import Deal
from persona_core.evidence.bulk import update_noted
from persona_core.evidence.models import ImportBatch, Observation
from persona_core.evidence.resolving import HOLDER, from_json, held, rebuild, to_json
from persona_core.evidence.snapshots import chunks
from persona_core.vocabulary.fields import FIELDS
from persona_core.vocabulary.specs import OWN

LEDGERS: dict[str, type[SQLModel]] = {"company": Company, "person": Person, "deal": Deal}
"""Tables whose columns follow from statements."""
IDENTITY = {"company": ("name",), "person": ("name", "title", "position"), "deal": ("product", "outcome")}
"""What a row that stays keeps of the import that made it: what it is called by."""
FOLLOWS = "status"
"""The column that follows from deals; see `following`."""


@dataclass(frozen=True)
class Statement:
    """An observation as far as it is needed to fold it."""

    id: int
    source: str
    observed_on: date
    values: Mapping[str, Any]
    mine: bool


@dataclass
class Folded:
    """Rows after a statement was taken out: how many values changed, edited fields by row, rows whose status moved."""

    values: int = 0
    edited: dict[uuid.UUID, tuple[str, ...]] = field(default_factory=dict)
    restated: set[uuid.UUID] = field(default_factory=set)


def spoken_of(session: Session, batch: ImportBatch) -> dict[str, set[uuid.UUID]]:
    """table → what the import said something of."""
    found: dict[str, set[uuid.UUID]] = defaultdict(set)
    kinds = select(Observation.subject_kind, Observation.subject_id).where(Observation.batch_id == batch.id)
    for kind, subject in session.execute(kinds):
        found[kind].add(subject)
    return found


def _about(batch: ImportBatch, ids: Collection[uuid.UUID]) -> tuple[Any, Any]:
    """Statements about these rows; the index begins with the workspace."""
    return Observation.workspace_id == batch.workspace_id, Observation.subject_id.in_(ids)


def spoken_of_since(session: Session, batch: ImportBatch, ids: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Those of whom anybody else said something."""
    found: set[uuid.UUID] = set()
    others = or_(Observation.batch_id.is_(None), Observation.batch_id != batch.id)
    for part in chunks(ids):
        found.update(session.scalars(select(Observation.subject_id).where(*_about(batch, part), others)))
    return found


def let_stay(session: Session, batch: ImportBatch, ids: Collection[uuid.UUID]) -> None:
    """Let what was said of these rows stand on its own, whatever becomes of the import."""
    for part in chunks(ids):
        mine = and_(Observation.batch_id == batch.id, *_about(batch, part))
        session.execute(update(Observation).where(mine).values(batch_id=None))


def forget_statements(session: Session, batch: ImportBatch) -> int:
    """Delete what the import said."""
    return session.execute(delete(Observation.__table__).where(Observation.batch_id == batch.id)).rowcount


def fold_without(
    session: Session, batch: ImportBatch, kind: str, ids: Collection[uuid.UUID], made: Collection[uuid.UUID]
) -> Folded:
    """Columns of these rows as they are without the import; of those in `made`, which it made, identity stays.

    To be called while its statements are still there.
    """
    folded, model = Folded(), LEDGERS[kind]
    for part in chunks(ids):
        said = _statements(session, batch, part)
        names = ("id", "version", "provenance", *model.LEDGER, *([HOLDER] if HOLDER in model.__table__.c else []))
        columns = [model.__table__.c[name] for name in names]
        rows = session.execute(select(*columns).where(model.__table__.c.id.in_(part))).mappings().all()
        changes = []
        for row in rows:
            before = said[row["id"]]
            after = _without(session, before, IDENTITY[kind] if row["id"] in made else ())
            change = _change(model, row, before, after, folded)
            if change:
                changes.append({"id": row["id"], "version": row["version"], **change})
        update_noted(session, model, changes)
    return folded


def _statements(session: Session, batch: ImportBatch, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[Statement]]:
    found: dict[uuid.UUID, list[Statement]] = defaultdict(list)
    o = Observation
    rows = select(o.subject_id, o.id, o.source, o.observed_on, o.values, o.batch_id).where(*_about(batch, ids))
    for subject, number, source, day, values, batch_id in session.execute(rows.order_by(o.id)):
        found[subject].append(Statement(number, source, day, values, batch_id == batch.id))
    return found


def _without(session: Session, said: Sequence[Statement], identity: Sequence[str]) -> list[Statement]:
    """The statements of others, and of the import itself no more than the identity of a row it made."""
    left, missing = [], set(identity)
    for one in said:
        if not one.mine:
            left.append(one)
        elif kept := {name: one.values[name] for name in identity if name in missing and name in one.values}:
            missing -= set(kept)
            left.append(replace(one, values=kept))
            changed = {"values": kept, "batch_id": None}
            session.execute(update(Observation).where(Observation.id == one.id).values(changed))
    return left


def _change(
    model: type[SQLModel],
    row: Mapping[str, Any],
    before: Sequence[Statement],
    after: Sequence[Statement],
    folded: Folded,
) -> dict[str, Any]:
    """The columns to write, in the form the table takes."""
    (full, told), (rest, still_told) = rebuild(before), rebuild(after)
    mine = {name for one in before if one.mine for name in one.values}
    first = min((one.id for one in before if one.mine), default=0)
    later = {name for one in before if not one.mine and one.id > first for name in one.values}
    if FOLLOWS in mine:
        folded.restated.add(row["id"])
    changed: dict[str, Any] = {}
    own = {OWN + code: value for code, value in (row.get(HOLDER) or {}).items()}
    for name in mine - {FOLLOWS}:
        now = own.get(name) if name.startswith(OWN) else to_json(row[name])
        if full.get(name) == rest.get(name) or now != full.get(name):
            continue
        if name.startswith(OWN):
            own = {**own, name: rest.get(name)}
            changed[HOLDER] = held(own)
            folded.values += 1
            continue
        column = model.__table__.c[name]
        if rest.get(name) is None and not column.nullable and column.default is None:
            continue  # a company is called something
        changed[name] = from_json(model, name, rest.get(name))
    folded.values += len(changed.keys() - {HOLDER})
    edited = tuple(sorted(name for name in mine & later if name not in changed and name in FIELDS))
    if edited:
        folded.edited[row["id"]] = edited
    if "name" in changed and model is Company:
        changed["name_digest"] = name_digest(changed["name"])
    stands = {name: told_by for name, told_by in (row["provenance"] or {}).items() if name not in mine}
    provenance = {**stands, **{name: still_told[name] for name in mine if name in still_told}}
    if provenance != (row["provenance"] or {}) and told != still_told:
        changed["provenance"] = provenance
    return changed
