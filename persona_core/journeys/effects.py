"""What a change of stages would do to the numbers: tried out and taken back, before anybody saves it."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from persona_core.access.models import Viewer
from persona_core.deals.models import Deal
from persona_core.journeys.counting import funnel
from persona_core.journeys.reading import COMPANY

COUNTS = ("total", "signed", "open", "lost", "churned")
"""What of a counted journey is compared: companies in the funnel, signed, still open, lost, left after signing."""


@dataclass(frozen=True)
class Effects:
    """Numbers that would change: deals by (outcome now, outcome then), signing days, and counts now and then."""

    outcomes: Mapping[tuple[str, str], int] = field(default_factory=dict)
    signing_days: int = 0
    counts: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.outcomes or self.signing_days or self.counts)


def try_out(session: Session, viewer: Viewer, journey_id: uuid.UUID, change: Callable[[], Any]) -> tuple[Effects, Any]:
    """Make a change, look at what it does to the numbers of its journey, and take it back; what it returned with it.

    The session must be one that may write; nothing of the change is left in it. What the change refuses is raised.
    """
    deals, counts = _deals(session, viewer), _counts(session, viewer, journey_id)
    session.flush()
    point = session.begin_nested()
    try:
        result = change()
        session.flush()
        then, counts_then = _deals(session, viewer), _counts(session, viewer, journey_id)
    finally:
        point.rollback()
        session.expire_all()
    moved = [(deals[num], then[num]) for num in deals if deals[num] != then[num]]
    outcomes = Counter((now[0], later[0]) for now, later in moved if now[0] != later[0])
    return (
        Effects(
            outcomes=dict(outcomes.most_common()),
            signing_days=sum(now[1] != later[1] for now, later in moved),
            counts={name: (counts[name], counts_then[name]) for name in COUNTS if counts[name] != counts_then[name]},
        ),
        result,
    )


def _deals(session: Session, viewer: Viewer) -> dict[int, tuple[str, Any]]:
    rows = select(Deal.num, Deal.outcome, Deal.signed_on).where(Deal.workspace_id == viewer.workspace_id)
    return {num: (outcome, signed_on) for num, outcome, signed_on in session.execute(rows)}


def _counts(session: Session, viewer: Viewer, journey_id: uuid.UUID) -> dict[str, int]:
    found = funnel(session, viewer, unit=COMPANY, journey_id=journey_id)
    return {name: getattr(found, name) for name in COUNTS}
