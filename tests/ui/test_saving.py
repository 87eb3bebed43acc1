"""Saving: all or nothing, a bar with undo, and a sentence for what can go wrong anywhere."""

from __future__ import annotations

import sqlite3

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm.exc import StaleDataError
from streamlit.testing.v1 import AppTest

from persona_core.access.queries import workspaces
from persona_core.exchange.workspaces import open_workspace
from persona_core.kit.db import Database
from persona_core.kit.errors import Conflict, Invalid
from persona_core.kit.words import Words
from tests.screens import screen, words
from ui import mishaps


@pytest.fixture
def settings(db: Database, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The settings page of a workspace called 软件."""
    with db.write() as session:
        open_workspace(session, name="ruanjian", title="软件", lang="zh")
    return screen(monkeypatch, db.url, "manage/settings.py")


def _title(database: Database) -> str:
    with database.read() as session:
        return workspaces(session)[0].title


def _save(page: AppTest, title: str) -> AppTest:
    """Type a title into the form of the workspace and press 保存."""
    field = next(f for f in page.text_input if f.label == Words("zh")("What you sell, and at what price"))
    field.set_value(title)
    return next(b for b in page.button if b.label == "保存").click().run()


def test_what_was_saved_is_told_and_can_be_undone(settings: AppTest, db: Database) -> None:
    page = _save(settings, "云软件")
    assert _title(db) == "云软件"
    assert "已保存" in words(page)
    page.button(key="saved-undo").click().run()
    assert _title(db) == "软件"
    assert "已撤销" in words(page)


def test_the_bar_goes_when_it_is_closed_or_the_page_is_left(settings: AppTest) -> None:
    page = _save(settings, "云软件")
    page.button(key="saved-hide").click().run()
    assert "已保存" not in words(page)
    page = _save(page, "软件二")
    page.switch_page("../pages/start/home.py").run()
    assert "已保存" not in words(page)


def test_what_cannot_be_accepted_is_said_kindly_and_nothing_is_stored(settings: AppTest, db: Database) -> None:
    page = _save(settings, "  ")
    assert "标题是空的" in page.error[0].value
    assert not page.exception
    assert _title(db) == "软件"


def test_a_database_that_somebody_holds_is_said_kindly(
    settings: AppTest, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other one keeps the write lock longer than anybody waits."""
    monkeypatch.setattr("ui.saving.database", lambda: Impatient(db.url))
    holder = sqlite3.connect(db.url.removeprefix("sqlite:///"), isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    try:
        page = _save(settings, "云软件")
    finally:
        holder.execute("ROLLBACK")
        holder.close()
    assert "有人正在保存" in page.error[0].value
    assert not page.exception
    assert _title(db) == "软件"


class Impatient(Database):
    """A database that waits a tenth of a second for the lock."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        event.listen(self.engine, "connect", lambda connection, _: connection.execute("PRAGMA busy_timeout=100"))


@pytest.mark.parametrize(
    ("said", "sign"),
    [
        ("database is locked", "saving at this moment"),
        ("database or disk is full", "disk is full"),
        ("attempt to write a readonly database", "may not be written"),
        ("connection to server at 127.0.0.1 failed", "does not answer"),
    ],
)
def test_troubles_of_the_database_have_their_sentences(said: str, sign: str) -> None:
    problem = mishaps.expected(OperationalError("UPDATE x SET name = ?", {}, Exception(said)))
    assert problem is not None
    assert sign in str(problem)


def test_two_editors_are_told_so() -> None:
    assert isinstance(mishaps.expected(StaleDataError()), Conflict)


def test_what_is_ours_stays_ours() -> None:
    assert mishaps.expected(KeyError("x")) is None
    assert mishaps.expected(OperationalError("SELECT", {}, Exception("no such column: x"))) is None
    refusal = Invalid("The title is empty.")
    assert mishaps.expected(refusal) is refusal


def test_the_log_names_the_place_but_not_what_was_typed(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(ZeroDivisionError) as raised:
        _divide("海棠生活")
    number = mishaps.note(raised.value)
    assert number in caplog.text
    assert "tests/ui/test_saving.py" in caplog.text
    assert "ZeroDivisionError" in caplog.text
    assert "海棠" not in caplog.text


def _divide(name: str) -> None:
    raise ZeroDivisionError(f"{name} by nothing")
