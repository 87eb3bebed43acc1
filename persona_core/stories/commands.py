"""Writing stories and what they are about; the marks on them in the module beside."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlmodel import Session

from persona_core.access.models import Viewer
from persona_core.access.queries import get, visible
from persona_core.companies.models import Company
from persona_core.evidence.changes import delete_with_parts
from persona_core.evidence.commands import add_external_id
from persona_core.evidence.merging import check_merge
from persona_core.evidence.models import ImportBatch
from persona_core.journeys.models import Stage
from persona_core.kit import clock
from persona_core.kit.errors import Invalid
from persona_core.kit.words import N_
from persona_core.stories.analysis import clip
from persona_core.stories.marking import find_marks_again, mark, mark_many, unmark
from persona_core.stories.models import Story, StoryPosition, StoryStage, near_digest, text_digest
from persona_core.stories.speaking import settle_speakers
from persona_core.stories.twins import same_text
from persona_core.vocabulary.commands import ensure_term
from persona_core.vocabulary.fields import FIELDS
from persona_core.vocabulary.models import ListName
from persona_core.vocabulary.queries import Lists, lists
from persona_core.vocabulary.values import past_day, read

__all__ = [
    "EDITABLE",
    "delete_story",
    "edit_story",
    "mark",
    "mark_many",
    "read_text",
    "refuse_twin",
    "set_positions",
    "set_stages",
    "unmark",
    "write_story",
]

EDITABLE = ("text", "title", "company_id", "told_on", "teller", "source")
"""Columns of a story that a form may change; stages and positions have commands of their own."""


def read_text(text: str) -> str:
    """The words of a story as they are stored; Invalid when empty, too long or broken.

    Line ends become LF and a byte order mark at the beginning goes; all else, also what cannot be seen, stays.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if read(FIELDS["text"], text) is None:
        raise Invalid(N_("The story is empty. Type or paste what was told."), field="text")
    if len(text) > Story.LIMIT:
        raise Invalid(
            N_("The text has {length} characters; at most {limit} fit here. Shorten it."),
            field="text",
            length=len(text),
            limit=Story.LIMIT,
        )
    return text


def _read(session: Session, viewer: Viewer, values: Mapping[str, Any], known: Lists | None) -> dict[str, Any]:
    """Story values as written → column values."""
    columns: dict[str, Any] = {}
    for key, raw in values.items():
        if key not in EDITABLE:
            raise Invalid(N_("There is no story field “{name}”."), field=key, name=key)
        if key == "text":
            columns[key] = read_text(raw or "")
        elif key == "title":
            columns[key] = read(FIELDS["story_title"], raw) or ""
        elif key == "company_id":
            columns[key] = get(session, viewer, Company, raw).id if raw else None
        elif key == "told_on":
            columns[key] = past_day(FIELDS["told_on"], raw)
        elif key == "teller":
            columns[key] = read(FIELDS["teller"], raw)
        else:
            columns[key] = _source(session, viewer, raw, known)
    return columns


def _source(session: Session, viewer: Viewer, raw: Any, known: Lists | None) -> str | None:
    text = read(FIELDS["source"], raw)
    if text is None:
        return None
    if len(text) > 200:
        raise Invalid(N_("The source is longer than 200 characters. Shorten it."), field="source")
    return (known or lists(session, viewer)).code(ListName.SOURCE, text) or text


def refuse_twin(session: Session, viewer: Viewer, text: str, company_id: uuid.UUID | str | None) -> None:
    """Refuse words that the same customer has told already."""
    twin = same_text(session, viewer, text, company_id)
    if twin is not None:
        raise Invalid(
            N_("This story is already here: “{title}”. Open that one instead of storing it twice."),
            field="text",
            title=twin.title or clip(twin.text, 24),
        )


def write_story(
    session: Session,
    viewer: Viewer,
    *,
    text: str,
    company_id: uuid.UUID | str | None = None,
    title: str = "",
    stage_ids: Iterable[uuid.UUID | str] = (),
    positions: Iterable[str] = (),
    told_on: date | str | None = None,
    teller: str | None = None,
    source: str | None = None,
    external_id: str | None = None,
    batch: ImportBatch | None = None,
    known: Lists | None = None,
    sides: Mapping[str, str] | None = None,
) -> Story:
    """A new story; `positions` are codes or labels, a label nobody knows becomes a new position.

    The customer may be asked for later. The same words from the same customer are refused. Of a conversation `sides`
    says which speakers are ours and which theirs; unless given, as earlier stories say of them.
    """
    values = {"text": text, "title": title, "company_id": company_id, "told_on": told_on, "teller": teller}
    columns = _read(session, viewer, values | {"source": source}, known)
    refuse_twin(session, viewer, columns["text"], columns["company_id"])
    story = Story(
        workspace_id=viewer.workspace_id,
        **columns,
        digest=text_digest(columns["text"]),
        near=near_digest(columns["text"]),
        batch_id=batch.id if batch else None,
    )
    told = settle_speakers(session, viewer, story, sides)
    story.told_on = story.told_on or (_past(told.told_on) if told else None)
    session.add(story)
    session.flush()
    if external_id:
        add_external_id(session, viewer, kind="story", value=external_id, subject_id=story.id)
    set_stages(session, viewer, story.id, stage_ids)
    set_positions(session, viewer, story.id, positions, known=known)
    return story


def edit_story(
    session: Session,
    viewer: Viewer,
    story_id: uuid.UUID | str,
    *,
    seen: int,
    base: Mapping[str, Any],
    changes: Mapping[str, Any],
) -> Story:
    """Change columns of a story (see EDITABLE); what somebody else changed meanwhile raises Conflict.

    `seen` is the version the form was drawn from, `base` the values it showed. When the text changes, marked words
    are found again; where they are gone, the tag stays on the whole story.
    """
    story = get(session, viewer, Story, story_id)
    columns = _read(session, viewer, changes, None)
    check_merge(story, seen=seen, base=base, columns=columns)
    changed = {key: value for key, value in columns.items() if getattr(story, key) != value}
    if {"text", "company_id"} & set(changed):
        text, company_id = changed.get("text", story.text), changed.get("company_id", story.company_id)
        if text_digest(text) != story.digest or (company_id != story.company_id and company_id is not None):
            refuse_twin(session, viewer, text, company_id)
    old = story.text
    for key, value in changed.items():
        setattr(story, key, value)
    if story.text != old:
        story.digest, story.near = text_digest(story.text), near_digest(story.text)
        settle_speakers(session, viewer, story)
        find_marks_again(session, viewer, story, old)
    session.add(story)
    session.flush()
    return story


def _past(day: date | None) -> date | None:
    """The day of a conversation, unless it lies ahead."""
    return day if day is not None and day <= clock.today() else None


def delete_story(session: Session, viewer: Viewer, story_id: uuid.UUID | str) -> int:
    """Delete a story with its marks; returns the rows removed."""
    story = get(session, viewer, Story, story_id)
    return delete_with_parts(session, story)


def set_stages(
    session: Session, viewer: Viewer, story_id: uuid.UUID | str, stage_ids: Iterable[uuid.UUID | str]
) -> None:
    """Say which stages a story is about, instead of what was said before."""
    story = get(session, viewer, Story, story_id)
    wanted = {get(session, viewer, Stage, stage_id).id for stage_id in stage_ids}
    rows = session.exec(visible(StoryStage, viewer).where(StoryStage.story_id == story.id)).all()
    for row in rows:
        if row.stage_id not in wanted:
            session.delete(row)
    for stage_id in wanted - {row.stage_id for row in rows}:
        session.add(StoryStage(workspace_id=viewer.workspace_id, story_id=story.id, stage_id=stage_id))
    session.flush()


def set_positions(
    session: Session,
    viewer: Viewer,
    story_id: uuid.UUID | str,
    positions: Iterable[str],
    *,
    known: Lists | None = None,
) -> None:
    """Say which positions a story is about (codes or labels), instead of what was said before."""
    story = get(session, viewer, Story, story_id)
    names = [name for name in (read(FIELDS["position"], p) for p in positions) if name]
    if names:
        known = known or lists(session, viewer)
    wanted = {ensure_term(session, viewer, known, ListName.POSITION, name)[0] for name in names}
    rows = session.exec(visible(StoryPosition, viewer).where(StoryPosition.story_id == story.id)).all()
    for row in rows:
        if row.position not in wanted:
            session.delete(row)
    for position in wanted - {row.position for row in rows}:
        session.add(StoryPosition(workspace_id=viewer.workspace_id, story_id=story.id, position=position))
    session.flush()
