"""Observations, import batches, external ids and the change log."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import JSON, Index, LargeBinary
from sqlmodel import Field, SQLModel, UniqueConstraint

from persona_core.kit import clock
from persona_core.kit.db import BigKey, Table

HAND = "hand"
"""Source of an edit made on screen; it wins until cleared."""


class Observation(SQLModel, table=True):
    """One source's statement about one subject at one time: the ledger behind resolved columns."""

    __tablename__ = "observation"
    __table_args__ = (Index("ix_observation_subject", "workspace_id", "subject_id"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=BigKey)
    workspace_id: uuid.UUID = Field(foreign_key="workspace.id", ondelete="CASCADE")
    subject_kind: str = Field(max_length=20)
    subject_id: uuid.UUID
    source: str = Field(max_length=200)
    said_by: str = Field(default="", max_length=200)
    observed_on: date
    recorded_at: datetime = Field(default_factory=clock.now)
    values: dict = Field(sa_type=JSON)
    batch_id: uuid.UUID | None = Field(default=None, foreign_key="import_batch.id", ondelete="SET NULL", index=True)


class ImportBatch(Table, table=True):
    """One import: which file, what it said of the columns, and what came of it; `undone_at` once it was taken back."""

    __tablename__ = "import_batch"
    __table_args__ = (Index("ix_import_batch_digest", "workspace_id", "digest"),)

    kind: str = Field(max_length=20)
    file_name: str = Field(max_length=300)
    digest: str = Field(max_length=64)
    source: str = Field(max_length=200)
    said_by: str = Field(default="", max_length=200)
    columns: dict = Field(default_factory=dict, sa_type=JSON)
    summary: dict = Field(default_factory=dict, sa_type=JSON)
    undone_at: datetime | None = Field(default=None)


class BatchTrace(SQLModel, table=True):
    """What an import did to one table, kept until it is undone; see `tracing`.

    `made` packs the ids of rows it made, 16 bytes each; `rows` holds what it changed or removed, as it was before.
    What it said of companies, people and deals is in the ledger already and not repeated.
    """

    __tablename__ = "batch_trace"

    batch_id: uuid.UUID = Field(foreign_key="import_batch.id", ondelete="CASCADE", primary_key=True)
    name: str = Field(max_length=40, primary_key=True)
    made: bytes = Field(default=b"", sa_type=LargeBinary)
    rows: list = Field(default_factory=list, sa_type=JSON)


class ExternalId(SQLModel, table=True):
    """The key of a thing in somebody else's system; one value names one thing."""

    __tablename__ = "external_id"
    __table_args__ = (
        UniqueConstraint("workspace_id", "kind", "system", "value"),
        Index("ix_external_id_subject", "subject_id"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigKey)
    workspace_id: uuid.UUID = Field(foreign_key="workspace.id", ondelete="CASCADE")
    kind: str = Field(max_length=20)
    system: str = Field(default="", max_length=80)
    value: str = Field(max_length=200)
    subject_id: uuid.UUID


class Change(SQLModel, table=True):
    """One saved step: every row it touched, before and after, so that it can be undone."""

    __tablename__ = "change"

    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    workspace_id: uuid.UUID = Field(foreign_key="workspace.id", ondelete="CASCADE", index=True)
    at: datetime = Field(default_factory=clock.now)
    by: str = Field(default="", max_length=200)
    label: str = Field(default="", max_length=300)
    rows: list = Field(default_factory=list, sa_type=JSON)
    undone_at: datetime | None = Field(default=None)
