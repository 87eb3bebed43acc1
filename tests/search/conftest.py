"""A workspace with its stages, whose index is kept in step as it is by the doors of the product."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from persona_core.access.models import Viewer
from persona_core.access.queries import viewer_for
from persona_core.exchange.workspaces import open_workspace
from persona_core.kit.db import Database
from persona_core.kit.words import Words
from persona_core.search.commands import keep_up
from persona_core.search.queries import find


@pytest.fixture
def db(database_url: str) -> Iterator[Database]:
    database = Database(database_url, closing=keep_up)
    yield database
    database.close()


@pytest.fixture
def viewer(db: Database) -> Viewer:
    with db.write() as session:
        return viewer_for(open_workspace(session, name="here", title="", lang="zh"), "zh", "小乔")


@pytest.fixture
def titles(db: Database, viewer: Viewer) -> Callable[..., list[str]]:
    """What a query finds, by title, as somebody sees it."""

    def search(query: str, by: Viewer = viewer, limit: int | None = None) -> list[str]:
        with db.read() as session:
            return [hit.title.text for hit in find(session, by, Words(by.lang), query, limit=limit).hits]

    return search
