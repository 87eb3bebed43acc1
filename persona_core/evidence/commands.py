"""Writing evidence: `record()` is the one way a resolved column changes."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from sqlmodel import Session, SQLModel, select

from persona_core.access.models import Viewer
from persona_core.evidence.models import HAND, ExternalId, ImportBatch, Observation
from persona_core.kit import clock

RANKS = {HAND: 100, "contract": 5, "customer": 4, "service": 3, "public": 2, "sales": 1, "inferred": 0}
"""How far a source of facts is trusted; a source not named here counts as told by sales."""

_OTHER = RANKS["sales"]


def to_json(value: Any) -> Any:
    """A column value in the form the ledger keeps."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, uuid.UUID) else value


def from_json(model: type[SQLModel], field: str, value: Any) -> Any:
    """A ledger value in the form the column of `model` takes."""
    if value is None:
        return None
    kind = model.__table__.c[field].type.python_type
    if kind is date:
        return date.fromisoformat(value)
    if kind is Decimal:
        return Decimal(value)
    return uuid.UUID(value) if kind is uuid.UUID else value


def wins(new: tuple[str, date], old: Mapping[str, Any] | None) -> bool:
    """Whether a statement (source, day) replaces the one a column shows now.

    A better source wins; between equals the later day, and on the same day the later statement.
    """
    if old is None:
        return True
    rank, old_rank = RANKS.get(new[0], _OTHER), RANKS.get(old["source"], _OTHER)
    return (rank, new[1].isoformat()) >= (old_rank, old["on"]) if rank == old_rank else rank > old_rank


def resolve(
    columns: dict[str, Any], provenance: dict[str, Any], observation: Observation
) -> tuple[dict[str, Any], dict[str, Any]]:
    """One step of the fold: columns and provenance after an observation (JSON values throughout).

    An empty value by hand clears a field and ends the claim on it: the next statement of anybody counts.
    """
    columns, provenance = dict(columns), dict(provenance)
    for field, value in observation.values.items():
        if value is None and observation.source == HAND:
            columns[field] = None
            provenance.pop(field, None)
        elif value is not None and wins((observation.source, observation.observed_on), provenance.get(field)):
            columns[field] = value
            provenance[field] = {"source": observation.source, "on": observation.observed_on.isoformat()}
    return columns, provenance


def record(
    session: Session,
    viewer: Viewer,
    row: Any,
    values: Mapping[str, Any],
    *,
    source: str | None = None,
    observed_on: date | None = None,
    batch: ImportBatch | None = None,
) -> list[str]:
    """Write down a statement about `row` and bring its columns up to date.

    `values` maps column names to already valid values; the row's class names what may be written in
    `LEDGER` (an unknown field is a programming error). Returns the fields whose column changed.
    """
    kind = row.__tablename__
    unknown = set(values) - set(row.LEDGER)
    if unknown:
        raise KeyError(f"{kind} does not take {sorted(unknown)}")
    if not values:
        return []
    source = source or viewer.source
    observation = Observation(
        workspace_id=viewer.workspace_id,
        subject_kind=kind,
        subject_id=row.id,
        source=source,
        said_by=viewer.name,
        observed_on=observed_on or clock.today(),
        values={k: to_json(v) for k, v in values.items()},
        batch_id=batch.id if batch else None,
    )
    session.add(observation)
    before = {k: to_json(getattr(row, k)) for k in values}
    after, provenance = resolve(before, row.provenance or {}, observation)
    changed = [k for k in values if after[k] != before[k]]
    for field in changed:
        setattr(row, field, from_json(type(row), field, after[field]))
    if provenance != (row.provenance or {}):
        row.provenance = provenance
    session.add(row)
    return changed


def open_batch(
    session: Session, viewer: Viewer, *, kind: str, file_name: str, digest: str, source: str, columns: dict
) -> ImportBatch:
    """A new import batch; its summary is filled in when the import is through."""
    batch = ImportBatch(
        workspace_id=viewer.workspace_id,
        kind=kind,
        file_name=file_name[:300],
        digest=digest,
        source=source,
        said_by=viewer.name,
        columns=columns,
    )
    session.add(batch)
    session.flush()
    return batch


def add_external_id(
    session: Session, viewer: Viewer, *, kind: str, value: str, subject_id: uuid.UUID, system: str = ""
) -> ExternalId:
    """Give a thing a key of somebody else's system."""
    row = ExternalId(workspace_id=viewer.workspace_id, kind=kind, system=system, value=value, subject_id=subject_id)
    session.add(row)
    return row


def forget(session: Session, viewer: Viewer, subject_ids: Iterable[uuid.UUID]) -> None:
    """Remove observations and external ids of subjects that are being deleted."""
    ids = list(subject_ids)
    for model in (Observation, ExternalId):
        for row in session.exec(
            select(model).where(model.workspace_id == viewer.workspace_id, model.subject_id.in_(ids))
        ):
            session.delete(row)
