"""How statements become one value: which source wins, and the fold of the ledger into columns."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from sqlmodel import SQLModel

from persona_core.evidence.models import HAND, Observation
from persona_core.vocabulary.specs import OWN

RANKS = {HAND: 100, "contract": 5, "customer": 4, "service": 3, "public": 2, "sales": 1, "inferred": 0}
"""How far a source of facts is trusted; a source not named here counts as told by sales."""

HOLDER = "custom"
"""The column that holds the values of own fields, by their code."""

_OTHER = RANKS["sales"]
_CENT = Decimal("0.01")


def to_json(value: Any) -> Any:
    """A column value in the form the ledger keeps."""
    if isinstance(value, Decimal):
        return format(value.quantize(_CENT).normalize(), "f")
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, uuid.UUID) else value


def takes(model: type[SQLModel], field: str) -> bool:
    """Whether statements about rows of `model` may name a field: a column of its ledger, or one of its own fields."""
    return field in model.LEDGER or (field.startswith(OWN) and HOLDER in model.__table__.c)


def value_of(row: Any, field: str) -> Any:
    """What a row says in a column, or in a field of the workspace's own."""
    return (getattr(row, HOLDER) or {}).get(field.removeprefix(OWN)) if field.startswith(OWN) else getattr(row, field)


def set_value(row: Any, field: str, value: Any) -> None:
    """Let a row say something there; an own field without a value is not held at all."""
    if not field.startswith(OWN):
        setattr(row, field, value)
        return
    setattr(row, HOLDER, held({**own_values(row), field: value}))


def own_values(row: Any) -> dict[str, Any]:
    """What a row says in the workspace's own fields, by their keys."""
    return {OWN + code: value for code, value in (getattr(row, HOLDER) or {}).items()}


def held(columns: Mapping[str, Any]) -> dict[str, Any]:
    """Of columns in ledger form those of own fields, as `HOLDER` keeps them."""
    return {k.removeprefix(OWN): v for k, v in columns.items() if k.startswith(OWN) and v is not None}


def from_json(model: type[SQLModel], field: str, value: Any) -> Any:
    """A ledger value in the form the column of `model` takes; cleared, a column that is never empty has its default."""
    if field.startswith(OWN):
        return value
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
