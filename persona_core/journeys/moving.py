"""A deal on another journey: which of its dated stages fit there by code or name, and which need a word."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from persona_core.access.models import Viewer
from persona_core.access.queries import get, visible
from persona_core.deals.models import Deal
from persona_core.evidence.models import HAND
from persona_core.journeys.analysis import standing
from persona_core.journeys.following import follow_stages, rank
from persona_core.journeys.models import Journey, Stage, StageEvent
from persona_core.journeys.queries import find_stage, main_journey, stages, steps
from persona_core.kit.errors import Invalid, NotFound
from persona_core.kit.words import N_


@dataclass(frozen=True)
class Fit:
    """A stage at which a deal has dates, how many, and the stage of the other journey that means the same."""

    stage: Stage
    dates: int
    to: Stage | None


def fitting(session: Session, viewer: Viewer, deal: Deal, journey_id: uuid.UUID | str) -> list[Fit]:
    """Where the dates of a deal would go on another journey, stage by stage."""
    other = get(session, viewer, Journey, journey_id)
    there = stages(session, viewer, other.id)
    dates = Counter(row.stage_num for row in _dates(session, viewer, deal))
    dated = [stage for stage in _here(session, viewer, deal) if dates[stage.num]]
    return [Fit(stage, dates[stage.num], same_stage(stage, there)) for stage in dated]


def same_stage(stage: Stage, there: Sequence[Stage]) -> Stage | None:
    """The stage of another journey with the same code or name, else the only one that decides the same outcome."""
    for name in (stage.code, stage.zh, stage.en, *stage.aliases):
        if found := find_stage(there, name):
            return found
    alike = [s for s in there if stage.sets_outcome and s.sets_outcome == stage.sets_outcome]
    return alike[0] if len(alike) == 1 else None


def move_deal(
    session: Session,
    viewer: Viewer,
    deal_id: uuid.UUID | str,
    journey_id: uuid.UUID | str,
    *,
    choices: Mapping[uuid.UUID, uuid.UUID | None] | None = None,
) -> Deal:
    """Let a deal walk another journey; its dates go to the stages that mean the same there.

    `choices` says where the dates of a stage go otherwise (id → id of a stage there), None leaves them behind.
    Invalid names the stages that fit nowhere and have no choice. Two dates that meet on one day become one.
    """
    deal = get(session, viewer, Deal, deal_id, lock=True)
    journey = get(session, viewer, Journey, journey_id)
    there = stages(session, viewer, journey.id)
    found = fitting(session, viewer, deal, journey.id)
    to = _destinations(found, there, choices or {})
    before = standing(_pairs(session, viewer, deal), steps(_here(session, viewer, deal)))
    _carry(session, _dates(session, viewer, deal), to)
    deal.journey_id = journey.id
    session.add(deal)
    session.flush()
    after = standing(_pairs(session, viewer, deal), steps(there))
    follow_stages(session, viewer, deal, before, after, source=HAND)
    return deal


def _destinations(
    found: Sequence[Fit], there: Sequence[Stage], choices: Mapping[uuid.UUID, uuid.UUID | None]
) -> dict[int, Stage | None]:
    """Stage number → the stage where its dates go, None for nowhere."""
    by_id = {stage.id: stage for stage in there}
    if any(wanted is not None and wanted not in by_id for wanted in choices.values()):
        raise NotFound()
    unfit = [fit.stage for fit in found if fit.to is None and fit.stage.id not in choices]
    if unfit:
        raise Invalid(
            N_("The other journey has no stage for {stages}. Say where their dates go, or leave them behind."),
            field="stage",
            stages=tuple(stage.words for stage in unfit),
        )
    chosen = {stage_id: by_id.get(wanted) for stage_id, wanted in choices.items()}
    return {fit.stage.num: chosen.get(fit.stage.id, fit.to) for fit in found}


def _carry(session: Session, rows: Sequence[StageEvent], to: Mapping[int, Stage | None]) -> None:
    """Give each date its new stage; the better source keeps a date that two rows tell, those without a stage go."""
    kept: dict[tuple[int, int], StageEvent] = {}
    for row in sorted(rows, key=lambda row: -rank(row.source)):
        stage = to.get(row.stage_num)
        if stage is None or (stage.num, row.day) in kept:
            session.delete(row)
        else:
            kept[stage.num, row.day] = row
    session.flush()
    for (num, _), row in kept.items():
        row.stage_num = num
        session.add(row)
    session.flush()


def _here(session: Session, viewer: Viewer, deal: Deal) -> list[Stage]:
    main = main_journey(session, viewer)
    return stages(session, viewer, deal.journey_id or (main.id if main else None))


def _dates(session: Session, viewer: Viewer, deal: Deal) -> list[StageEvent]:
    return list(session.exec(visible(StageEvent, viewer).where(StageEvent.deal_num == deal.num)))


def _pairs(session: Session, viewer: Viewer, deal: Deal) -> list[tuple[int, int]]:
    return [(row.stage_num, row.day) for row in _dates(session, viewer, deal)]
