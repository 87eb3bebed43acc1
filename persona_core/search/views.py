"""What a search found, ready to be shown."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field

from persona_core.search.folding import Span
from persona_core.search.models import SHOWN_AS, Kind


@dataclass(frozen=True)
class Line:
    """A line of text and where the words looked for stand in it."""

    text: str
    spans: list[Span] = field(default_factory=list)


@dataclass(frozen=True)
class Hit:
    """One row that was found: what it is called, the words around the hit, and which rows lead to it.

    `refers` maps company_id, stage_id, tag_id, position and so on to what a link to the row needs.
    """

    kind: Kind
    id: uuid.UUID
    title: Line
    snippet: Line
    refers: dict[str, object]

    def as_json(self) -> dict[str, str]:
        """As the command line prints it."""
        kind = SHOWN_AS.get(self.kind, self.kind.value)
        return {"kind": kind, "id": str(self.id), "title": self.title.text, "snippet": self.snippet.text}


@dataclass(frozen=True)
class Found:
    """The best hits and how many there are in all; `words` are those looked for, folded."""

    hits: list[Hit]
    total: int
    words: list[str]
