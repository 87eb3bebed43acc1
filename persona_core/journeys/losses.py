"""Where a journey loses: how many got no further than a stage, what they were worth, and why they went."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from sqlalchemy import BigInteger, Row, func, type_coerce
from sqlmodel import Session, select

from persona_core.access.models import Viewer
from persona_core.deals.models import Deal, Outcome
from persona_core.journeys.analysis import Counted, Stand
from persona_core.kit.remembering import Remember, anew

LARGEST = 3
"""So many units of a stage are named."""


@dataclass(frozen=True)
class Loss:
    """What got no further than a stage: units lost before signing and left after it, and their deals.

    `value` sums the value (else the annual fee) of the `valued` deals that have one; `reasons` counts deals by the
    reason given, the most common first, `reasoned` those that have one; `largest` are numbers of the units worth most.
    """

    stage: int
    lost: int
    churned: int
    deals: int
    value: Decimal
    valued: int
    reasons: tuple[tuple[str, int], ...]
    reasoned: int
    largest: tuple[int, ...]

    @property
    def gone(self) -> int:
        """How many units, before signing and after."""
        return self.lost + self.churned


def losses(session: Session, viewer: Viewer, counted: Counted, *, remember: Remember = anew) -> list[Loss]:
    """Every stage where somebody left, those that most left from first."""
    found = counted.passages
    gone = np.flatnonzero(found.ended & counted.chosen & (found.furthest >= counted.road.first))
    if not len(gone):
        return []
    rows = remember("ended deals", lambda: _deals(session, viewer))
    unit = counted.units.unit_of(np.fromiter((row.num for row in rows), dtype=np.int64, count=len(rows)))
    at = np.where(unit >= 0, found.furthest[unit], -1) if len(rows) else unit
    is_gone = np.zeros(len(found.furthest), dtype=bool)
    is_gone[gone] = True
    told = []
    for place in np.unique(found.furthest[gone]).tolist():
        here = gone[found.furthest[gone] == place]
        deals = [(int(unit[n]), rows[n]) for n in np.flatnonzero((at == place) & is_gone[unit])]
        told.append(_loss(counted, place, here, deals))
    return sorted(told, key=lambda loss: -loss.gone)


def by_value(found: Sequence[Loss]) -> list[Loss]:
    """The same, those first where most money went."""
    return sorted(found, key=lambda loss: (-loss.value, -loss.gone))


def _deals(session: Session, viewer: Viewer) -> Sequence[Row]:
    """Deals that ended, with their value in hundredths and the reason given."""
    cents = type_coerce(func.coalesce(Deal.value, Deal.annual_fee), BigInteger).label("cents")
    ended = select(Deal.num, cents, Deal.lost_reason).where(Deal.workspace_id == viewer.workspace_id)
    return session.execute(ended.where(Deal.outcome.in_((Outcome.LOST, Outcome.CHURNED)))).all()


def _loss(counted: Counted, place: int, here: np.ndarray, deals: Sequence[tuple[int, Row]]) -> Loss:
    lost = int((counted.passages.outcome[here] == Stand.LOST).sum())
    worth: Counter[int] = Counter({int(unit): 0 for unit in here})
    for unit, row in deals:
        worth[unit] += row.cents or 0
    valued = [row.cents for _, row in deals if row.cents is not None]
    reasons = Counter(row.lost_reason.strip() for _, row in deals if (row.lost_reason or "").strip())
    named = sorted(worth, key=lambda unit: (-worth[unit], unit))[:LARGEST]
    return Loss(
        stage=counted.road.forward[place].num,
        lost=lost,
        churned=len(here) - lost,
        deals=len(deals),
        value=Decimal(sum(valued)) / 100,
        valued=len(valued),
        reasons=tuple(sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0]))),
        reasoned=reasons.total(),
        largest=tuple(int(counted.units.num[unit]) for unit in named),
    )
