"""Running jobs beside a server: each large one in a process of its own, so that pages stay quick and memory comes back.

Small ones are done at once, by the same code. A process that ends, is cancelled or loses its server stores nothing.
"""

from __future__ import annotations

import logging
import threading
import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy.exc import SQLAlchemyError

from persona_core.exchange.importing.progress import STORE
from persona_core.exchange.jobs import files, orders
from persona_core.exchange.jobs.children import PROGRAM, Child, Progress
from persona_core.exchange.jobs.commands import BROKEN_OFF, STOPPED, fail, note_progress, open_job
from persona_core.exchange.jobs.models import Kind, Status
from persona_core.exchange.jobs.orders import Order
from persona_core.exchange.jobs.work import carry_out
from persona_core.kit.db import Database

LOG = logging.getLogger("persona_core.jobs")
AT_ONCE = 2_000
"""So many rows are done within the click that asked for them."""
_NOTED_EVERY = 120.0
"""Seconds between two signs of life in the job's row."""
EXPORTED_AT_ONCE = 1_000
"""So many companies are written into a file within the click: it takes about two seconds."""
COMMAND = (*PROGRAM, "work")


@dataclass
class _Live(Child):
    order: Order = field(kw_only=True)


def at_once(kind: str) -> int:
    """Up to how many rows, or companies of an export, the work is done within the click."""
    return {Kind.EXPORT: EXPORTED_AT_ONCE, Kind.LOAD: 0}.get(Kind(kind), AT_ONCE)


class Runner:
    """The jobs of one server, on one database."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self._live: dict[uuid.UUID, _Live] = {}
        self._lock = threading.Lock()

    def start(self, order: Order) -> uuid.UUID:
        """Begin a job, or do it at once when it is small; returns its id, under which its row tells the rest."""
        with self.db.write(quiet=True) as session:
            job_id = open_job(session, order.viewer, kind=order.kind, label=order.label, total=order.rows).id
        if order.rows <= at_once(order.kind):
            carry_out(self.db, job_id, order)
            return job_id
        live = self._live[job_id] = _Live(order=order)
        threading.Thread(target=self._watch, args=(job_id, live), name=f"job-{job_id}", daemon=True).start()
        return job_id

    def start_in_turn(self, several: Sequence[Order]) -> list[uuid.UUID]:
        """Begin jobs that build on each other: each waits for the one before, whatever became of it."""
        with self.db.write(quiet=True) as session:
            lives = {
                open_job(session, one.viewer, kind=one.kind, label=one.label, total=one.rows).id: _Live(order=one)
                for one in several
            }
        self._live.update(lives)
        threading.Thread(target=self._watch_in_turn, args=(lives,), name="jobs-in-turn", daemon=True).start()
        return list(lives)

    def progress(self, job_id: uuid.UUID) -> Progress | None:
        """How far a job of this server is; None when it does not run here."""
        live = self._live.get(job_id)
        return live.progress if live else None

    def cancel(self, job_id: uuid.UUID) -> None:
        """End a job; unless it was through already, nothing of it is stored."""
        live = self._live.get(job_id)
        if live is not None:
            live.cancel()

    def close(self) -> None:
        """The server ends: so do its jobs."""
        for job_id in list(self._live):
            self.cancel(job_id)

    def _watch(self, job_id: uuid.UUID, live: _Live) -> None:
        try:
            if not live.cancelled:
                self._run(job_id, live)
        except (OSError, ValueError):
            LOG.exception("job %s", job_id)
        finally:
            self._settle(job_id, live)

    def _watch_in_turn(self, lives: Mapping[uuid.UUID, _Live]) -> None:
        for job_id, live in lives.items():
            live.began = time.monotonic()
            self._watch(job_id, live)

    def _run(self, job_id: uuid.UUID, live: _Live) -> None:
        noted = time.monotonic()

        def note() -> None:
            nonlocal noted
            if time.monotonic() - noted > _NOTED_EVERY and live.progress.phase != STORE:
                noted = time.monotonic()
                with self.db.write(quiet=True) as session:
                    note_progress(session, job_id, live.progress.done)

        live.learn, live.doubt = self.db.learn, self.db.doubt
        live.run(COMMAND, self.db.url, lambda stream: orders.write(stream, job_id, live.order), note)

    def _settle(self, job_id: uuid.UUID, live: _Live) -> None:
        """Whatever has not said how it ended was broken off."""
        status, sentence = (Status.CANCELLED, STOPPED) if live.cancelled else (Status.LOST, BROKEN_OFF)
        try:
            with self.db.write(quiet=True) as session:
                undone = fail(session, job_id, lambda t: t(sentence), status)
            if undone:
                files.drop(job_id)
        except SQLAlchemyError:
            LOG.exception("job %s", job_id)
        finally:
            self._live.pop(job_id, None)
