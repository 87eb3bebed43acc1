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
from persona_core.journeys.reading import COMPANY, DEAL, deals, events, units
from persona_core.kit import clock
from persona_core.kit.errors import Invalid
from persona_core.kit.remembering import Remember, anew
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


def counted(
    session: Session, viewer: Viewer, question: Question = WHOLE, *, remember: Remember = anew
) -> analysis.Counted:
    """A journey read and put in order; its funnel and those of its groups come from here.

    A screen that asks again and again may `remember` what was read. Where there is one journey, all deals are on it:
    not to ask for it lets the database count from an index alone.
    """
    if question.since and question.until and question.until < question.since:
        raise Invalid(N_("The range ends before it begins. Choose a later end."), field="until")
    every = journeys(session, viewer)
    journey_id = question.journey_id or next((journey.id for journey in every), None)
    found = stages(session, viewer, journey_id)
    nums, on = ([s.num for s in found], journey_id) if len(every) > 1 else (None, None)
    happened = remember((events, on), lambda: events(session, viewer, stage_nums=nums))
    today = clock.day_number(clock.today())
    day = today if question.as_of is None else min(clock.day_number(question.as_of), today)

    def told() -> History:
        every = remember((units, journey_id, DEAL), lambda: deals(session, viewer, on))
        return history(happened, every, analysis.Road.of(steps(found)))

    def whole() -> analysis.Counted:
        whom = remember((units, journey_id, question.unit), lambda: units(session, viewer, question.unit, on))
        if day < today:
            past = remember((history, journey_id), told)
            whom = past.companies(whom, day) if question.unit == COMPANY else past.stood(day)
        return analysis.count(happened, whom, steps(found), question.unit, as_of=day)

    ordered = remember((counted, journey_id, question.unit, day), whole)
    since, until = (None if d is None else clock.day_number(d) for d in (question.since, question.until))
    return ordered.within(since, until)
