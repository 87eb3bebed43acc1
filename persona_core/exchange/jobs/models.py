"""Jobs: what runs, or ran, beside the pages."""

from __future__ import annotations

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, Index, LargeBinary
from sqlmodel import Field

from persona_core.kit.db import Table
from persona_core.kit.words import N_


class Status(StrEnum):
    """How a job stands; the last three stored nothing."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    LOST = "lost"


STATUS_LABELS = {
    Status.RUNNING: N_("running"),
    Status.DONE: N_("done"),
    Status.FAILED: N_("not possible"),
    Status.CANCELLED: N_("cancelled"),
    Status.LOST: N_("broken off"),
}


class Kind(StrEnum):
    """What a job does."""

    IMPORT = "import"
    UNDO = "undo"
    EXPORT = "export"
    LOAD = "load"


class Job(Table, table=True):
    """One job: what it works on, how far it is, and what came of it. It becomes done in the transaction of its work.

    `says` and `remarks` hold sentences by language, `rejects` the refused rows of an import as packed CSV; `owner`
    names the process that works on it, so that one nobody works on any more can be told.
    """

    __tablename__ = "job"
    __table_args__ = (Index("ix_job_status", "workspace_id", "status"),)

    kind: str = Field(max_length=20)
    label: str = Field(default="", max_length=300)
    by: str = Field(default="", max_length=200)
    status: str = Field(default=Status.RUNNING, max_length=20)
    done: int = Field(default=0)
    total: int = Field(default=0)
    owner: str = Field(default="", max_length=300)
    finished_at: datetime | None = Field(default=None)
    says: dict = Field(default_factory=dict, sa_type=JSON)
    remarks: dict = Field(default_factory=dict, sa_type=JSON)
    rejects: bytes = Field(default=b"", sa_type=LargeBinary)
    batch_id: uuid.UUID | None = Field(default=None, foreign_key="import_batch.id", ondelete="SET NULL")
