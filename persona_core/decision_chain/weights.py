"""How much each position usually counts, in few numbers: what a page may ask on every run about all chains at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import func
from sqlmodel import Session, select

from persona_core.access.models import Viewer
from persona_core.decision_chain.models import ChainMoment, Moment, SeatMoment
from persona_core.kit.readings import kept_for_all


@dataclass(frozen=True)
class Weights:
    """Mean influence 0–1 by position (code) at each moment over all chains, whatever became of their deals.

    Where a position does not sit it has no influence, so that one of few chains counts little.
    """

    means: Mapping[Moment, Mapping[str, float]] = field(default_factory=dict)

    def of(self, position: str, moment: Moment) -> float:
        """The influence of a position at a moment; 0 where nothing is known."""
        return self.means.get(moment, {}).get(position, 0.0)

    def by_position(self) -> dict[str, tuple[float, float]]:
        """Every position that sits on some chain, with its influence at purchase and at renewal."""
        found = {position for means in self.means.values() for position in means}
        return {p: (self.of(p, Moment.PURCHASE), self.of(p, Moment.RENEWAL)) for p in sorted(found)}

    def leading(self, least: float) -> list[str]:
        """Positions that have so much influence at one of the moments."""
        return [position for position, both in self.by_position().items() if max(both) >= least]


@kept_for_all
def weights(session: Session, viewer: Viewer) -> Weights:
    """Read from one index; chains at whose moment nobody has a say yet are not counted."""
    decided = (
        select(ChainMoment.moment, func.count())
        .where(ChainMoment.workspace_id == viewer.workspace_id, ChainMoment.decided)
        .group_by(ChainMoment.moment)
    )
    chains = dict(session.execute(decided).all())
    sums = (
        select(SeatMoment.moment, SeatMoment.position, func.sum(SeatMoment.total))
        .where(SeatMoment.workspace_id == viewer.workspace_id)
        .group_by(SeatMoment.moment, SeatMoment.position)
    )
    means: dict[Moment, dict[str, float]] = {Moment(moment): {} for moment in chains}
    for moment, position, total in session.execute(sums):
        if moment in chains:
            means[Moment(moment)][position] = total / chains[moment]
    return Weights(means)
