"""The composed card: blocks of lines, each with the counts and the way to the rows that carry it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Way:
    """Where the rows behind a line are: a page and what to ask it for."""

    page: str
    params: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Quote:
    """A sentence somebody said, and whose."""

    story_id: str
    who: str
    stage: str
    text: str


@dataclass(frozen=True)
class Line:
    """One statement of the card. `k` of `asked` of `n`, None where a count is not what carries it."""

    key: str
    text: str
    way: Way
    k: int | None = None
    asked: int | None = None
    n: int | None = None
    counts: str = ""
    trust: str = ""
    lost: str = ""
    quotes: tuple[Quote, ...] = ()


@dataclass(frozen=True)
class Block:
    """A part of the card that answers one question; `empty` says what to do when nothing carries it."""

    key: str
    step: int
    title: str
    lines: tuple[Line, ...] = ()
    empty: str = ""


@dataclass(frozen=True)
class AdviceText:
    """One of the four lines of 怎么用, as written by the team."""

    kind: str
    title: str
    text: str
    version: int | None = None


@dataclass(frozen=True)
class Card:
    """The whole persona as composed for one viewer, in one language, on one day."""

    title: str
    top: str
    summary: str
    made_on: date
    blocks: tuple[Block, ...]
    advice: tuple[AdviceText, ...]
    missing: tuple[Line, ...]
    confirmed_by: str = ""
    confirmed_on: date | None = None
    masked: bool = False

    def block(self, key: str) -> Block:
        """A block by its key."""
        return next(b for b in self.blocks if b.key == key)

    def as_json(self) -> dict[str, Any]:
        """The form it has on the command line."""
        return asdict(self)
