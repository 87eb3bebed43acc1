"""The same story twice: in the same words, or in nearly the same ones."""

from __future__ import annotations

import uuid

from sqlmodel import Session

from persona_core.access.models import Viewer
from persona_core.access.queries import visible
from persona_core.stories.models import Story, WholeStory, near_digest, text_digest


def same_text(session: Session, viewer: Viewer, text: str, company_id: uuid.UUID | str | None = None) -> Story | None:
    """The story with the same words of the same customer; of any customer when none is given.

    Of a text that was cut into scenes its first scene.
    """
    digest = text_digest(text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n"))
    return _first(session, viewer, "digest", digest, company_id)


def nearly_same(session: Session, viewer: Viewer, text: str, company_id: uuid.UUID | str | None = None) -> Story | None:
    """The story that differs from a text only in spaces, punctuation, width or case; as `same_text` looks for it."""
    return _first(session, viewer, "near", near_digest(text), company_id)


def _first(session: Session, viewer: Viewer, key: str, value: str, company_id: uuid.UUID | str | None) -> Story | None:
    mine = visible(Story, viewer)
    if company_id is not None:
        mine = mine.where(Story.company_id == uuid.UUID(str(company_id)))
    whole = mine.join(WholeStory, WholeStory.id == Story.whole_id).where(getattr(WholeStory, key) == value)
    for statement in (
        mine.where(getattr(Story, key) == value).order_by(Story.created_at),
        whole.order_by(Story.scene),
    ):
        found = session.exec(statement.limit(1)).first()
        if found is not None:
            return found
    return None
