"""What a field is: key, label, type, unit, and the headers by which it goes in people's files."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

import yaml

from persona_core.kit.config import DATA

Type = Literal[
    "text",
    "long_text",
    "count",
    "money",
    "percent",
    "points",
    "date",
    "term",
    "enum",
    "names",
    "flag",
    "words",
    "offset",
    "number",
]
"""`points` are 0–100, a `number` is any; `words` are read and said by the slice that owns them.

An `offset` counts characters from 0.
"""


OWN = "own:"
"""Prefix of the key of a field that a workspace made itself: `own:<code>`; people may write `own:` and its name."""


@dataclass(frozen=True)
class FieldSpec:
    """One field: `label` is a catalogue text, `synonyms` are headers it goes by in files (zh and en)."""

    key: str
    label: str
    type: Type = "text"
    list: str | None = None
    unit: str = ""
    synonyms: tuple[str, ...] = ()
    more: bool = False
    serves: str = ""
    limit: int = 500


@cache
def _synonyms() -> dict[str, list[str]]:
    return yaml.safe_load((DATA / "synonyms.yaml").read_text(encoding="utf-8"))


def declare(key: str, label: str, **rest: object) -> FieldSpec:
    """A field with its synonyms from `data/synonyms.yaml`."""
    return FieldSpec(key, label, synonyms=tuple(_synonyms()[key]), **rest)
