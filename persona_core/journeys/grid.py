"""What reading a journey gives: dated stages of a company, and the grid of concerns with its lanes."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from persona_core.journeys.models import Stage


@dataclass(frozen=True)
class Moment:
    """One dated stage on a company's timeline; `product` tells two deals apart."""

    event_id: int
    deal_id: uuid.UUID
    deal_num: int
    product: str | None
    stage: Stage
    day: date
    source: str


@dataclass(frozen=True)
class GridConcern:
    """A concern in a cell; `customers` is how many tell of it at that stage."""

    id: uuid.UUID
    version: int
    tag_id: uuid.UUID
    name: str
    answered: bool
    answer: str
    customers: int


@dataclass(frozen=True)
class GridNote:
    """One cell of a lane: a text, or a mood 1–5."""

    text: str = ""
    mood: int | None = None
    version: int | None = None


@dataclass(frozen=True)
class Grid:
    """Stages × positions: concerns by (stage id, position code), notes by (stage id, lane)."""

    stages: Sequence[Stage]
    positions: Mapping[str, str]
    cells: Mapping[tuple[uuid.UUID, str], Sequence[GridConcern]] = field(default_factory=dict)
    notes: Mapping[tuple[uuid.UUID, str], GridNote] = field(default_factory=dict)
    journey_id: uuid.UUID | None = None
    key_position: str | None = None

    @property
    def concerns(self) -> int:
        """How many concerns stand in the grid."""
        return sum(len(cell) for cell in self.cells.values())

    @property
    def unanswered(self) -> int:
        """How many of them have no answer yet."""
        return sum(not concern.answered for cell in self.cells.values() for concern in cell)
