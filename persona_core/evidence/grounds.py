"""What the columns of a row rest on, as it is stored: once for all that the same source told on the same day."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import JSON
from sqlalchemy.types import TypeDecorator

_DAY = len("2026-01-31")
PLACES = (
    *("name", "status", "industry", "headcount", "headcount_band", "business_model", "operating_model"),
    *("annual_revenue", "revenue_band", "prior_product", "prior_kind", "problem", "region", "value_chain"),
    *("growth_stage", "culture", "org_structure", "growth_rate", "owner", "note", "title", "position", "function"),
    *("phone", "email", "product", "value", "lead_source", "referrer", "pushed_by", "outcome", "lost_reason"),
    *("annual_fee", "signed_on", "ends_on", "opened_on"),
)
"""Columns by their bit where many are packed; what is stored knows them by place: new ones only at the end."""
_BITS = {name: 1 << place for place, name in enumerate(PLACES)}
_FEW = 3
"""So many columns are spelled out."""
_SIGN = "#"
_KEPT = 2_000
"""So many stored texts are kept with what they say."""


class Grounds(TypeDecorator[dict[str, Any]]):
    """Column → {"source", "on"}, stored as {"2026-01-31 sales": [columns]}.

    Companies have some twenty columns told by one source on one day: spelled out for each, that is more than all they
    say, and even the columns' names alone are a third of it. More than a few are packed as one word: "#" and the bits
    of their `PLACES` as hex. Anything of another form is stored as it is.
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

    def result_processor(self, dialect: Any, coltype: object) -> Callable[[Any], Any]:
        """Equal texts are read once: what a file told of thousands of rows rests on the same."""
        read = super().result_processor(dialect, coltype)
        known: dict[str, dict[str, Any]] = {}

        def process(value: Any) -> Any:
            if value.__class__ is not str:
                return read(value)
            found = known.get(value)
            if found is None:
                found = read(value)
                if not isinstance(found, dict):
                    return found
                if len(known) >= _KEPT:
                    known.clear()
                known[value] = found
            return dict(found)

        return process


def folded(grounds: Mapping[str, Any]) -> dict[str, Any]:
    """The stored form."""
    found: dict[str, Any] = {}
    alike: dict[str, list[str]] = {}
    for column, ground in grounds.items():
        source, on = (ground.get("source"), ground.get("on")) if isinstance(ground, dict) else (None, None)
        if isinstance(source, str) and isinstance(on, str) and len(on) == _DAY and len(ground) == 2:
            alike.setdefault(f"{on} {source}", []).append(column)
        else:
            found[column] = ground
    return {key: _packed(columns) for key, columns in alike.items()} | found


def unfolded(stored: Mapping[str, Any]) -> dict[str, Any]:
    """What was stored, by column."""
    found: dict[str, Any] = {}
    for key, told in stored.items():
        if isinstance(told, list):
            ground = {"source": key[_DAY + 1 :], "on": key[:_DAY]}
            found |= dict.fromkeys((name for word in told for name in _meant(word)), ground)
        else:
            found[key] = told
    return found


def written(columns: Sequence[str], source: str, on: str) -> str:
    """The stored text of columns that all rest on the same."""
    return json.dumps({f"{on} {source}": _packed(columns)} if columns else {}, ensure_ascii=False)


def _packed(columns: Sequence[str]) -> list[str]:
    known = [name for name in columns if name in _BITS]
    if len(known) <= _FEW:
        return [*columns]
    bits = sum({_BITS[name] for name in known})
    return [f"{_SIGN}{bits:x}", *(name for name in columns if name not in _BITS)]


def _meant(word: Any) -> Iterator[Any]:
    return iter(_unpacked(word) if isinstance(word, str) and word.startswith(_SIGN) else (word,))


@cache
def _unpacked(word: str) -> tuple[str, ...]:
    try:
        bits = int(word.removeprefix(_SIGN), 16)
    except ValueError:
        return (word,)
    return tuple(name for name, bit in _BITS.items() if bits & bit)
