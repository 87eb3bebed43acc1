"""The typical chain in a browser: a card opens beside it, its filters and its address are the view."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.browser.conftest import Visitor

ADDRESS = "decision-chain?w=scrm-zh&view=typical"


def test_a_card_opens_beside_the_map_and_is_in_the_address(visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    page = visitor.open(ADDRESS)
    page.locator(".card", has_text="运营主管").click()
    page.get_by_text("9 条链上没有这个岗位，去问问：").wait_for()
    assert "position=" in page.url
    again = visit().open(page.url.removeprefix(visitor.server.url + "/"))
    again.get_by_text("9 条链上没有这个岗位，去问问：").wait_for()
    again.get_by_role("link", name="海棠生活").click()
    again.wait_for_url(re.compile("company="))
    again.get_by_text("没有这个岗位").wait_for(state="detached")
    assert "view=" not in again.url


def test_nothing_can_be_changed_on_the_map(visit: Callable[..., Visitor]) -> None:
    page = visit().open(ADDRESS)
    page.locator(".card").first.wait_for()
    assert not any(handle.is_visible() for handle in page.locator(".handle").all())
    assert page.get_by_role("button", name="加岗位").count() == 0


def test_filters_stand_in_the_address_and_lead_to_the_companies(visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    page = visitor.open(ADDRESS)
    page.get_by_role("radio", name=re.compile(r"全部 \d+")).click(force=True)
    visitor.settle()
    box = page.locator(".st-key-typical-filters [data-testid='stMultiSelect'] input").first
    box.click()
    box.fill("家居零售")
    page.get_by_role("option", name="家居零售").click()
    page.keyboard.press("Escape")
    visitor.settle()
    page.get_by_text("2 条决策链（只当线索）").wait_for()
    assert "who=all" in page.url
    assert "industry=" in page.url
    page.get_by_role("link", name="这些链上的企业").click()
    visitor.settle()
    page.locator("[id='glide-cell-0-0']", has_text="海棠生活").wait_for(state="attached")
    assert "industry=" in page.url
