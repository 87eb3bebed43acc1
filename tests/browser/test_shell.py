"""The shell in a real browser: what it remembers, what it follows, and that nothing in it runs."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from persona_core.exchange.workspaces import open_workspace
from persona_core.kit.db import Database
from tests.browser.conftest import Visitor

HOSTILE = (
    "![x](http://evil.example/x.png) [go](http://evil.example) www.evil.example me@evil.example "
    "<img src=x onerror=alert(1)> <script>alert(2)</script> :red[hi] $x^2$ :smile: {{7*7}} %(name)s {name}"
)


@pytest.fixture
def hostile(example_db: Database) -> str:
    """A database with a workspace that is called by a hostile title."""
    with example_db.write() as session:
        open_workspace(session, name="hostile", title=HOSTILE, lang="zh")
    return example_db.url


def test_the_language_is_chosen_once_and_kept_by_this_browser(visit: Callable[..., Visitor]) -> None:
    visitor = visit("en-US")
    page = visitor.open("settings?w=scrm-zh")
    expect(page).to_have_title(re.compile("Persona Workbench"))
    page.get_by_text("中", exact=True).click()
    visitor.settle()
    expect(page).to_have_title(re.compile("B端画像工作台"))
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    visitor.open("settings?w=scrm-zh")
    expect(page).to_have_title(re.compile("B端画像工作台"))
    expect(page.get_by_test_id("stSidebar").get_by_text("导入导出")).to_be_visible()


def test_what_the_platform_says_turns_back_with_the_language(visit: Callable[..., Visitor]) -> None:
    visitor = visit("zh-CN")
    page = visitor.open("settings?w=scrm-zh")
    expect(page.get_by_test_id("stSkipToContent")).to_have_text("跳到正文")
    page.get_by_text("EN", exact=True).click()
    visitor.settle()
    expect(page.get_by_test_id("stSkipToContent")).to_have_text("Skip to main content")


def test_the_address_follows_the_workspace_and_the_browser_remembers_it(visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    page = visitor.open("?w=scrm-zh")
    page.get_by_test_id("stSidebar").get_by_role("combobox").click()
    page.get_by_role("option").filter(has_not_text="SCRM 软件").first.click()
    visitor.settle()
    other = re.search(r"w=([\w-]+)", page.url)[1]
    assert other != "scrm-zh"
    page.get_by_role("link", name="设置").click()
    visitor.settle()
    assert f"w={other}" in page.url
    visitor.open()
    assert f"w={other}" in page.url


def test_presentation_mode_makes_a_wall_of_every_page(visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    page = visitor.open("companies?w=scrm-zh")
    menu, ways = page.get_by_test_id("stSidebar"), page.locator(".st-key-ways")
    large = """() => parseFloat(
        getComputedStyle(document.querySelector('.st-key-answer [data-testid="stText"]')).fontSize)"""
    desk = page.evaluate(large)
    expect(menu).to_be_visible()
    expect(ways).to_have_count(0)
    page.get_by_text("演示模式").click()
    visitor.settle()
    expect(menu).to_be_hidden()
    ways.get_by_role("link", name="用户路径").click()
    visitor.settle()
    assert "/journey?" in page.url
    expect(page.get_by_role("switch").or_(page.get_by_role("checkbox")).first).to_be_checked()
    expect(menu).to_be_hidden()
    assert page.evaluate(large) == pytest.approx(1.5 * desk)
    page.get_by_text("演示模式").click()
    visitor.settle()
    expect(menu).to_be_visible()
    expect(ways).to_have_count(0)


def test_hostile_text_is_only_shown(visit: Callable[..., Visitor], serve: Callable, hostile: str) -> None:
    """A workspace's title is asked to run a script, to load a picture, to link away: it does none of it."""
    visitor = visit(server=serve(hostile))
    page = visitor.open("settings?w=hostile")
    page.on("dialog", lambda _dialog: visitor.complaints.append("a script ran"))
    visitor.open()
    assert visitor.complaints == []
    assert visitor.outside == []
    assert (
        page.locator('[data-testid="stMain"] img[src^="http"], [data-testid="stMain"] a[href*="evil.example"]').count()
        == 0
    )
    assert "![x](http://evil.example/x.png)" in page.inner_text("body").replace("\u2060", "")
