"""Reading journeys: stages, events as columns, a company's timeline, the grid of concerns, and the counted funnel."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from sqlalchemy import BigInteger, cast
from sqlmodel import Session, select

from persona_core.access.models import Viewer
from persona_core.access.queries import visible
from persona_core.companies.models import Company, Status
from persona_core.deals.models import Deal, Outcome
from persona_core.journeys import analysis
from persona_core.journeys.grid import Grid, GridConcern, GridNote, Moment
from persona_core.journeys.models import Concern, Journey, Stage, StageEvent, StageNote
from persona_core.kit import clock
from persona_core.kit.errors import Invalid
from persona_core.kit.words import N_, Words
from persona_core.vocabulary.models import ListName, Tag, fold
from persona_core.vocabulary.queries import lists

COMPANY, DEAL = "company", "deal"
UNITS = (COMPANY, DEAL)

LEFT_OUT_LABELS = {
    analysis.NO_DEAL: N_("no deal yet"),
    analysis.NO_DATE: N_("no stage with a date"),
    analysis.ONLY_END: N_("only the end has a date"),
    analysis.BEFORE: N_("not yet at the first counted stage"),
}

_OUTCOME_OF = {
    Status.LEAD: Outcome.OPEN.value,
    Status.TALKING: Outcome.OPEN.value,
    Status.ACTIVE: Outcome.WON.value,
    Status.LOST: Outcome.LOST.value,
    Status.CHURNED: Outcome.CHURNED.value,
}
_DAY_BITS, _STAGE_BITS = 17, 16


def journeys(session: Session, viewer: Viewer) -> list[Journey]:
    """Every journey of the workspace, the first made first."""
    return list(session.exec(visible(Journey, viewer).order_by(Journey.created_at, Journey.name)))


def main_journey(session: Session, viewer: Viewer) -> Journey | None:
    """The journey the workspace works with: its first."""
    return next(iter(journeys(session, viewer)), None)


def stages(session: Session, viewer: Viewer, journey_id: uuid.UUID | None = None) -> list[Stage]:
    """The stages of a journey (the main one unless told) in order."""
    if journey_id is None:
        main = main_journey(session, viewer)
        if main is None:
            return []
        journey_id = main.id
    return list(session.exec(visible(Stage, viewer).where(Stage.journey_id == journey_id).order_by(Stage.ord)))


def find_stage(stages: Sequence[Stage], text: str | None) -> Stage | None:
    """The stage behind a code or a label of either language in any spelling."""
    wanted = fold(text or "")
    if not wanted:
        return None
    for name in ("code", "zh", "en"):
        for stage in stages:
            if fold(getattr(stage, name) or "") == wanted:
                return stage
    return None


def stage_label(stage: Stage, t: Words) -> str:
    """The stage's name in the reader's language."""
    return t.pick(stage.zh, stage.en) or stage.code


def steps(stages: Sequence[Stage]) -> list[analysis.Step]:
    """The stages as counting sees them."""
    return [analysis.Step(s.num, s.kind, s.in_funnel, s.sets_outcome) for s in stages]


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


def event_count(session: Session, viewer: Viewer, stage: Stage) -> int:
    """How many dates stand at a stage."""
    return len(events(session, viewer, stage_nums=[stage.num]).day)


def timeline(session: Session, viewer: Viewer, company_id: uuid.UUID) -> list[Moment]:
    """The dated stages of a company's deals, the earliest first."""
    rows = session.execute(
        select(StageEvent.id, Deal.id, Deal.num, Deal.product, Stage, StageEvent.day, StageEvent.source)
        .join(Deal, (Deal.workspace_id == StageEvent.workspace_id) & (Deal.num == StageEvent.deal_num))
        .join(Stage, (Stage.workspace_id == StageEvent.workspace_id) & (Stage.num == StageEvent.stage_num))
        .where(StageEvent.workspace_id == viewer.workspace_id, Deal.company_id == company_id)
        .order_by(StageEvent.day, Stage.ord, Deal.num)
    )
    return [
        Moment(event_id, deal_id, num, product, stage, clock.from_day_number(day), source)
        for event_id, deal_id, num, product, stage, day, source in rows
    ]


def grid(
    session: Session,
    viewer: Viewer,
    journey_id: uuid.UUID | None,
    t: Words,
    *,
    customers: Mapping[tuple[uuid.UUID, uuid.UUID], int] | None = None,
    positions: Sequence[str] = (),
) -> Grid:
    """The grid of concerns of a journey.

    `customers` maps (stage id, tag id) to the number of customers who tell of it there; `positions` are codes
    that get a row even while it is empty.
    """
    found = stages(session, viewer, journey_id)
    known = lists(session, viewer)
    cells = _concerns(session, viewer, found, customers or {})
    notes = {
        (note.stage_id, note.lane): GridNote(note.text, note.mood, note.version)
        for note in session.exec(visible(StageNote, viewer).where(StageNote.stage_id.in_([s.id for s in found])))
    }
    wanted = {position for _, position in cells} | set(positions)
    order = [code for code in known.options(ListName.POSITION, t) if code in wanted]
    order += sorted(wanted - set(order))
    journey = next((j for j in journeys(session, viewer) if journey_id in {None, j.id}), None)
    return Grid(
        stages=found,
        positions={code: known.label(ListName.POSITION, code, t) for code in order},
        cells=cells,
        notes=notes,
        journey_id=journey.id if journey else None,
        key_position=journey.key_position if journey else None,
    )


def _concerns(
    session: Session, viewer: Viewer, found: Sequence[Stage], customers: Mapping[tuple[uuid.UUID, uuid.UUID], int]
) -> dict[tuple[uuid.UUID, str], list[GridConcern]]:
    cells: dict[tuple[uuid.UUID, str], list[GridConcern]] = {}
    rows = session.execute(
        select(Concern, Tag.name)
        .join(Tag, Tag.id == Concern.tag_id)
        .where(Concern.workspace_id == viewer.workspace_id, Concern.stage_id.in_([s.id for s in found]))
        .order_by(Concern.created_at, Tag.name)
    )
    for row, name in rows:
        count = customers.get((row.stage_id, row.tag_id), 0)
        cells.setdefault((row.stage_id, row.position), []).append(
            GridConcern(row.id, row.version, row.tag_id, name, row.answered, row.answer, count)
        )
    return cells


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
        return analysis.Units(deal, np.arange(len(deal)), pushed, np.array(outcomes, dtype="U20"))
    everyone = session.execute(
        select(Company.num, Company.status).where(Company.workspace_id == viewer.workspace_id).order_by(Company.num)
    ).all()
    if journey_id is not None and main is not None and main.id != journey_id:
        here = set(companies)
        everyone = [row for row in everyone if row[0] in here]
    company = np.array([row[0] for row in everyone], dtype=np.int64)
    outcome = np.array([_OUTCOME_OF.get(row[1], "open") for row in everyone], dtype="U20")
    return analysis.Units(deal, np.searchsorted(company, np.array(companies, dtype=np.int64)), pushed, outcome)


def funnel(
    session: Session, viewer: Viewer, *, unit: str = COMPANY, journey_id: uuid.UUID | None = None
) -> analysis.Funnel:
    """A journey (the main one unless told) counted by company or by deal."""
    if journey_id is None and (main := main_journey(session, viewer)):
        journey_id = main.id
    found = stages(session, viewer, journey_id)
    happened = events(session, viewer, stage_nums=[s.num for s in found])
    return analysis.funnel(happened, units(session, viewer, unit, journey_id), steps(found), unit)


def as_json(session: Session, viewer: Viewer, t: Words, *, unit: str = COMPANY) -> dict[str, Any]:
    """What `show journey --json` prints; the shape is described in docs/cli.md."""
    counted = funnel(session, viewer, unit=unit)
    labels = {stage.num: stage_label(stage, t) for stage in stages(session, viewer)}
    known = lists(session, viewer)
    return {
        "unit": unit,
        "total": counted.total,
        "signed": counted.signed,
        "open": counted.open,
        "lost": counted.lost,
        "churned": counted.churned,
        "stages": [
            {
                "stage": labels[row.num],
                "reached": row.reached,
                "open": row.open,
                "left": row.left,
                "step_conversion": row.step.as_json(),
                "overall_conversion": row.overall.as_json(),
                "median_days": row.days.as_json(),
            }
            for row in (*counted.rows, *counted.ends)
        ],
        "days_to_sign": {
            "all": counted.days_to_sign.as_json(),
            "by_pushed_by": [
                {"pushed_by": known.label(ListName.POSITION, code, t), "median_days": days.as_json()}
                for code, days in counted.days_by_pushed_by.items()
            ],
        },
        "lost_at": [{"stage": labels[num], "n": n} for num, n in counted.lost_at.items()],
        "churned_at": [{"stage": labels[num], "n": n} for num, n in counted.churned_at.items()],
        "left_out": [{"reason": t(LEFT_OUT_LABELS[code]), "n": n} for code, n in counted.left_out.items()],
    }
