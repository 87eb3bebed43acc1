"""The deal review in a browser: it is read by a room, lies on paper, fits a phone, and its address is the agenda."""

from __future__ import annotations

from collections.abc import Callable

from tests.browser.conftest import Visitor

ADDRESS = "decision-chain?w=scrm-zh&view=review"
CARD = "[class*='st-key-review-card-']"


def test_what_is_chosen_stands_in_the_address(visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    page = visitor.open(ADDRESS)
    box = page.locator(".st-key-review-controls [data-testid='stMultiSelect'] input")
    for name in ("海棠生活", "朗阅职教"):
        box.click()
        box.fill(name)
        page.get_by_role("option", name=name).click()
        visitor.settle()
    page.keyboard.press("Escape")
    agenda = page.url
    assert agenda.count("&c=") == 2
    other = visit()
    page = other.open(agenda.removeprefix(other.server.url + "/"))
    page.locator(CARD).nth(1).wait_for()
    assert page.locator(CARD).count() == 2
    assert page.get_by_text("续费把握").count() + page.get_by_text("10 家续几家").count() >= 2


def test_on_paper_there_are_cards_and_nothing_to_click(visit: Callable[..., Visitor]) -> None:
    visitor = visit(dark=True)
    page = visitor.open(ADDRESS + "&c=1&c=2&c=3&c=13")
    page.emulate_media(media="print")
    for gone in ("stSidebar", "stHeader", "stMultiSelect", "stSelectbox", "stButtonGroup"):
        assert not any(e.is_visible() for e in page.get_by_test_id(gone).all()), gone
    grid = page.locator(".st-key-review-grid")
    assert grid.evaluate("e => getComputedStyle(e).columnCount") == "2"
    assert grid.evaluate("e => getComputedStyle(e.children[0]).breakInside") == "avoid"
    ink = page.locator(CARD).first.locator("li").first.evaluate("e => getComputedStyle(e).color")
    assert ink == "rgb(27, 31, 39)"  # dark ink, though the screen is dark
    assert not page.locator("canvas").count()
    assert len(page.pdf(format="A4")) > 10_000


def test_the_button_opens_the_print_window(visit: Callable[..., Visitor]) -> None:
    page = visit().open(ADDRESS)
    page.evaluate("window.print = () => { window.printed = true; }")
    page.get_by_role("button", name="打印").click()
    assert page.evaluate("window.printed") is True


def test_one_column_on_a_phone(visit: Callable[..., Visitor]) -> None:
    page = visit(width=390).open(ADDRESS + "&c=1&c=13")
    page.locator(CARD).nth(1).wait_for()
    boxes = [card.bounding_box() for card in page.locator(CARD).all()]
    assert boxes[0]["x"] == boxes[1]["x"]
    assert all(b["x"] >= 0 and b["x"] + b["width"] <= 390 for b in boxes)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_card_leads_to_the_chain(visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    page = visitor.open(ADDRESS)
    page.locator(CARD).get_by_role("link", name="澄湖家居").click()
    visitor.settle()
    page.get_by_text("赢单把握 70%").first.wait_for()
    assert "view=" not in page.url
    assert "company=" in page.url
    page.get_by_role("radio", name="续费").click(force=True)  # what is clicked next stays on this chain
    visitor.settle()
    assert page.locator(CARD).count() == 0
