"""The whole road in a real browser: from three pasted companies to a card that opens offline."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Page, expect

expect.set_options(timeout=20_000)

PASTED = (
    "名称\t行业\t人数\t客户状态\n晨曦文具\t文具批发\t45\t在谈\n杉木书房\t图书零售\t60\t线索\n巷口咖啡\t餐饮\t18\t线索\n"
)
DEALS = (
    "商机编号,企业,推动人,结果,知道我们,权衡利弊,签约\n"
    "D-1,晨曦文具,CEO,赢单,2026-01-05,2026-01-20,2026-02-10\n"
    "D-2,杉木书房,市场总监,丢单,2026-01-08,2026-02-01,\n"
    "D-3,巷口咖啡,CEO,在谈,2026-03-01,,\n"
)


def press(page: Page, key: str) -> None:
    page.locator(f".st-key-{key} button").first.click()


def edit_first_cell(page: Page, column: int, text: str) -> None:
    """Type into a cell of the first row of the table on the page, as a person does: click, move, type."""
    grid = page.locator('[data-testid="stDataFrame"]').last
    grid.scroll_into_view_if_needed()
    box = grid.locator("canvas").first.bounding_box()
    page.mouse.click(box["x"] + 330, box["y"] + 52)
    page.keyboard.press("Control+Home")
    for _ in range(column):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    cell = page.locator("#portal textarea, #portal input").first
    cell.fill(text)
    cell.press("Enter")


def test_from_three_pasted_rows_to_a_card_that_opens_offline(visit, tmp_path: Path) -> None:
    visitor = visit("zh-CN")
    page = visitor.open("?w=scrm-zh")
    expect(page.get_by_text("谈过 42 家 · 签了 12 家")).to_be_visible()

    page.locator('[data-testid="stSidebar"]').get_by_text("EN", exact=True).click()
    visitor.settle()
    expect(page.get_by_text("Talked to 42 · signed 12")).to_be_visible()
    page.locator('[data-testid="stSidebar"]').get_by_text("中", exact=True).click()
    visitor.settle()

    page = visitor.open("companies?w=scrm-zh")
    press(page, "door-paste")
    visitor.settle()
    page.locator(".st-key-paste textarea").fill(PASTED)
    press(page, "paste-check")
    visitor.settle()
    press(page, "paste-store")
    visitor.settle()
    expect(page.get_by_text("谈过 43 家（另有线索 2 家）")).to_be_visible()
    expect(page.locator(".st-key-saved-bar")).to_contain_text("已保存")

    page = visitor.open("companies?w=scrm-zh&q=晨曦文具")
    edit_first_cell(page, 3, "52")
    expect(page.locator(".st-key-sheet-bar")).to_contain_text("改动 1 处")
    visitor.settle()
    page.wait_for_timeout(1000)
    press(page, "sheet-save")
    visitor.settle()
    if page.locator(".st-key-sheet-bar").count():  # a run that the table's own message cut short: click again
        press(page, "sheet-save")
        visitor.settle()
    expect(page.locator(".st-key-saved-bar")).to_contain_text("已保存")

    page = visitor.open("journey?w=scrm-zh")
    expect(
        page.get_by_text(re.compile(r"走进漏斗 42 家（一共 4\d[^）]*），签了 12 家 = 29%（17–44%）"))
    ).to_be_visible()

    page = visitor.open("import-export?w=scrm-zh")
    deals = tmp_path / "商机.csv"
    deals.write_bytes(DEALS.encode("gb18030"))
    page.locator('input[type="file"]').first.set_input_files(deals)
    expect(page.locator(".st-key-import-columns")).to_be_visible()
    visitor.settle()
    page.get_by_role("combobox", name="是谁说的？", exact=True).click()
    page.get_by_role("option", name="销售转述", exact=True).click()
    visitor.settle()
    press(page, "import-store")
    expect(page.locator(".st-key-import-result")).to_be_visible()
    visitor.settle()

    page = visitor.open("journey?w=scrm-zh")
    expect(page.get_by_text(re.compile("谈过 45 家，签了 13 家 = 29%"))).to_be_visible()

    page = visitor.open("card?w=scrm-zh")
    theme = page.locator("[class*='st-key-line-leave']").filter(has_text="一线嫌麻烦")
    theme.get_by_text(re.compile("8 家提到 / 问过 12 家 / 共 13 家")).click()
    page.wait_for_url(re.compile("/stories.*tag="))
    visitor.settle()
    expect(page.get_by_text(re.compile(r"^\d+ 篇故事$")).first).to_be_visible()
    expect(page.get_by_text("一线嫌麻烦").first).to_be_visible()

    page = visitor.open("import-export?w=scrm-zh")
    page.get_by_role("tab", name="导出").click()
    visitor.settle()
    with page.expect_download() as download:
        page.get_by_text("一个网页（HTML）").click()
    exported = tmp_path / "card.html"
    download.value.save_as(exported)
    assert not visitor.complaints
    assert not visitor.outside

    offline = page.context.browser.new_context(offline=True)
    shown = offline.new_page()
    errors: list[str] = []
    shown.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    shown.on("pageerror", lambda error: errors.append(str(error)))
    shown.goto(exported.as_uri())
    expect(shown.get_by_text("谈过 45 家，签了 13 家").first).to_be_visible()
    expect(shown.locator("svg").first).to_be_visible()
    offline.close()
    assert not errors
