"""What every test may ask for: a migrated database, one with the example, PostgreSQL, a running server.

Tests of the core run twice, on SQLite and on PostgreSQL, as soon as they ask for a database.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import NoReturn

import pytest

from persona_core import migrate
from persona_core.exchange import examples
from persona_core.kit.db import Database
from tests.servers import Postgres, PostgresMissing, Server, free_port, serving

EVERYTHING = os.environ.get("PERSONA_REQUIRE_ALL") == "1"
SQLITE, POSTGRES = "sqlite", "postgres"
CORE = {
    "access",
    "vocabulary",
    "evidence",
    "companies",
    "deals",
    "decision_chain",
    "journeys",
    "stories",
    "personas",
    "exchange",
    "search",
}
"""Folders of tests whose databases are of both kinds."""


def lacking(what: str) -> NoReturn:
    """Something the machine lacks: the test is skipped aloud, or fails where everything is required."""
    if EVERYTHING:
        pytest.fail(f"{what}, and PERSONA_REQUIRE_ALL=1 allows no test to be left out")
    pytest.skip(what)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Let the core's tests run on both kinds of database."""
    if "dialect" in metafunc.fixturenames and metafunc.definition.path.parent.name in CORE:
        metafunc.parametrize("dialect", [SQLITE, POSTGRES], indirect=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs a browser or PostgreSQL, and keep those that share a browser in one process."""
    for item in items:
        on = getattr(item, "callspec", None) and item.callspec.params.get("dialect")
        if on == POSTGRES or {"postgres_url", "postgres_example_url"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.postgres)
        elif "browser" in item.path.parts:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group(item.path.name))


def _url(path: Path) -> str:
    return f"sqlite:///{path}"


@pytest.fixture(scope="session")
def _migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "empty.db"
    migrate.upgrade(_url(path))
    return path


@pytest.fixture(scope="session")
def _with_example(_migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made once for all processes of a run: whoever comes first holds the lock."""
    base = tmp_path_factory.getbasetemp()
    path = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "example.db"
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            begun = Path(shutil.copy(_migrated, path.with_suffix(".begun")))
            database = Database(_url(begun))
            with database.write() as session:
                examples.ensure(session)
            database.close()
            begun.rename(path)
    return path


@pytest.fixture(scope="session")
def dialect(request: pytest.FixtureRequest) -> str:
    """Which kind of database this test is given; SQLite where only one is tried."""
    return getattr(request, "param", SQLITE)


@pytest.fixture
def sqlite_url(_migrated: Path, tmp_path: Path) -> str:
    """The address of a new, migrated, empty SQLite database."""
    return _url(Path(shutil.copy(_migrated, tmp_path / "workbench.db")))


@pytest.fixture(scope="module")
def new_database(
    dialect: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The address of a database without any table, one for each test file."""
    if dialect == SQLITE:
        yield _url(tmp_path_factory.mktemp("new") / "workbench.db")
        return
    with request.getfixturevalue("_postgres").database() as url:
        yield url


@pytest.fixture
def database_url(dialect: str, request: pytest.FixtureRequest) -> str:
    """The address of a new, migrated, empty database."""
    return request.getfixturevalue("sqlite_url" if dialect == SQLITE else "_postgres_cleared")


@pytest.fixture
def example_url(dialect: str, request: pytest.FixtureRequest) -> str:
    """The address of a new database with the shipped examples."""
    return request.getfixturevalue("_sqlite_example" if dialect == SQLITE else "postgres_example_url")


@pytest.fixture
def _sqlite_example(_with_example: Path, tmp_path: Path) -> str:
    return _url(Path(shutil.copy(_with_example, tmp_path / "example.db")))


@pytest.fixture
def db(database_url: str) -> Iterator[Database]:
    """A new, migrated, empty database."""
    database = Database(database_url)
    yield database
    database.close()


@pytest.fixture
def example_db(example_url: str) -> Iterator[Database]:
    """A new database with the shipped examples."""
    database = Database(example_url)
    yield database
    database.close()


@pytest.fixture(scope="session")
def _postgres() -> Iterator[Postgres]:
    try:
        server = Postgres()
    except PostgresMissing as missing:
        lacking(str(missing))
    yield server
    server.stop()


@pytest.fixture
def postgres_url(_postgres: Postgres) -> Iterator[str]:
    """The address of a new, empty PostgreSQL database on a server of the tests' own, without any table."""
    with _postgres.database() as url:
        yield url


@pytest.fixture(scope="session")
def _postgres_migrated(_postgres: Postgres) -> Iterator[str]:
    with _postgres.database() as url:
        migrate.upgrade(url)
        yield url


@pytest.fixture(scope="session")
def _postgres_with_example(_postgres: Postgres, _postgres_migrated: str) -> Iterator[str]:
    with _postgres.database(like=_postgres_migrated) as url:
        database = Database(url)
        with database.write() as session:
            examples.ensure(session)
        database.close()
        yield url


@pytest.fixture(scope="session")
def _postgres_kept(_postgres: Postgres, _postgres_migrated: str) -> Iterator[str]:
    with _postgres.database(like=_postgres_migrated) as url:
        yield url


@pytest.fixture
def _postgres_cleared(_postgres: Postgres, _postgres_kept: str) -> Iterator[str]:
    """The same database for every test of a process, emptied after each: ten times quicker than a new copy."""
    yield _postgres_kept
    _postgres.empty(_postgres_kept)


@pytest.fixture
def postgres_example_url(_postgres: Postgres, _postgres_with_example: str) -> Iterator[str]:
    """The address of a PostgreSQL database with the shipped examples and nothing else; often one that was only read."""
    with _postgres.lent(_postgres_with_example) as url:
        yield url


@pytest.fixture(scope="session")
def usual_port() -> int:
    """Where one server after another answers, so that a browser knows again what it loaded from the one before."""
    return free_port()


@pytest.fixture(scope="module")
def live_app(_with_example: Path, usual_port: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The running workbench on a copy of the example, one for each test file."""
    path = shutil.copy(_with_example, tmp_path_factory.mktemp("live") / "example.db")
    with serving(_url(Path(path)), ready=True, port=usual_port) as server:
        yield server


@pytest.fixture
def serve() -> Iterator[Callable[[str], Server]]:
    """`serve(url)` starts the workbench on a database; every server ends with the test.

    With `ready=False` it starts in a new Python, where nothing is imported yet.
    """
    with ExitStack() as stack:
        yield lambda url, *, ready=True, **env: stack.enter_context(serving(url, ready=ready, **env))
