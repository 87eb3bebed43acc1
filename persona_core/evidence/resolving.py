"""How statements become one value: which source wins, and the fold of the ledger into columns."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from sqlmodel import SQLModel

from persona_core.evidence.models import HAND, Observation

RANKS = {HAND: 100, "contract": 5, "customer": 4, "service": 3, "public": 2, "sales": 1, "inferred": 0}
"""How far a source of facts is trusted; a source not named here counts as told by sales."""

_OTHER = RANKS["sales"]
_CENT = Decimal("0.01")


def to_json(value: Any) -> Any:
    """A column value in the form the ledger keeps."""
    if isinstance(value, Decimal):
        return format(value.quantize(_CENT).normalize(), "f")
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, uuid.UUID) else value


def from_json(model: type[SQLModel], field: str, value: Any) -> Any:
    """A ledger value in the form the column of `model` takes; cleared, a column that is never empty has its default."""
    column = model.__table__.c[field]
    if value is None:
        return None if column.nullable else str(column.default.arg)
    kind = column.type.python_type
    if kind is date:
        return date.fromisoformat(value)
    if kind is Decimal:
        return Decimal(value)
    return uuid.UUID(value) if kind is uuid.UUID else value


def wins(new: tuple[str, date], old: Mapping[str, Any] | None) -> bool:
    """Whether a statement (source, day) replaces the one a column shows now.

    A better source wins; between equals the later day, and on the same day the later statement.
    """
    if old is None:
        return True
    rank, old_rank = RANKS.get(new[0], _OTHER), RANKS.get(old["source"], _OTHER)
    return (rank, new[1].isoformat()) >= (old_rank, old["on"]) if rank == old_rank else rank > old_rank


def resolve(
    columns: dict[str, Any], provenance: dict[str, Any], observation: Observation
) -> tuple[dict[str, Any], dict[str, Any]]:
    """One step of the fold: columns and provenance after an observation (JSON values throughout).

    An empty value by hand clears a field and ends the claim on it: the next statement of anybody counts.
    """
    columns, provenance = dict(columns), dict(provenance)
    for field, value in observation.values.items():
        if value is None and observation.source == HAND:
            columns[field] = None
            provenance.pop(field, None)
        elif value is not None and wins((observation.source, observation.observed_on), provenance.get(field)):
            columns[field] = value
            provenance[field] = {"source": observation.source, "on": observation.observed_on.isoformat()}
    return columns, provenance


def rebuild(observations: Iterable[Observation]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Columns and provenance of one subject out of its ledger, in the order it was written."""
    columns: dict[str, Any] = {}
    provenance: dict[str, Any] = {}
    for observation in observations:
        columns, provenance = resolve(columns, provenance, observation)
    return columns, provenance
