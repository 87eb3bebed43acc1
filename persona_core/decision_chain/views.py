"""A chain as it is read: seats, rows at each moment; names as the viewer may see them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import pandas as pd

from persona_core.deals.models import Outcome
from persona_core.decision_chain import analysis
from persona_core.decision_chain.inputs import influence_of, listening_of
from persona_core.decision_chain.models import Moment
from persona_core.decision_chain.remarks import EFFORT, Advice, Health, Question, Robustness, Shift, Tip, questions
from persona_core.decision_chain.rows import MomentRow, SeatView
from persona_core.kit.errors import Invalid

__all__ = [
    "Advice",
    "ChainView",
    "Choice",
    "Coverage",
    "Health",
    "MomentRow",
    "MomentView",
    "OpenCase",
    "Question",
    "Robustness",
    "SeatView",
    "Shift",
    "Tip",
]

CHECKED = 10
"""So many closed deals must have had their stances on record before a chance counts as checked."""

WANTED_ROLES = ("decider", "user", "technical_gate")
"""Buying roles that a chain should name."""

DECIDER = "decider"
"""The buying role that makes a chain green when it supports us."""

HEADS = ("decider", "user_head")
"""Buying roles at the top: knowing one of them is more than 单线联系."""


@dataclass(frozen=True)
class MomentView:
    """A chain at a moment. `version` is None while nobody has said anything about it; its rows are blank then.

    `base_rate` is None while the house default is assumed; `anchors` maps positions to chances. `settled` is how it
    went where the moment lies behind us (won, lost or churned), None while it is still ahead.
    """

    moment: Moment
    version: int | None
    base_rate: float | None
    anchors: Mapping[str, float]
    rows: tuple[MomentRow, ...]
    settled: Outcome | None = None

    @property
    def decided(self) -> bool:
        """Whether anybody is said to decide; until then all totals are 0."""
        return any(r.share > 0 for r in self.rows)

    @cached_property
    def _said(self) -> tuple[analysis.Influence, np.ndarray] | None:
        """Influence and who listens to whom; None where nobody decides."""
        seats = [r.as_input() for r in self.rows]
        if not self.decided:
            return None
        try:
            return influence_of(seats, {s.position: s.position for s in seats}), listening_of(seats)
        except Invalid:
            return None

    @property
    def influence(self) -> analysis.Influence | None:
        """Who decides after everybody has listened, in the order of the rows; None where nobody decides."""
        return self._said[0] if self._said else None

    @cached_property
    def _stances(self) -> list[float | None]:
        return [None if r.stance is None else r.stance / 2 for r in self.rows]

    @cached_property
    def _gates(self) -> list[int]:
        return [n for n, r in enumerate(self.rows) if r.veto or r.trial_gate]

    @cached_property
    def success(self) -> analysis.Success | None:
        """The chance that the chain decides for us; None while no experience is given."""
        if self.influence is None:
            return None
        index = {r.seat.position: n for n, r in enumerate(self.rows)}
        try:
            return analysis.success(
                self.influence,
                self._stances,
                anchors={index[p]: chance for p, chance in self.anchors.items()},
                base=analysis.BASE_RATE if self.base_rate is None else self.base_rate,
                gates=self._gates,
            )
        except analysis.NoInfluence:
            return None

    @property
    def by_points(self) -> bool:
        """Whether it was said in points instead of words."""
        return any(r.points is not None or r.own_points is not None for r in self.rows)

    @property
    def unknown(self) -> list[MomentRow]:
        """Rows whose unknown stance makes the range of the chance."""
        return [self.rows[n] for n in self.success.unknown] if self.success else []

    @cached_property
    def advice(self) -> tuple[Advice, ...]:
        """Whom to see next, best first; gains are None while there is no chance."""
        if self.influence is None:
            return ()
        efforts = [EFFORT.get(r.seat.effort, EFFORT[None]) for r in self.rows]
        found = analysis.gains(self.influence, self._stances, self.success, efforts, self._gates)
        return tuple(Advice(self.rows[g.seat], g.gain, g.per_effort) for g in found)

    @cached_property
    def health(self) -> Health | None:
        """Red, amber or green and who makes it so; None where nobody decides."""
        deciders = [n for n, r in enumerate(self.rows) if r.seat.buying_role == DECIDER]
        shares = ([r.share for r in self.rows], [r.total for r in self.rows])
        found = analysis.health(*shares, self._stances, deciders) if self.decided else None
        return found and Health(found.light, self._at(found.supporters), self._at(found.wanted))

    @cached_property
    def open_questions(self) -> tuple[Question, ...]:
        """At most three things not known, those that matter most first."""
        if self.influence is None:
            return ()
        found = analysis.swings(self.influence, self._stances, self.success, self._gates)
        weighty = self._at(analysis.of_weight([r.share for r in self.rows], [r.total for r in self.rows]))
        return questions(
            anchored=bool(self.anchors),
            based=self.base_rate is not None,
            stances=[(self.rows[g.seat], g.gain) for g in found],
            weighty=sorted(weighty, key=lambda r: -r.total),
        )

    @cached_property
    def _held(self) -> analysis.Robustness | None:
        most = [0.5 if r.own_points is None else 1.0 for r in self.rows]
        return analysis.robustness(*self._said, most) if self._said else None

    @property
    def robustness(self) -> Robustness | None:
        """What holds when one listening word is a step off; None where nobody decides or listens."""
        found = self._held
        if found is None:
            return None
        tip = found.tip and Tip(
            *self._at((found.tip.listener, found.tip.heard)),
            round(100 * found.tip.before, 6),
            round(100 * found.tip.after, 6),
            self.rows[found.tip.leader],
        )
        return Robustness(found.hold, self.rows[found.leader], tip)

    def _at(self, places: Iterable[int]) -> tuple[MomentRow, ...]:
        return tuple(self.rows[n] for n in places)

    def with_stances(self, stances: Mapping[uuid.UUID, int | None]) -> MomentView:
        """What if: the same moment with other stances, by seat id; nothing is saved."""
        strangers = set(stances) - {r.seat.id for r in self.rows}
        if strangers:
            raise KeyError(f"not on this chain: {strangers}")
        rows = tuple(
            replace(r, stance=stances[r.seat.id], stance_on=None, stance_source=None)
            if r.seat.id in stances and stances[r.seat.id] != r.stance
            else r
            for r in self.rows
        )
        other = replace(self, rows=rows)
        vars(other)["_said"] = self._said  # no stance moves influence, nor how firm it is
        if "_held" in vars(self):
            vars(other)["_held"] = self._held
        return other

    def frame(self) -> pd.DataFrame:
        """One row a position: position (its label), share, kept, total, received (0–1), largest total first.

        Empty while nobody decides.
        """
        rows = self.rows if self.decided else ()
        columns = {k: [getattr(r, k) for r in rows] for k in ("share", "kept", "total")}
        return analysis.influence_frame([r.seat.label for r in rows], columns)


@dataclass(frozen=True)
class ChainView:
    """The chain of a company (or of one of its deals); `closed_deals` says how far the chance has been checked.

    `layout` is where people put the cards on the map, by seat id; empty while nobody has moved one.
    """

    id: uuid.UUID
    company_id: uuid.UUID
    company: str
    status: str
    deal_id: uuid.UUID | None
    seats: tuple[SeatView, ...]
    moments: Mapping[Moment, MomentView]
    closed_deals: int
    layout: Mapping[str, Sequence[float]] = field(default_factory=dict)

    @property
    def signed(self) -> bool:
        """Whether the purchase has been decided for us: its chance is no longer ahead."""
        return self.moments[Moment.PURCHASE].settled in {Outcome.WON, Outcome.CHURNED}

    def slope(self) -> pd.DataFrame:
        """One row a position: position (its label), purchase, renewal, shift (0–1); empty until both are decided."""
        decided = all(m.decided for m in self.moments.values())
        totals = [{r.seat.label: r.total for r in self.moments[m].rows if decided} for m in Moment]
        return analysis.slope_frame(*totals)

    @property
    def shift(self) -> Shift | None:
        """Who leads at each moment and whose influence shifts most; None while a moment is not decided."""
        if not all(m.decided for m in self.moments.values()):
            return None
        frame = self.slope()
        most = frame.iloc[0]
        return Shift(analysis.reversal(frame), most["position"], most["purchase"], most["renewal"])

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
    """A company in talks whose chance is wide because stances are not known; `positions` are labels.

    `seat` is the code of the position whose stance leaves the chance widest, `deal_id` the deal whose own chain it is.
    """

    company_id: uuid.UUID
    deal_id: uuid.UUID | None
    company: str
    seat: str
    positions: tuple[str, ...]
    value: float
    lo: float
    hi: float


@dataclass(frozen=True)
class Choice:
    """A company in the list to choose from, whether it has a chain already, and the deal whose own chain is meant."""

    id: uuid.UUID
    name: str
    status: str
    chained: bool
    deal_id: uuid.UUID | None = None
