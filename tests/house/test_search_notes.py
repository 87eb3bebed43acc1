"""Every column that search reads has its trigger, on every engine, also after a later migration made its table anew."""

from __future__ import annotations

import os
import re
from pathlib import Path

from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, text

from persona_core import migrate
from persona_core.kit.config import ROOT
from persona_core.kit.db import make_engine
from persona_core.search.models import Kind
from persona_core.search.rows import SOURCES

TRIGGERS = {
    "sqlite": "SELECT tbl_name, sql FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": """
        SELECT relname, pg_get_triggerdef(pg_trigger.oid) FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
        WHERE NOT tgisinternal
    """,
}


def _watched(engine: Engine) -> dict[str, tuple[set[str], set[str]]]:
    """table → (what is noted of it, the columns whose change is noted)."""
    found: dict[str, tuple[set[str], set[str]]] = {}
    with engine.connect() as connection:
        for table, sql in connection.execute(text(TRIGGERS[engine.dialect.name])):
            events, columns = found.setdefault(table, (set(), set()))
            when = re.search(r"AFTER (INSERT|DELETE|UPDATE OF (.+?)) ON", sql)
            events.add(when[1].split()[0])
            columns |= {name.strip(' "') for name in (when[2] or "").split(",")} - {""}
    return found


def _expected() -> dict[str, tuple[set[str], set[str]]]:
    every = {"INSERT", "UPDATE", "DELETE"}
    besides = {Kind.POSITION: {"code"}, Kind.STORY: {"told_on"}}
    return {
        kind.value: (every, {*source.names, *source.text, *besides.get(kind, set())})
        for kind, source in SOURCES.items()
    }


def test_sqlite_notes_every_write(sqlite_url: str) -> None:
    engine = make_engine(sqlite_url)
    assert _watched(engine) == _expected()
    engine.dispose()


def test_postgres_notes_every_write(postgres_url: str) -> None:
    migrate.upgrade(postgres_url)
    engine = make_engine(postgres_url)
    assert _watched(engine) == _expected()
    engine.dispose()


ANEW = """
from alembic import op

revision, down_revision, branch_labels, depends_on = "f0f0f0f0f0f0", {before!r}, None, None


def upgrade():
    with op.batch_alter_table("tag", recreate="always"):
        pass
"""


def test_a_trigger_lost_with_a_table_made_anew_is_made_again(sqlite_url: str, tmp_path: Path) -> None:
    engine = make_engine(sqlite_url)
    config = migrate.alembic_config(engine)
    later = ANEW.format(before=ScriptDirectory.from_config(config).get_current_head())
    (tmp_path / "later.py").write_text(later, encoding="utf-8")
    config.set_main_option("path_separator", "os")
    config.set_main_option("version_locations", os.pathsep.join([str(ROOT / "migrations" / "versions"), str(tmp_path)]))
    command.upgrade(config, "head")
    assert migrate.revisions(engine)[0] == "f0f0f0f0f0f0"
    assert _watched(engine) == _expected()
    engine.dispose()
