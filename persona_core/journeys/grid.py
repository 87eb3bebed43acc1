"""What reading a journey gives: dated stages of a company, and the grid of concerns with what stories say behind it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

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


class Voices(NamedTuple):
    """How many companies: of those who signed, of those lost before signing, and of all, also those in talks."""

    signed: int = 0
    lost: int = 0
    every: int = 0

    @property
    def talking(self) -> int:
        """Those in talks."""
        return self.every - self.signed - self.lost


NOBODY = Voices()


class Offer(NamedTuple):
    """A tag that stories of a cell carry and the cell does not hold: how many companies tell of it there.

    `new` tells that no other position has it at that stage either.
    """

    tag_id: uuid.UUID
    name: str
    companies: int
    new: bool = True


@dataclass(frozen=True)
class Told:
    """What stories say behind a grid.

    `said` by (stage id, tag id) and `asked` by stage id count companies; `stories` by (stage id, position) counts
    stories; `offers` are the tags of those stories that may be concerns, those told by most first.
    """

    said: Mapping[tuple[uuid.UUID, uuid.UUID], Voices] = field(default_factory=dict)
    asked: Mapping[uuid.UUID, Voices] = field(default_factory=dict)
    stories: Mapping[tuple[uuid.UUID, str], int] = field(default_factory=dict)
    offers: Mapping[tuple[uuid.UUID, str], Sequence[Offer]] = field(default_factory=dict)


SILENCE = Told()


@dataclass(frozen=True)
class GridConcern:
    """A concern in a cell; `said` is how many companies tell of it at that stage."""

    id: uuid.UUID
    version: int
    tag_id: uuid.UUID
    name: str
    answered: bool
    answer: str
    said: Voices = NOBODY


@dataclass(frozen=True)
class GridNote:
    """One cell of a lane: a text, or a mood 1–5."""

    text: str = ""
    mood: int | None = None
    version: int | None = None


@dataclass(frozen=True)
class Grid:
    """Stages × positions: concerns by (stage id, position code), notes by (stage id, lane).

    `asked`, `stories` and `offers` are what stories say (`Told`); what a cell holds already is not offered to it.
    """

    stages: Sequence[Stage]
    positions: Mapping[str, str]
    cells: Mapping[tuple[uuid.UUID, str], Sequence[GridConcern]] = field(default_factory=dict)
    notes: Mapping[tuple[uuid.UUID, str], GridNote] = field(default_factory=dict)
    journey_id: uuid.UUID | None = None
    key_position: str | None = None
    asked: Mapping[uuid.UUID, Voices] = field(default_factory=dict)
    stories: Mapping[tuple[uuid.UUID, str], int] = field(default_factory=dict)
    offers: Mapping[tuple[uuid.UUID, str], Sequence[Offer]] = field(default_factory=dict)

    @property
    def concerns(self) -> int:
        """How many concerns stand in the grid."""
        return sum(len(cell) for cell in self.cells.values())

    @property
    def unanswered(self) -> int:
        """How many of them have no answer yet."""
        return sum(not concern.answered for cell in self.cells.values() for concern in cell)

    @property
    def untold(self) -> int:
        """How many of them no customer has told of: what we think, not what we heard."""
        return sum(not concern.said.every for cell in self.cells.values() for concern in cell)

    def silent(self, stage_id: uuid.UUID, position: str) -> bool:
        """Whether nothing is known of a cell: no concern in it, and no story there about the position."""
        return not self.cells.get((stage_id, position)) and not self.stories.get((stage_id, position))
