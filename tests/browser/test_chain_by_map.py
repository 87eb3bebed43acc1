"""A decision chain built by the map alone, in words: from an empty company to the shift from purchase to renewal."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlmodel import Session, select

from persona_core.companies.models import Company
from persona_core.kit.db import Database
from tests.browser.conftest import Visitor
from tests.servers import Server

expect.set_options(timeout=20_000)


@pytest.fixture
def at_company(visit: Callable[..., Visitor], live_app: Server) -> Iterator[Callable[..., Visitor]]:
    """`at_company("禾穗里烘焙", width=390)`: a visitor at the chain of a company of the example."""
    visitors = []

    def come(name: str, lang: str = "zh-CN", **looks) -> Visitor:
        database = Database(live_app.database_url)
        with database.read() as session:
            company = _id(session, name)
        database.close()
        visitor = visit(lang, **looks)
        visitors.append(visitor)
        visitor.open(f"decision-chain?w=scrm-{lang[:2]}&company={company}")
        visitor.page.locator(".map").wait_for()
        return visitor

    yield come
    for visitor in visitors:
        assert not visitor.complaints
        assert not visitor.outside


def _id(session: Session, name: str) -> str:
    return str(session.exec(select(Company.id).where(Company.name == name)).one())


def card(page: Page, name: str) -> Locator:
    return page.locator(".card").filter(has=page.locator(f".position:text-is('{name}')"))


def side(page: Page) -> Locator:
    return page.locator("[class*='st-key-chain-side']")


def choose(visitor: Visitor, question: str, answer: str) -> None:
    """Beside the map, click an answer; `question` is part of its key."""
    pills = visitor.page.locator(f"[class*='st-key-side-'][class*='-{question}-']")
    pills.get_by_text(answer, exact=True).first.click()
    visitor.settle()


def add(visitor: Visitor, position: str) -> None:
    """＋ on the map, then one of the positions that are offered, or a name of one's own."""
    page = visitor.page
    page.locator(".map button.add:visible, .map button.begin:visible").first.click()
    visitor.settle()
    offered = side(page).locator("[class*='-common']").get_by_text(position, exact=True)
    if offered.count():
        offered.click()
    else:
        field = side(page).locator("[class*='-list'] input")
        field.fill(position)
        field.press("Enter")
    visitor.settle()
    expect(card(page, position)).to_be_visible()


def link(visitor: Visitor, heard: str, listener: str) -> None:
    """Drag the handle of a card to the one who listens to it."""
    page = visitor.page
    handle = page.locator(".seat").filter(has=page.locator(f".position:text-is('{heard}')")).locator(".handle")
    start, end = handle.bounding_box(), card(page, listener).bounding_box()
    page.mouse.move(start["x"] + start["width"] / 2, start["y"] + start["height"] / 2)
    page.mouse.down()
    for part in range(1, 9):
        x = start["x"] + (end["x"] + end["width"] / 2 - start["x"]) * part / 8
        y = start["y"] + (end["y"] + end["height"] / 2 - start["y"]) * part / 8
        page.mouse.move(x, y)
    page.mouse.up()
    visitor.settle()


def pick(visitor: Visitor, name: str) -> None:
    card(visitor.page, name).click()
    visitor.settle()
    expect(side(visitor.page).get_by_text(name, exact=True).first).to_be_visible()


def test_a_chain_is_built_by_the_map_alone_and_its_shift_is_seen(at_company):
    visitor = at_company("禾穗里烘焙")
    page = visitor.page
    expect(page.get_by_text("禾穗里烘焙要买，谁说得上话？")).to_be_visible()

    add(visitor, "市场总监")
    choose(visitor, "say", "有一票")
    add(visitor, "CEO")
    choose(visitor, "say", "说了算")
    add(visitor, "夜班值班长")
    expect(page.locator(".seat .position")).to_have_count(3)

    link(visitor, "市场总监", "CEO")
    expect(page.locator(".pill", has_text="会参考")).to_be_visible()
    page.locator(".pill", has_text="会参考").click()
    visitor.settle()
    choose(visitor, "how", "很听")
    expect(page.locator(".pill", has_text="很听")).to_be_visible()

    pick(visitor, "市场总监")
    name = side(page).locator("[class*='-who-'] input")
    name.fill("沈一禾")
    name.press("Enter")
    visitor.settle()
    expect(card(page, "市场总监")).to_contain_text("沈一禾")
    choose(visitor, "stance", "力推")
    page.locator("[class*='st-key-chance-anchor'][class*='of-ten']").get_by_text("7", exact=True).click()
    visitor.settle()
    answer = page.locator(".st-key-answer")
    expect(answer).to_contain_text(re.compile(r"赢单把握 70%（\d+–\d+%，CEO ?态度还不清楚；经验判断，未验证）"))
    expect(answer).to_contain_text("下一步先找 CEO：说动一档 +")
    expect(page.locator(".st-key-saved-bar")).to_contain_text("已保存")

    page.locator(".st-key-chain-choice").get_by_text("续费", exact=True).click()
    visitor.settle()
    page.get_by_role("button", name="照采购抄一份").click()
    visitor.settle()
    pick(visitor, "夜班值班长")
    choose(visitor, "say", "说了算")
    link(visitor, "夜班值班长", "市场总监")
    page.locator(".st-key-side-close button:visible").click()
    visitor.settle()
    expect(side(page)).to_contain_text("从采购到续费，话语权从市场总监转到夜班值班长")
    expect(page.locator(".st-key-chain-slope .main-svg").first).to_be_visible()


def test_by_keys_alone_a_seat_is_opened_and_a_word_changed(at_company):
    visitor = at_company("澄湖家居")
    page = visitor.page
    first = page.locator(".card").first
    first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    visitor.settle()
    opened = page.locator(".st-key-chain-side-open")
    expect(opened).to_be_visible()
    stances = opened.locator("[class*='-stance-'] button")
    stances.nth(2).focus()
    page.keyboard.press("Enter")
    visitor.settle()
    expect(page.locator(".st-key-saved-bar")).to_contain_text("态度")
    page.locator(".st-key-saved-undo button").click()
    visitor.settle()


@pytest.mark.parametrize("dark", [False, True])
def test_on_a_phone_a_seat_is_a_sheet_over_the_list(at_company, dark):
    visitor = at_company("澄湖家居", width=390, dark=dark)
    page = visitor.page
    card(page, "董事长").tap()
    visitor.settle()
    sheet = page.locator(".st-key-chain-side-open")
    box = sheet.bounding_box()
    assert box["y"] > 200
    assert box["x"] == 0
    assert box["width"] == pytest.approx(390, abs=1)
    choose(visitor, "stance", "有顾虑" if dark else "支持")
    expect(card(page, "董事长")).to_contain_text("有顾虑" if dark else "支持")
    expect(page.locator(".st-key-saved-bar")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator(".st-key-side-close button:visible").tap()
    visitor.settle()
    expect(sheet).to_have_count(0)


def test_two_names_at_most_are_drawn_in_words_and_a_third_is_kindly_refused(at_company):
    visitor = at_company("澄湖家居")
    page = visitor.page
    link(visitor, "市场部员工", "董事长")
    expect(page.get_by_text("留下最要紧的两个")).to_be_visible()
    expect(page.locator(".pill", has_text="会参考")).to_have_count(2)
