"""A journey of the workspace counted, by company or by deal."""

from __future__ import annotations

import uuid

from sqlmodel import Session

from persona_core.access.models import Viewer
from persona_core.journeys import analysis
from persona_core.journeys.queries import main_journey, stages, steps
from persona_core.journeys.reading import COMPANY, events, units
from persona_core.kit import clock


def funnel(
    session: Session, viewer: Viewer, *, unit: str = COMPANY, journey_id: uuid.UUID | None = None
) -> analysis.Funnel:
    """A journey (the main one unless told) counted by company or by deal."""
    if journey_id is None and (main := main_journey(session, viewer)):
        journey_id = main.id
    found = stages(session, viewer, journey_id)
    happened = events(session, viewer, stage_nums=[s.num for s in found])
    counted = analysis.count(
        happened, units(session, viewer, unit, journey_id), steps(found), unit, as_of=clock.day_number(clock.today())
    )
    return counted.funnel()
