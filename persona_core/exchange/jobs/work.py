"""Doing what an order says; the job becomes done together with what it stored, or says why nothing was stored."""

from __future__ import annotations

import logging
import secrets
import uuid
from collections.abc import Callable

from sqlalchemy.exc import OperationalError

from persona_core.exchange.exporting import render
from persona_core.exchange.importing.carrying import BUSY, Tell, carry_in, silent
from persona_core.exchange.importing.result import ImportResult
from persona_core.exchange.jobs import files
from persona_core.exchange.jobs.commands import Cancelled, Say, fail, finish
from persona_core.exchange.jobs.models import Kind
from persona_core.exchange.jobs.orders import Order
from persona_core.exchange.jobs.trays import InTray, Tray
from persona_core.exchange.undoing.commands import undo_batch
from persona_core.exchange.whole.loading import load_workspace
from persona_core.kit.collecting import resting_collector
from persona_core.kit.db import Database
from persona_core.kit.errors import PersonaError
from persona_core.kit.words import N_, Words

LOG = logging.getLogger("persona_core.jobs")
_OURS = N_("Something went wrong on our side ({reference}); nothing was stored.")
LOADED = N_("The workspace “{name}” is there.")
_READY = N_("Ready: {size} MB.")


def carry_out(db: Database, job_id: uuid.UUID, order: Order, tell: Tell = silent) -> bool:
    """Do it; returns whether it was done. Whatever went wrong, the job says so."""
    try:
        _WORK[Kind(order.kind)](db, job_id, order, tell)
    except PersonaError as refusal:
        return _failed(db, job_id, refusal.text)
    except OperationalError:
        return _failed(db, job_id, PersonaError(BUSY).text)
    except Exception as error:
        reference = secrets.token_hex(3).upper()
        LOG.error("%s %s", reference, type(error).__name__, exc_info=error if LOG.isEnabledFor(logging.DEBUG) else None)
        return _failed(db, job_id, PersonaError(_OURS, reference=reference).text)
    return True


def _failed(db: Database, job_id: uuid.UUID, says: Say) -> bool:
    with db.write(quiet=True) as session:
        fail(session, job_id, says)
    return False


@resting_collector()
def _import(db: Database, job_id: uuid.UUID, order: Order, tell: Tell) -> None:
    asked = dict(order.arguments)
    given = asked.pop("given")
    if isinstance(given, InTray):
        with db.read() as session:
            given = given.read(session, order.viewer)

    def done(session: object, result: ImportResult) -> None:
        rejects = result.rejects_csv(Words(order.viewer.lang)) if result.plan.refused else b""
        finish(
            session,
            job_id,
            says=result.sentence,
            remarks=result.remarks,
            batch_id=result.batch if result.stored else None,
            rejects=rejects,
        )

    carry_in(db, order.viewer, given, asked.pop("kind"), **asked, tell=tell, done=done)


def _undo(db: Database, job_id: uuid.UUID, order: Order, tell: Tell) -> None:
    with db.write() as session:
        undone = undo_batch(session, order.viewer, order.arguments["batch"], tell=tell)
        finish(session, job_id, says=undone.sentence, remarks=undone.remarks, batch_id=undone.batch)


def _export(db: Database, job_id: uuid.UUID, order: Order, tell: Tell) -> None:
    viewer = order.viewer
    with db.read() as session:
        content = render(session, viewer, Words(viewer.lang), **order.arguments, tell=tell)
    files.keep(job_id, content)
    try:
        with db.write(quiet=True) as session:
            finish(session, job_id, says=lambda t: t(_READY, size=t.number(max(len(content) / 1e6, 0.1), 1)))
    except Cancelled:
        files.drop(job_id)
        raise


def _load(db: Database, job_id: uuid.UUID, order: Order, _tell: Tell) -> None:
    tray = Tray(order.arguments["tray"])
    try:
        ((_, data),) = tray.brought()
        with db.write() as session:
            made = load_workspace(session, data, name=order.arguments["name"])
            finish(session, job_id, says=lambda t: t(LOADED, name=made.name))
    finally:
        tray.drop()


_WORK: dict[Kind, Callable[[Database, uuid.UUID, Order, Tell], None]] = {
    Kind.IMPORT: _import,
    Kind.UNDO: _undo,
    Kind.EXPORT: _export,
    Kind.LOAD: _load,
}
