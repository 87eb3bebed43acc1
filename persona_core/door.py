"""What every call of the command line shares: the database, the language, and how to answer."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import typer
from sqlmodel import Session

from persona_core import migrate as migration
from persona_core.access.models import Viewer, Workspace
from persona_core.access.queries import viewer_for, workspace
from persona_core.kit.db import Database
from persona_core.kit.errors import PersonaError
from persona_core.kit.words import N_, Words
from persona_core.search.commands import keep_up


@dataclass
class Door:
    """What every call shares: the database, the language, and how to answer."""

    url: str
    t: Words

    def database(self) -> Database:
        """The database, refused with a sentence when it was never migrated."""
        db = Database(self.url, closing=keep_up)
        current, newest = migration.revisions(db.engine)
        if current != newest:
            db.close()
            raise PersonaError(N_("The database is not up to date. Run: python -m persona_core migrate"))
        return db

    def viewer(self, session: Session, name: str, *, masked: bool = False) -> tuple[Workspace, Viewer]:
        """A workspace by name or id, and the command line's view of it."""
        found = workspace(session, name)
        return found, viewer_for(found, self.t.lang, os.environ.get("USER", ""), masked=masked)

    @contextmanager
    def reading(self, name: str, *, masked: bool = False) -> Iterator[tuple[Session, Viewer]]:
        """A session that only reads, and the command line's view of the workspace of this name or id."""
        with self.database().read() as session:
            yield session, self.viewer(session, name, masked=masked)[1]

    @contextmanager
    def writing(self, name: str) -> Iterator[tuple[Session, Viewer]]:
        """One unit of writing, and the command line's view of the workspace: stored whole, or not at all."""
        with self.database().write() as session:
            yield session, self.viewer(session, name)[1]

    def answer(self, as_json: bool, value: Any, text: Callable[[], str]) -> None:
        """Print JSON alone, or a sentence."""
        typer.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str) if as_json else text())
