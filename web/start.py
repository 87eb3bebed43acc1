"""What happens before the first visitor: the schema is brought up to date, the examples are loaded once."""

from __future__ import annotations

from persona_core import migrate
from persona_core.exchange import examples
from persona_core.exchange.jobs import files
from persona_core.exchange.jobs.commands import settle_lost
from persona_core.kit.db import Database, make_engine
from persona_core.kit.errors import PersonaError
from persona_core.kit.words import N_
from persona_core.search.commands import refresh


def prepare(url: str) -> None:
    """Make the database at `url` ready; a shared PostgreSQL is left to `python -m persona_core migrate`."""
    files.sweep()
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
