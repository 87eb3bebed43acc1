"""Bringing many companies in step with their deals at once; one at a time is `commands.follow`."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from persona_core.access.models import Viewer
from persona_core.access.queries import get
from persona_core.companies.models import Company
from persona_core.deals.commands import derive_status, follow, is_begun
from persona_core.deals.models import Deal
from persona_core.evidence.bulk import expire_rows, update_read
from persona_core.evidence.models import HAND
from persona_core.evidence.snapshots import chunks

_HERE, _DEALS = Company.__table__.c, Deal.__table__.c
_SEEN = (_HERE.id, _HERE.status, _HERE.latest_deal_id, _HERE.provenance)
_DEAL = (
    _DEALS.id,
    _DEALS.num,
    _DEALS.company_id,
    _DEALS.outcome,
    _DEALS.opened_on,
    _DEALS.signed_on,
    _DEALS.created_at,
    _DEALS.provenance,
)


def follow_many(session: Session, viewer: Viewer, company_ids: Collection[uuid.UUID]) -> None:
    """Bring the latest deal and the status of companies in step with their deals, as `commands.follow` does."""
    for chunk in chunks(sorted(set(company_ids))):
        session.flush()
        deals: dict[uuid.UUID, list[Any]] = defaultdict(list)
        mine = (Deal.workspace_id == viewer.workspace_id, Deal.company_id.in_(chunk))
        for deal in session.execute(select(*_DEAL).where(*mine)):
            deals[deal.company_id].append(deal)
        changed = {}
        here = (Company.workspace_id == viewer.workspace_id, Company.id.in_(chunk))
        for company in session.execute(select(*_SEEN).where(*here)).all():
            derived = derive_status(deal.outcome for deal in deals[company.id] if is_begun(deal.provenance or {}))
            told = (company.provenance or {}).get("status")
            if derived is None:  # what was once stated of it may have to be looked up
                follow(session, viewer, get(session, viewer, Company, company.id))
                continue
            latest = max(deals[company.id], key=_place).id
            status = company.status if told and told["source"] == HAND else derived.value
            if (latest, status) != (company.latest_deal_id, company.status):
                changed[company.id] = {"latest_deal_id": latest, "status": status}
        _write(session, changed)


def _place(deal: Any) -> tuple[date, int]:
    return deal.opened_on or deal.signed_on or deal.created_at.date(), deal.num


def _write(session: Session, changed: Mapping[uuid.UUID, dict[str, Any]]) -> None:
    if changed:
        table = Company.__table__
        companies = session.execute(select(table).where(table.c.id.in_(changed))).all()
        update_read(session, Company, companies, [changed[company.id] for company in companies])
        expire_rows(session, Company, changed.keys())
