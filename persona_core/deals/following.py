"""Bringing many companies in step with their deals at once; one at a time is `commands.follow`."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlmodel import Session

from persona_core.access.models import Viewer
from persona_core.access.queries import get
from persona_core.companies.models import Company
from persona_core.deals.commands import derive_status, follow, is_begun
from persona_core.deals.models import Deal
from persona_core.evidence.bulk import expire_rows
from persona_core.evidence.changes import noted
from persona_core.evidence.models import HAND
from persona_core.evidence.snapshots import chunks
from persona_core.kit import clock

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
        changed = []
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
                changed.append({"_id": company.id, "_latest": latest, "_status": status})
        _write(session, changed)


def _place(deal: Any) -> tuple[date, int]:
    return deal.opened_on or deal.signed_on or deal.created_at.date(), deal.num


def _write(session: Session, changed: list[dict[str, Any]]) -> None:
    if not changed:
        return
    table = Company.__table__
    values = {
        "latest_deal_id": bindparam("_latest", type_=table.c.latest_deal_id.type),
        "status": bindparam("_status"),
        "version": table.c.version + 1,
        "updated_at": clock.now(),
    }
    ids = [row["_id"] for row in changed]
    with noted(session, table, table.c.id.in_(ids)):
        mine = table.c.id == bindparam("_id", type_=table.c.id.type)
        session.connection().execute(update(table).where(mine).values(values), changed)
    expire_rows(session, Company, ids)
