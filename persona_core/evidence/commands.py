"""Writing evidence: `record()` is the one way a resolved column changes."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlmodel import Session

from persona_core.access.models import Viewer
from persona_core.evidence.models import ExternalId, ImportBatch, Observation
from persona_core.evidence.resolving import from_json, resolve, set_value, takes, to_json, value_of
from persona_core.kit import clock


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
    `LEDGER`, and companies take own fields as `own:<code>` (an unknown one is a programming error).
    Returns the fields whose column changed.
    """
    kind = row.__tablename__
    unknown = {field for field in values if not takes(type(row), field)}
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
    before = {k: to_json(value_of(row, k)) for k in values}
    after, provenance = resolve(before, row.provenance or {}, observation)
    changed = [k for k in values if after[k] != before[k]]
    for field in changed:
        set_value(row, field, from_json(type(row), field, after[field]))
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
