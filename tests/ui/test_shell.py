"""The shell: language, workspace by address, presentation mode, and a start with nothing in it."""

from __future__ import annotations

import pytest

from persona_core.access.commands import delete_workspace
from persona_core.access.queries import workspaces
from persona_core.exchange.workspaces import open_workspace
from persona_core.kit.db import Database
from tests.screens import screen, words


@pytest.fixture
def two(db: Database) -> Database:
    """A database with an English and a Chinese workspace, in this order."""
    with db.write() as session:
        open_workspace(session, name="tools", title="Tools", lang="en")
        open_workspace(session, name="ruanjian", title="软件", lang="zh")
    return db


@pytest.mark.parametrize(
    ("locale", "lang", "workspace"),
    [("zh-CN", "zh", "ruanjian"), ("zh-TW", "zh", "ruanjian"), ("en-US", "en", "tools"), ("de-DE", "en", "tools")],
)
def test_the_browser_decides_language_and_first_workspace(
    two: Database, monkeypatch: pytest.MonkeyPatch, locale: str, lang: str, workspace: str
) -> None:
    shown = screen(monkeypatch, two.url, lang=locale)
    assert shown.session_state["lang"] == lang
    assert shown.query_params["w"] == workspace
    assert not shown.exception


def test_the_switch_says_everything_in_the_other_language_at_once(
    two: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = screen(monkeypatch, two.url, "manage/settings.py")
    assert shown.sidebar.selectbox(key="workspace").label == "工作区"
    shown.session_state["lang"] = "en"
    shown.run()
    assert shown.sidebar.selectbox(key="workspace").label == "Workspace"
    assert "Settings" in words(shown)


def test_a_link_opens_its_workspace(two: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = screen(monkeypatch, two.url, w="tools")
    assert shown.session_state["workspace"] == "tools"


def test_a_link_to_a_workspace_that_is_gone_opens_another(two: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = screen(monkeypatch, two.url, w="gone")
    assert shown.query_params["w"] == "ruanjian"


def test_another_workspace_is_chosen_in_the_menu(two: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = screen(monkeypatch, two.url)
    shown.sidebar.selectbox(key="workspace").set_value("tools").run()
    assert shown.query_params["w"] == "tools"
    assert shown.session_state["shell.viewer"].workspace_id == _id(two, "tools")


def test_presentation_mode_holds_on_every_page(two: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = screen(monkeypatch, two.url, "manage/settings.py")
    assert not shown.session_state["shell.viewer"].presenting
    shown.toggle(key="presenting").set_value(True).run()
    assert shown.session_state["shell.viewer"].presenting
    shown.switch_page("../pages/start/home.py").run()
    assert shown.session_state["shell.viewer"].presenting
    assert shown.toggle(key="presenting").value


def test_without_any_workspace_one_can_be_opened(two: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    with two.write() as session:
        for workspace in workspaces(session):
            delete_workspace(session, workspace)
    shown = screen(monkeypatch, two.url)
    assert not shown.exception
    assert "这里还没有工作区" in words(shown)


def _id(database: Database, name: str) -> object:
    with database.read() as session:
        return next(w.id for w in workspaces(session) if w.name == name)
