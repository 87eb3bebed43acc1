"""The weekly deal review 打单会: for each chain on the agenda who decides, who was never met, whom to see next."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import CompoundSelect, Select, exists, func, or_, true, union_all
from sqlalchemy.orm import aliased
from sqlmodel import Session, select

from persona_core.access.models import Viewer
from persona_core.companies.models import Company, Status
from persona_core.companies.naming import company_name
from persona_core.deals.models import Deal, Outcome
from persona_core.deals.naming import deal_name
from persona_core.decision_chain.loading import chain_views
from persona_core.decision_chain.models import Chain, ChainMoment, Moment, Seat
from persona_core.decision_chain.rows import MomentRow
from persona_core.decision_chain.views import ChainView, MomentView
from persona_core.kit import clock
from persona_core.kit.words import Words
from persona_core.vocabulary.queries import Lists

MOST = 12
"""More chains than this make no meeting."""

WEEK = timedelta(days=7)
HEARD = 0.1
"""Influence from which a seat is named when it is asked who decides and who was never met; a gate always is."""

_TALKING = (Status.LEAD, Status.TALKING)
_NAMED = 8


class Sort(StrEnum):
    """Which chain comes first: the least certain, the one a visit moves most, or the largest amount."""

    RANGE = "range"
    GAIN = "gain"
    VALUE = "value"


@dataclass(frozen=True)
class Agenda:
    """Companies by their numbers (none: those in talks), of one 负责销售 if told, and which comes first."""

    nums: tuple[int, ...] = ()
    owner: str = ""
    sort: Sort = Sort.RANGE


@dataclass(frozen=True)
class Case:
    """One chain on the agenda, at the moment that lies ahead; `deal` names the deal whose own chain it is, else ""."""

    num: int
    view: ChainView
    moment: MomentView
    deal: str
    owner: str
    value: Decimal | None
    ends_on: date | None
    recent: tuple[MomentRow, ...]

    @property
    def ranked(self) -> list[MomentRow]:
        """Seats by influence, the largest first."""
        return sorted(self.moment.rows, key=lambda r: -r.total)

    @property
    def leaders(self) -> list[MomentRow]:
        """Who decides: seats of influence, and those who can stop it; none while nobody has a say."""
        return [r for r in self.ranked if _counts(r)]

    @property
    def unmet(self) -> list[MomentRow]:
        """Those of them whom nobody has met."""
        return [r for r in self.leaders if r.seat.contact_rank < 1]

    @property
    def width(self) -> float:
        """How far the chance is open, 0–1; below 0 where there is none."""
        chance = self.moment.success
        return chance.hi - chance.lo if chance and self.moment.settled is None else -1.0

    @property
    def gain(self) -> float:
        """What the best visit adds to the chance, 0–1; below 0 where that cannot be told."""
        best = self.moment.advice[0].gain if self.moment.advice and self.moment.settled is None else None
        return -1.0 if best is None else best


@dataclass(frozen=True)
class Bare:
    """A company on the agenda of which no chain is known."""

    id: uuid.UUID
    name: str


@dataclass(frozen=True)
class Review:
    """The cases in their order; `left_out` chains in talks had no place; `bare` are the first of `without` a chain."""

    cases: tuple[Case, ...]
    left_out: int
    bare: tuple[Bare, ...]
    without: int


def _counts(row: MomentRow) -> bool:
    return row.total >= HEARD or row.veto or row.trial_gate


def review(session: Session, viewer: Viewer, agenda: Agenda, known: Lists) -> Review:
    """What the meeting looks at, for the companies chosen or the MOST in talks that `agenda.sort` puts first."""
    t = Words(viewer.lang)
    wanted = _wanted(_subjects(viewer).with_only_columns(Chain.id, _IN_ALL), viewer, agenda)
    rows = session.execute(_ordered(wanted, agenda.sort).limit(MOST)).all()
    stakes = session.execute(_subjects(viewer).where(Chain.id.in_([row.id for row in rows])))
    found = {row.chain_id: row for row in stakes}
    pairs = session.exec(
        select(Chain, Company).join(Company, Company.id == Chain.company_id).where(Chain.id.in_(found))
    )
    cases = [_case(view, found[view.id], t) for view in chain_views(session, viewer, pairs.all(), known)]
    cases.sort(key=_order(agenda.sort))
    bare = _without_chain(viewer, agenda).add_columns(_IN_ALL)
    names = session.execute(bare.order_by(Company.num).limit(_NAMED)).mappings().all()
    return Review(
        cases=tuple(cases),
        left_out=rows[0].in_all - len(cases) if rows else 0,
        bare=tuple(Bare(row["id"], company_name(viewer, t, known, row)) for row in names),
        without=names[0]["in_all"] if names else 0,
    )


def owners(session: Session, viewer: Viewer) -> list[str]:
    """Everybody who has companies in talks, those with most first."""
    statement = (
        select(Company.owner, func.count())
        .where(Company.workspace_id == viewer.workspace_id, Company.status.in_(_TALKING))
        .where(Company.owner.is_not(None))
        .group_by(Company.owner)
        .order_by(func.count().desc(), Company.owner)
    )
    return [owner for owner, _ in session.execute(statement)]


@dataclass(frozen=True)
class Candidate:
    """A company that may be put on the agenda: its number and name."""

    num: int
    name: str


def candidates(
    session: Session, viewer: Viewer, known: Lists, *, text: str = "", nums: Collection[int] = (), limit: int = 60
) -> list[Candidate]:
    """Companies to choose from: those of `nums` first, then those with a chain, in talks first; `text` names some."""
    t = Words(viewer.lang)
    statement = select(*_NAME, Company.num).where(Company.workspace_id == viewer.workspace_id)
    named = Company.name.icontains(text.strip(), autoescape=True) if text.strip() else true()
    chained, talking = _chained(viewer).where(Chain.company_id == Company.id).exists(), Company.status.in_(_TALKING)
    first = [Company.num.in_(nums)] if nums else []
    parts = [*first, named & chained, named & ~chained]
    found = {}
    for wanted in [part & status for part in parts for status in (talking, ~talking)]:
        if len(found) < limit:  # each rank by itself: sorting all companies by rank reads all of them
            rows = session.execute(statement.where(wanted).order_by(Company.num).limit(limit)).mappings()
            found |= {row["num"]: row for row in rows if row["num"] not in found}
    return [Candidate(num, company_name(viewer, t, known, row)) for num, row in list(found.items())[:limit]]


_NAME = tuple(getattr(Company, c) for c in ("id", "name", "region", "industry", "headcount", "headcount_band"))
_DEAL_VALUE = func.coalesce(Deal.value, Deal.annual_fee)
_OWNER = func.coalesce(Deal.owner, Company.owner)
_IN_ALL = func.count().over().label("in_all")
"""How many rows there are before a limit."""


def _chained(viewer: Viewer) -> Select:
    """Companies with a seat on any chain, as a subselect."""
    seated = exists().where(Seat.chain_id == Chain.id)
    return select(Chain.company_id).where(Chain.workspace_id == viewer.workspace_id, seated)


def _subjects(viewer: Viewer) -> Select:
    """Chains with their company's number and the deal at stake: a chain's own, else the latest."""
    earlier = aliased(Deal)
    place = select(func.count()).where(earlier.company_id == Company.id, earlier.num <= Deal.num).scalar_subquery()
    return (
        select(
            Chain.id.label("chain_id"),
            Company.num,
            Chain.deal_id,
            Deal.product,
            place.label("place"),
            _OWNER.label("owner"),
            _DEAL_VALUE.label("value"),
            Deal.ends_on,
        )
        .join(Company, Company.id == Chain.company_id)
        .join(Deal, Deal.id == func.coalesce(Chain.deal_id, Company.latest_deal_id), isouter=True)
        .where(Chain.workspace_id == viewer.workspace_id)
        .where(exists().where(Seat.chain_id == Chain.id))
    )


def _wanted(statement: Select, viewer: Viewer, agenda: Agenda) -> Select:
    """Only those that the agenda asks for, or about companies in talks."""
    if agenda.owner:
        statement = statement.where(agenda.owner == _OWNER)
    if agenda.nums:
        own = Chain.deal_id.is_(None)
        return statement.where(Company.num.in_(agenda.nums), or_(own, Deal.outcome != Outcome.LOST))
    return statement.where(Chain.id.in_(_in_talks(viewer)))


def _in_talks(viewer: Viewer) -> CompoundSelect:
    """Chains about a company in talks, found by its status, and those of an open deal of their own."""
    mine, talking = Chain.workspace_id == viewer.workspace_id, Company.status.in_(_TALKING)
    of_company = select(Chain.id).join(Company, Company.id == Chain.company_id)
    of_company = of_company.where(mine, Company.workspace_id == viewer.workspace_id, talking, Chain.deal_id.is_(None))
    of_deal = select(Chain.id).join(Deal, Deal.id == Chain.deal_id).where(mine, Deal.outcome == Outcome.OPEN)
    return union_all(of_company, of_deal)


def _ordered(statement: Select, sort: Sort) -> Select:
    """Largest amount first, or first those whose chance is likely to be the most open."""
    if sort is Sort.VALUE:
        return statement.order_by(_DEAL_VALUE.is_(None), _DEAL_VALUE.desc(), Company.num)
    ahead = (ChainMoment.chain_id == Chain.id) & (ChainMoment.moment == Moment.PURCHASE)
    least_certain = (func.coalesce(ChainMoment.anchored, False).desc(), func.coalesce(ChainMoment.unknown, 0.0).desc())
    return statement.join(ChainMoment, ahead, isouter=True).order_by(*least_certain, Company.num)


def _without_chain(viewer: Viewer, agenda: Agenda) -> Select:
    """Companies on the agenda, or in talks, of which no chain is known."""
    statement = select(*_NAME, Company.num).where(Company.workspace_id == viewer.workspace_id)
    statement = statement.where(~_chained(viewer).where(Chain.company_id == Company.id).exists())
    if agenda.owner:
        statement = statement.where(Company.owner == agenda.owner)
    if agenda.nums:
        return statement.where(Company.num.in_(agenda.nums))
    return statement.where(Company.status == Status.TALKING)


def _case(view: ChainView, row: Any, t: Words) -> Case:
    moment = view.moments[Moment.RENEWAL if view.signed else Moment.PURCHASE]
    since = clock.today() - WEEK
    return Case(
        num=row.num,
        view=view,
        moment=moment,
        deal="" if row.deal_id is None else deal_name(row.product, row.place, t),
        owner=row.owner or "",
        value=row.value,
        ends_on=row.ends_on,
        recent=tuple(r for r in moment.rows if r.stance is not None and r.stance_on and r.stance_on >= since),
    )


def _order(sort: Sort) -> Callable[[Case], tuple]:
    keys = {Sort.RANGE: lambda c: -c.width, Sort.GAIN: lambda c: -c.gain, Sort.VALUE: lambda c: -(c.value or 0)}
    return lambda case: (keys[sort](case), case.num, case.deal)
