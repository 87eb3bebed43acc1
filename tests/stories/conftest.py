"""A workspace with its stages, and somebody who works in it."""

from __future__ import annotations

import pytest

from persona_core.access.models import Viewer
from persona_core.access.queries import viewer_for
from persona_core.exchange.workspaces import open_workspace
from persona_core.kit.db import Database
from persona_core.kit.words import Words


@pytest.fixture
def viewer(db: Database) -> Viewer:
    with db.write() as session:
        return viewer_for(open_workspace(session, name="here", title="", lang="zh"), "zh", "小乔")


@pytest.fixture
def t() -> Words:
    return Words("zh")
