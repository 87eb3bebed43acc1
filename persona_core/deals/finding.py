"""A deal by what people call it."""

from __future__ import annotations

import uuid

from sqlmodel import Session, select

from persona_core.access.models import Viewer
from persona_core.access.queries import visible
from persona_core.deals.models import Deal
from persona_core.evidence.models import ExternalId
from persona_core.kit.errors import NotFound
from persona_core.kit.words import N_
from persona_core.vocabulary.models import fold


def find_deal(session: Session, viewer: Viewer, text: str, *, company_id: uuid.UUID | None = None) -> Deal:
    """The deal with this external id or id, or the only one of the company with this product; NotFound says so."""
    mine = visible(Deal, viewer)
    if company_id is not None:
        mine = mine.where(Deal.company_id == company_id)
    ids = select(ExternalId.subject_id).where(
        ExternalId.workspace_id == viewer.workspace_id, ExternalId.kind == "deal", ExternalId.value == text
    )
    found = list(session.exec(mine.where(Deal.id.in_(ids))))
    if not found:
        try:
            found = list(session.exec(mine.where(Deal.id == uuid.UUID(text))))
        except ValueError:
            found = []
    if not found and company_id is not None:
        found = [deal for deal in session.exec(mine) if fold(deal.product or "") == fold(text)]
    if len(found) != 1:
        raise NotFound(
            N_("There is no deal “{name}” here. Give its id, or the company with the product."), name=text[:80]
        )
    return found[0]
