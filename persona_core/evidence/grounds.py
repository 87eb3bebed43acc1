"""What the columns of a row rest on, as it is stored: once for all that the same source told on the same day."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import JSON
from sqlalchemy.types import TypeDecorator

_DAY = len("2026-01-31")


class Grounds(TypeDecorator[dict[str, Any]]):
    """Column → {"source", "on"}, stored as {"2026-01-31 sales": [columns]}.

    Companies have some twenty columns told by one source on one day: spelled out for each, that is more than all they
    say. Anything of another form is stored as it is.
    """

    impl = JSON
    cache_ok = True

    @property
    def python_type(self) -> type[dict[str, Any]]:
        return dict

    def process_bind_param(self, value: Any, dialect: Any) -> Any:
        return folded(value) if isinstance(value, dict) else value

    def process_result_value(self, value: Any, dialect: Any) -> Any:
        return unfolded(value) if isinstance(value, dict) else value


def folded(grounds: Mapping[str, Any]) -> dict[str, Any]:
    """The stored form."""
    found: dict[str, Any] = {}
    for column, ground in grounds.items():
        source, on = (ground.get("source"), ground.get("on")) if isinstance(ground, dict) else (None, None)
        if isinstance(source, str) and isinstance(on, str) and len(on) == _DAY and len(ground) == 2:
            found.setdefault(f"{on} {source}", []).append(column)
        else:
            found[column] = ground
    return found


def unfolded(stored: Mapping[str, Any]) -> dict[str, Any]:
    """What was stored, by column."""
    found: dict[str, Any] = {}
    for key, told in stored.items():
        if isinstance(told, list):
            ground = {"source": key[_DAY + 1 :], "on": key[:_DAY]}
            found |= dict.fromkeys(told, ground)
        else:
            found[key] = told
    return found


def written(columns: Sequence[str], source: str, on: str) -> str:
    """The stored text of columns that all rest on the same."""
    return json.dumps({f"{on} {source}": [*columns]} if columns else {}, ensure_ascii=False)
