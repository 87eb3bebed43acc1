"""Who sees what: a workspace is closed to others, and missing and foreign look the same."""

from __future__ import annotations

import uuid

import pytest
from sqlalchemy import select as select_rows
from sqlmodel import select

from persona_core.access.commands import create_workspace, delete_workspace, edit_workspace, remember
from persona_core.access.models import Viewer, Workspace
from persona_core.access.queries import current_workspace, get, state, viewer_for, visible, workspace, workspaces
from persona_core.companies.commands import create_company, create_person, delete_company, edit_company
from persona_core.companies.models import Company
from persona_core.deals.commands import create_deal, delete_deal, edit_deal, edit_sheet_row
from persona_core.evidence.queries import history, last_change
from persona_core.kit.db import Database, metadata
from persona_core.kit.errors import Invalid, NotFound
from tests.factories.access import fresh_viewer


def test_a_stranger_finds_nothing_and_changes_nothing(database: Database, viewer: Viewer) -> None:
    with database.write() as session:
        stranger = fresh_viewer(session)
        company = create_company(session, viewer, {"name": "青岚美妆"})
        deal = create_deal(session, viewer, company, {"value": "1"})
        person = create_person(session, viewer, {"name": "王海"}, company_id=company.id)
        assert session.exec(visible(Company, stranger)).all() == []
        assert history(session, stranger, company.id) == []
        assert last_change(session, stranger) is None
        for attempt in (
            lambda: get(session, stranger, Company, company.id),
            lambda: get(session, stranger, Company, str(company.id)),
            lambda: edit_company(session, stranger, company.id, seen=1, base={}, changes={"name": "x"}),
            lambda: edit_sheet_row(session, stranger, company.id, seen=1, base={}, changes={"name": "x"}),
            lambda: edit_deal(session, stranger, deal.id, seen=1, base={}, changes={"value": "2"}),
            lambda: delete_company(session, stranger, company.id),
            lambda: delete_deal(session, stranger, deal.id),
        ):
            with pytest.raises(NotFound) as foreign:
                attempt()
            with pytest.raises(NotFound) as missing:
                get(session, stranger, Company, uuid.uuid4())
            assert str(foreign.value) == str(missing.value)
        assert person.workspace_id == viewer.workspace_id


@pytest.mark.parametrize("key", [None, "", "x", "1", "' or 1=1", "7f1e0a52-5a37-4f0e-9a41-0c9a4d2f8b11"])
def test_an_id_that_means_nothing_is_not_found(database: Database, viewer: Viewer, key: str | None) -> None:
    with database.read() as session, pytest.raises(NotFound):
        get(session, viewer, Company, key)


def test_a_workspace_is_known_by_name_and_id(database: Database, viewer: Viewer) -> None:
    with database.read() as session:
        mine = current_workspace(session, viewer)
        assert workspace(session, mine.name) == workspace(session, str(mine.id)) == mine
        assert mine in workspaces(session)
        with pytest.raises(NotFound, match=mine.name):
            workspace(session, "nowhere")
        with pytest.raises(NotFound):
            current_workspace(session, viewer_for(Workspace(name="x"), "zh"))


@pytest.mark.parametrize(
    "values", [{"name": ""}, {"name": "  "}, {"name": "x" * 81}, {"name": "x", "lang": "fr"}, {"name": "taken"}]
)
def test_a_workspace_that_cannot_be_is_refused(database: Database, values: dict) -> None:
    with database.write() as session:
        create_workspace(session, name="taken")
        with pytest.raises(Invalid):
            create_workspace(session, **values)


def test_title_and_currency_are_edited(database: Database, viewer: Viewer) -> None:
    with database.write() as session:
        assert edit_workspace(session, viewer, title=" SCRM ", currency="usd").currency == "USD"
        for title, currency in (("", "CNY"), ("x", "元"), ("x", "YUAN"), ("x", "")):
            with pytest.raises(Invalid):
                edit_workspace(session, viewer, title=title, currency=currency)


def test_deleting_a_workspace_leaves_nothing_of_it(database: Database, viewer: Viewer) -> None:
    with database.write() as session:
        company = create_company(session, viewer, {"name": "青岚美妆"}, external_id="C1")
        create_deal(session, viewer, company, {})
        create_person(session, viewer, {"name": "王海"}, company_id=company.id)
    with database.write() as session:
        delete_workspace(session, session.exec(select(Workspace)).one())
    with database.read() as session:
        for table in metadata.sorted_tables:
            if table.name != "search_todo":  # ids alone of what changed, gone when somebody searches next
                assert session.execute(select_rows(table)).all() == [], table.name


def test_the_installation_remembers(database: Database) -> None:
    with database.write() as session:
        remember(session, "examples", {"scrm": True})
        remember(session, "examples", {"scrm": False})
    with database.read() as session:
        assert state(session, "examples") == {"scrm": False}
        assert state(session, "other") == {}


def test_reading_cannot_write(database: Database, viewer: Viewer) -> None:
    with pytest.raises(Exception, match=r"read.?only"), database.read() as session:
        create_company(session, viewer, {"name": "青岚美妆"})
