"""A workspace with one company in it."""

from __future__ import annotations

import pytest

from persona_core.companies.commands import create_company
from tests.factories.access import database, fresh_viewer

__all__ = ["company", "database", "session", "viewer"]


@pytest.fixture
def viewer(database):
    with database.write() as session:
        return fresh_viewer(session)


@pytest.fixture
def session(database, viewer):
    with database.write() as found:
        yield found


@pytest.fixture
def company(session, viewer):
    return create_company(session, viewer, {"name": "澄湖家居", "status": "在谈"})
