"""Search as people use it: a key, a word, a click; also by finger, and no English of the platform's."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitor
from tests.browser.looking import english


def _ask(visitor: Visitor, text: str) -> Page:
    panel = visitor.page.get_by_role("dialog")
    panel.get_by_role("textbox").fill(text)
    visitor.page.keyboard.press("Enter")
    expect(panel.get_by_text(re.compile("找到 |没有找到|found|Nothing"))).to_be_visible()
    return visitor.settle()


def test_a_key_a_word_and_a_click_lead_to_the_story(visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    page = visitor.open("companies?w=scrm-zh")
    page.keyboard.press("/")
    expect(page.get_by_role("dialog").get_by_role("textbox")).to_be_focused()
    page.keyboard.type("医保那条")
    page.keyboard.press("Enter")
    panel = page.get_by_role("dialog")
    expect(panel.get_by_text("找到 1 条")).to_be_visible()
    expect(panel.locator("strong").first).to_have_text("医保那条")
    assert english(visitor) == []
    panel.get_by_role("link").first.click()
    visitor.settle()
    assert "/stories?" in page.url
    assert "story=" in page.url
    expect(page.get_by_text("医保那条线拿不到").first).to_be_visible()
    assert visitor.complaints == []


def test_the_key_is_a_letter_where_somebody_types(visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    page = visitor.open("companies?w=scrm-zh")
    field = page.get_by_placeholder("名称、问题、备注…")
    field.click()
    page.keyboard.type("a/b")
    expect(field).to_have_value("a/b")
    expect(page.get_by_role("dialog")).to_have_count(0)


@pytest.mark.parametrize(("lang", "dark"), [("zh-CN", True), ("en-US", False)])
def test_a_phone_has_it_too(visit: Callable[..., Visitor], lang: str, dark: bool) -> None:
    visitor = visit(lang, dark=dark, width=390)
    page = visitor.open("?w=scrm-zh")
    page.locator(".st-key-search-open button:visible").tap()
    expect(page.get_by_role("dialog").get_by_role("textbox")).to_be_visible()
    _ask(visitor, "没有这几个字")
    assert page.get_by_role("dialog").get_by_role("link").count() == 2
    _ask(visitor, "线")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    box = page.get_by_role("dialog").get_by_role("link").first.bounding_box()
    assert box["height"] >= 40
