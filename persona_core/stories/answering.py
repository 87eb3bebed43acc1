"""Answering what was offered for a tag: a passage is marked with it, or is not offered again."""

from __future__ import annotations

import uuid

from sqlmodel import Session

from persona_core.access.models import Viewer
from persona_core.access.queries import get, visible
from persona_core.stories.marking import mark, span_of
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
    """Mark the passage from `start` to `end` with the tag; a `quote` is followed where the text moved meanwhile."""
    return mark(session, viewer, story_id, tag_id=tag_id, start=start, end=end, quote=quote, source=SOURCE)


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
    """Remember that this passage does not belong to the tag; refusing it twice is refusing it once."""
    tag, story = get(session, viewer, Tag, tag_id), get(session, viewer, Story, story_id)
    start, end = span_of(story.text, start, end, quote)
    digest = passage_digest(story.text[start:end])
    same = visible(Refusal, viewer).where(
        Refusal.tag_id == tag.id, Refusal.story_id == story.id, Refusal.digest == digest
    )
    found = session.exec(same).first()
    if found is None:
        found = Refusal(
            workspace_id=viewer.workspace_id,
            tag_id=tag.id,
            story_id=story.id,
            digest=digest,
            quote=story.text[start:end],
        )
        session.add(found)
        session.flush()
    return found
