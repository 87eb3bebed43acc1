"""Scenario stories and the marks on them."""

from __future__ import annotations

import hashlib
import unicodedata
import uuid
from datetime import date
from typing import Any, ClassVar

from sqlalchemy import JSON, ColumnElement, Index, Text, or_
from sqlmodel import Field, UniqueConstraint

from persona_core.kit.db import Table
from persona_core.vocabulary.models import fold


def text_digest(text: str) -> str:
    """The key under which the same words are found again; blank lines around them do not count."""
    return hashlib.sha256(text.strip().encode()).hexdigest()


def near_digest(text: str) -> str:
    """The key under which nearly the same words are found: only letters and digits count, width and case do not."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return hashlib.sha256(("".join(filter(str.isalnum, folded)) or text.strip()).encode()).hexdigest()


def passage_digest(text: str) -> str:
    """The key under which the same passage is known again; width, case and spaces do not count."""
    return hashlib.sha256(fold(text).encode()).hexdigest()


class Story(Table, table=True):
    """What somebody told, in their words; the text never changes for analysis. The customer may be asked for later.

    Of a conversation `sides` says who of its speakers is ours and who theirs ("" while nobody said), and `aside` which
    parts of the text (from, to) are not the customer's words. A scene knows the whole it was cut from, and its place.
    """

    __tablename__ = "story"
    __table_args__ = (
        Index("ix_story_digest", "workspace_id", "digest"),
        Index("ix_story_near", "workspace_id", "near"),
    )
    LIMIT: ClassVar[int] = 100_000

    company_id: uuid.UUID | None = Field(default=None, foreign_key="company.id", ondelete="SET NULL", index=True)
    title: str = Field(default="", sa_type=Text)
    text: str = Field(sa_type=Text)
    digest: str = Field(max_length=64)
    near: str = Field(default="", max_length=64)
    told_on: date | None = Field(default=None)
    teller: str | None = Field(default=None, sa_type=Text)
    source: str | None = Field(default=None, max_length=200)
    batch_id: uuid.UUID | None = Field(default=None, foreign_key="import_batch.id", ondelete="SET NULL", index=True)
    sides: dict[str, Any] | None = Field(default=None, sa_type=JSON(none_as_null=True))
    aside: list[Any] | None = Field(default=None, sa_type=JSON(none_as_null=True))
    whole_id: uuid.UUID | None = Field(default=None, foreign_key="whole_story.id", ondelete="SET NULL", index=True)
    scene: int | None = Field(default=None)


class WholeStory(Table, table=True):
    """A long text that was cut into scenes: what it is known again by. The scenes in order are its words."""

    __tablename__ = "whole_story"
    __table_args__ = (Index("ix_whole_story_digest", "workspace_id", "digest"),)

    title: str = Field(default="", sa_type=Text)
    digest: str = Field(max_length=64)
    near: str = Field(default="", max_length=64)


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

    A `quote` without a place are words that the text has no more. Where not all of the words are the customer's, `said`
    is their part of it: a mark on our own words alone does not count.
    """

    __tablename__ = "mark"
    __table_args__ = (Index("ix_mark_story_tag", "story_id", "tag_id"),)

    story_id: uuid.UUID = Field(foreign_key="story.id", ondelete="CASCADE")
    tag_id: uuid.UUID = Field(foreign_key="tag.id", ondelete="CASCADE", index=True)
    start: int | None = Field(default=None)
    end: int | None = Field(default=None)
    quote: str = Field(default="", sa_type=Text)
    said: str | None = Field(default=None, sa_type=Text)
    source: str = Field(default="hand", max_length=200)
    batch_id: uuid.UUID | None = Field(default=None, foreign_key="import_batch.id", ondelete="SET NULL")


def counts() -> ColumnElement[bool]:
    """Whether a mark is on words of the customer, and not only on our own."""
    return or_(Mark.said.is_(None), Mark.said != "")


class Refusal(Table, table=True):
    """A passage that was offered for a tag and does not belong to it: not offered again while it says the same."""

    __tablename__ = "refused_passage"
    __table_args__ = (UniqueConstraint("tag_id", "story_id", "digest"),)

    tag_id: uuid.UUID = Field(foreign_key="tag.id", ondelete="CASCADE")
    story_id: uuid.UUID = Field(foreign_key="story.id", ondelete="CASCADE", index=True)
    digest: str = Field(max_length=64)
    quote: str = Field(sa_type=Text)
