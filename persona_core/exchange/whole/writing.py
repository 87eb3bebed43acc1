"""Writing a workspace into one file."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Table, func, select
from sqlmodel import Session

from persona_core.access.models import Viewer
from persona_core.access.queries import current_workspace
from persona_core.exchange.importing.progress import WRITE, Tell, silent
from persona_core.exchange.whole.form import FORMAT, HEAD, OWNER, VERSION, columns_of, owned_tables, written
from persona_core.kit import clock
from persona_core.kit.errors import PersonaError
from persona_core.kit.words import N_

CHUNK = 2_000
_MASKED = N_(
    "The whole workspace holds names in every table, so there is no masked file of it. "
    "Export the card instead, or the workspace with its names."
)


def workspace_file(session: Session, viewer: Viewer, tell: Tell = silent) -> bytes:
    """Every row of the viewer's workspace as one JSON file, which a new workspace loads back equal."""
    if viewer.masked:
        raise PersonaError(_MASKED)
    found = current_workspace(session, viewer)
    head = {
        "format": FORMAT,
        "version": VERSION,
        "made_on": clock.today().isoformat(),
        "workspace": {"name": found.name, **{key: getattr(found, key) for key in HEAD}},
    }
    out = io.BytesIO()
    out.write(_json(head)[:-1] + b',"tables":{')
    every, done = sum(_count(session, viewer, table) for table in owned_tables()), 0
    for number, table in enumerate(owned_tables()):
        out.write(b"," * bool(number) + _json(table.name) + b":")
        for more in _write(out, session, viewer, table):
            done += more
            tell(WRITE, done, every, done / every)
    out.write(b"}}")
    return out.getvalue()


def _count(session: Session, viewer: Viewer, table: Table) -> int:
    mine = select(func.count()).select_from(table).where(table.c[OWNER] == viewer.workspace_id)
    return session.scalar(mine) or 0


def _write(out: io.BytesIO, session: Session, viewer: Viewer, table: Table) -> Iterator[int]:
    """A table, some rows at a time, and how many: a large one is never held twice."""
    columns = columns_of(table)
    out.write(b'{"columns":' + _json([c.name for c in columns]) + b',"rows":[')
    mine = select(*columns).where(table.c[OWNER] == viewer.workspace_id).order_by(table.c.id)
    for number, part in enumerate(session.execute(mine).partitions(CHUNK)):
        out.write(b"," * bool(number) + _json([[written(value) for value in row] for row in part])[1:-1])
        yield len(part)
    out.write(b"]}")


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
