"""What follows from rows that went: a company's status and latest deal, and words of lists that nobody uses now."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Column, delete, select
from sqlmodel import Session, SQLModel

from persona_core.access.models import Viewer
from persona_core.companies.models import Company, Person, Status
from persona_core.companies.own_fields import filled, own_tally
from persona_core.deals.commands import derive_status, is_begun
from persona_core.deals.models import Deal
from persona_core.decision_chain.models import Seat, SeatMoment
from persona_core.evidence.bulk import update_noted
from persona_core.evidence.models import HAND, Observation
from persona_core.evidence.resolving import rebuild
from persona_core.evidence.snapshots import chunks
from persona_core.journeys.models import Concern, Journey
from persona_core.kit.db import metadata
from persona_core.stories.models import StoryPosition
from persona_core.vocabulary.models import ListName, OwnField, Tag, Term
from persona_core.vocabulary.specs import OWN

_USES: dict[str, tuple[Any, ...]] = {
    ListName.INDUSTRY: (Company.industry,),
    ListName.LEAD_SOURCE: (Deal.lead_source,),
    ListName.POSITION: (
        Deal.pushed_by,
        Person.position,
        Seat.position,
        StoryPosition.position,
        Concern.position,
        Journey.key_position,
    ),
    ListName.BUYING_ROLE: (Seat.buying_role,),
    ListName.CONTACT: (Seat.contact,),
    ListName.SOURCE: (SeatMoment.stance_source, Observation.source),
}
"""Where the words of each list are used."""


def companies_of(session: Session, deals: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """The companies of these deals."""
    found: set[uuid.UUID] = set()
    for part in chunks(deals):
        found.update(session.scalars(select(Deal.company_id).where(Deal.id.in_(part))))
    return found


def follow_many(session: Session, viewer: Viewer, ids: Collection[uuid.UUID]) -> None:
    """Bring latest deals and statuses of companies in step, as `deals.commands.follow` does one at a time."""
    for part in chunks(ids):
        _follow(session, viewer, part)


def _follow(session: Session, viewer: Viewer, ids: Sequence[uuid.UUID]) -> None:
    deals = defaultdict(list)
    columns = (Deal.company_id, Deal.id, Deal.num, Deal.opened_on, Deal.signed_on, Deal.created_at)
    rows = select(*columns, Deal.outcome, Deal.provenance).where(Deal.company_id.in_(ids))
    for row in session.execute(rows):
        deals[row.company_id].append(row)
    c = Company
    companies = session.execute(
        select(c.id, c.version, c.status, c.latest_deal_id, c.provenance).where(c.id.in_(ids))
    ).all()
    stated = _stated(session, viewer, [row.id for row in companies if not deals[row.id] and _told(row)])
    changes = []
    for row in companies:
        mine = deals[row.id]
        latest = max(mine, key=lambda d: (d.opened_on or d.signed_on or d.created_at.date(), d.num), default=None)
        latest_id, status = latest.id if latest else None, row.status
        if (_told(row) or {}).get("source") != HAND:
            derived = derive_status(d.outcome for d in mine if is_begun(d.provenance or {}))
            status = str(derived or stated.get(row.id) or Status.LEAD)
        if (latest_id, status) != (row.latest_deal_id, row.status):
            changes.append({"id": row.id, "version": row.version, "latest_deal_id": latest_id, "status": status})
    update_noted(session, Company, changes)


def _told(row: Any) -> Mapping[str, Any] | None:
    return (row.provenance or {}).get("status")


def _stated(session: Session, viewer: Viewer, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    """What the ledger says of the status of companies."""
    said = defaultdict(list)
    o = Observation
    columns = (o.subject_id, o.source, o.observed_on, o.values)
    for part in chunks(ids):
        mine = (o.workspace_id == viewer.workspace_id, o.subject_id.in_(part))
        for row in session.execute(select(*columns).where(*mine).order_by(o.id)):
            said[row.subject_id].append(row)
    return {subject: value for subject, rows in said.items() if (value := rebuild(rows)[0].get("status"))}


def drop_unused(session: Session, viewer: Viewer, loose: Mapping[str, Iterable[uuid.UUID]]) -> None:
    """Delete words of lists, tags and own fields that the import made and nobody uses or has edited."""
    for row in _unedited(session, Term, loose.get("term", ())):
        if row.list_name.startswith(OWN) and row.code not in own_tally(session, viewer, row.list_name[len(OWN) :]):
            session.execute(delete(Term).where(Term.id == row.id))
        uses = _USES.get(row.list_name, ())
        if uses and not any(_used(session, viewer, column, row.code) for column in uses):
            session.execute(delete(Term).where(Term.id == row.id))
    for row in _unedited(session, OwnField, loose.get("field_def", ())):
        if not filled(session, viewer, row.code):
            session.execute(delete(OwnField).where(OwnField.id == row.id))
    for row in _unedited(session, Tag, loose.get("tag", ())):
        keys = [
            element.parent
            for table in metadata.sorted_tables
            for key in table.foreign_key_constraints
            if key.referred_table is Tag.__table__
            for element in key.elements
        ]
        if not any(session.execute(select(column).where(column == row.id).limit(1)).first() for column in keys):
            session.execute(delete(Tag).where(Tag.id == row.id))


def _unedited(session: Session, model: type[SQLModel], ids: Iterable[uuid.UUID]) -> list[Any]:
    rows = []
    for part in chunks(list(ids)):
        rows += session.execute(select(model.__table__).where(model.id.in_(part), model.version == 1)).all()
    return rows


def _used(session: Session, viewer: Viewer, column: Any, code: str) -> bool:
    there: Column[Any] = column.table.c.workspace_id
    return (
        session.execute(select(column).where(there == viewer.workspace_id, column == code).limit(1)).first() is not None
    )
