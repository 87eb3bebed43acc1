"""What people said of a file of the same columns before: kept with the last import that still stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from persona_core.access.models import Viewer
from persona_core.access.queries import visible
from persona_core.evidence.models import ImportBatch
from persona_core.exchange.importing.columns import Column
from persona_core.exchange.importing.headers import bare
from persona_core.kit.sheets import Sheet

LOOKED_AT = 60
_DECIDED = "decided"


@dataclass(frozen=True)
class Earlier:
    """An earlier import of a file with the same columns: as what it went in, and column → key or None.

    Only columns about which somebody decided; of what was merely guessed nothing is remembered.
    """

    kind: str
    file_name: str
    at: datetime
    columns: Mapping[str, str | None]


def earlier(session: Session, viewer: Viewer, sheet: Sheet, kind: str | None = None) -> Earlier | None:
    """The latest import (of a kind) of a file with the same columns that was not taken back."""
    names = {bare(name) for name in sheet.header if name and not name.startswith("@")}
    if not names:
        return None
    statement = visible(ImportBatch, viewer).where(ImportBatch.undone_at.is_(None))
    if kind is not None:
        statement = statement.where(ImportBatch.kind == kind)
    for batch in session.exec(statement.order_by(ImportBatch.created_at.desc()).limit(LOOKED_AT)):
        if {bare(name) for name in batch.columns if not name.startswith("#")} == names:
            told = {name: key for name, key in batch.columns.items() if name in batch.summary.get(_DECIDED, ())}
            return Earlier(batch.kind, batch.file_name, batch.created_at, told)
    return None


def decided(columns: Sequence[Column]) -> dict[str, list[str]]:
    """For the summary of an import: the columns about which somebody decided, for this file or an earlier one."""
    return {_DECIDED: [column.header for column in columns if column.header and column.decided]}
