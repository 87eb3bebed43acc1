"""What is read of stories: filters, one story, its marks, and themes with their quotes."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from persona_core.kit.estimates import Estimate


@dataclass(frozen=True)
class StoryFilter:
    """What part of the stories is asked for; empty means all."""

    text: str = ""
    company_ids: Sequence[uuid.UUID] = ()
    stage_ids: Sequence[uuid.UUID] = ()
    positions: Sequence[str] = ()
    tag_ids: Sequence[uuid.UUID] = ()
    untagged: bool = False
    without_company: bool = False
    unasked: bool = False
    signed: bool | None = None


EVERYTHING = StoryFilter()


@dataclass(frozen=True)
class MarkView:
    """A tag on a story; `start` and `end` are None on the whole story, and when masking moved the words.

    `lost`: the words it was on are not in the text any more; `quote` says which they were. `ours`: only our own people
    say these words, so that the mark does not count.
    """

    id: uuid.UUID
    tag_id: uuid.UUID
    tag: str
    kind: str
    start: int | None
    end: int | None
    quote: str
    source: str
    lost: bool = False
    ours: bool = False


@dataclass(frozen=True)
class Speaker:
    """One who speaks in a conversation: `side` is ours, theirs, or empty; `likely` the side that the name tells."""

    name: str
    side: str
    turns: int
    first: str
    likely: str = ""


@dataclass(frozen=True)
class StoryView:
    """One story as the viewer may see it; `stages` and `positions` map id or code to label.

    Of a conversation `speakers` says who speaks, and `breaks_off` whether its end is missing; `scenes` are the ids of
    all scenes of the text that this one is a scene of.
    """

    id: uuid.UUID
    version: int
    title: str
    text: str
    company_id: uuid.UUID | None
    company: str
    told_on: date | None
    teller: str
    source: str | None
    source_label: str
    stages: dict[uuid.UUID, str] = field(default_factory=dict)
    positions: dict[str, str] = field(default_factory=dict)
    marks: tuple[MarkView, ...] = ()
    speakers: tuple[Speaker, ...] = ()
    breaks_off: bool = False
    scenes: tuple[uuid.UUID, ...] = ()


@dataclass(frozen=True)
class Coverage:
    """How far the stories reach.

    `companies` with a story, `signed` of them; `asked` signed companies with a story at each stage (id → number);
    `without_company` stories whose customer nobody named yet, `unasked` conversations of whose speakers nobody said who
    is ours.
    """

    stories: int
    companies: int
    signed: int
    asked: dict[uuid.UUID, int]
    without_company: int
    unasked: int = 0


class Quote(NamedTuple):
    """A sentence of a story that shows a theme; `company` as the viewer may see it."""

    story_id: uuid.UUID
    company: str
    stage: str
    text: str


class StageSplit(NamedTuple):
    """How a theme stands at one stage: k of those asked there."""

    stage: str
    k: int
    asked: int
    stage_id: uuid.UUID


class PositionSplit(NamedTuple):
    """How a theme stands in stories about one position: k of those who told one."""

    position: str
    k: int
    asked: int


@dataclass(frozen=True)
class Theme:
    """A tag over a population: `k` of `asked` companies mentioned it, of `n` in all."""

    tag_id: uuid.UUID
    name: str
    kind: str
    k: int
    asked: int
    n: int
    estimate: Estimate
    verdict: str
    stages: tuple[StageSplit, ...] = ()
    positions: tuple[PositionSplit, ...] = ()
    quotes: tuple[Quote, ...] = ()
