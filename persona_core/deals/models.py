"""Deals: the unit of winning and of a journey."""

from __future__ import annotations

import uuid
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import Index, Text
from sqlmodel import Field, UniqueConstraint

from persona_core.evidence.grounds import Grounds
from persona_core.kit.db import Money, Table
from persona_core.vocabulary.fields import DEAL_KEYS


class Outcome(StrEnum):
    """How a deal stands."""

    OPEN = "open"
    WON = "won"
    LOST = "lost"
    CHURNED = "churned"


class Deal(Table, table=True):
    """One thing a company may buy or has bought."""

    __tablename__ = "deal"
    __table_args__ = (
        UniqueConstraint("workspace_id", "num"),
        Index("ix_deal_counting", "workspace_id", "num", "outcome", "pushed_by"),
        Index("ix_deal_ending", "workspace_id", "outcome", "ends_on"),
        Index("ix_deal_company", "company_id", "num"),
    )
    """Counting a journey reads of every deal what the second and the last index hold, and nothing else; the third
    tells what ends soon."""
    LEDGER: ClassVar[tuple[str, ...]] = (*DEAL_KEYS, "owner")

    workspace_id: uuid.UUID = Field(foreign_key="workspace.id", ondelete="CASCADE")  # found by number
    num: int
    company_id: uuid.UUID = Field(foreign_key="company.id", ondelete="CASCADE")
    journey_id: uuid.UUID | None = Field(default=None, foreign_key="journey.id", ondelete="SET NULL")
    product: str | None = Field(default=None, sa_type=Text)
    value: Decimal | None = Field(default=None, sa_type=Money)
    owner: str | None = Field(default=None, sa_type=Text)
    lead_source: str | None = Field(default=None, max_length=200)
    referrer: str | None = Field(default=None, sa_type=Text)
    pushed_by: str | None = Field(default=None, max_length=200)
    outcome: str = Field(default=Outcome.OPEN, max_length=20)
    lost_reason: str | None = Field(default=None, sa_type=Text)
    annual_fee: Decimal | None = Field(default=None, sa_type=Money)
    signed_on: date | None = Field(default=None)
    ends_on: date | None = Field(default=None)
    opened_on: date | None = Field(default=None)
    provenance: dict = Field(default_factory=dict, sa_type=Grounds)
