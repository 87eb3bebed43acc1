"""From a folder of customer stories to a card with themes: files by the page, tags by mouse, keys and finger."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from persona_core.access.queries import viewer_for
from persona_core.exchange.workspaces import open_workspace
from persona_core.kit.db import Database
from tests.browser.conftest import Visitor
from tests.browser.highlighting import marked, select, tap
from tests.factories.stories import customer
from tests.factories.story_files import CASES, NET, TRIP, Case, write_files
from tests.servers import Server

SPACE = "w=files"


@pytest.fixture
def files(live_app: Server, tmp_path: Path) -> list[Path]:
    """The files of thirteen stories, and a workspace that knows their twelve customers."""
    database = Database(live_app.database_url)
    with database.write() as session:
        viewer = viewer_for(open_workspace(session, name="files", title="现场盒子"), "zh")
        for name in dict.fromkeys(case.customer for case in CASES):
            customer(session, viewer, name)
    database.close()
    return write_files(tmp_path)


def choose(page: Page, column: str, field: str) -> None:
    """Say what a column of the files is."""
    page.get_by_role("combobox", name=column, exact=True).click()
    page.get_by_role("option", name=field, exact=True).click()


def read(visitor: Visitor, case: Case) -> Page:
    """Open a story from the list, where the latest told come first."""
    page = visitor.page
    page.locator("[class*='st-key-open-'] button").nth(len(CASES) - 1 - CASES.index(case)).click()
    expect(page.locator(".text")).to_contain_text(case.words)
    visitor.settle()
    return page


def by_keys(page: Page, case: Case) -> None:
    """Walk to the sentence with the words and tag the whole of it."""
    page.locator(".text").focus()
    for _ in range(12):
        page.keyboard.press("ArrowDown")
        if case.words in "".join(page.locator(".text .span").all_inner_texts()):
            break
    page.keyboard.press("Enter")
    page.keyboard.type(case.theme)
    page.keyboard.press("Enter")


def by_mouse(page: Page, case: Case) -> None:
    """Select the words and take the tag, or make it when it is new."""
    select(page, case.words)
    page.keyboard.type(case.theme)
    page.keyboard.press("Enter")


def by_finger(page: Page, case: Case) -> None:
    """Tap where the words begin and where they end, and take the tag from the sheet."""
    page.locator(".text").scroll_into_view_if_needed()
    tap(page, case.words[:4])
    tap(page, case.words[-2:])
    page.locator(".row", has_text=case.theme).tap()


def test_stories_from_files_are_tagged_and_their_themes_stand_on_the_card(
    visit: Callable[..., Visitor], files: list[Path]
) -> None:
    visitor = visit()
    page = visitor.open(f"import-export?{SPACE}")
    page.locator('input[type="file"]').first.set_input_files(files)
    expect(page.get_by_text("13 篇", exact=True)).to_be_visible()
    visitor.settle()
    choose(page, "title", "企业")
    visitor.settle()
    page.get_by_role("button", name="收下 13 行").click()
    page.get_by_role("link", name="看场景故事").click()
    page.wait_for_url(re.compile("/stories"))
    visitor.settle()
    expect(page.get_by_text("13 篇故事，来自 12 家").first).to_be_visible()

    phone = visit(width=390)
    phone.open(f"stories?{SPACE}")
    by = {CASES[3]: by_keys, CASES[8]: by_keys, CASES[-1]: by_finger}
    for case in CASES:
        how = by.get(case, by_mouse)
        holder = phone if how is by_finger else visitor
        at = read(holder, case)
        how(at, case)
        if how is not by_keys:
            assert marked(at, case.theme) == case.words
        holder.settle()

    visitor.open(f"card?{SPACE}")
    for theme, k in ((NET, 8), (TRIP, 5)):
        line = page.locator("[class*='st-key-line-']").filter(has_text=theme).first
        expect(line).to_contain_text(f"{k} 家提到 / 问过 12 家 / 共 12 家")
        quoted = [case.words for case in CASES if case.theme == theme]
        assert any(words in line.inner_text() for words in quoted)
    assert not visitor.complaints + phone.complaints
    assert not visitor.outside + phone.outside
