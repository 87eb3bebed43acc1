"""Processes beside a server, which tells them by standard input what to do and reads from them how far it is: one does
a job, one looks into a file."""

from __future__ import annotations

import json
import os
import sys
import threading
import time

import typer

from persona_core.door import Door
from persona_core.exchange.jobs import orders, questions
from persona_core.exchange.jobs.children import WROTE
from persona_core.exchange.jobs.commands import take_over
from persona_core.exchange.jobs.limits import stay_small
from persona_core.exchange.jobs.work import carry_out
from persona_core.kit.db import Database
from persona_core.kit.touching import Written
from persona_core.search.commands import refresh

app = typer.Typer()
_SAID_EVERY = 0.25


@app.command("work", hidden=True)
def work(context: typer.Context) -> None:
    """Do the job that standard input tells of; for the server only."""
    door: Door = context.obj
    job_id, order = orders.read(sys.stdin.buffer)
    threading.Thread(target=_end_with_the_server, daemon=True).start()
    db = Database(door.url, telling=_wrote)  # the index of the search follows after it, without the lock
    with db.write(quiet=True) as session:
        take_over(session, job_id)
    if carry_out(db, job_id, order, _Teller()):
        refresh(db)
    db.close()


@app.command("look", hidden=True)
def look(context: typer.Context) -> None:
    """Answer the question about a file that standard input asks; for the server only."""
    stay_small()
    door: Door = context.obj
    question = questions.read(sys.stdin.buffer)
    threading.Thread(target=_end_with_the_server, daemon=True).start()
    db = Database(door.url)
    questions.find_out(db, question, _Teller())
    db.close()


def _end_with_the_server() -> None:
    """The pipe breaks when the server is gone: what is not stored by then must not be."""
    os.read(sys.stdin.fileno(), 1)  # not by the buffered stream: its lock would be held when Python shuts down
    os._exit(1)


def _wrote(number: int, written: Written | None) -> None:
    """Says what is stored, so that the server's screens read only that again."""
    tables = written and {name: None if columns is None else sorted(columns) for name, columns in written.items()}
    typer.echo(json.dumps({WROTE: number, "tables": tables}))
    sys.stdout.flush()


class _Teller:
    """Says how far the work is, a few times a second."""

    def __init__(self) -> None:
        self._said = 0.0

    def __call__(self, phase: str, done: int, total: int, share: float) -> None:
        if time.monotonic() - self._said > _SAID_EVERY or done == total:
            self._said = time.monotonic()
            typer.echo(json.dumps({"phase": phase, "done": done, "total": total, "share": share}))
            sys.stdout.flush()
