"""Who weighs when a contract is renewed, how well they are known, and when the customer was last heard of."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import func
from sqlmodel import Session, select

from persona_core.access.models import Viewer
from persona_core.access.queries import visible
from persona_core.companies.models import Company
from persona_core.companies.naming import company_name
from persona_core.deals.models import Deal
from persona_core.deals.naming import deal_name
from persona_core.decision_chain.loading import chain_views
from persona_core.decision_chain.models import Anchor, Chain, Moment, Seat, SeatMoment
from persona_core.decision_chain.views import CHECKED
from persona_core.journeys.ending import Contract
from persona_core.journeys.models import StageEvent
from persona_core.kit import clock
from persona_core.kit.words import Words
from persona_core.stories.models import Story
from persona_core.vocabulary.models import ListName
from persona_core.vocabulary.queries import Lists

LEADERS, WEIGHTY = 2, 0.1
"""So many seats of so much influence are named."""

STORY, STANCE, STAGE = "story", "stance", "stage"
"""What the last word of a customer was."""


class Leader(NamedTuple):
    """A seat that weighs: its position (label), influence 0–1, and how close we are (label, rank; 0 is never met)."""

    position: str
    influence: float
    contact: str
    rank: int


class Chance(NamedTuple):
    """The chance of a renewal 0–1 with its range; `checked` once enough closed deals stand behind it."""

    value: float
    lo: float
    hi: float
    checked: bool


class Heard(NamedTuple):
    """The last word of a customer: the day, and whether it was a story, a stance or a dated stage."""

    day: date
    what: str


@dataclass(frozen=True)
class Due:
    """A contract that ends: `leaders` weigh at `moment`, which is the purchase while nobody knows about the renewal.

    `moment` is None without a chain; `chain_deal` is the deal whose own chain it is; `chance` that of the renewal.
    """

    contract: Contract
    company: str
    deal: str
    owner: str
    leaders: tuple[Leader, ...]
    moment: Moment | None
    chain_deal: uuid.UUID | None
    chance: Chance | None
    heard: Heard | None

    @property
    def unmet(self) -> bool:
        """Whether the one who weighs most was never met."""
        return bool(self.leaders) and self.leaders[0].rank < 1

    @property
    def silent(self) -> int | None:
        """Days since the last word; None where there never was one."""
        return (clock.today() - self.heard.day).days if self.heard else None


def due(session: Session, viewer: Viewer, t: Words, contracts: Sequence[Contract], known: Lists) -> list[Due]:
    """What is known of a few contracts, in their order; the number of statements does not depend on how many."""
    if not contracts:
        return []
    companies = {contract.company_id for contract in contracts}
    statement = visible(Company, viewer).where(Company.id.in_(companies))
    named = {company.id: company for company in session.exec(statement)}
    contracts = [contract for contract in contracts if contract.company_id in named]
    deals = _deals(session, viewer, t, companies)
    chains = _chains(session, viewer, contracts)
    seats = _seats(session, known, t, [chain.id for chain in chains.values()])
    heard = _heard(session, viewer, contracts, chains, seats)
    chances = _chances(session, viewer, known, list(chains.values()), named)
    found = []
    for contract in contracts:
        chain = chains.get(contract.id)
        moment, leaders = _leaders(seats.get(chain.id, []) if chain else [])
        found.append(
            Due(
                contract=contract,
                company=company_name(viewer, t, known, named[contract.company_id].model_dump()),
                deal=deals.get(contract.id, ""),
                owner="" if viewer.masked else named[contract.company_id].owner or "",
                leaders=leaders,
                moment=moment,
                chain_deal=chain.deal_id if chain else None,
                chance=chances.get(chain.id) if chain else None,
                heard=heard.get(contract.id),
            )
        )
    return found


def _deals(session: Session, viewer: Viewer, t: Words, companies: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    """How deals are called, where a company has several."""
    statement = select(Deal.company_id, Deal.id, Deal.product).where(Deal.workspace_id == viewer.workspace_id)
    by_company: dict[uuid.UUID, list[Any]] = defaultdict(list)
    for row in session.execute(statement.where(Deal.company_id.in_(companies)).order_by(Deal.num)):
        by_company[row.company_id].append(row)
    return {
        row.id: deal_name(row.product, place, t)
        for rows in by_company.values()
        if len(rows) > 1
        for place, row in enumerate(rows, start=1)
    }


def _chains(session: Session, viewer: Viewer, contracts: Sequence[Contract]) -> dict[uuid.UUID, Chain]:
    """Deal → the chain that decides about it: its own, else the company's; only chains with somebody on them."""
    companies = {contract.company_id for contract in contracts}
    seated = select(Seat.id).where(Seat.chain_id == Chain.id).exists()
    found = session.exec(visible(Chain, viewer).where(Chain.company_id.in_(companies), seated))
    by_place = {(chain.company_id, chain.deal_id): chain for chain in found}
    chosen = {}
    for contract in contracts:
        for place in ((contract.company_id, contract.id), (contract.company_id, None)):
            if place in by_place:
                chosen[contract.id] = by_place[place]
                break
    return chosen


class _Seat(NamedTuple):
    moment: Moment
    leader: Leader
    stance_on: date | None


def _seats(session: Session, known: Lists, t: Words, chain_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, list[_Seat]]:
    """What every seat of these chains has at each moment."""
    columns = (SeatMoment.chain_id, SeatMoment.moment, SeatMoment.position, SeatMoment.total, SeatMoment.stance_on)
    statement = select(*columns, Seat.contact).join(Seat, Seat.id == SeatMoment.seat_id)
    found: dict[uuid.UUID, list[_Seat]] = defaultdict(list)
    for row in session.execute(statement.where(SeatMoment.chain_id.in_(chain_ids))):
        contact = known.label(ListName.CONTACT, row.contact, t)
        position = known.label(ListName.POSITION, row.position, t)
        leader = Leader(position, row.total, contact, known.rank(ListName.CONTACT, row.contact))
        found[row.chain_id].append(_Seat(Moment(row.moment), leader, row.stance_on))
    return found


def _leaders(seats: Sequence[_Seat]) -> tuple[Moment | None, tuple[Leader, ...]]:
    """Who weighs at renewal; at purchase while nobody has said who does at renewal."""
    for moment in (Moment.RENEWAL, Moment.PURCHASE):
        here = [seat.leader for seat in seats if seat.moment == moment and seat.leader.influence >= WEIGHTY]
        if here:
            return moment, tuple(sorted(here, key=lambda leader: -leader.influence)[:LEADERS])
    return None, ()


def _heard(
    session: Session,
    viewer: Viewer,
    contracts: Sequence[Contract],
    chains: Mapping[uuid.UUID, Chain],
    seats: Mapping[uuid.UUID, Sequence[_Seat]],
) -> dict[uuid.UUID, Heard]:
    """The last word of each contract's customer: a story, a stance, or a dated stage of the deal."""
    told = select(Story.company_id, func.max(Story.told_on)).where(Story.workspace_id == viewer.workspace_id)
    told = told.where(Story.company_id.in_({contract.company_id for contract in contracts}))
    stories = dict(session.execute(told.group_by(Story.company_id)).all())
    passed = select(StageEvent.deal_num, func.max(StageEvent.day)).where(
        StageEvent.workspace_id == viewer.workspace_id, StageEvent.deal_num.in_([c.num for c in contracts])
    )
    stages = dict(session.execute(passed.group_by(StageEvent.deal_num)).all())
    found = {}
    for contract in contracts:
        chain = chains.get(contract.id)
        stances = [seat.stance_on for seat in seats.get(chain.id, ()) if seat.stance_on] if chain else []
        words = [
            Heard(day, what)
            for day, what in (
                (stories.get(contract.company_id), STORY),
                (max(stances, default=None), STANCE),
                (clock.from_day_number(stages[contract.num]) if contract.num in stages else None, STAGE),
            )
            if day is not None
        ]
        if words:
            found[contract.id] = max(words, key=lambda word: word.day)
    return found


def _chances(
    session: Session, viewer: Viewer, known: Lists, chains: Sequence[Chain], named: Mapping[uuid.UUID, Company]
) -> dict[uuid.UUID, Chance]:
    """Chain → the chance of its renewal, where somebody gave an experience to reckon it from."""
    anchored = select(Seat.chain_id).join(Anchor, Anchor.seat_id == Seat.id).where(Anchor.moment == Moment.RENEWAL)
    ids = set(session.exec(anchored.where(Seat.chain_id.in_([chain.id for chain in chains]))))
    wanted = {chain.id: (chain, named[chain.company_id]) for chain in chains if chain.id in ids}
    if not wanted:
        return {}
    found = {}
    for view in chain_views(session, viewer, list(wanted.values()), known):
        success = view.moments[Moment.RENEWAL].success
        if success is not None:
            found[view.id] = Chance(success.value, success.lo, success.hi, view.closed_deals >= CHECKED)
    return found
