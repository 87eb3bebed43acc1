"""Chains read from their rows: a handful of statements for any number of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, exists, func
from sqlmodel import Session, select

from persona_core.access.models import Viewer
from persona_core.companies.models import Company, Person, Status
from persona_core.companies.naming import company_name, person_name
from persona_core.deals.models import Deal, Outcome
from persona_core.decision_chain.models import Anchor, Chain, ChainMoment, Listening, Moment, Seat, SeatMoment
from persona_core.decision_chain.views import ChainView, MomentRow, MomentView, SeatView
from persona_core.kit.readings import kept_for_all
from persona_core.kit.words import Words
from persona_core.vocabulary.models import ListName
from persona_core.vocabulary.queries import Lists
from persona_core.vocabulary.seat_fields import PERSONAL_KEYS


def chain_views(
    session: Session,
    viewer: Viewer,
    chains: Sequence[tuple[Chain, Company]],
    known: Lists,
    *,
    closed: int | None = None,
) -> list[ChainView]:
    """The chains (each with its company) as this viewer sees them, in a handful of statements for all."""
    t = Words(viewer.lang)
    ids = [c.id for c, _ in chains]
    seats = defaultdict(list)
    people = select(Seat, Person).join(Person, Person.id == Seat.person_id, isouter=True)
    for seat, person in session.exec(people.where(Seat.chain_id.in_(ids)).order_by(Seat.sort, Seat.created_at)):
        seats[seat.chain_id].append(_seat_view(viewer, t, known, seat, person))
    moments = {
        (m.chain_id, m.moment): m for m in session.exec(select(ChainMoment).where(ChainMoment.chain_id.in_(ids)))
    }
    of_chains = select(Seat.id).where(Seat.chain_id.in_(ids))
    rows = {(r.seat_id, r.moment): r for r in _of(session, SeatMoment, of_chains)}
    listening = defaultdict(list)
    for r in _of(session, Listening, of_chains):
        listening[r.seat_id, r.moment].append(r)
    anchors = {(a.seat_id, a.moment): a.probability for a in _of(session, Anchor, of_chains)}
    closed = closed_deals(session, viewer) if closed is None else closed
    deals = select(Deal.id, Deal.outcome).where(Deal.id.in_([c.deal_id for c, _ in chains if c.deal_id]))
    outcomes = dict(session.execute(deals).all())
    return [
        ChainView(
            id=found.id,
            company_id=company.id,
            company=company_name(viewer, t, known, company.model_dump()),
            status=company.status,
            deal_id=found.deal_id,
            seats=tuple(seats[found.id]),
            moments={
                m: _moment_view(
                    m,
                    moments.get((found.id, m)),
                    seats[found.id],
                    rows,
                    listening,
                    anchors,
                    _settled(m, outcomes.get(found.deal_id), company.status),
                )
                for m in Moment
            },
            closed_deals=closed,
            layout=found.layout or {},
        )
        for found, company in chains
    ]


def _of(session: Session, model: Any, seat_ids: Select) -> Sequence[Any]:
    return session.exec(select(model).where(model.seat_id.in_(seat_ids)).order_by(model.created_at)).all()


def _seat_view(viewer: Viewer, t: Words, known: Lists, seat: Seat, person: Person | None) -> SeatView:
    label = known.label(ListName.POSITION, seat.position, t)
    return SeatView(
        id=seat.id,
        version=seat.version,
        position=seat.position,
        label=label,
        person_id=seat.person_id,
        person=person_name(viewer, t, person.name, person.title or label) if person else None,
        buying_role=seat.buying_role,
        role=known.label(ListName.BUYING_ROLE, seat.buying_role, t),
        contact=seat.contact,
        contact_label=known.label(ListName.CONTACT, seat.contact, t),
        contact_rank=known.rank(ListName.CONTACT, seat.contact),
        **{k: getattr(seat, k) for k in PERSONAL_KEYS},
    )


def _settled(moment: Moment, outcome: str | None, status: str) -> Outcome | None:
    """How a moment went that lies behind us, by the chain's deal, else by where the company stands."""
    if outcome is None:
        outcome = _ENDED.get(status, Outcome.OPEN)
    over = {Moment.PURCHASE: (Outcome.WON, Outcome.LOST, Outcome.CHURNED), Moment.RENEWAL: (Outcome.CHURNED,)}
    return Outcome(outcome) if outcome in over[moment] else None


_ENDED = {Status.ACTIVE: Outcome.WON, Status.LOST: Outcome.LOST, Status.CHURNED: Outcome.CHURNED}


def _moment_view(
    moment: Moment,
    stored: ChainMoment | None,
    seats: Sequence[SeatView],
    rows: dict,
    listening: dict,
    anchors: dict,
    settled: Outcome | None,
) -> MomentView:
    position = {s.id: s.position for s in seats}
    found = []
    for seat in seats:
        row = rows.get((seat.id, moment)) or SeatMoment(seat_id=seat.id, moment=moment)
        listens = tuple((position[r.to_seat_id], r.points) for r in listening[seat.id, moment])
        own = None if row.own_points is None else 100 - sum(points for _, points in listens)
        found.append(
            MomentRow(
                seat=seat,
                say=row.say,
                points=row.points,
                own_points=own,
                listens=tuple(sorted(listens, key=lambda x: -x[1])),
                veto=row.veto,
                trial_gate=row.trial_gate,
                stance=row.stance,
                stance_on=row.stance_on,
                stance_source=row.stance_source,
                share=row.share,
                kept=row.kept,
                total=row.total,
            )
        )
    chances = {s.position: anchors[s.id, moment] for s in seats if (s.id, moment) in anchors}
    version, base_rate = (stored.version, stored.base_rate) if stored else (None, None)
    return MomentView(moment, version, base_rate, chances, tuple(found), settled)


@kept_for_all
def closed_deals(session: Session, viewer: Viewer) -> int:
    """Closed deals whose stances were on record before they were signed: those a chance could be checked against.

    None was signed before the first stance anywhere was noted: mostly that leaves few to look up.
    """
    first = select(func.min(SeatMoment.stance_on)).where(SeatMoment.stance_on.is_not(None)).scalar_subquery()
    known_before = (
        exists()
        .where(Chain.company_id == Deal.company_id, SeatMoment.chain_id == Chain.id)
        .where(SeatMoment.moment == Moment.PURCHASE, SeatMoment.stance_on < Deal.signed_on)
    )
    closed = select(func.count()).select_from(Deal).where(Deal.outcome != Outcome.OPEN, Deal.signed_on > first)
    return session.execute(closed.where(Deal.workspace_id == viewer.workspace_id, known_before)).scalar_one()
