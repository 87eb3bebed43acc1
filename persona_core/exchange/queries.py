"""Reading imports: what went in before, and when the same file did."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from persona_core.access.models import Viewer
from persona_core.access.queries import visible
from persona_core.evidence.models import ImportBatch
from persona_core.evidence.queries import batch_of, batches
from persona_core.exchange.importing.plan import Plan


@dataclass(frozen=True)
class PastImport:
    """One import as the list shows it."""

    id: str
    at: datetime
    file_name: str
    kind: str
    by: str
    source: str
    rows: int
    created: int
    updated: int
    unchanged: int
    refused: int


def past_imports(session: Session, viewer: Viewer, limit: int = 50) -> list[PastImport]:
    """The latest imports, newest first."""
    return [_past(batch) for batch in batches(session, viewer, limit)]


def imported_before(session: Session, viewer: Viewer, plan: Plan) -> PastImport | None:
    """The latest import of the same bytes taken for the same things."""
    batch = batch_of(session, viewer, plan.kind, plan.digest)
    return _past(batch) if batch else None


def is_there(session: Session, viewer: Viewer, batch_id: uuid.UUID | None) -> bool:
    """Whether an import still stands, or was undone."""
    return session.exec(visible(ImportBatch, viewer).where(ImportBatch.id == batch_id)).first() is not None


def _past(batch: ImportBatch) -> PastImport:
    counts = {name: batch.summary.get(name, 0) for name in ("rows", "created", "updated", "unchanged", "refused")}
    return PastImport(
        str(batch.id), batch.created_at, batch.file_name, batch.kind, batch.said_by, batch.source, **counts
    )
