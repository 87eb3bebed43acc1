"""Taking a whole import back, in the caller's one transaction."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Collection

from sqlalchemy import delete, select
from sqlmodel import Session

from persona_core.access.models import Viewer
from persona_core.access.queries import get
from persona_core.companies.models import Company
from persona_core.evidence.models import BatchTrace, ImportBatch
from persona_core.evidence.snapshots import chunks
from persona_core.exchange.importing.progress import STORE, Tell, silent
from persona_core.exchange.undoing.changed import bring_back, mark_edited, put_back
from persona_core.exchange.undoing.following import companies_of, drop_unused, follow_many
from persona_core.exchange.undoing.result import Kept, Undone, Why
from persona_core.exchange.undoing.rows import Group, Rows, drop_keys
from persona_core.exchange.undoing.statements import (
    LEDGERS,
    fold_without,
    forget_statements,
    let_stay,
    spoken_of,
    spoken_of_since,
)
from persona_core.kit import clock
from persona_core.kit.db import metadata
from persona_core.kit.errors import PersonaError
from persona_core.kit.words import N_

_DONE_ALREADY = N_("This import was taken back already, on {day}.")
_NO_TRACE = N_(
    "Of this import nothing was kept to take it back with: it came with a copied workspace, or was made by an older "
    "version. Delete or change its rows by hand."
)


def undo_batch(session: Session, viewer: Viewer, batch_id: uuid.UUID | str, *, tell: Tell = silent) -> Undone:
    """Take an import back, whatever its size and whatever was edited since.

    Rows it made go, what it changed becomes what it would be without it; values edited since stay, and so do rows
    that something newer hangs on. Raises PersonaError when it was taken back already or left no trace.
    """
    batch = get(session, viewer, ImportBatch, batch_id, lock=True)
    if batch.undone_at is not None:
        raise PersonaError(_DONE_ALREADY, day=f"{batch.undone_at:%Y-%m-%d}")
    mine = BatchTrace.batch_id == batch.id
    if session.execute(select(BatchTrace.name).where(mine).limit(1)).first() is None:
        raise PersonaError(_NO_TRACE)
    undone = _take_back(session, viewer, batch, tell)
    session.execute(delete(BatchTrace).where(mine))
    batch.undone_at = clock.now()
    batch.summary = {**batch.summary, "undone": undone.as_json()}
    session.add(batch)
    session.flush()
    session.expire_all()
    return undone


def _take_back(session: Session, viewer: Viewer, batch: ImportBatch, tell: Tell) -> Undone:
    spoken = spoken_of(session, batch)
    since = spoken_of_since(session, batch, set().union(*spoken.values()))
    rows = Rows(session, batch)
    rows.load(since)
    mark_edited(rows)
    everything = {name: set(found) for name, found in rows.made.items()}
    tell(STORE, 1, 4, 0.25)
    homes = companies_of(session, {*spoken.get("deal", ()), *everything.get("deal", ())})
    done = Undone(batch.id, batch.file_name, values=put_back(rows))
    rows.hold()
    whole = {i for kind, i in rows.held - rows.edited if kind in LEDGERS}
    let_stay(session, batch, whole)
    rows.let_events_stay([i for i in whole if i in everything.get("deal", ())])
    tell(STORE, 2, 4, 0.5)
    gone = {i for kind in LEDGERS for i in rows.made.get(kind, ())}
    edited: dict[uuid.UUID, tuple[str, ...]] = {}
    restated: set[uuid.UUID] = set()
    for kind in LEDGERS:
        left = spoken.get(kind, set()) - gone - whole
        folded = fold_without(session, batch, kind, left, everything.get(kind, ()))
        done.values += folded.values
        edited |= folded.edited
        restated |= folded.restated if kind == "company" else set()
    tell(STORE, 3, 4, 0.75)
    forget_statements(session, batch)
    drop_keys(session, batch, rows.keys, gone)
    done.removed = Counter({"stage_event": 0}) + rows.remove()
    done.values += bring_back(rows)
    follow_many(session, viewer, (homes | restated) - gone)
    drop_unused(session, viewer, rows.loose)
    done.kept = _kept(session, rows, edited)
    return done


def _kept(session: Session, rows: Rows, edited: dict[uuid.UUID, tuple[str, ...]]) -> list[Kept]:
    """What stays by name: edited things first, then what others hang on."""
    groups: dict[Group, Why] = {group: Why.HELD for group in rows.held if group not in rows.edited}
    groups |= dict.fromkeys(rows.edited, Why.EDITED)
    known = {row_id for _, row_id in groups}
    kinds = {kind for kind, _ in groups}
    for kind in LEDGERS:
        there = _names(session, kind, [i for i in edited if i not in known])
        groups |= dict.fromkeys(((kind, i) for i in there), Why.EDITED)
        kinds |= {kind} if there else set()
    found = []
    for kind in sorted(kinds):
        names = _names(session, kind, [row_id for of, row_id in groups if of == kind])
        found += [Kept(kind, name, groups[kind, i], edited.get(i, ())) for i, name in names.items()]
    return sorted(found, key=lambda kept: (kept.why != Why.EDITED, kept.kind, kept.name))


def _names(session: Session, kind: str, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    """What rows of a table are called: by their own name, else by that of their company."""
    table, company = metadata.tables[kind], Company.__table__
    own = next((table.c[name] for name in ("name", "title", "product") if name in table.c), None)
    home = table.c.company_id if "company_id" in table.c else None
    found: dict[uuid.UUID, str] = {}
    for part in chunks(ids):
        columns = [table.c.id, *([own] if own is not None else []), *([company.c.name] if home is not None else [])]
        source = table.outerjoin(company, company.c.id == home) if home is not None else table
        for row_id, *names in session.execute(select(*columns).select_from(source).where(table.c.id.in_(part))):
            found[row_id] = " · ".join(dict.fromkeys(name for name in reversed(names) if name))
    return found
