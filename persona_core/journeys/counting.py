"""A journey of the workspace counted, by company or by deal, today or as it stood on a day."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session

from persona_core.access.models import Viewer
from persona_core.journeys import analysis
from persona_core.journeys.analysis.past import History, history
from persona_core.journeys.queries import journeys, stages, steps
from persona_core.journeys.reading import COMPANY, deals, events, units
from persona_core.kit import clock
from persona_core.kit.errors import Invalid
from persona_core.kit.readings import kept, kept_for_all
from persona_core.kit.words import N_


@dataclass(frozen=True)
class Question:
    """What is counted: companies or deals, on a journey (the main one unless told).

    `as_of` looks no further than that day (today unless told), and units stand as they stood then; `since` and
    `until` choose those that came into the funnel in between, both days included.
    """

    unit: str = COMPANY
    journey_id: uuid.UUID | None = None
    as_of: date | None = None
    since: date | None = None
    until: date | None = None


WHOLE = Question()
"""The main journey by company, today, of all."""


def funnel(session: Session, viewer: Viewer, **asked: Any) -> analysis.Funnel:
    """A journey counted; `asked` are the fields of a `Question`."""
    return counted(session, viewer, Question(**asked)).funnel()


def counted(session: Session, viewer: Viewer, question: Question = WHOLE) -> analysis.Counted:
    """A journey read and put in order; its funnel and those of its groups come from here.

    Where there is one journey, all deals are on it: not to ask for it lets the database count from an index alone.
    """
    if question.since and question.until and question.until < question.since:
        raise Invalid(N_("The range ends before it begins. Choose a later end."), field="until")
    today = clock.day_number(clock.today())
    day = today if question.as_of is None else min(clock.day_number(question.as_of), today)
    ordered = _counted(session, viewer, question.unit, question.journey_id, day, past=day < today)
    since, until = (None if d is None else clock.day_number(d) for d in (question.since, question.until))
    return ordered.within(since, until)


@kept
def road_of(_session: Session, found: analysis.Counted) -> analysis.Funnel:
    """The funnel of what was counted."""
    return found.funnel()


@kept_for_all
def _counted(
    session: Session, viewer: Viewer, unit: str, journey_id: uuid.UUID | None, day: int, *, past: bool
) -> analysis.Counted:
    """A journey in order up to a day, whoever came in when."""
    every = journeys(session, viewer)
    journey_id = journey_id or next((journey.id for journey in every), None)
    found = stages(session, viewer, journey_id)
    nums, on = (tuple(s.num for s in found), journey_id) if len(every) > 1 else (None, None)
    happened = events(session, viewer, stage_nums=nums)
    whom = units(session, viewer, unit, on)
    if past:
        then = _history(session, happened, deals(session, viewer, on), analysis.Road.of(steps(found)))
        whom = then.companies(whom, day) if unit == COMPANY else then.stood(day)
    return analysis.count(happened, whom, steps(found), unit, as_of=day)


@kept
def _history(_session: Session, happened: analysis.Events, every: analysis.Units, road: analysis.Road) -> History:
    return history(happened, every, road)
