"""The counting screens in a browser: a link opens the same view, in the language of who opens it."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import expect

from tests.browser.conftest import Visitor


def test_what_was_chosen_is_in_the_address_and_opens_again(visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    page = visitor.open("journey?w=scrm-zh")
    for name in ("按单", "流向"):
        page.get_by_role("radio", name=name).or_(page.get_by_role("button", name=name, exact=True)).first.click()
        visitor.settle()
    page.get_by_role("button", name="全部时间").click()
    page.get_by_role("button", name="去年底").click()
    visitor.settle()
    asked = parse_qs(urlsplit(page.url).query)
    assert (asked["unit"], asked["show"], list(asked["asof"][0][4:])) == (["deal"], ["flows"], list("-12-31"))
    answer = page.locator(".st-key-answer").inner_text()
    assert answer.startswith(f"截至 {asked['asof'][0]}；")
    other = visit()
    again = other.open(page.url.removeprefix(f"{other.server.url}/"))
    expect(again.locator(".st-key-answer")).to_have_text(answer)
    expect(again.get_by_text("一共走了")).to_be_visible()
    again.get_by_role("button", name="看全部").click()
    other.settle()
    expect(again.locator(".st-key-answer")).to_contain_text("谈过 43 单")
    assert visitor.complaints + other.complaints == []


def test_an_english_link_opens_in_chinese_and_the_pictures_say_so(visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    page = visitor.open("journey?w=scrm-zh&show=time&at=aware")
    expect(page.locator(".js-plotly-plot").nth(1)).to_contain_text("停了 30 天的 15 家，后来往前走的 10 家")
    english_one = visit(lang="en")
    page = english_one.open("journey?w=scrm-zh&show=time&at=aware")
    expect(page.locator(".js-plotly-plot").nth(1)).to_contain_text("5 companies left")
