"""Exports of known systems, recognised by their column names (`data/shapes.yaml`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import yaml

from persona_core.exchange.importing.headers import bare
from persona_core.kit.config import DATA

LEAST = 3
"""So many columns of an export must be there for a file to be taken for one."""


@dataclass(frozen=True)
class Shape:
    """An export of a system: the kind of import it is, what it is called, and bare column name → key (None: left out).

    `tells` are the names by which it is recognised, `source` is the public page that describes its columns; `sure` says
    that it is the vendor's own, else they are as others show them.
    """

    system: str
    kind: str
    zh: str
    en: str
    source: str
    sure: bool
    tells: frozenset[str]
    columns: Mapping[str, str | None]


@dataclass(frozen=True)
class Recognised:
    """A file taken for an export, and how much of its columns (0–1) the export has."""

    shape: Shape
    confidence: float

    def key(self, header: str) -> str | None:
        """The key of a column of that export; None when it has none, or is left out."""
        return self.shape.columns.get(bare(header))

    def knows(self, header: str) -> bool:
        """Whether the export has this column."""
        return bare(header) in self.shape.columns


@cache
def shapes() -> tuple[Shape, ...]:
    """Every export that is known."""
    entries = yaml.safe_load((DATA / "shapes.yaml").read_text(encoding="utf-8"))
    return tuple(
        Shape(
            **{name: entry[name] for name in ("system", "kind", "zh", "en", "source")},
            sure=entry["by"] == "vendor",
            tells=frozenset(map(bare, entry["tells"])),
            columns={bare(name): key for name, key in entry["columns"].items()},
        )
        for entry in entries
    )


def recognise(header: Sequence[str]) -> Recognised | None:
    """The export that a file's columns speak for: all that tell it are there; of several the one that explains most."""
    names = [bare(name) for name in header if name]
    there = set(names)
    found = [
        Recognised(shape, len(there & shape.columns.keys()) / len(there))
        for shape in shapes()
        if shape.tells <= there and len(there & shape.columns.keys()) >= LEAST
    ]
    return max(found, key=lambda one: one.confidence, default=None)
