"""Which chains a company has: its own, and one for each deal that decides differently."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from sqlalchemy import func
from sqlmodel import Session, select

from persona_core.access.models import Viewer
from persona_core.deals.models import Deal
from persona_core.deals.naming import deal_name
from persona_core.decision_chain.models import Chain, Seat
from persona_core.kit.words import Words


@dataclass(frozen=True)
class DealChain:
    """A deal of a company and how many seats its own chain has; 0 while the company's chain stands for it."""

    deal_id: uuid.UUID
    name: str
    outcome: str
    seats: int


def deal_chains(session: Session, viewer: Viewer, company_id: uuid.UUID) -> list[DealChain]:
    """A company's deals in their order, each with the size of its own chain."""
    t = Words(viewer.lang)
    statement = (
        select(Deal.id, Deal.product, Deal.outcome, func.count(Seat.id))
        .join(Chain, Chain.deal_id == Deal.id, isouter=True)
        .join(Seat, Seat.chain_id == Chain.id, isouter=True)
        .where(Deal.workspace_id == viewer.workspace_id, Deal.company_id == company_id)
        .group_by(Deal.id, Deal.product, Deal.outcome, Deal.num)
        .order_by(Deal.num)
    )
    rows = session.execute(statement).all()
    return [DealChain(row[0], deal_name(row[1], n, t), row[2], row[3]) for n, row in enumerate(rows, start=1)]
