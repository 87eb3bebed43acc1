"""Scenario stories and the marks on them."""

from __future__ import annotations

import hashlib
import uuid
from datetime import date
from typing import ClassVar

from sqlalchemy import Index, Text
from sqlmodel import Field, UniqueConstraint

from persona_core.kit.db import Table
from persona_core.vocabulary.models import fold


def text_digest(text: str) -> str:
    """The key under which the same words are found again; blank lines around them do not count."""
    return hashlib.sha256(text.strip().encode()).hexdigest()


def passage_digest(text: str) -> str:
    """The key under which the same passage is known again; width, case and spaces do not count."""
    return hashlib.sha256(fold(text).encode()).hexdigest()


class Story(Table, table=True):
    """What somebody told, in their words; the text never changes for analysis. The customer may be asked for later."""

    __tablename__ = "story"
    __table_args__ = (Index("ix_story_digest", "workspace_id", "digest"),)
    LIMIT: ClassVar[int] = 100_000

    company_id: uuid.UUID | None = Field(default=None, foreign_key="company.id", ondelete="SET NULL", index=True)
    title: str = Field(default="", sa_type=Text)
    text: str = Field(sa_type=Text)
    digest: str = Field(max_length=64)
    told_on: date | None = Field(default=None)
    teller: str | None = Field(default=None, sa_type=Text)
    source: str | None = Field(default=None, max_length=200)
    batch_id: uuid.UUID | None = Field(default=None, foreign_key="import_batch.id", ondelete="SET NULL", index=True)


class StoryStage(Table, table=True):
    """A stage that a story is about."""

    __tablename__ = "story_stage"
    __table_args__ = (UniqueConstraint("story_id", "stage_id"),)

    story_id: uuid.UUID = Field(foreign_key="story.id", ondelete="CASCADE")
    stage_id: uuid.UUID = Field(foreign_key="stage.id", ondelete="CASCADE", index=True)


class StoryPosition(Table, table=True):
    """A position that a story is about."""

    __tablename__ = "story_position"
    __table_args__ = (UniqueConstraint("story_id", "position"),)

    story_id: uuid.UUID = Field(foreign_key="story.id", ondelete="CASCADE")
    position: str = Field(max_length=200)


class Mark(Table, table=True):
    """A tag on a story: on the words from `start` to `end` (code points, LF), or on the whole when both are empty.

    A `quote` without a place are words that the text has no more.
    """

    __tablename__ = "mark"
    __table_args__ = (Index("ix_mark_story_tag", "story_id", "tag_id"),)

    story_id: uuid.UUID = Field(foreign_key="story.id", ondelete="CASCADE")
    tag_id: uuid.UUID = Field(foreign_key="tag.id", ondelete="CASCADE", index=True)
    start: int | None = Field(default=None)
    end: int | None = Field(default=None)
    quote: str = Field(default="", sa_type=Text)
    source: str = Field(default="hand", max_length=200)
    batch_id: uuid.UUID | None = Field(default=None, foreign_key="import_batch.id", ondelete="SET NULL")


class Refusal(Table, table=True):
    """A passage that was offered for a tag and does not belong to it: not offered again while it says the same."""

    __tablename__ = "refused_passage"
    __table_args__ = (UniqueConstraint("tag_id", "story_id", "digest"),)

    tag_id: uuid.UUID = Field(foreign_key="tag.id", ondelete="CASCADE")
    story_id: uuid.UUID = Field(foreign_key="story.id", ondelete="CASCADE", index=True)
    digest: str = Field(max_length=64)
    quote: str = Field(sa_type=Text)
