"""Reading evidence."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Text, or_
from sqlmodel import Session, select

from persona_core.access.models import Viewer
from persona_core.access.queries import visible
from persona_core.evidence.models import Change, ExternalId, ImportBatch, Observation
from persona_core.evidence.resolving import rebuild


def external_ids(session: Session, viewer: Viewer, kind: str) -> dict[str, uuid.UUID]:
    """value → subject for every external id of a kind."""
    rows = session.exec(
        select(ExternalId.value, ExternalId.subject_id).where(
            ExternalId.workspace_id == viewer.workspace_id, ExternalId.kind == kind
        )
    )
    return dict(rows.all())


def external_ids_of(session: Session, viewer: Viewer, kind: str) -> dict[uuid.UUID, list[str]]:
    """subject → its external ids, for every subject of a kind."""
    found: dict[uuid.UUID, list[str]] = defaultdict(list)
    for value, subject in external_ids(session, viewer, kind).items():
        found[subject].append(value)
    return found


def history(session: Session, viewer: Viewer, subject_id: uuid.UUID) -> list[Observation]:
    """Everything said about a subject, latest first."""
    return list(
        session.exec(
            visible(Observation, viewer).where(Observation.subject_id == subject_id).order_by(Observation.id.desc())
        )
    )


def histories(session: Session, viewer: Viewer, subject_ids: Sequence[uuid.UUID], *, limit: int) -> list[Observation]:
    """What was said last about any of several subjects, latest first."""
    return list(
        session.exec(
            visible(Observation, viewer)
            .where(Observation.subject_id.in_(list(subject_ids)))
            .order_by(Observation.id.desc())
            .limit(limit)
        )
    )


def keys_of(session: Session, viewer: Viewer, subject_id: uuid.UUID) -> list[ExternalId]:
    """The external ids of one thing."""
    return list(
        session.exec(visible(ExternalId, viewer).where(ExternalId.subject_id == subject_id).order_by(ExternalId.id))
    )


def stated(session: Session, viewer: Viewer, subject_id: uuid.UUID, field: str) -> Any:
    """What the ledger says of one field of a subject, whatever its column shows; None when nobody said anything."""
    return rebuild(reversed(history(session, viewer, subject_id)))[0].get(field)


def batches(session: Session, viewer: Viewer, limit: int = 50) -> list[ImportBatch]:
    """Imports, latest first."""
    return list(session.exec(visible(ImportBatch, viewer).order_by(ImportBatch.created_at.desc()).limit(limit)))


def batch_of(session: Session, viewer: Viewer, kind: str, digest: str) -> ImportBatch | None:
    """The latest import of the same file as the same kind that was not undone."""
    return session.exec(
        visible(ImportBatch, viewer)
        .where(ImportBatch.kind == kind, ImportBatch.digest == digest, ImportBatch.undone_at.is_(None))
        .order_by(ImportBatch.created_at.desc())
    ).first()


def last_change(session: Session, viewer: Viewer) -> Change | None:
    """The latest step that is not undone."""
    return session.exec(
        visible(Change, viewer).where(Change.undone_at.is_(None)).order_by(Change.at.desc()).limit(1)
    ).first()


def steps_on(session: Session, viewer: Viewer, *signs: str, limit: int = 20) -> list[Change]:
    """The latest steps with one of these signs in what they wrote: `table_sign("stage")`, `'"deal_num": 7,'`."""
    written = Change.rows.cast(Text)
    return list(
        session.exec(
            visible(Change, viewer)
            .where(or_(*(written.contains(sign, autoescape=True) for sign in signs)))
            .order_by(Change.at.desc())
            .limit(limit)
        )
    )


def table_sign(name: str) -> str:
    """How a step that wrote rows of a table is known (see `steps_on`)."""
    return f'"table": "{name}",'
