"""Journeys, stages, stage events, and the grid of concerns."""

from __future__ import annotations

import uuid
from enum import StrEnum

from sqlalchemy import JSON, ForeignKeyConstraint, Index, SmallInteger, Text
from sqlmodel import Field, SQLModel, UniqueConstraint

from persona_core.kit.db import BigKey, Table
from persona_core.kit.errors import Either
from persona_core.kit.words import N_


class StageKind(StrEnum):
    """How a stage behaves: passed once, repeated (renewal), or an end."""

    PROGRESS = "progress"
    REPEATING = "repeating"
    TERMINAL = "terminal"


class Lane(StrEnum):
    """The rows of the grid that are not positions."""

    TOUCHPOINT = "touchpoint"
    ACTION = "action"
    MOOD = "mood"


STAGE_KIND_LABELS = {
    StageKind.PROGRESS: N_("Step forward"),
    StageKind.REPEATING: N_("Repeats"),
    StageKind.TERMINAL: N_("End"),
}
LANE_LABELS = {
    Lane.TOUCHPOINT: N_("Touchpoint"),
    Lane.ACTION: N_("What we do"),
    Lane.MOOD: N_("Mood of the key position"),
}
MOOD_LABELS = {1: N_("very unhappy"), 2: N_("uneasy"), 3: N_("so-so"), 4: N_("content"), 5: N_("delighted")}

WON, LOST, CHURNED = "won", "lost", "churned"


LAST_NUMBER = 127
"""Stage numbers have seven bits: a date is counted as one integer made of deal, day and stage."""


class Journey(Table, table=True):
    """The road from first contact to leaving, as an ordered list of stages; without a `main` one the first made is."""

    __tablename__ = "journey"
    __table_args__ = (UniqueConstraint("workspace_id", "name"),)

    name: str = Field(max_length=200)
    key_position: str | None = Field(default=None, max_length=200)
    main: bool = Field(default=False)


class Stage(Table, table=True):
    """A stage; `num` is its number in events, unique in the workspace, `ord` its place, `aliases` its other names."""

    __tablename__ = "stage"
    __table_args__ = (UniqueConstraint("workspace_id", "num"), UniqueConstraint("journey_id", "code"))

    journey_id: uuid.UUID = Field(foreign_key="journey.id", ondelete="CASCADE", index=True)
    num: int = Field(sa_type=SmallInteger)
    ord: int
    code: str = Field(max_length=200)
    zh: str | None = Field(default=None, max_length=200)
    en: str | None = Field(default=None, max_length=200)
    kind: str = Field(default=StageKind.PROGRESS, max_length=20)
    in_funnel: bool = Field(default=True)
    sets_outcome: str | None = Field(default=None, max_length=20)
    aliases: list[str] = Field(default_factory=list, sa_type=JSON)

    @property
    def words(self) -> Either:
        """Its name in either language, for sentences."""
        return Either(self.zh or self.en or self.code, self.en or self.zh or self.code)


class StageEvent(SQLModel, table=True):
    """A deal entered a stage on a day; integers only, for these are counted by the million."""

    __tablename__ = "stage_event"
    __table_args__ = (
        ForeignKeyConstraint(
            ["workspace_id", "deal_num"],
            ["deal.workspace_id", "deal.num"],
            ondelete="CASCADE",
            name="fk_stage_event_deal",
        ),
        ForeignKeyConstraint(
            ["workspace_id", "stage_num"],
            ["stage.workspace_id", "stage.num"],
            ondelete="CASCADE",
            name="fk_stage_event_stage",
        ),
        UniqueConstraint("workspace_id", "deal_num", "stage_num", "day"),
        Index("ix_stage_event_stage", "workspace_id", "stage_num", "deal_num", "day"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigKey)
    workspace_id: uuid.UUID = Field(foreign_key="workspace.id", ondelete="CASCADE")
    deal_num: int
    stage_num: int = Field(sa_type=SmallInteger)
    day: int
    source: str = Field(default="hand", max_length=40)
    batch_id: uuid.UUID | None = Field(default=None, foreign_key="import_batch.id", ondelete="SET NULL", index=True)


class Concern(Table, table=True):
    """A tag in the grid: what a position worries about at a stage, answered or not, and by what."""

    __tablename__ = "concern"
    __table_args__ = (UniqueConstraint("stage_id", "position", "tag_id"),)

    stage_id: uuid.UUID = Field(foreign_key="stage.id", ondelete="CASCADE")
    position: str = Field(max_length=200)
    tag_id: uuid.UUID = Field(foreign_key="tag.id", ondelete="CASCADE", index=True)
    answered: bool = Field(default=False)
    answer: str = Field(default="", sa_type=Text)


class StageNote(Table, table=True):
    """One cell of a lane: touchpoint, our action, or the mood (1–5) of the key position."""

    __tablename__ = "stage_note"
    __table_args__ = (UniqueConstraint("stage_id", "lane"),)

    stage_id: uuid.UUID = Field(foreign_key="stage.id", ondelete="CASCADE")
    lane: str = Field(max_length=20)
    text: str = Field(default="", sa_type=Text)
    mood: int | None = Field(default=None)
