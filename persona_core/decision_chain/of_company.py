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


@dataclass(frozen=True)
class CompanyChains:
    """How many seats the company's own chain has, and its deals in their order."""

    seats: int
    deals: tuple[DealChain, ...]

    @property
    def several(self) -> bool:
        """Whether there is anything to choose: more than one deal, or a deal with a chain of its own."""
        return len(self.deals) > 1 or any(d.seats for d in self.deals)

    def deal(self, deal_id: uuid.UUID | None) -> DealChain | None:
        """A deal by its id; None when it is not one of them."""
        return next((d for d in self.deals if d.deal_id == deal_id), None)

    def seats_of(self, deal_id: uuid.UUID | None) -> int:
        """How many seats there are on the chain of a deal, or on the company's own."""
        found = self.deal(deal_id)
        return found.seats if found else self.seats


def company_chains(session: Session, viewer: Viewer, company_id: uuid.UUID) -> CompanyChains:
    """The chains of a company, each with its size."""
    t = Words(viewer.lang)
    own = select(func.count()).select_from(Seat).join(Chain, Chain.id == Seat.chain_id)
    own = own.where(Chain.workspace_id == viewer.workspace_id, Chain.company_id == company_id, Chain.deal_id.is_(None))
    deals = (
        select(Deal.id, Deal.product, Deal.outcome, func.count(Seat.id))
        .join(Chain, Chain.deal_id == Deal.id, isouter=True)
        .join(Seat, Seat.chain_id == Chain.id, isouter=True)
        .where(Deal.workspace_id == viewer.workspace_id, Deal.company_id == company_id)
        .group_by(Deal.id, Deal.product, Deal.outcome, Deal.num)
        .order_by(Deal.num)
    )
    found = [
        DealChain(deal_id, deal_name(product, n, t), outcome, seats)
        for n, (deal_id, product, outcome, seats) in enumerate(session.execute(deals), start=1)
    ]
    return CompanyChains(session.execute(own).scalar_one(), tuple(found))
