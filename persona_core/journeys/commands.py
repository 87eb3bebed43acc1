"""Writing journeys: the grid of concerns here; stages, dates and whole journeys in the modules beside."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from sqlmodel import Session

from persona_core.access.models import Viewer
from persona_core.access.queries import get, visible
from persona_core.evidence.changes import delete_with_parts
from persona_core.journeys.dating import add_events, correct_event, remove_event
from persona_core.journeys.managing import (
    choose_main,
    copy_journey,
    delete_journey,
    furnish,
    rename_journey,
    templates,
)
from persona_core.journeys.models import MOOD_LABELS, Concern, Journey, Lane, Stage, StageNote
from persona_core.journeys.moving import move_deal
from persona_core.journeys.reshaping import merge_stages, split_stage
from persona_core.journeys.stages import add_stage, edit_stage, know_stage_as, move_stage, remove_stage
from persona_core.kit.errors import Conflict, Invalid
from persona_core.kit.words import N_
from persona_core.vocabulary.commands import ensure_tag, ensure_term
from persona_core.vocabulary.fields import FIELDS
from persona_core.vocabulary.models import ListName, TagKind
from persona_core.vocabulary.queries import Lists, lists
from persona_core.vocabulary.values import read

__all__ = [
    "add_events",
    "add_stage",
    "choose_main",
    "copy_journey",
    "correct_event",
    "delete_journey",
    "edit_stage",
    "furnish",
    "know_stage_as",
    "merge_stages",
    "move_deal",
    "move_stage",
    "remove_concern",
    "remove_event",
    "remove_stage",
    "rename_journey",
    "set_concern",
    "set_key_position",
    "set_note",
    "split_stage",
    "templates",
]


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
