"""Two editors of one row: fields that do not overlap merge, those that do are shown side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from persona_core.evidence.resolving import to_json, value_of
from persona_core.kit.db import Table
from persona_core.kit.errors import Conflict


def check_merge(row: Table, *, seen: int, base: Mapping[str, Any], columns: Mapping[str, Any]) -> None:
    """Raise Conflict when a field in `columns` was changed by somebody else since version `seen`.

    `base` holds the values the form was drawn with; a field missing there counts as shown empty.
    """
    if row.version == seen:
        return
    clashing = {}
    for field, mine in columns.items():
        current = _plain(value_of(row, field))
        if current not in (_plain(base.get(field)), _plain(mine)):
            clashing[field] = current
    if clashing:
        raise Conflict(
            row_id=row.id, version=row.version, current=clashing, mine={k: _plain(columns[k]) for k in clashing}
        )


def _plain(value: Any) -> Any:
    return None if value == "" else to_json(value)
