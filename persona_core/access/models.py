"""Workspaces, what the app remembers about itself, and the viewer who asks."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import JSON
from sqlmodel import Field, SQLModel

from persona_core.kit import clock


class Workspace(SQLModel, table=True):
    """One product or market that a persona is made for; everything else belongs to one."""

    __tablename__ = "workspace"

    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    name: str = Field(max_length=80, unique=True)
    title: str = Field(default="", max_length=200)
    lang: str = Field(default="zh", max_length=2)
    currency: str = Field(default="CNY", max_length=3)
    example: str | None = Field(default=None, max_length=40)
    settings: dict = Field(default_factory=dict, sa_type=JSON)
    created_at: datetime = Field(default_factory=clock.now)


class AppState(SQLModel, table=True):
    """What the installation remembers across starts, such as examples already loaded."""

    __tablename__ = "app_state"

    key: str = Field(primary_key=True, max_length=80)
    value: dict = Field(default_factory=dict, sa_type=JSON)


@dataclass(frozen=True)
class Viewer:
    """Who looks, at which workspace, in which language, and whether names are masked.

    `presenting` shows companies but people as 王总监; `masked` hides both (for outsiders). Who it is, and from where
    they write, changes nothing of what is shown: viewers who see alike are equal.
    """

    workspace_id: uuid.UUID
    lang: str = "zh"
    name: str = field(default="", compare=False)
    currency: str = "CNY"
    presenting: bool = False
    masked: bool = False
    source: str = field(default="hand", compare=False)
