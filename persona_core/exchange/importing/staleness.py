"""Whether a plan still holds: what others have written since it was made, as far as it would change the plan."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, SQLModel

from persona_core.access.models import Viewer
from persona_core.companies.commands import next_number as next_company
from persona_core.companies.models import Company, CompanyName, NamePair, Person, name_digest
from persona_core.deals.commands import next_number as next_deal
from persona_core.deals.models import Deal
from persona_core.decision_chain.models import Chain
from persona_core.evidence.models import ExternalId
from persona_core.exchange.importing.plan import Plan
from persona_core.journeys.models import Journey, Stage, StageEvent
from persona_core.stories.models import Mark, Story
from persona_core.vocabulary.models import OwnField, Tag, Term

_ALWAYS: tuple[type[SQLModel], ...] = (Term, Tag, OwnField, Journey, Stage, CompanyName, NamePair)
_BESIDES: dict[str, tuple[type[SQLModel], ...]] = {
    "people": (Person,),
    "chain": (Person, Chain),
    "several": (Person, Story, Mark),
    "stories": (Story, Mark),
    "marks": (Story, Mark),
}
"""Tables of which any change counts, since a plan may rest on any of their rows."""


@dataclass(frozen=True)
class Sight:
    """How the workspace stood when a plan was made: tables as a whole, and where those end that only grow."""

    tables: tuple[Any, ...]
    company: int
    deal: int
    event: int
    key: int


def sight(session: Session, viewer: Viewer, kind: str) -> Sight:
    """How it stands now."""
    watched = (*_ALWAYS, *_BESIDES.get(kind, ()))
    return Sight(
        tuple(_whole(session, viewer, model) for model in watched),
        next_company(session, viewer),
        next_deal(session, viewer),
        _last(session, viewer, StageEvent),
        _last(session, viewer, ExternalId),
    )


def holds(session: Session, viewer: Viewer, plan: Plan, seen: Sight) -> bool:
    """Whether the plan would be the same today; rows it changes are compared again when they are written.

    Where others only made rows that have nothing to do with it, the numbers of its new rows move behind theirs.
    """
    now = sight(session, viewer, plan.kind)
    if now == seen:
        return True
    if now.tables != seen.tables or now.company < seen.company or now.deal < seen.deal:
        return False
    if now.key != seen.key and _keys_met(session, viewer, plan, seen.key):
        return False
    if now.company != seen.company and _names_met(session, viewer, plan, seen.company):
        return False
    if (now.deal, now.event) != (seen.deal, seen.event) and _deals_met(session, viewer, plan, seen):
        return False
    for thing in plan.work.made:
        if thing.kind in {"company", "deal"}:
            thing.num += getattr(now, thing.kind) - getattr(seen, thing.kind)
    if plan.work.fresh is not None:
        plan.work.fresh.nums = [num + now.company - seen.company for num in plan.work.fresh.nums]
    return True


def _whole(session: Session, viewer: Viewer, model: type[SQLModel]) -> tuple[Any, ...]:
    counted = select(func.count(), func.max(model.updated_at)).where(model.workspace_id == viewer.workspace_id)
    return tuple(session.execute(counted).one())


def _last(session: Session, viewer: Viewer, model: type[SQLModel]) -> int:
    return session.scalar(select(func.max(model.id)).where(model.workspace_id == viewer.workspace_id)) or 0


def _keys_met(session: Session, viewer: Viewer, plan: Plan, seen: int) -> bool:
    table = ExternalId
    new = select(table.kind, table.value).where(table.workspace_id == viewer.workspace_id, table.id > seen)
    keys = [(kind, value) for kind, value, _ in plan.work.ids]
    keys += [("company", key) for key in (plan.work.fresh.keys if plan.work.fresh else ())]
    return _meet(keys, map(tuple, session.execute(new)))


def _names_met(session: Session, viewer: Viewer, plan: Plan, seen: int) -> bool:
    new = select(Company.name_digest).where(Company.workspace_id == viewer.workspace_id, Company.num >= seen)
    names = [name_digest(thing.name) for thing in plan.work.made if thing.kind == "company"]
    return _meet(names + (plan.work.fresh.digests if plan.work.fresh else []), session.scalars(new))


def _deals_met(session: Session, viewer: Viewer, plan: Plan, seen: Sight) -> bool:
    """Whether deals of the plan's companies were made, or its deals dated."""
    deals = {entry.deal.num for entry in plan.work.entries if not entry.deal.fresh}
    homes = {thing.id for thing in plan.work.companies.values() if not thing.fresh}
    new = select(Deal.company_id).where(Deal.workspace_id == viewer.workspace_id, Deal.num >= seen.deal)
    dated = select(StageEvent.deal_num).where(
        StageEvent.workspace_id == viewer.workspace_id, StageEvent.id > seen.event
    )
    return _meet(homes, session.scalars(new)) or _meet(deals, session.scalars(dated))


def _meet(mine: Iterable[Any], theirs: Iterable[Any]) -> bool:
    others: Collection[Any] = set(theirs)
    return bool(others) and any(one in others for one in mine)
