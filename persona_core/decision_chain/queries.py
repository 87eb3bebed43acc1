"""Reading chains: one company's, how far all are filled in, and the form of the command line."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import replace
from typing import Any

from sqlalchemy import case, exists, func, or_, true
from sqlmodel import Session, select

from persona_core.access.models import Viewer
from persona_core.access.queries import get, visible
from persona_core.companies.models import Company, Person, Status
from persona_core.companies.naming import company_name, person_name
from persona_core.decision_chain.loading import chain_views
from persona_core.decision_chain.models import Chain, ChainMoment, Moment, Seat
from persona_core.decision_chain.remarks import Unknown
from persona_core.decision_chain.showing import chain_json, nothing_json, typical_json
from persona_core.decision_chain.typical import typical
from persona_core.decision_chain.views import ChainView, Choice, Coverage, MomentView, OpenCase
from persona_core.kit.readings import kept_for_all
from persona_core.kit.words import Words
from persona_core.vocabulary.models import ListName
from persona_core.vocabulary.queries import Lists, lists


def seats_of(session: Session, viewer: Viewer, chain_id: uuid.UUID) -> list[Seat]:
    """The seats of a chain in their order."""
    return list(
        session.exec(visible(Seat, viewer).where(Seat.chain_id == chain_id).order_by(Seat.sort, Seat.created_at))
    )


def chain(
    session: Session,
    viewer: Viewer,
    company_id: uuid.UUID | str,
    *,
    deal_id: uuid.UUID | None = None,
    known: Lists | None = None,
    closed: int | None = None,
) -> ChainView | None:
    """The chain of a company, or of one of its deals; None while there is none.

    `closed` spares counting all deals anew where a moment ago `closed_deals` told.
    """
    company = get(session, viewer, Company, company_id)
    same_deal = Chain.deal_id == deal_id if deal_id is not None else Chain.deal_id.is_(None)
    found = session.exec(visible(Chain, viewer).where(Chain.company_id == company.id, same_deal)).first()
    if found is None:
        return None
    return chain_views(session, viewer, [(found, company)], known or lists(session, viewer), closed=closed)[0]


@kept_for_all
def coverage(session: Session, viewer: Viewer, *, known: Lists | None = None) -> Coverage:
    """How many chains and seats there are, and how many seats nobody knows or has met."""
    known = known or lists(session, viewer)
    contacts = [code for code in known.terms.get(ListName.CONTACT, {}) if known.rank(ListName.CONTACT, code) >= 1]
    met_there = case((Seat.contact.in_(contacts), Seat.id))
    mine = Seat.workspace_id == viewer.workspace_id
    counts = select(func.count(), func.count(Seat.person_id), func.count(met_there)).where(mine)
    seats, with_person, met = session.execute(counts).one()
    chains = select(func.count(Seat.chain_id.distinct())).where(mine)  # by itself: an index is all that is read
    return Coverage(session.execute(chains).scalar_one(), seats, seats - with_person, seats - met)


def undecided(
    session: Session, viewer: Viewer, t: Words, *, limit: int = 20, known: Lists | None = None
) -> list[OpenCase]:
    """Companies in talks whose chance is wide because stances are not known, widest first."""
    statement = (
        select(ChainMoment.chain_id)
        .join(Chain, Chain.id == ChainMoment.chain_id)
        .join(Company, Company.id == Chain.company_id)
        .where(
            ChainMoment.workspace_id == viewer.workspace_id,
            ChainMoment.moment == Moment.PURCHASE,
            ChainMoment.anchored,
            ChainMoment.unknown > 0,
            Company.status.in_((Status.LEAD, Status.TALKING)),
        )
        .order_by(ChainMoment.unknown.desc())
        .limit(limit)
    )
    ids = session.scalars(statement).all()
    pairs = session.exec(select(Chain, Company).join(Company, Company.id == Chain.company_id).where(Chain.id.in_(ids)))
    cases = []
    for view in chain_views(session, viewer, pairs.all(), known or lists(session, viewer), closed=0):
        moment = view.moments[Moment.PURCHASE]
        if moment.unknown and moment.settled is None:
            cases.append(_open_case(view, moment))
    return sorted(cases, key=lambda c: c.lo - c.hi)


def _open_case(view: ChainView, moment: MomentView) -> OpenCase:
    chance = moment.success
    widest = [q.row for q in moment.open_questions if q.kind is Unknown.STANCE] or moment.unknown
    return OpenCase(
        company_id=view.company_id,
        deal_id=view.deal_id,
        company=view.company,
        seat=widest[0].seat.position,
        positions=tuple(r.seat.label for r in moment.unknown),
        value=chance.value,
        lo=chance.lo,
        hi=chance.hi,
    )


def choices(
    session: Session,
    viewer: Viewer,
    known: Lists,
    *,
    text: str = "",
    keep: uuid.UUID | None = None,
    limit: int = 60,
) -> list[Choice]:
    """Companies to choose from: those in talks with a chain first, then others with one.

    `text` narrows by name; the company `keep` is among them whatever it is called.
    """
    t = Words(viewer.lang)
    chained = exists().where(Chain.company_id == Company.id, Chain.workspace_id == viewer.workspace_id)
    talking = Company.status.in_((Status.LEAD, Status.TALKING))
    columns = ("id", "name", "status", "region", "industry", "headcount", "headcount_band")
    statement = select(*(getattr(Company, c) for c in columns), chained.label("chained"))
    statement = statement.where(Company.workspace_id == viewer.workspace_id).order_by(Company.num)
    named = Company.name.icontains(text.strip(), autoescape=True) if text.strip() else true()
    ranks = (chained & talking, chained & ~talking, ~chained & talking, ~chained & ~talking)
    found = {}
    for wanted in ([Company.id == keep] if keep else []) + [rank & named for rank in ranks]:
        if len(found) < limit:  # each rank by itself: sorting all companies by rank reads all of them
            rows = session.execute(statement.where(wanted).limit(limit)).mappings()
            found |= {r["id"]: r for r in rows if r["id"] not in found}
    return [
        Choice(r["id"], company_name(viewer, t, known, r), r["status"], bool(r["chained"]))
        for r in list(found.values())[:limit]
    ]


def people_to_seat(session: Session, viewer: Viewer, company_id: uuid.UUID, known: Lists) -> dict[uuid.UUID, str]:
    """Who may sit on a company's chain: its people and those outside any company, each under a name of its own."""
    t = Words(viewer.lang)
    statement = visible(Person, viewer).where(or_(Person.company_id == company_id, Person.company_id.is_(None)))
    found: dict[uuid.UUID, str] = {}
    for person in session.exec(statement.order_by(Person.company_id.is_(None), Person.created_at).limit(200)):
        name = person_name(viewer, t, person.name, person.title or known.label(ListName.POSITION, person.position, t))
        same = sum(other == name or other.startswith(f"{name} (") for other in found.values())
        found[person.id] = f"{name} ({same + 1})" if same else name
    return found


def as_json(
    session: Session,
    viewer: Viewer,
    t: Words | None = None,
    *,
    company_id: uuid.UUID | str | None = None,
    deal_id: uuid.UUID | None = None,
    deal: str | None = None,
    moment: Moment = Moment.PURCHASE,
    ids: Collection[uuid.UUID] | None = None,
) -> dict[str, Any]:
    """A chain at one moment, or the typical chain, in the form of the command line; `deal` is how the deal is named."""
    t = t or Words(viewer.lang)
    viewer = replace(viewer, lang=t.lang)
    known = lists(session, viewer)
    if company_id is None:
        return typical_json(typical(session, viewer, ids, known=known), moment, t, known)
    view = chain(session, viewer, company_id, deal_id=deal_id, known=known)
    if view is None:
        company = get(session, viewer, Company, company_id)
        name = company_name(viewer, t, known, company.model_dump())
        return nothing_json(name, moment, t, known, deal=deal)
    return chain_json(view, view.moments[moment], t, known, deal=deal)
