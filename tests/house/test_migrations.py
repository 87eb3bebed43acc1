"""Every database reaches the schema of the code, steps back and forth, keeps a copy first, and is never half-way."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, delete, inspect, select, text

from persona_core import migrate
from persona_core.companies.models import Company
from persona_core.evidence.models import ExternalId, Observation
from persona_core.exchange import examples
from persona_core.kit.config import ROOT
from persona_core.kit.db import Database, make_engine
from persona_core.kit.errors import PersonaError
from persona_core.stories.models import Story
from persona_core.tables import metadata
from tests.servers import Postgres

pytestmark = pytest.mark.xdist_group("migrations")
"""All in one process, which makes the databases that they begin with once."""
FIRST = "base"


@contextmanager
def _engine(url: str) -> Iterator[Engine]:
    engine = make_engine(url)
    yield engine
    engine.dispose()


def _up_check_down_up(url: str) -> None:
    migrate.upgrade(url)
    with _engine(url) as engine:
        config = migrate.alembic_config(engine)
        command.check(config)
        found = {name for name in inspect(engine).get_table_names() if not name.startswith("search_fts")}
        assert found == {*metadata.tables, "alembic_version"}
        command.downgrade(config, FIRST)
        assert inspect(engine).get_table_names() == ["alembic_version"]
    migrate.upgrade(url)
    with _engine(url) as engine:
        command.check(migrate.alembic_config(engine))


def test_sqlite_goes_up_matches_the_code_goes_down_and_up(tmp_path: Path) -> None:
    _up_check_down_up(f"sqlite:///{tmp_path / 'new.db'}")


def test_postgres_goes_up_matches_the_code_goes_down_and_up(postgres_url: str) -> None:
    _up_check_down_up(postgres_url)


def test_an_older_database_is_copied_before_it_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also what is not in the main file yet, but in the write-ahead log of somebody who has it open."""
    path = tmp_path / "workbench.db"
    (tmp_path / "workbench.20260101T000000.backup.part").write_bytes(b"cut off")
    url = f"sqlite:///{path}"
    newest = migrate.upgrade(url)["to"]
    assert migrate.upgrade(url)["copy"] is None, "nothing to do, nothing copied"
    with _engine(url) as engine, engine.begin() as connection:
        connection.execute(text("CREATE TABLE kept (word TEXT)"))
        connection.execute(text("INSERT INTO kept VALUES ('海棠')"))
        connection.commit()
        monkeypatch.setattr(migrate, "revisions", lambda _engine: (newest, "a later one"))
        monkeypatch.setattr(migrate.command, "upgrade", lambda *_: None)
        copy = migrate.upgrade(url)["copy"]
    assert copy is not None
    with sqlite3.connect(copy) as saved:
        assert saved.execute("SELECT word FROM kept").fetchone() == ("海棠",)
    assert not list(tmp_path.glob("*.part")), "what was cut off before is cleared away"


def test_a_database_of_a_newer_program_is_refused_untouched(tmp_path: Path) -> None:
    path = tmp_path / "workbench.db"
    migrate.upgrade(f"sqlite:///{path}")
    with sqlite3.connect(path) as newer:
        newer.execute("UPDATE alembic_version SET version_num = 'f00000000000'")
    with pytest.raises(PersonaError, match="newer version"):
        migrate.upgrade(f"sqlite:///{path}")
    with sqlite3.connect(path) as same:
        assert same.execute("SELECT version_num FROM alembic_version").fetchone() == ("f00000000000",)


def test_a_migration_that_fails_in_the_middle_leaves_everything_as_it_was(tmp_path: Path) -> None:
    """The transaction holds the schema too: after a failure the next start succeeds."""
    url = f"sqlite:///{tmp_path / 'workbench.db'}"
    with _engine(url) as engine:
        with engine.begin() as connection:
            connection.execute(text("CREATE TABLE workspace (id TEXT)"))
        with pytest.raises(Exception, match="already exists"):
            command.upgrade(migrate.alembic_config(engine), "head")
        assert inspect(engine).get_table_names() in (["workspace"], ["alembic_version", "workspace"])
        with engine.begin() as connection:
            connection.execute(text("DROP TABLE workspace"))
    migrate.upgrade(url)


KILLER = """
import json, os, signal, sys
import psycopg
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import event
from persona_core import migrate
from persona_core.kit.db import make_engine

# The migrations are read once: each child begins with what Alembic would else read from the same files anew.
scripts = ScriptDirectory.from_config(migrate.alembic_config(None))
scripts.get_heads()
ScriptDirectory.from_config = lambda _config: scripts

def migrate_until(url, target, last):
    engine, done = make_engine(url), 0

    @event.listens_for(engine, "after_cursor_execute")
    def count(connection, cursor, statement, *rest):
        nonlocal done
        if statement.split()[0].upper() not in {"BEGIN", "SELECT", "PRAGMA"}:
            done += 1
            if done == last:
                os.kill(os.getpid(), signal.SIGKILL)

    command.upgrade(migrate.alembic_config(engine), target)

for line in sys.stdin:
    child = os.fork()
    if child == 0:
        migrate_until(*json.loads(line))
        os._exit(0)
    status = os.waitpid(child, 0)[1]
    print("killed" if os.WIFSIGNALED(status) else "done" if status == 0 else "failed", flush=True)
"""
"""A process that migrates as often as it is told, each time in a child that dies after so many operations."""


@pytest.fixture(scope="module")
def kill_after() -> Iterator[Callable[[str, str, int], str]]:
    """`kill_after(url, target, operations)`: how a migration to `target` ended that dies after so many operations."""
    command_line = [sys.executable, "-c", KILLER]
    process = subprocess.Popen(command_line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, text=True)

    def ask(url: str, target: str, operations: int) -> str:
        process.stdin.write(f"{json.dumps([url, target, operations])}\n")
        process.stdin.flush()
        return process.stdout.readline().strip()

    yield ask
    process.stdin.close()
    process.wait(30)


SCHEMA = {
    "sqlite": "SELECT type, name, sql FROM sqlite_master ORDER BY type, name",
    "postgresql": """
        SELECT 'column', table_name || '.' || column_name, concat_ws(' ', data_type, is_nullable, column_default)
        FROM information_schema.columns WHERE table_schema = 'public'
        UNION ALL SELECT 'index', indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
        UNION ALL SELECT 'constraint', conname, conrelid::regclass || pg_get_constraintdef(oid) FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2, 3
    """,
}


def _everything(url: str) -> dict[str, Any]:
    """The whole schema of a database, and every row of every table."""
    with _engine(url) as engine:
        return _standing(engine)


def _standing(engine: Engine) -> dict[str, Any]:
    with engine.connect() as connection:
        schema = [tuple(row) for row in connection.execute(text(SCHEMA[engine.dialect.name]))]
        tables = inspect(connection).get_table_names()
        if engine.dialect.name == "sqlite":
            tables = [name for name in tables if name != "search_fts"]  # cannot be read as a whole; its parts are there
        rows = {name: connection.exec_driver_sql(f'SELECT * FROM "{name}"').all() for name in tables}
        return {"": schema, **{name: sorted(map(str, found)) for name, found in rows.items()}}


def _rows(found: dict[str, Any]) -> dict[str, int]:
    """How many rows each table has."""
    return {name: len(rows) for name, rows in found.items() if name not in {"", "alembic_version"}}


def _same_rows(one: dict[str, Any], other: dict[str, Any]) -> None:
    """No table that both have lost or gained a row."""
    mine, theirs = _rows(one), _rows(other)
    both = mine.keys() & theirs.keys()
    assert {name: mine[name] for name in both} == {name: theirs[name] for name in both}


def _with_four_companies(url: str) -> None:
    """Some hundred rows in every table, since a migration that moves rows one by one is killed at each of them."""
    database = Database(url)
    with database.write() as session:
        examples.load(session, "scrm", "zh")
        session.execute(delete(Company).where(Company.num > 4))
        session.execute(delete(Story).where(Story.company_id.is_(None)))
        for said in (ExternalId, Observation):
            session.execute(delete(said).where(said.subject_id.not_in(select(Company.id))))
    database.close()


@pytest.fixture(scope="module")
def small(_migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite database with four companies of an example."""
    path = Path(shutil.copy(_migrated, tmp_path_factory.mktemp("small") / "small.db"))
    _with_four_companies(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="module")
def _postgres_with_four(_postgres: Postgres, _postgres_migrated: str) -> Iterator[str]:
    with _postgres.database(like=_postgres_migrated) as url:
        _with_four_companies(url)
        yield url


@pytest.fixture
def small_postgres(_postgres: Postgres, _postgres_with_four: str) -> Iterator[str]:
    """A new PostgreSQL database with four companies of an example."""
    with _postgres.database(like=_postgres_with_four) as url:
        yield url


def _at(url: str, revision: str) -> dict[str, Any]:
    """Bring a database with the examples to a revision, as far as that holds them; returns what is in it then."""
    example = _everything(url)
    assert all(_rows(example)[name] for name in ("stage", "stage_event", "seat_moment", "story_stage"))
    with _engine(url) as engine:
        command.downgrade(migrate.alembic_config(engine), revision)
    found = _everything(url)
    _same_rows(example, found)
    return found


def _revisions() -> list[tuple[str, str]]:
    """(before, after) of every migration."""
    scripts = ScriptDirectory(str(ROOT / "migrations")).walk_revisions()
    return [(str(script.down_revision or FIRST), script.revision) for script in scripts]


def _killed_at_every_step(kill_after: Callable[[str, str, int], str], url: str, before: str, after: str) -> None:
    """Killed after each operation; looked at after the first few and then every tenth, since nothing tidies up.

    What one of them left half-way would stand there at the next look, or be in the way of the next attempt.
    """
    old = _at(url, before)
    with _engine(url) as engine:
        for operations in range(1, 1_000):
            said = kill_after(url, after, operations)
            if said != "killed":
                break
            if operations <= 3 or operations % 10 == 0:
                assert _standing(engine) == old, f"half-way after {operations} operations, or some before"
    assert (said, operations > 1) == ("done", True)
    _same_rows(old, _everything(url))
    with _engine(url) as engine:
        assert migrate.revisions(engine)[0] == after
    migrate.upgrade(url)
    with _engine(url) as engine:
        command.check(migrate.alembic_config(engine))


@pytest.mark.skipif(os.name == "nt", reason="no SIGKILL")
@pytest.mark.parametrize(("before", "after"), _revisions())
def test_sqlite_is_old_or_new_wherever_a_migration_is_killed(
    kill_after: Callable[[str, str, int], str], small: Path, tmp_path: Path, before: str, after: str
) -> None:
    copy = shutil.copy(small, tmp_path / "small.db")
    _killed_at_every_step(kill_after, f"sqlite:///{copy}", before, after)


@pytest.mark.postgres
@pytest.mark.skipif(os.name == "nt", reason="no SIGKILL")
@pytest.mark.parametrize(("before", "after"), _revisions())
def test_postgres_is_old_or_new_wherever_a_migration_is_killed(
    kill_after: Callable[[str, str, int], str], small_postgres: str, before: str, after: str
) -> None:
    _killed_at_every_step(kill_after, small_postgres, before, after)
