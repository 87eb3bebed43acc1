"""Reading what a journey counts, fast: stage events and the companies or deals they belong to, as columns."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

import numpy as np
from sqlalchemy import BigInteger, ColumnElement, Select, bindparam, case, func, literal
from sqlmodel import Session, select

from persona_core.access.models import Viewer
from persona_core.companies.models import Company, Status
from persona_core.deals.models import Deal, Outcome
from persona_core.journeys.analysis import Events, Pushed, Stand, Units
from persona_core.journeys.models import Stage, StageEvent
from persona_core.journeys.queries import main_journey
from persona_core.kit.errors import Invalid
from persona_core.kit.numbers import letter, numbers, numbers_and, numbers_at, numbers_by, steps_through_indexes
from persona_core.kit.readings import kept_for_all
from persona_core.kit.words import N_

COMPANY, DEAL = "company", "deal"
UNITS = (COMPANY, DEAL)

_BEGINS = {ord(outcome[0]): Stand[outcome.name] for outcome in Outcome}
_STAND_OF_DEAL = np.array([_BEGINS.get(number, Stand.OPEN) for number in range(128)], dtype=np.int8)
"""How a deal stands by the first letter of its outcome: no two begin alike."""

_STAND_OF_COMPANY = case(
    {Status.ACTIVE.value: int(Stand.WON), Status.LOST.value: int(Stand.LOST), Status.CHURNED.value: int(Stand.CHURNED)},
    value=Company.status,
    else_=int(Stand.OPEN),
)

_DAY_BITS, _STAGE_BITS, _LETTER_BITS, _STAND_BITS, _COMPANY_BITS = 17, 7, 7, 2, 31
"""Bits of the values packed into one number on the way out of the database."""


@kept_for_all
def events(
    session: Session, viewer: Viewer, *, stage_nums: Sequence[int] | None = None, deal_num: int | None = None
) -> Events:
    """Stage events as three columns of integers, of the stages or of the deal that are named, or all."""
    if deal_num is None and steps_through_indexes(session):
        return _stage_by_stage(session, viewer, stage_nums)
    packed = _packed((StageEvent.deal_num, 0), (StageEvent.stage_num, _STAGE_BITS), (StageEvent.day, _DAY_BITS))
    statement = select(packed).where(StageEvent.workspace_id == viewer.workspace_id)
    if stage_nums is not None:
        statement = statement.where(StageEvent.stage_num.in_(list(stage_nums)))
    if deal_num is not None:
        statement = statement.where(StageEvent.deal_num == deal_num)
    return Events(*_unpacked(numbers(session, statement), _STAGE_BITS, _DAY_BITS))


def _stage_by_stage(session: Session, viewer: Viewer, stage_nums: Sequence[int] | None) -> Events:
    """The same by as many statements as stages: an index has each together, so that its number is not read at all."""
    if stage_nums is None:
        stage_nums = session.exec(select(Stage.num).where(Stage.workspace_id == viewer.workspace_id)).all()
    statement = select(_packed((StageEvent.deal_num, 0), (StageEvent.day, _DAY_BITS))).where(
        StageEvent.workspace_id == viewer.workspace_id, StageEvent.stage_num == bindparam("stage")
    )
    keys = numbers_at(session, statement, "stage", stage_nums)
    stage = np.repeat(np.array(stage_nums, dtype=np.int64), [len(some) for some in keys])
    deal, day = _unpacked(np.concatenate([np.empty(0, dtype=np.int64), *keys]), _DAY_BITS)
    return Events(deal, stage, day)


@kept_for_all
def deals(session: Session, viewer: Viewer, journey_id: uuid.UUID | None = None) -> Units:
    """Every deal on a journey as a unit of its own, by number.

    Deals without a journey belong to the main one; without `journey_id` all deals are meant.
    """
    packed = _packed((Deal.num, 0), (letter(session, Deal.outcome), _LETTER_BITS))
    statement = _of_journey(session, viewer, journey_id, select(packed))
    keys, named = numbers_and(session, statement, func.count(Deal.pushed_by))
    num, begins = _unpacked(np.sort(keys), _LETTER_BITS)
    pushed = _pushed_by(session, viewer, journey_id, num) if named else None
    return Units(num, np.arange(len(num)), pushed, _STAND_OF_DEAL[begins], num)


@kept_for_all
def companies(session: Session, viewer: Viewer, journey_id: uuid.UUID | None = None) -> Units:
    """Every company with its deals on a journey, by number; its status says how it stands.

    On the main journey (and without `journey_id`) companies without a deal are among them. The workspace is asked of
    the companies alone, so that SQLite begins there and finds all it needs in two indexes.
    """
    together = select(_packed((Deal.num, 0), (Company.num, _COMPANY_BITS))).select_from(Company)
    together = together.join(Deal, Deal.company_id == Company.id).where(Company.workspace_id == viewer.workspace_id)
    keys = numbers(session, _on_journey(session, viewer, journey_id, together))
    deal, company = _unpacked(np.sort(keys), _COMPANY_BITS)
    packed = _packed((Company.num, 0), (_STAND_OF_COMPANY, _STAND_BITS))
    every = select(packed).where(Company.workspace_id == viewer.workspace_id)
    num, stand = _unpacked(np.sort(numbers(session, every)), _STAND_BITS)
    if not _on_main(session, viewer, journey_id):
        here = np.isin(num, company)
        num, stand = num[here], stand[here]
    pushed = _pushed_by(session, viewer, journey_id, deal)
    return Units(deal, np.searchsorted(num, company), pushed, stand.astype(np.int8), num)


def units(session: Session, viewer: Viewer, unit: str, journey_id: uuid.UUID | None = None) -> Units:
    """What a funnel counts: companies or deals."""
    if unit not in UNITS:
        raise Invalid(N_("Count companies or deals: “{name}” is neither."), field="unit", name=unit)
    return (companies if unit == COMPANY else deals)(session, viewer, journey_id)


def _pushed_by(session: Session, viewer: Viewer, journey_id: uuid.UUID | None, deal: np.ndarray) -> Pushed | None:
    """Who pushed each of the deals, by number; None where nobody is named."""
    statement = _of_journey(session, viewer, journey_id, select(Deal.pushed_by, Deal.num))
    named = numbers_by(session, statement.where(Deal.pushed_by.is_not(None)))
    names = [name for name in named if name]
    if not names:
        return None
    code = np.full(len(deal), -1, dtype=np.int32)
    for place, name in enumerate(names):
        code[np.searchsorted(deal, named[name])] = place
    return Pushed(names, code)


def _of_journey(session: Session, viewer: Viewer, journey_id: uuid.UUID | None, statement: Select) -> Select:
    """A statement about deals, kept to those of the workspace on a journey."""
    return _on_journey(session, viewer, journey_id, statement.where(Deal.workspace_id == viewer.workspace_id))


def _on_journey(session: Session, viewer: Viewer, journey_id: uuid.UUID | None, statement: Select) -> Select:
    if journey_id is None:
        return statement
    mine = Deal.journey_id == journey_id
    return statement.where(mine | Deal.journey_id.is_(None) if _on_main(session, viewer, journey_id) else mine)


def _on_main(session: Session, viewer: Viewer, journey_id: uuid.UUID | None) -> bool:
    if journey_id is None:
        return True
    main = main_journey(session, viewer)
    return main is not None and main.id == journey_id


def _packed(*parts: tuple[ColumnElement, int]) -> ColumnElement:
    """Columns side by side in one big number, each in so many bits; the first takes what is left."""
    (whole, _), *others = parts
    for column, bits in others:
        whole = whole * literal(1 << bits, BigInteger) + column
    return whole


def _unpacked(keys: np.ndarray, *bits: int) -> tuple[np.ndarray, ...]:
    """The columns of packed numbers again; the numbers are used up."""
    columns = []
    for width in reversed(bits):
        columns.append(keys & ((1 << width) - 1))
        keys >>= width
    return (keys, *reversed(columns))
