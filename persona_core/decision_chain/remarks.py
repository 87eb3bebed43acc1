"""What there is to say about a chain at a moment: whom to see, its health, what is not known, what would tip it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from persona_core.decision_chain.analysis import Hold, Light
from persona_core.decision_chain.models import Effort
from persona_core.decision_chain.rows import MomentRow

EFFORT: Mapping[str | None, int] = {Effort.EASY: 1, Effort.NORMAL: 2, Effort.HARD: 3, None: 2}
"""What it takes to win a seat over by one step; where nobody said, 一般 is assumed."""

QUESTIONS = 3
"""More things not known would not be asked about."""


@dataclass(frozen=True)
class Advice:
    """Winning this seat over by one step adds `gain` to the chance (0–1), `per_effort` of it for each unit of effort.

    Both are None while there is no chance.
    """

    row: MomentRow
    gain: float | None
    per_effort: float | None


@dataclass(frozen=True)
class Health:
    """`supporters` are the seats of weight on our side, `wanted` those that would make the light greener."""

    light: Light
    supporters: tuple[MomentRow, ...]
    wanted: tuple[MomentRow, ...]


class Unknown(StrEnum):
    """A kind of thing not known, the weightiest kind first."""

    ANCHOR = "anchor"
    STANCE = "stance"
    PERSON = "person"
    CONTACT = "contact"
    BASE_RATE = "base_rate"


@dataclass(frozen=True)
class Question:
    """Something not known: about a seat (`row`), or about experience (row None).

    `swing` is how far the chance (0–1) lies apart between this seat all for us and all against us.
    """

    kind: Unknown
    row: MomentRow | None = None
    swing: float | None = None


def questions(
    *,
    anchored: bool,
    based: bool,
    stances: Sequence[tuple[MomentRow, float | None]],
    weighty: Sequence[MomentRow],
) -> tuple[Question, ...]:
    """The weightiest things not known, one a seat: `stances` with their swings and seats of weight, both ranked."""
    found = [] if anchored else [Question(Unknown.ANCHOR)]
    found += [Question(Unknown.STANCE, row, swing) for row, swing in stances]
    found += [Question(Unknown.PERSON, row) for row in weighty if row.seat.person_id is None]
    found += [Question(Unknown.CONTACT, row) for row in weighty if row.seat.contact_rank < 1]
    found += [] if based else [Question(Unknown.BASE_RATE)]
    asked: dict[object, Question] = {}
    for question in found:
        asked.setdefault(question.row.seat.id if question.row else question.kind, question)
    return tuple(asked.values())[:QUESTIONS]


@dataclass(frozen=True)
class Tip:
    """The listening word that tips the order: whose, whom it hears, points before and after, and who leads then."""

    row: MomentRow
    heard: MomentRow
    before: float
    after: float
    leader: MomentRow


@dataclass(frozen=True)
class Robustness:
    """What holds when one listening word is a step off; `tip` is None while everything does."""

    hold: Hold
    leader: MomentRow
    tip: Tip | None


@dataclass(frozen=True)
class Shift:
    """Who leads at purchase and then at renewal (`turn`, labels; None is 没有反转), and whose influence shifts most."""

    turn: tuple[str, str] | None
    position: str
    purchase: float
    renewal: float
