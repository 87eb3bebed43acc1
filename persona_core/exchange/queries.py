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
from persona_core.exchange.importing.checked import Checked
from persona_core.exchange.importing.plan import Plan
from persona_core.kit.words import Words


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
    sha256: str = ""
    undone_at: datetime | None = None


def past_imports(session: Session, viewer: Viewer, limit: int = 50) -> list[PastImport]:
    """The latest imports, newest first."""
    return [_past(batch) for batch in batches(session, viewer, limit)]


def imported_before(session: Session, viewer: Viewer, plan: Plan | Checked) -> PastImport | None:
    """The latest import of the same bytes taken for the same things."""
    batch = batch_of(session, viewer, plan.kind, plan.digest)
    return _past(batch) if batch else None


def told(one: PastImport, t: Words) -> str:
    """One import as a line of text."""
    counts = {name: t.number(getattr(one, name)) for name in ("rows", "created", "updated", "unchanged", "refused")}
    said = t("Rows: {rows}. New {created}, changed {updated}, the same {unchanged}, refused {refused}.", **counts)
    back = t("taken back on {day}", day=t.date(one.undone_at)) if one.undone_at else ""
    return "\t".join(part for part in (one.id, t.date(one.at), one.file_name, one.by, said, back) if part)


def is_there(session: Session, viewer: Viewer, batch_id: uuid.UUID | None) -> bool:
    """Whether an import still stands, or was undone."""
    there = visible(ImportBatch, viewer).where(ImportBatch.id == batch_id, ImportBatch.undone_at.is_(None))
    return session.exec(there).first() is not None


def _past(batch: ImportBatch) -> PastImport:
    counts = {name: batch.summary.get(name, 0) for name in ("rows", "created", "updated", "unchanged", "refused")}
    return PastImport(
        str(batch.id),
        batch.created_at,
        batch.file_name,
        batch.kind,
        batch.said_by,
        batch.source,
        **counts,
        sha256=batch.summary.get("sha256", ""),
        undone_at=batch.undone_at,
    )
