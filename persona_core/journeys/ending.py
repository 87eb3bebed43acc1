"""Contracts that run out: which end soon, which have ended without a renewal, and which were renewed already."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import Row, func
from sqlalchemy.orm import aliased
from sqlmodel import Session, select

from persona_core.access.models import Viewer
from persona_core.deals.models import Deal, Outcome
from persona_core.evidence.snapshots import chunks
from persona_core.journeys.models import Stage, StageEvent, StageKind
from persona_core.kit import clock
from persona_core.kit.readings import kept_for_all

DUE_DAYS = 90
"""A contract that ends within so many days is due soon; a renewal dated so many days before its end is that of it."""


@dataclass(frozen=True)
class Contract:
    """A running deal with its last day; `days` are left until then, below 0 when it lies behind; `fee` is a year's."""

    num: int
    id: uuid.UUID
    company_id: uuid.UUID
    ends_on: date
    days: int
    fee: Decimal | None


@dataclass(frozen=True)
class Contracts:
    """Those that end soon, the soonest first, and those that ended without a renewal, the latest first.

    `renewed` were renewed while their last day still says otherwise; of `running` contracts `undated` have none.
    """

    soon: tuple[Contract, ...]
    past: tuple[Contract, ...]
    renewed: int
    running: int
    undated: int


def fees(contracts: Sequence[Contract]) -> tuple[Decimal, int]:
    """What contracts bring a year, and of how many that is known."""
    known = [contract.fee for contract in contracts if contract.fee is not None]
    return sum(known, Decimal(0)), len(known)


@kept_for_all
def ending(session: Session, viewer: Viewer, today: date) -> Contracts:
    """The contracts of won deals that end within `DUE_DAYS` or have ended.

    Renewed is a deal with a date of a repeating stage from `DUE_DAYS` before its end on, or one whose company has a
    later won deal of the same product.
    """
    rows = _running_out(session, viewer, today + timedelta(days=DUE_DAYS))
    passed = _renewals(session, viewer, [row.num for row in rows])
    soon, past, renewed = [], [], 0
    for row in rows:
        until = clock.day_number(row.ends_on) - DUE_DAYS
        if row.followed or passed.get(row.num, until - 1) >= until:
            renewed += 1
            continue
        contract = Contract(row.num, row.id, row.company_id, row.ends_on, (row.ends_on - today).days, row.annual_fee)
        (past if contract.days < 0 else soon).append(contract)
    won = select(func.count(), func.count(Deal.ends_on)).where(Deal.workspace_id == viewer.workspace_id)
    running, dated = session.execute(won.where(Deal.outcome == Outcome.WON)).one()
    return Contracts(tuple(soon), tuple(reversed(past)), renewed, running, running - dated)


def _running_out(session: Session, viewer: Viewer, until: date) -> Sequence[Row]:
    """Won deals that end up to a day, by that day; `followed` tells of a later won deal of the same product."""
    other = aliased(Deal)
    same = func.coalesce(other.product, "") == func.coalesce(Deal.product, "")
    followed = (
        select(other.id)
        .where(other.company_id == Deal.company_id, other.outcome == Outcome.WON, same, other.ends_on > Deal.ends_on)
        .exists()
    )
    statement = select(
        Deal.num, Deal.id, Deal.company_id, Deal.ends_on, Deal.annual_fee, followed.label("followed")
    ).where(Deal.workspace_id == viewer.workspace_id, Deal.outcome == Outcome.WON, Deal.ends_on <= until)
    return session.execute(statement.order_by(Deal.ends_on, Deal.num)).all()


def _renewals(session: Session, viewer: Viewer, nums: Sequence[int]) -> dict[int, int]:
    """Deal number → the last day of a repeating stage, of the deals named."""
    repeating = select(Stage.num).where(Stage.workspace_id == viewer.workspace_id, Stage.kind == StageKind.REPEATING)
    statement = (
        select(StageEvent.deal_num, func.max(StageEvent.day))
        .where(StageEvent.workspace_id == viewer.workspace_id, StageEvent.stage_num.in_(repeating))
        .group_by(StageEvent.deal_num)
    )
    found: dict[int, int] = {}
    for some in chunks(nums):
        found.update(session.execute(statement.where(StageEvent.deal_num.in_(some))).all())
    return found
