"""A workspace with the short journey, and a quick way to make companies with dated deals."""

from __future__ import annotations

import pytest

from persona_core.companies.commands import create_company
from persona_core.deals.commands import create_deal
from persona_core.journeys import commands
from tests.factories.access import database, fresh_viewer
from tests.factories.journeys import date_stages

__all__ = ["database", "make", "session", "viewer"]


@pytest.fixture
def viewer(database):
    with database.write() as session:
        made = fresh_viewer(session)
        commands.furnish(session, made)
    return made


@pytest.fixture
def session(database, viewer):
    with database.write() as found:
        yield found


@pytest.fixture
def make(session, viewer):
    """make("甲", 知道我们=90, 签约=20): a company with one deal; stages by how many days ago."""

    def build(name: str, pushed_by: str | None = None, source: str | None = None, **ago: int | list[int]):
        company = create_company(session, viewer, {"name": name})
        deal = create_deal(session, viewer, company, {"pushed_by": pushed_by} if pushed_by else {})
        date_stages(session, viewer, deal, source=source, **ago)
        return company, deal

    return build
