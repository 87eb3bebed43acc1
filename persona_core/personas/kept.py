"""Reading a composed card back from the form in which versions keep it."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from persona_core.personas.card import Card


def read_card(stored: dict[str, Any]) -> Card:
    """The card behind `Card.as_json`, also after a trip through JSON; what is not known any more is left out."""
    return _read(Card, stored)


def _read(kind: Any, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(kind, UnionType):
        return _read(next(part for part in get_args(kind) if part is not NoneType), value)
    if get_origin(kind) is tuple:
        inner = get_args(kind)[0]
        return tuple(_read(inner, item) for item in value)
    if is_dataclass(kind):
        hints = _hints(kind)
        return kind(**{name: _read(hints[name], value[name]) for name in hints if name in value})
    if kind is date and isinstance(value, str):
        return date.fromisoformat(value)
    return value


@cache
def _hints(kind: Any) -> dict[str, Any]:
    found = get_type_hints(kind)
    return {one.name: found[one.name] for one in fields(kind)}
