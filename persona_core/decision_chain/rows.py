"""A seat as it is read, and what it says at a moment; names as the viewer may see them."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date

from persona_core.decision_chain.inputs import SeatInput


@dataclass(frozen=True)
class SeatView:
    """A seat: `position` and `buying_role`, `contact` are codes, `label`, `role`, `contact_label` what they are called.

    `person` is the name as this viewer may see it, None when it is not known who.
    """

    id: uuid.UUID
    version: int
    position: str
    label: str
    person_id: uuid.UUID | None
    person: str | None
    buying_role: str | None
    role: str
    contact: str | None
    contact_label: str
    contact_rank: int
    coach: bool
    holds_budget: bool
    favours_competitor: bool
    function: str | None
    age_band: str | None
    education: str | None
    openness: int | None
    effort: str | None
    years: str | None
    information: str | None
    note: str | None


@dataclass(frozen=True)
class MomentRow:
    """What a seat says at a moment, and its shares 0–1; `listens` are positions (codes) with points of 100."""

    seat: SeatView
    say: int
    points: float | None
    own_points: float | None
    listens: tuple[tuple[str, float], ...]
    veto: bool
    trial_gate: bool
    stance: int | None
    stance_on: date | None
    stance_source: str | None
    share: float
    kept: float
    total: float

    @property
    def received(self) -> float:
        """Influence it has because others listen to it."""
        return max(self.total - self.kept, 0.0)

    def as_input(self) -> SeatInput:
        """The row in the form in which it is saved."""
        return SeatInput(
            position=self.seat.position,
            say=self.say,
            points=self.points,
            own_points=self.own_points,
            listens=dict(self.listens),
            veto=self.veto,
            trial_gate=self.trial_gate,
            stance=self.stance,
            stance_on=self.stance_on,
            stance_source=self.stance_source,
        )
