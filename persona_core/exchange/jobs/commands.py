"""Beginning and ending jobs."""

from __future__ import annotations

import os
import socket
import uuid
import zlib
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path

from sqlalchemy import update
from sqlmodel import Session, select

from persona_core.access.models import Viewer
from persona_core.exchange.jobs.models import Job, Status
from persona_core.kit import clock
from persona_core.kit.errors import PersonaError
from persona_core.kit.words import LANGUAGES, N_, Words

Say = Callable[[Words], str]
SILENCE = timedelta(minutes=10)
"""A job of another machine of which nothing was heard for so long is broken off."""
BROKEN_OFF = N_("The program stopped in the middle; nothing of it was stored. Start it again.")
STOPPED = N_("Cancelled; nothing of it was stored.")


class Cancelled(PersonaError):
    """The job was ended from outside while its work went on."""

    def __init__(self) -> None:
        super().__init__(STOPPED)


def open_job(session: Session, viewer: Viewer, *, kind: str, label: str, total: int) -> Job:
    """A new job of this process."""
    row = Job(
        workspace_id=viewer.workspace_id,
        kind=kind,
        label=label[:300],
        by=viewer.name,
        total=total,
        owner=owner(os.getpid()),
    )
    session.add(row)
    session.flush()
    return row


def take_over(session: Session, job_id: uuid.UUID) -> None:
    """From now on this process works on the job."""
    _change(session, job_id, owner=owner(os.getpid()))


def note_progress(session: Session, job_id: uuid.UUID, done: int) -> None:
    """So many rows are through."""
    _change(session, job_id, done=done)


def finish(
    session: Session,
    job_id: uuid.UUID,
    *,
    says: Say,
    remarks: Callable[[Words], Sequence[str]] = lambda _t: [],
    batch_id: uuid.UUID | None = None,
    rejects: bytes = b"",
) -> None:
    """The job is done, in the transaction of its work; raises Cancelled when it was ended meanwhile."""
    told = {
        "says": in_both(says),
        "remarks": {lang: list(remarks(Words(lang))) for lang in LANGUAGES},
        "batch_id": batch_id,
        "rejects": zlib.compress(rejects, 6) if rejects else b"",
    }
    if not _end(session, job_id, Status.DONE, **told):
        raise Cancelled()


def fail(session: Session, job_id: uuid.UUID, says: Say, status: Status = Status.FAILED) -> bool:
    """The job ends without having stored anything; False when it had ended already."""
    return _end(session, job_id, status, says=in_both(says))


def settle_lost(session: Session) -> int:
    """At a start: jobs nobody works on any more are broken off; returns how many."""
    lost = [row.id for row in session.exec(select(Job).where(Job.status == Status.RUNNING)) if not _alive(row)]
    for job_id in lost:
        fail(session, job_id, lambda t: t(BROKEN_OFF), Status.LOST)
    return len(lost)


def in_both(say: Say) -> dict[str, str]:
    """A sentence in both languages."""
    return {lang: say(Words(lang)) for lang in LANGUAGES}


def owner(pid: int) -> str:
    """A process by machine, number and start, for numbers are given again."""
    return f"{socket.gethostname()[:200]} {pid} {_birth(pid)}"


def _birth(pid: int) -> str:
    """When a process started, as far as the system tells; empty when there is none."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return ""


def _alive(row: Job) -> bool:
    host, _, rest = row.owner.partition(" ")
    pid, _, _ = rest.partition(" ")
    if host != socket.gethostname()[:200]:
        return clock.now() - row.updated_at < SILENCE
    return pid.isdigit() and int(pid) != os.getpid() and bool(_birth(int(pid))) and owner(int(pid)) == row.owner


def _end(session: Session, job_id: uuid.UUID, status: Status, **told: object) -> bool:
    return _change(session, job_id, status=status, finished_at=clock.now(), **told)


def _change(session: Session, job_id: uuid.UUID, **values: object) -> bool:
    """Write a running job, whatever session holds it; False when it had ended."""
    mine = (Job.id == job_id, Job.status == Status.RUNNING)
    changed = update(Job.__table__).where(*mine).values(updated_at=clock.now(), version=Job.version + 1, **values)
    return session.execute(changed).rowcount == 1
