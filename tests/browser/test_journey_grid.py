"""The journey in a browser: a concern is written and answered, a deal goes on, and funnel and grid follow."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from persona_core.access.queries import viewer_for, workspace
from persona_core.companies.queries import find_company
from persona_core.kit import clock
from persona_core.kit.db import Database
from tests.browser.conftest import Visitor

expect.set_options(timeout=20_000)

GRID = "journey?w=scrm-zh&view=concerns"


def cell(page: Page, name: str) -> Locator:
    """A cell of the grid by its stage and position."""
    return page.locator(".cell").filter(has=page.get_by_role("button", name=re.compile(f"^{name}($|:)")))


def focused(page: Page) -> str:
    """What the keyboard is on, inside the grid."""
    return page.evaluate(
        "() => { let a = document.activeElement; while (a?.shadowRoot?.activeElement) a = a.shadowRoot.activeElement;"
        " return a?.getAttribute('aria-label') ?? ''; }"
    )


def company_address(visitor: Visitor, name: str) -> str:
    database = Database(visitor.server.database_url)
    with database.read() as session:
        found = find_company(session, viewer_for(workspace(session, "scrm-zh"), "zh"), name)
    database.close()
    return f"company?w=scrm-zh&id={found.id}"


def test_a_concern_is_written_and_answered_a_deal_goes_on_and_both_pictures_follow(visit) -> None:
    visitor = visit()
    page = visitor.open("journey?w=scrm-zh")
    expect(page.get_by_text("谈过 42 家，签了 12 家 = 29%（17–44%）；最痛：权衡利弊，丢 14 家")).to_be_visible()
    expect(page.get_by_text("最痛的是权衡利弊：丢 14 家，306 万元")).to_be_visible()

    page = visitor.open(GRID)
    cell(page, "上线 · CEO").click()
    visitor.settle()
    page.keyboard.type("谁来盯着店里用")
    page.keyboard.press("Enter")
    page.keyboard.type("要不要加人")
    page.keyboard.press("Enter")
    visitor.settle()
    expect(cell(page, "上线 · CEO").locator(".item")).to_have_count(2)
    expect(cell(page, "上线 · CEO").locator(".unanswered.level-0").first).to_contain_text("谁来盯着店里用")
    expect(page.get_by_text("24 条顾虑，10 条还没答法")).to_be_visible()

    panel = page.locator(".st-key-cell")
    panel.locator("textarea").first.fill("第一周我们的人在群里")
    panel.get_by_role("button", name="保存").first.click()
    visitor.settle()
    expect(cell(page, "上线 · CEO").locator(".answered")).to_contain_text("谁来盯着店里用")
    expect(page.get_by_text("24 条顾虑，9 条还没答法")).to_be_visible()
    expect(cell(page, "权衡利弊 · CEO").locator(".count").first).to_have_text("签\u00a03/12丢\u00a00/7")

    page = visitor.open(company_address(visitor, "汀洲火锅"))
    form = page.locator('[data-testid="stForm"]').filter(has=page.get_by_role("button", name="添加日期"))
    form.locator('[data-testid="stSelectbox"] input').first.click()
    page.get_by_role("option", name="签约", exact=True).click()
    form.locator('[data-testid="stTextInput"] input').fill(clock.today().isoformat())
    form.get_by_role("button", name="添加日期").click()
    visitor.settle()
    expect(page.locator(".st-key-saved-bar")).to_contain_text("已保存")

    page = visitor.open("journey?w=scrm-zh")
    expect(page.get_by_text("谈过 42 家，签了 13 家 = 31%")).to_be_visible()
    expect(page.get_by_text("最痛的是权衡利弊：丢 13 家，282 万元")).to_be_visible()
    page = visitor.open(GRID)
    expect(cell(page, "权衡利弊 · CEO").locator(".count").first).to_have_text("签\u00a03/13丢\u00a00/6")
    expect(cell(page, "上线 · CEO").locator(".answered")).to_contain_text("谁来盯着店里用")
    assert not visitor.complaints


def test_the_grid_is_walked_by_keys_and_a_number_leads_to_its_stories(visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    page = visitor.open(GRID)
    page.get_by_role("button", name="签约 · 董事长").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    assert focused(page).startswith("上线 · 市场部员工")
    page.keyboard.press("Enter")
    visitor.settle()
    assert "stage=live" in page.url
    assert "who=marketing_staff" in page.url
    assert focused(page) == "写一条顾虑，按回车加上"
    page.keyboard.press("Escape")
    visitor.settle()
    assert "stage=" not in page.url
    assert focused(page).startswith("上线 · 市场部员工")
    cell(page, "产生需求 · 市场总监").locator("a.count", has_text="7/12").click()
    page.wait_for_url(re.compile("/stories.*stage=.*tag="))
    visitor.settle()
    expect(page.get_by_text(re.compile(r"^7 篇故事$"))).to_be_visible()
    assert not visitor.complaints


def test_a_phone_lists_the_grid_by_stage_and_opens_a_cell_over_it(visit: Callable[..., Visitor]) -> None:
    visitor = visit(width=390)
    page = visitor.open(GRID)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    first = cell(page, "产生需求 · 市场总监")
    assert first.bounding_box()["width"] > 300
    expect(first).to_contain_text("市场总监")
    first.click()
    visitor.settle()
    assert "stage=need" in page.url
    expect(page.get_by_text("有答法了").first).to_be_visible()
