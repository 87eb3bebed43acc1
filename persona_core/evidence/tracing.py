"""The trace of an import: which rows it made, and how those stood that it changed; written by the way, read by undo."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Table as SqlTable
from sqlalchemy import select
from sqlmodel import Session, SQLModel

from persona_core.evidence.flushes import written
from persona_core.evidence.models import BatchTrace, ImportBatch
from persona_core.evidence.resolving import HOLDER
from persona_core.evidence.snapshots import Row, plain

_TRACE = "evidence.trace"
_OTHERWISE = frozenset({"observation", "external_id", "import_batch", "batch_trace", "change"})
"""Tables whose rows tell by themselves which import they are of, or are no part of one."""
KEYS = "external_id"
_DERIVED = ("provenance", "name_digest", "latest_deal_id", HOLDER)
BOOKKEEPING = frozenset({"version", "created_at", "updated_at"})


@dataclass
class Trace:
    """table → ids of rows that were made (or their 16 bytes), and (id → before, after) of those changed; without an
    after it went.

    `keys` are external ids given to things that were there before: [kind, value, id of the thing].
    """

    made: dict[str, list[uuid.UUID | bytes]] = field(default_factory=lambda: defaultdict(list))
    rows: dict[str, dict[str, tuple[Row | None, Row | None]]] = field(default_factory=lambda: defaultdict(dict))

    keys: list[list[str]] = field(default_factory=list)

    def note_made(self, table: SqlTable, ids: Iterable[uuid.UUID | bytes]) -> None:
        """Rows of a table were made."""
        if table.name not in _OTHERWISE:
            self.made[table.name] += ids

    def note_changed(self, table: SqlTable, row_id: str, before: Row | None, after: Row | None) -> None:
        """A row of a table was changed, or removed; what happens to it twice is one change."""
        if table.name in _OTHERWISE or (before is None and "batch_id" in table.c and "created_at" not in table.c):
            return
        known = self.rows[table.name].get(row_id)
        self.rows[table.name][row_id] = (known[0] if known else before, after)


def tracing_of(session: Session) -> Trace | None:
    """The trace that is being kept, if any."""
    return session.info.get(_TRACE)


def watched(table: SqlTable) -> list[Any]:
    """The columns of a table by which a trace tells rows apart: not those that its ledger or its deals decide."""
    model = next((m.class_ for m in SQLModel._sa_registry.mappers if m.local_table is table), None)
    held = {*model.LEDGER, *_DERIVED} if hasattr(model, "LEDGER") else set()
    return [c for c in table.c if c.key not in held]


def standing(session: Session, table: SqlTable, match: Any) -> dict[str, Row]:
    """The watched columns of stored rows that match, by id as text."""
    session.flush()
    found = session.execute(select(*watched(table)).where(match)).mappings()
    return {str(row["id"]): {k: plain(v) for k, v in row.items()} for row in found}


@contextmanager
def tracing(session: Session, batch: ImportBatch) -> Iterator[Trace]:
    """Keep the trace of everything written inside the block as that of `batch`."""
    trace = session.info[_TRACE] = Trace()

    def tell(row: SQLModel, row_id: str, before: Row | None, after: Row | None) -> None:
        trace.note_changed(row.__table__, row_id, before, after)

    try:
        with written(session, lambda row: row.__tablename__ not in _OTHERWISE, tell):
            yield trace
    finally:
        session.info.pop(_TRACE, None)
    session.execute(BatchTrace.__table__.insert(), list(_packed(batch, trace)) or [_nothing(batch)])


def _nothing(batch: ImportBatch) -> dict[str, Any]:
    return {"batch_id": batch.id, "name": "", "made": b"", "rows": []}


def _packed(batch: ImportBatch, trace: Trace) -> Iterator[dict[str, Any]]:
    if trace.keys:
        yield {"batch_id": batch.id, "name": KEYS, "made": b"", "rows": trace.keys}
    for name in {*trace.made, *trace.rows}:
        made, rows = list(trace.made.get(name, ())), []
        for key, (before, after) in trace.rows.get(name, {}).items():
            if before is None and after is not None:
                made.append(uuid.UUID(key))
                if after.get("version", 1) != 1:
                    rows.append({"id": key, "version": after["version"]})
            elif after is None and before is not None:
                rows.append({"id": key, "gone": before})
            elif before is not None and after is not None:
                rows += _difference(key, before, after)
        if made or rows:
            yield {"batch_id": batch.id, "name": name, "made": b"".join(map(_bytes, made)), "rows": rows}


def _bytes(row_id: uuid.UUID | bytes) -> bytes:
    return row_id if row_id.__class__ is bytes else row_id.bytes


def _difference(key: str, before: Row, after: Row) -> list[dict[str, Any]]:
    names = [name for name in before if name not in BOOKKEEPING and before[name] != after.get(name)]
    if not names:
        return []
    old, new = ({name: side[name] for name in names} for side in (before, after))
    return [{"id": key, "version": after.get("version"), "old": old, "new": new}]


def unpacked(packed: bytes) -> list[uuid.UUID]:
    """The ids that a trace packs."""
    return [uuid.UUID(bytes=packed[start : start + 16]) for start in range(0, len(packed), 16)]
