"""Reading what a journey counts, fast: stage events as packed integers, companies or deals as columns."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence

import numpy as np
from sqlalchemy import BigInteger, cast
from sqlmodel import Session, select

from persona_core.access.models import Viewer
from persona_core.companies.models import Company, Status
from persona_core.deals.models import Deal, Outcome
from persona_core.journeys import analysis
from persona_core.journeys.analysis import Stand
from persona_core.journeys.models import StageEvent
from persona_core.journeys.queries import main_journey
from persona_core.kit.errors import Invalid
from persona_core.kit.words import N_

COMPANY, DEAL = "company", "deal"
UNITS = (COMPANY, DEAL)

STAND_OF_DEAL = {
    Outcome.OPEN: Stand.OPEN,
    Outcome.WON: Stand.WON,
    Outcome.LOST: Stand.LOST,
    Outcome.CHURNED: Stand.CHURNED,
}
STAND_OF_COMPANY = {
    Status.LEAD: Stand.OPEN,
    Status.TALKING: Stand.OPEN,
    Status.ACTIVE: Stand.WON,
    Status.LOST: Stand.LOST,
    Status.CHURNED: Stand.CHURNED,
}
_DAY_BITS, _STAGE_BITS = 17, 16


def events(
    session: Session, viewer: Viewer, *, stage_nums: Sequence[int] | None = None, deal_num: int | None = None
) -> analysis.Events:
    """Stage events as three columns of integers (deal, stage, day), read packed and never as objects."""
    packed = (
        cast(StageEvent.deal_num, BigInteger) * (1 << (_STAGE_BITS + _DAY_BITS))
        + cast(StageEvent.stage_num, BigInteger) * (1 << _DAY_BITS)
        + StageEvent.day
    )
    statement = select(packed).where(StageEvent.workspace_id == viewer.workspace_id)
    if stage_nums is not None:
        statement = statement.where(StageEvent.stage_num.in_(list(stage_nums)))
    if deal_num is not None:
        statement = statement.where(StageEvent.deal_num == deal_num)
    keys = np.fromiter((row[0] for row in session.execute(statement)), dtype=np.int64)
    return analysis.Events(
        deal=keys >> (_STAGE_BITS + _DAY_BITS),
        stage=(keys >> _DAY_BITS) & ((1 << _STAGE_BITS) - 1),
        day=keys & ((1 << _DAY_BITS) - 1),
    )


def units(session: Session, viewer: Viewer, unit: str, journey_id: uuid.UUID | None = None) -> analysis.Units:
    """What a funnel counts: deals, or companies with all their deals; a company's status is its outcome.

    Deals without a journey belong to the main one, which is the one counted when none is told.
    """
    if unit not in UNITS:
        raise Invalid(N_("Count companies or deals: “{name}” is neither."), field="unit", name=unit)
    statement = (
        select(Deal.num, Company.num, Deal.outcome, Deal.pushed_by)
        .join(Company, Company.id == Deal.company_id)
        .where(Deal.workspace_id == viewer.workspace_id)
        .order_by(Deal.num)
    )
    main = main_journey(session, viewer)
    if journey_id is not None:
        mine = Deal.journey_id == journey_id
        statement = statement.where(mine | Deal.journey_id.is_(None) if main and main.id == journey_id else mine)
    rows = session.execute(statement).all()
    nums, companies, outcomes, pushed = zip(*rows, strict=True) if rows else ((), (), (), ())
    deal = np.array(nums, dtype=np.int64)
    if unit == DEAL:
        return analysis.Units(deal, np.arange(len(deal)), pushed, _stands(outcomes, STAND_OF_DEAL))
    everyone = session.execute(
        select(Company.num, Company.status).where(Company.workspace_id == viewer.workspace_id).order_by(Company.num)
    ).all()
    if journey_id is not None and main is not None and main.id != journey_id:
        here = set(companies)
        everyone = [row for row in everyone if row[0] in here]
    company = np.array([row[0] for row in everyone], dtype=np.int64)
    outcome = _stands([row[1] for row in everyone], STAND_OF_COMPANY)
    return analysis.Units(deal, np.searchsorted(company, np.array(companies, dtype=np.int64)), pushed, outcome)


def _stands(said: Sequence[str], codes: Mapping[str, Stand]) -> np.ndarray:
    return np.array([codes.get(what, Stand.OPEN) for what in said], dtype=np.int8)
