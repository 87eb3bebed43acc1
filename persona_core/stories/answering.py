"""Answering what was offered for a tag: a passage is marked with it, or is not offered again."""

from __future__ import annotations

import uuid

from sqlmodel import Session

from persona_core.access.models import Viewer
from persona_core.access.queries import get, visible
from persona_core.kit.errors import Invalid
from persona_core.kit.words import N_
from persona_core.stories.commands import mark
from persona_core.stories.models import Mark, Refusal, Story, passage_digest
from persona_core.stories.suggesting import SOURCE
from persona_core.vocabulary.models import Tag


def accept_suggestion(
    session: Session,
    viewer: Viewer,
    tag_id: uuid.UUID | str,
    story_id: uuid.UUID | str,
    *,
    start: int,
    end: int,
    quote: str | None = None,
) -> Mark:
    """Mark the words from `start` to `end` with the tag; `quote` are the words that were shown, where in full."""
    tag = get(session, viewer, Tag, tag_id)
    _passage(session, viewer, story_id, start, end, quote)
    return mark(session, viewer, story_id, tag.name, kind=tag.kind, start=start, end=end, source=SOURCE)


def refuse_suggestion(
    session: Session,
    viewer: Viewer,
    tag_id: uuid.UUID | str,
    story_id: uuid.UUID | str,
    *,
    start: int,
    end: int,
    quote: str | None = None,
) -> Refusal:
    """Remember that these words do not belong to the tag; refusing them twice is refusing them once."""
    tag = get(session, viewer, Tag, tag_id)
    story, words = _passage(session, viewer, story_id, start, end, quote)
    digest = passage_digest(words)
    same = visible(Refusal, viewer).where(
        Refusal.tag_id == tag.id, Refusal.story_id == story.id, Refusal.digest == digest
    )
    found = session.exec(same).first()
    if found is None:
        found = Refusal(workspace_id=viewer.workspace_id, tag_id=tag.id, story_id=story.id, digest=digest, quote=words)
        session.add(found)
        session.flush()
    return found


def _passage(
    session: Session, viewer: Viewer, story_id: uuid.UUID | str, start: int, end: int, quote: str | None
) -> tuple[Story, str]:
    """The story and its words at this place; Invalid when they are not what was shown."""
    story = get(session, viewer, Story, story_id)
    words = story.text[start:end] if 0 <= start < end else ""
    if not words or (quote is not None and words != quote):
        raise Invalid(N_("Somebody has changed this story meanwhile. Look at the next suggestion."), field="start")
    return story, words
