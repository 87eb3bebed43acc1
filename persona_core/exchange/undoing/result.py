"""What came of taking an import back: what went, what was put back, what stays and why."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from persona_core.kit.words import N_, Words

NAMED = 20
"""So many of the things that stay are named; the others are counted."""


class Why(StrEnum):
    """Why something of an import stays when it is taken back."""

    EDITED = "edited"
    HELD = "held"


WHY = {
    Why.EDITED: N_("Edited since, so it stays: {names}."),
    Why.HELD: N_("Stays, for something newer belongs to it: {names}."),
}
COUNTED = {
    "company": N_("companies {n}"),
    "person": N_("people {n}"),
    "deal": N_("deals {n}"),
    "stage_event": N_("dates of stages {n}"),
    "chain": N_("decision chains {n}"),
    "story": N_("stories {n}"),
    "mark": N_("tags on stories {n}"),
}
"""The tables that a reader knows; the others are parts of these."""


@dataclass(frozen=True)
class Kept:
    """One thing that stays: its kind (a table), its name, why, and the fields that were edited."""

    kind: str
    name: str
    why: Why
    fields: tuple[str, ...] = ()


@dataclass
class Undone:
    """The outcome; `removed` counts rows by table, `values` those put back to what they were."""

    batch: uuid.UUID
    file_name: str
    removed: Counter[str] = field(default_factory=Counter)
    values: int = 0
    kept: list[Kept] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The answer of `undo --json`."""
        return {
            "batch": str(self.batch),
            "file": self.file_name,
            "removed": {table: n for table, n in sorted(self.removed.items()) if n},
            "restored": self.values,
            "kept": [
                {"kind": k.kind, "name": k.name, "why": str(k.why), "fields": list(k.fields)} for k in self.kept[:NAMED]
            ],
            "kept_total": len(self.kept),
        }

    def text(self, t: Words) -> str:
        """The answer for people, a sentence a line."""
        return "\n".join([self.sentence(t), *self.remarks(t)])

    def sentence(self, t: Words) -> str:
        """What was taken back."""
        gone = [t(COUNTED[table], n=t.number(self.removed[table])) for table in COUNTED if self.removed[table]]
        put_back = t.plural("{n} value is as before", "{n} values are as before", self.values)
        if gone and self.values:
            return t("Taken back. Removed: {what}. Put back: {values}.", what=t.listing(gone), values=put_back)
        if gone:
            return t("Taken back. Removed: {what}.", what=t.listing(gone))
        if self.values:
            return t("Taken back. Put back: {values}.", values=put_back)
        return t("Taken back. Nothing of it was left to remove.")

    def remarks(self, t: Words) -> list[str]:
        """What stays, and why."""
        said = []
        for why in Why:
            names = [kept.name or "–" for kept in self.kept if kept.why is why]
            if names:
                said.append(t(WHY[why], names=_some(t, names)))
        return said


def _some(t: Words, names: Sequence[str]) -> str:
    """A few names, and how many more."""
    first = t.listing([name[:40] for name in names[:3]])
    more = len(names) - 3
    return t("{names} and {n} more", names=first, n=t.number(more)) if more > 0 else first
