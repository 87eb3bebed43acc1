"""Reading jobs."""

from __future__ import annotations

import uuid
import zlib
from datetime import timedelta

from sqlalchemy.orm import defer
from sqlmodel import Session

from persona_core.access.models import Viewer
from persona_core.access.queries import get, visible
from persona_core.exchange.jobs.models import Job, Kind, Status
from persona_core.kit import clock

RECENT = timedelta(days=1)


def job(session: Session, viewer: Viewer, job_id: uuid.UUID | str) -> Job:
    """One job; NotFound when it is not the viewer's."""
    return get(session, viewer, Job, job_id)


def running(session: Session, viewer: Viewer) -> list[Job]:
    """What runs in the workspace now, the oldest first."""
    mine = visible(Job, viewer).where(Job.status == Status.RUNNING)
    return list(session.exec(mine.options(defer(Job.rejects)).order_by(Job.created_at)))


def came_to_nothing(session: Session, viewer: Viewer) -> list[Job]:
    """Jobs of the last day that stored nothing, the latest first."""
    mine = visible(Job, viewer).where(Job.status.in_([Status.FAILED, Status.LOST, Status.CANCELLED]))
    recent = mine.where(Job.created_at > clock.now() - RECENT)
    return list(session.exec(recent.options(defer(Job.rejects)).order_by(Job.created_at.desc())))


def exports(session: Session, viewer: Viewer) -> list[Job]:
    """Files of the workspace made beside the pages since yesterday, or being made, the latest first."""
    mine = visible(Job, viewer).where(Job.kind == Kind.EXPORT, Job.created_at > clock.now() - RECENT)
    return list(session.exec(mine.options(defer(Job.rejects)).order_by(Job.created_at.desc())))


def rejects_of(session: Session, viewer: Viewer, batch_id: uuid.UUID | str) -> bytes:
    """The refused rows of an import with their reasons, as CSV; empty when there were none."""
    mine = visible(Job, viewer).where(Job.batch_id == uuid.UUID(str(batch_id)), Job.kind == "import")
    found = session.exec(mine).first()
    return rejects(found) if found else b""


def rejects(found: Job) -> bytes:
    """The refused rows that a job keeps, as CSV."""
    return zlib.decompress(found.rejects) if found.rejects else b""


def said(found: Job, lang: str) -> str:
    """What came of a job, in one of both languages."""
    return found.says.get(lang) or ""


def remarks_of(found: Job, lang: str) -> list[str]:
    """What else is worth knowing of it."""
    return found.remarks.get(lang) or []
