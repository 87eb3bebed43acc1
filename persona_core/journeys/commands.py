"""Writing journeys: the journey a workspace starts with, dated stages of deals, and the grid of concerns."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

import yaml
from sqlmodel import Session

from persona_core.access.models import Viewer
from persona_core.access.queries import get, visible
from persona_core.deals.models import Deal
from persona_core.evidence.changes import delete_with_parts
from persona_core.evidence.models import HAND, ImportBatch
from persona_core.journeys.analysis import Step, standing
from persona_core.journeys.following import follow_stages, rank
from persona_core.journeys.models import (
    MOOD_LABELS,
    Concern,
    Journey,
    Lane,
    Stage,
    StageEvent,
    StageKind,
    StageNote,
)
from persona_core.journeys.queries import stages, steps
from persona_core.journeys.stages import add_stage, edit_stage, move_stage, next_number, remove_stage
from persona_core.kit import clock
from persona_core.kit.config import DATA
from persona_core.kit.errors import Conflict, Invalid, NotFound
from persona_core.kit.words import N_, Words
from persona_core.vocabulary.commands import ensure_tag, ensure_term
from persona_core.vocabulary.fields import FIELDS
from persona_core.vocabulary.models import ListName, TagKind
from persona_core.vocabulary.queries import Lists, lists
from persona_core.vocabulary.values import past_day, read

__all__ = [
    "add_events",
    "add_stage",
    "edit_stage",
    "furnish",
    "move_stage",
    "remove_concern",
    "remove_event",
    "remove_stage",
    "set_concern",
    "set_key_position",
    "set_note",
    "templates",
]


@cache
def templates() -> dict[str, dict[str, Any]]:
    """The shipped journeys: short, long, tender."""
    return yaml.safe_load((DATA / "journeys.yaml").read_text(encoding="utf-8"))


def furnish(session: Session, viewer: Viewer, template: str = "short") -> Journey:
    """A new journey after a template; a new workspace gets the short one."""
    shape = templates().get(template)
    if shape is None:
        raise Invalid(N_("There is no journey template “{name}”."), field="template", name=template)
    name = Words(viewer.lang).pick(shape["zh"], shape["en"])
    if session.exec(visible(Journey, viewer).where(Journey.name == name)).first():
        raise Invalid(N_("There is already a journey “{name}”."), field="name", name=name)
    journey = Journey(workspace_id=viewer.workspace_id, name=name)
    session.add(journey)
    session.flush()
    first = next_number(session, viewer)
    for place, entry in enumerate(shape["stages"]):
        row = {"workspace_id": viewer.workspace_id, "journey_id": journey.id, "num": first + place, "ord": place}
        session.add(Stage(**row, **{"kind": StageKind.PROGRESS.value, **entry}))
    session.flush()
    return journey


def add_events(
    session: Session,
    viewer: Viewer,
    deal: Deal,
    events: Sequence[tuple[Stage, date]],
    *,
    source: str | None = None,
    batch: ImportBatch | None = None,
) -> int:
    """Date stages of a deal; returns how many dates were added or moved. Days before 1970 or ahead are Invalid.

    A repeating stage keeps every day once. Any other stage has one day in a deal: of several in one call the
    earliest counts, and it takes the place of the day known before unless that came from a better source.
    So give all events of a deal in one call; the same call again changes nothing.

    Outcome, signing day and first day of the deal follow (see `following.follow_stages`), then its company.
    """
    source = source or viewer.source
    if not events:
        return 0
    said = [(stage, past_day(FIELDS["date"], day)) for stage, day in events]
    found = _stages_for(session, viewer, deal, [stage for stage, _ in said])
    known = _event_rows(session, viewer, deal)
    before = standing([(e.stage_num, e.day) for e in known], found)
    changed = [row for entry in _entries(said) if (row := _date(viewer, deal, known, *entry, source))]
    for row in changed:
        row.source, row.batch_id = source, batch.id if batch else None
        session.add(row)
    if changed:
        session.flush()
        after = standing([(e.stage_num, e.day) for e in known], found)
        follow_stages(session, viewer, deal, before, after, source=source, batch=batch)
    return len(changed)


def _date(
    viewer: Viewer, deal: Deal, known: list[StageEvent], stage: Stage, day: date, source: str
) -> StageEvent | None:
    """The row that now says the deal was at the stage on that day; None when nothing changes."""
    number = clock.day_number(day)
    rows = [e for e in known if e.stage_num == stage.num]
    if any(e.day == number for e in rows):
        return None
    if rows and stage.kind != StageKind.REPEATING:
        if rank(source) < max(rank(e.source) for e in rows):
            return None
        row = min(rows, key=lambda e: e.day)
        row.day = number
        return row
    row = StageEvent(workspace_id=viewer.workspace_id, deal_num=deal.num, stage_num=stage.num, day=number)
    known.append(row)
    return row


def remove_event(session: Session, viewer: Viewer, event_id: int) -> None:
    """Take a date away from a deal; what followed from it goes too."""
    row = get(session, viewer, StageEvent, event_id)
    deal = session.exec(visible(Deal, viewer).where(Deal.num == row.deal_num)).one()
    known = _event_rows(session, viewer, deal)
    found = _stages_for(session, viewer, deal, [])
    before = standing([(e.stage_num, e.day) for e in known], found)
    after = standing([(e.stage_num, e.day) for e in known if e.id != row.id], found)
    session.delete(row)
    session.flush()
    follow_stages(session, viewer, deal, before, after, source=HAND)


def _stages_for(session: Session, viewer: Viewer, deal: Deal, wanted: Sequence[Stage]) -> list[Step]:
    """The steps of the deal's journey; a deal without one joins that of its first dated stage."""
    for stage in wanted:
        if stage.workspace_id != viewer.workspace_id:
            raise NotFound()
        if deal.journey_id is None:
            deal.journey_id = stage.journey_id
            session.add(deal)
        if stage.journey_id != deal.journey_id:
            raise Invalid(
                N_("The stage “{stage}” belongs to another journey than this deal."),
                field="stage",
                stage=stage.zh or stage.en or stage.code,
            )
    return steps(stages(session, viewer, deal.journey_id))


def _event_rows(session: Session, viewer: Viewer, deal: Deal) -> list[StageEvent]:
    return list(session.exec(visible(StageEvent, viewer).where(StageEvent.deal_num == deal.num)))


def _entries(said: Iterable[tuple[Stage, date]]) -> list[tuple[Stage, date]]:
    """One entry a day for repeating stages, the earliest day for others."""
    repeats, once = {}, {}
    for stage, day in said:
        if stage.kind == StageKind.REPEATING:
            repeats[stage.num, day] = (stage, day)
        elif stage.num not in once or day < once[stage.num][1]:
            once[stage.num] = (stage, day)
    return [*once.values(), *repeats.values()]


def set_concern(
    session: Session,
    viewer: Viewer,
    stage_id: uuid.UUID | str,
    position: str,
    tag: str,
    *,
    answered: bool = False,
    answer: str = "",
    seen: int | None = None,
    known: Lists | None = None,
) -> Concern:
    """Put a concern into the grid, or change whether and how it is answered.

    `position` is a label or code, `tag` a name; both are made when nobody knows them. With `seen`, the version the
    form was drawn from, a change that somebody else made meanwhile raises Conflict.
    """
    stage = get(session, viewer, Stage, stage_id)
    if not position.strip():
        raise Invalid(N_("Whose concern is it? Choose a position."), field="position")
    code, _ = ensure_term(session, viewer, known or lists(session, viewer), ListName.POSITION, position.strip())
    named = ensure_tag(session, viewer, tag, kind=TagKind.CONCERN)
    answer = read(FIELDS["problem"], answer) or ""
    row = session.exec(
        visible(Concern, viewer).where(
            Concern.stage_id == stage.id, Concern.position == code, Concern.tag_id == named.id
        )
    ).first()
    if row is None:
        row = Concern(workspace_id=viewer.workspace_id, stage_id=stage.id, position=code, tag_id=named.id)
    elif seen is not None and seen != row.version:
        _refuse_overwriting(row, {"answered": answered, "answer": answer})
    row.answered, row.answer = answered, answer
    session.add(row)
    session.flush()
    return row


def remove_concern(session: Session, viewer: Viewer, concern_id: uuid.UUID | str) -> None:
    """Take a concern out of the grid; its tag and the stories that carry it stay."""
    delete_with_parts(session, get(session, viewer, Concern, concern_id))


def set_note(
    session: Session,
    viewer: Viewer,
    stage_id: uuid.UUID | str,
    lane: str,
    *,
    text: str = "",
    mood: int | None = None,
    seen: int | None = None,
) -> StageNote | None:
    """Fill one cell of a lane: a text, or for the mood a number 1–5; nothing in it empties the cell."""
    stage = get(session, viewer, Stage, stage_id)
    if lane not in set(Lane):
        raise Invalid(N_("There is no row “{name}” in the grid."), field="lane", name=lane)
    text = read(FIELDS["problem"], text) or ""
    if mood is not None and (lane != Lane.MOOD or mood not in MOOD_LABELS):
        raise Invalid(N_("A mood is a number from 1 (very unhappy) to 5 (delighted)."), field="mood")
    row = session.exec(visible(StageNote, viewer).where(StageNote.stage_id == stage.id, StageNote.lane == lane)).first()
    if row is not None and seen is not None and seen != row.version:
        _refuse_overwriting(row, {"mood": mood} if lane == Lane.MOOD else {"text": text})
    if not text and mood is None:
        if row is not None:
            delete_with_parts(session, row)
        return None
    row = row or StageNote(workspace_id=viewer.workspace_id, stage_id=stage.id, lane=lane)
    row.text, row.mood = text, mood
    session.add(row)
    session.flush()
    return row


def set_key_position(session: Session, viewer: Viewer, journey_id: uuid.UUID | str, position: str) -> Journey:
    """Say whose mood the mood line shows: a position by label or code; empty for nobody in particular."""
    journey = get(session, viewer, Journey, journey_id)
    code = None
    if position.strip():
        code, _ = ensure_term(session, viewer, lists(session, viewer), ListName.POSITION, position.strip())
    journey.key_position = code
    session.add(journey)
    session.flush()
    return journey


def _refuse_overwriting(row: Concern | StageNote, mine: Mapping[str, Any]) -> None:
    """Conflict when the row was changed since the form was drawn, unless both say the same."""
    clashing = {field: getattr(row, field) for field, value in mine.items() if getattr(row, field) != value}
    if clashing:
        raise Conflict(row_id=row.id, version=row.version, current=clashing, mine={k: mine[k] for k in clashing})
