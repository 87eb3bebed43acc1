"""Companies and people."""

from __future__ import annotations

import hashlib
import uuid
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import JSON, Index, Text
from sqlmodel import Field, UniqueConstraint

from persona_core.evidence.grounds import Grounds
from persona_core.kit.db import Money, Table
from persona_core.vocabulary.fields import COMPANY_KEYS, PERSON_KEYS
from persona_core.vocabulary.models import fold


class Status(StrEnum):
    """Where a company stands; follows from its deals unless set by hand."""

    LEAD = "lead"
    TALKING = "talking"
    ACTIVE = "active"
    LOST = "lost"
    CHURNED = "churned"


SIGNED = (Status.ACTIVE, Status.CHURNED)
"""Companies that signed at some time: the population of the persona."""


class PriorKind(StrEnum):
    """What a company worked with before us."""

    COMPETITOR = "competitor"
    NONE_FELT = "none_felt"
    IN_HOUSE = "in_house"
    MANUAL = "manual"


def name_digest(name: str) -> str:
    """The key under which two spellings of a company name are the same; a digest, since names may be long."""
    return hashlib.sha256(fold(name).encode()).hexdigest()


class Company(Table, table=True):
    """A company we talked to; `headcount` and `annual_revenue` hold a band's middle when the band text is set."""

    __tablename__ = "company"
    __table_args__ = (
        UniqueConstraint("workspace_id", "num"),
        Index("ix_company_name", "workspace_id", "name_digest"),
        Index("ix_company_status", "workspace_id", "status", "id"),
        Index("ix_company_industry", "workspace_id", "industry"),
        Index("ix_company_counting", "workspace_id", "num", "status", "id"),
    )
    LEDGER: ClassVar[tuple[str, ...]] = (*COMPANY_KEYS, "headcount_band", "revenue_band")

    workspace_id: uuid.UUID = Field(foreign_key="workspace.id", ondelete="CASCADE")  # found by number
    num: int
    name: str = Field(sa_type=Text)
    name_digest: str = Field(max_length=64)
    status: str = Field(default=Status.LEAD, max_length=20)
    industry: str | None = Field(default=None, max_length=200)
    region: str | None = Field(default=None, sa_type=Text)
    headcount: int | None = Field(default=None)
    headcount_band: str | None = Field(default=None, max_length=100)
    annual_revenue: Decimal | None = Field(default=None, sa_type=Money)
    revenue_band: str | None = Field(default=None, max_length=100)
    business_model: str | None = Field(default=None, sa_type=Text)
    operating_model: str | None = Field(default=None, sa_type=Text)
    prior_product: str | None = Field(default=None, sa_type=Text)
    prior_kind: str | None = Field(default=None, max_length=20)
    problem: str | None = Field(default=None, sa_type=Text)
    owner: str | None = Field(default=None, sa_type=Text)
    value_chain: str | None = Field(default=None, sa_type=Text)
    growth_stage: str | None = Field(default=None, sa_type=Text)
    culture: str | None = Field(default=None, sa_type=Text)
    org_structure: str | None = Field(default=None, sa_type=Text)
    growth_rate: float | None = Field(default=None)
    note: str | None = Field(default=None, sa_type=Text)
    custom: dict = Field(default_factory=dict, sa_type=JSON)
    provenance: dict = Field(default_factory=dict, sa_type=Grounds)
    latest_deal_id: uuid.UUID | None = Field(default=None)


class CompanyName(Table, table=True):
    """What somebody said of a name: that it means this company too (`same`), or that it does not, however alike."""

    __tablename__ = "company_name"
    __table_args__ = (
        UniqueConstraint("workspace_id", "company_id", "digest"),
        Index("ix_company_name_digest", "workspace_id", "digest"),
    )

    company_id: uuid.UUID = Field(foreign_key="company.id", ondelete="CASCADE", index=True)
    name: str = Field(sa_type=Text)
    digest: str = Field(max_length=64)
    same: bool


class NamePair(Table, table=True):
    """What somebody said of two names before either was a company's: that they mean one (`same`), or two.

    The digests stand in order, so that a pair is there once.
    """

    __tablename__ = "name_pair"
    __table_args__ = (UniqueConstraint("workspace_id", "digest", "other_digest"),)

    name: str = Field(sa_type=Text)
    other: str = Field(sa_type=Text)
    digest: str = Field(max_length=64)
    other_digest: str = Field(max_length=64)
    same: bool


class Person(Table, table=True):
    """Somebody at a company, or outside any (a peer, a supplier, an adviser); the name may be unknown."""

    __tablename__ = "person"
    LEDGER: ClassVar[tuple[str, ...]] = PERSON_KEYS

    company_id: uuid.UUID | None = Field(default=None, foreign_key="company.id", ondelete="CASCADE", index=True)
    name: str | None = Field(default=None, sa_type=Text)
    title: str | None = Field(default=None, sa_type=Text)
    position: str | None = Field(default=None, max_length=200)
    function: str | None = Field(default=None, sa_type=Text)
    phone: str | None = Field(default=None, sa_type=Text)
    email: str | None = Field(default=None, sa_type=Text)
    provenance: dict = Field(default_factory=dict, sa_type=Grounds)
