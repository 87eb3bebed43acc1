"""What happens before the first visitor: the schema is brought up to date, the examples are loaded once.

And as long as there are visitors: files that were kept for a day go.
"""

from __future__ import annotations

import asyncio
import logging

from persona_core import migrate
from persona_core.exchange import examples
from persona_core.exchange.jobs import files
from persona_core.exchange.jobs.commands import settle_lost
from persona_core.kit.db import Database, make_engine
from persona_core.kit.errors import PersonaError
from persona_core.kit.words import N_
from persona_core.search.commands import refresh

HOUR = 3600.0
LOG = logging.getLogger("persona_core.files")


async def tidy(every: float = HOUR) -> None:
    """Let files go that are older than a day, again and again."""
    while True:
        try:
            await asyncio.to_thread(files.sweep)
        except OSError:
            LOG.exception("old files could not be removed")
        await asyncio.sleep(every)


def prepare(url: str) -> None:
    """Make the database at `url` ready; a shared PostgreSQL is left to `python -m persona_core migrate`."""
    if url.startswith("sqlite"):
        migrate.upgrade(url)
        database = Database(url)
        with database.write() as session:
            examples.ensure(session)
            settle_lost(session)
        refresh(database)
        database.close()
        return
    engine = make_engine(url)
    current, newest = migrate.revisions(engine)
    engine.dispose()
    if current == newest:
        database = Database(url)
        with database.write() as session:
            settle_lost(session)
        database.close()
    if current != newest:
        raise PersonaError(
            N_("The tables of this database are out of date. Run “python -m persona_core migrate”, then start again.")
        )
