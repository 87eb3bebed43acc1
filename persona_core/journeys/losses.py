"""Where a journey loses: how many got no further than a stage, what they were worth, and why they went."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

import numpy as np
from sqlalchemy import BigInteger, func, type_coerce
from sqlmodel import Session, select

from persona_core.access.models import Viewer
from persona_core.deals.models import Deal, Outcome
from persona_core.journeys.analysis import Counted, Stand
from persona_core.kit import plain
from persona_core.kit.readings import kept_for_all

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


class _Ended(NamedTuple):
    """Deals that ended as columns; `cents` is 0 where nothing is `valued`."""

    num: np.ndarray
    cents: np.ndarray
    valued: np.ndarray
    reason: Sequence[str | None]


def losses(session: Session, viewer: Viewer, counted: Counted) -> list[Loss]:
    """Every stage where somebody left, those that most left from first."""
    found = counted.passages
    gone = np.flatnonzero(found.ended & counted.chosen & (found.furthest >= counted.road.first))
    if not len(gone):
        return []
    deals = _deals(session, viewer)
    unit = counted.units.unit_of(deals.num)
    is_gone = np.zeros(len(found.furthest), dtype=bool)
    is_gone[gone] = True
    at = np.where((unit >= 0) & is_gone[unit], found.furthest[unit], -1)
    told = []
    for place in np.unique(found.furthest[gone]).tolist():
        here = gone[found.furthest[gone] == place]
        told.append(_loss(counted, place, here, unit, deals, np.flatnonzero(at == place)))
    return sorted(told, key=lambda loss: -loss.gone)


def by_value(found: Sequence[Loss]) -> list[Loss]:
    """The same, those first where most money went."""
    return sorted(found, key=lambda loss: (-loss.value, -loss.gone))


@kept_for_all
def _deals(session: Session, viewer: Viewer) -> _Ended:
    """Deals that ended, with their value in hundredths and the reason given."""
    cents = type_coerce(func.coalesce(Deal.value, Deal.annual_fee), BigInteger)
    ended = select(Deal.num, cents, Deal.lost_reason).where(Deal.workspace_id == viewer.workspace_id)
    rows = plain.rows(session, ended.where(Deal.outcome.in_((Outcome.LOST, Outcome.CHURNED))))
    num, worth, reason = zip(*rows, strict=True) if rows else ((), (), ())
    valued = np.array([value is not None for value in worth], dtype=bool)
    return _Ended(np.array(num, dtype=np.int64), np.array([v or 0 for v in worth], dtype=np.int64), valued, reason)


def _loss(counted: Counted, place: int, here: np.ndarray, unit: np.ndarray, deals: _Ended, mine: np.ndarray) -> Loss:
    """What stopped at a place: the units `here` and their ended deals `mine`; `unit` tells each deal's unit."""
    lost = int((counted.passages.outcome[here] == Stand.LOST).sum())
    worth = np.zeros(len(counted.passages.furthest), dtype=np.int64)
    np.add.at(worth, unit[mine], deals.cents[mine])
    reasons = Counter(said for n in mine.tolist() if (said := (deals.reason[n] or "").strip()))
    named = here[np.lexsort((here, -worth[here]))][:LARGEST]
    return Loss(
        stage=counted.road.forward[place].num,
        lost=lost,
        churned=len(here) - lost,
        deals=len(mine),
        value=Decimal(int(deals.cents[mine].sum())) / 100,
        valued=int(deals.valued[mine].sum()),
        reasons=tuple(sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0]))),
        reasoned=reasons.total(),
        largest=tuple(counted.units.num[named].tolist()),
    )
