"""A chain as it is read: seats, rows at each moment; names as the viewer may see them."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import pandas as pd

from persona_core.decision_chain import analysis
from persona_core.decision_chain.inputs import SeatInput, influence_of
from persona_core.decision_chain.models import Moment
from persona_core.kit.errors import Invalid

CHECKED = 10
"""So many closed deals must have had their stances on record before a chance counts as checked."""

WANTED_ROLES = ("decider", "user", "technical_gate")
"""Buying roles that a chain should name."""

HEADS = ("decider", "user_head")
"""Buying roles at the top: knowing one of them is more than 单线联系."""


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


@dataclass(frozen=True)
class MomentView:
    """A chain at a moment. `version` is None while nobody has said anything about it; its rows are blank then.

    `base_rate` is None while the house default is assumed; `anchors` maps positions to chances.
    """

    moment: Moment
    version: int | None
    base_rate: float | None
    anchors: Mapping[str, float]
    rows: tuple[MomentRow, ...]

    @cached_property
    def success(self) -> analysis.Success | None:
        """The chance that the chain decides for us; None while no experience is given."""
        seats = [r.as_input() for r in self.rows]
        index = {s.position: n for n, s in enumerate(seats)}
        try:
            influence = influence_of(seats, {s.position: s.position for s in seats})
            return analysis.success(
                influence,
                [None if r.stance is None else r.stance / 2 for r in self.rows],
                anchors={index[p]: chance for p, chance in self.anchors.items()},
                base=analysis.BASE_RATE if self.base_rate is None else self.base_rate,
                gates=[n for n, r in enumerate(self.rows) if r.veto or r.trial_gate],
            )
        except (Invalid, analysis.NoInfluence):
            return None

    @property
    def unknown(self) -> list[MomentRow]:
        """Rows whose unknown stance makes the range of the chance."""
        return [self.rows[n] for n in self.success.unknown] if self.success else []

    def frame(self) -> pd.DataFrame:
        """One row a position: position (its label), share, kept, total, received (0–1), largest total first."""
        columns = {k: [getattr(r, k) for r in self.rows] for k in ("share", "kept", "total")}
        return analysis.influence_frame([r.seat.label for r in self.rows], columns)


@dataclass(frozen=True)
class ChainView:
    """The chain of a company (or of one of its deals); `closed_deals` says how far the chance has been checked."""

    id: uuid.UUID
    company_id: uuid.UUID
    company: str
    status: str
    deal_id: uuid.UUID | None
    seats: tuple[SeatView, ...]
    moments: Mapping[Moment, MomentView]
    closed_deals: int

    def slope(self) -> pd.DataFrame:
        """One row a position: position (its label), purchase, renewal, shift (0–1)."""
        totals = [{r.seat.label: r.total for r in self.moments[m].rows} for m in Moment]
        return analysis.slope_frame(*totals)

    @property
    def missing_roles(self) -> list[str]:
        """Codes of buying roles that no seat is marked with."""
        return analysis.missing_roles([s.buying_role for s in self.seats], WANTED_ROLES)

    @property
    def contact(self) -> analysis.Contact:
        """How well the chain is known."""
        return analysis.contact([s.contact_rank for s in self.seats], [s.buying_role for s in self.seats], HEADS)


@dataclass(frozen=True)
class Coverage:
    """How far the chains are filled in: `unknown` seats have no person, `never_met` nobody met there (or no person)."""

    chains: int
    seats: int
    unknown: int
    never_met: int


@dataclass(frozen=True)
class OpenCase:
    """A company in talks whose chance is wide because stances are not known; `positions` are labels."""

    company_id: uuid.UUID
    company: str
    positions: tuple[str, ...]
    value: float
    lo: float
    hi: float


@dataclass(frozen=True)
class Choice:
    """A company in the list to choose from, and whether it has a chain already."""

    id: uuid.UUID
    name: str
    status: str
    chained: bool
