"""A new database with one workspace in it."""

from __future__ import annotations

import uuid

import pytest
from sqlmodel import Session

from persona_core.access.commands import create_workspace
from persona_core.access.models import Viewer
from persona_core.access.queries import viewer_for
from persona_core.kit.db import Database
from persona_core.vocabulary.commands import furnish


def fresh_viewer(session: Session, *, lang: str = "zh", name: str = "小乔") -> Viewer:
    """Somebody called `name` in a workspace of its own, with the shipped lists."""
    workspace = create_workspace(session, name=f"w-{uuid.uuid4().hex[:8]}", lang=lang)
    viewer = viewer_for(workspace, lang, name)
    furnish(session, viewer)
    return viewer


@pytest.fixture
def database(db: Database) -> Database:
    """A new, migrated, empty database under the name that these tests know it by."""
    return db


@pytest.fixture
def viewer(database: Database) -> Viewer:
    """Somebody in a workspace of their own."""
    with database.write() as session:
        return fresh_viewer(session)
