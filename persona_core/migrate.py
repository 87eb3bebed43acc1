"""Bringing a database to the current schema, after a copy of it."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from persona_core.kit import clock
from persona_core.kit.config import ROOT
from persona_core.kit.db import make_engine
from persona_core.kit.errors import PersonaError
from persona_core.kit.words import N_
from persona_core.tables import metadata

KEEP_COPIES = 5


def alembic_config(engine: Engine) -> Config:
    """Alembic's configuration for an engine."""
    config = Config(str(ROOT / "alembic.ini"))
    config.attributes["engine"] = engine
    config.attributes["metadata"] = metadata
    return config


def revisions(engine: Engine) -> tuple[str | None, str]:
    """The schema revision of the database (None when empty) and the newest one this program knows."""
    with engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    return current, ScriptDirectory.from_config(alembic_config(engine)).get_current_head()


def upgrade(url: str) -> dict[str, Any]:
    """Bring the database at `url` to the newest schema; an SQLite file with data is copied beside itself first.

    Returns {"from", "to", "copy"}. A database made by a newer program is refused.
    """
    engine = make_engine(url)
    try:
        current, newest = revisions(engine)
        known = {s.revision for s in ScriptDirectory.from_config(alembic_config(engine)).walk_revisions()}
        if current is not None and current not in known:
            raise PersonaError(
                N_(
                    "This database was written by a newer version of the program ({revision}). "
                    "Update the program; nothing was changed."
                ),
                revision=current,
            )
        copy = None
        if current != newest:
            copy = _copy(url) if current is not None else None
            command.upgrade(alembic_config(engine), "head")
        return {"from": current, "to": newest, "copy": str(copy) if copy else None}
    finally:
        engine.dispose()


def _copy(url: str) -> Path | None:
    if not url.startswith("sqlite:///"):
        return None
    source = Path(url.removeprefix("sqlite:///"))
    target = source.with_name(f"{source.stem}.{clock.now():%Y%m%dT%H%M%S}.backup.db")
    if shutil.disk_usage(source.parent).free < source.stat().st_size * 2:
        raise PersonaError(
            N_("The disk is too full to copy the database before updating it. Make room and start again.")
        )
    for cut_off in source.parent.glob(f"{source.stem}.*.backup.part"):
        cut_off.unlink()
    part = target.with_suffix(".part")  # a copy that is killed half-way must not pass for a whole one
    with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(part)) as copy:
        live.backup(copy)
    part.replace(target)
    for old in sorted(source.parent.glob(f"{source.stem}.*.backup.db"))[:-KEEP_COPIES]:
        old.unlink()
    return target
