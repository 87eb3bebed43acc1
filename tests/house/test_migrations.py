"""Every database reaches the schema of the code, can step back and forth again, and keeps a copy first."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Engine, inspect, text

from persona_core import migrate
from persona_core.kit.db import make_engine
from persona_core.kit.errors import PersonaError
from persona_core.tables import metadata

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
        assert set(inspect(engine).get_table_names()) == {*metadata.tables, "alembic_version"}
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


def test_a_database_of_a_newer_program_is_refused_untouched(tmp_path: Path) -> None:
    path = tmp_path / "workbench.db"
    migrate.upgrade(f"sqlite:///{path}")
    with sqlite3.connect(path) as newer:
        newer.execute("UPDATE alembic_version SET version_num = 'f00000000000'")
    with pytest.raises(PersonaError, match="newer version"):
        migrate.upgrade(f"sqlite:///{path}")
    with sqlite3.connect(path) as same:
        assert same.execute("SELECT version_num FROM alembic_version").fetchone() == ("f00000000000",)


def test_a_migration_killed_in_the_middle_leaves_everything_as_it_was(tmp_path: Path) -> None:
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
