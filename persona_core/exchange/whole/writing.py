"""Writing a workspace into one file."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Table, select
from sqlmodel import Session

from persona_core.access.models import Viewer
from persona_core.access.queries import current_workspace
from persona_core.exchange.whole.form import FORMAT, HEAD, OWNER, VERSION, columns_of, owned_tables, written
from persona_core.kit import clock
from persona_core.kit.errors import PersonaError
from persona_core.kit.words import N_

_MASKED = N_(
    "The whole workspace holds names in every table, so there is no masked file of it. "
    "Export the card instead, or the workspace with its names."
)


def workspace_file(session: Session, viewer: Viewer) -> bytes:
    """Every row of the viewer's workspace as one JSON file, which a new workspace loads back equal."""
    if viewer.masked:
        raise PersonaError(_MASKED)
    found = current_workspace(session, viewer)
    whole = {
        "format": FORMAT,
        "version": VERSION,
        "made_on": clock.today().isoformat(),
        "workspace": {"name": found.name, **{key: getattr(found, key) for key in HEAD}},
        "tables": {table.name: _rows(session, viewer, table) for table in owned_tables()},
    }
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()


def _rows(session: Session, viewer: Viewer, table: Table) -> dict[str, Any]:
    columns = columns_of(table)
    mine = select(*columns).where(table.c[OWNER] == viewer.workspace_id).order_by(table.c.id)
    rows = [[written(value) for value in row] for row in session.execute(mine)]
    return {"columns": [c.name for c in columns], "rows": rows}
