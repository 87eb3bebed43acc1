"""A database and somebody who works in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from persona_core.access.models import Viewer
from persona_core.kit.db import Database
from tests.factories.access import fresh_database, fresh_viewer


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    found = fresh_database(tmp_path)
    yield found
    found.close()


@pytest.fixture
def viewer(database: Database) -> Viewer:
    with database.write() as session:
        return fresh_viewer(session)
