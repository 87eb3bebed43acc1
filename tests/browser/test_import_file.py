"""A sheet saved by a Chinese spreadsheet goes in by the page, is mended, goes in again, and out by taking it back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from persona_core.companies.models import Company
from persona_core.exchange.workspaces import open_workspace
from persona_core.kit.db import Database
from tests.browser.conftest import Visitor
from tests.servers import Server

SHEET = "客户名称,人数,片区\r\n海棠生活,180,华东\r\n禾木母婴,-5,华南\r\n青禾食品,60,华北\r\n"


@pytest.fixture
def companies(live_app: Server) -> Callable[[], dict[str, tuple[int | None, str | None]]]:
    """A workspace of its own, and a look at its companies: name → headcount and region."""
    database = Database(live_app.database_url)
    with database.write() as session:
        home = open_workspace(session, name="sheets", title="表格").id

    def look() -> dict[str, tuple[int | None, str | None]]:
        with database.read() as session:
            rows = session.scalars(select(Company).where(Company.workspace_id == home))
            return {row.name: (row.headcount, row.region) for row in rows}

    return look


def bring(visitor: Visitor, path: Path, region: str = "") -> Page:
    """Give the page a file, and say whose word it is and, unless that is known, where its companies are."""
    page = visitor.page
    page.locator("input[type=file]").first.set_input_files(path)
    expect(page.get_by_text(f"{path.name}：")).to_be_visible()
    visitor.settle()
    page.get_by_role("combobox", name="是谁说的？", exact=True).click()
    page.get_by_role("option", name="客服/开发/售前", exact=True).click()
    visitor.settle()
    if not region:
        return page
    page.get_by_role("combobox", name="片区", exact=True).click()
    page.keyboard.type(region)
    page.get_by_role("option", name=region, exact=True).click()
    return visitor.settle()


def take_back(visitor: Visitor, number: int) -> None:
    """Take the import back that stands at this place of the list."""
    page = visitor.page
    page.locator("[class*='st-key-past-back-']").get_by_role("button", name="撤回").nth(number).click()
    page.get_by_role("button", name="确定撤回").click()
    expect(page.locator(".st-key-taken-back")).to_contain_text("已撤回。删除：企业")
    visitor.settle()


def beside_it(visitor: Visitor) -> None:
    """Another tab of the same browser has an import of its own, also after it is loaded anew."""
    other = Visitor(visitor.page.context.new_page(), visitor.server)
    page = other.open("import-export?w=sheets")
    expect(page.get_by_text("客户.csv")).to_have_count(0)
    page.locator(".st-key-import-source textarea").fill("企业\t人数\n松果\t7\n")
    page.locator(".st-key-import-take button").click()
    expect(page.get_by_text("粘贴的表格：1 行")).to_be_visible()
    other.settle().reload()
    expect(page.get_by_text("粘贴的表格：1 行")).to_be_visible()
    other.settle()
    page.locator(".st-key-import-again button").click()
    expect(page.get_by_text("粘贴的表格：1 行")).to_have_count(0)
    assert other.complaints == []
    page.close()


def test_a_sheet_goes_in_is_mended_and_goes_out_again(visit, companies, tmp_path):
    first = tmp_path / "客户.csv"
    first.write_bytes(SHEET.encode("gb18030"))
    visitor = visit()
    page = visitor.open("import-export?w=sheets")
    bring(visitor, first, "区域")
    beside_it(visitor)
    page.reload()
    expect(page.get_by_text("客户.csv：3 行")).to_be_visible()
    expect(page.get_by_role("combobox", name="片区", exact=True)).to_have_value("区域")
    visitor.settle()
    page.locator(".st-key-import-store button").click()
    expect(page.locator(".st-key-import-result")).to_contain_text("新增 2，有变化 0，没变 0，进不来 1。")
    assert companies() == {"海棠生活": (180, "华东"), "青禾食品": (60, "华北")}
    with page.expect_download() as download:
        page.locator(".st-key-import-rejects-done button").click()
    refused = Path(download.value.path()).read_text("utf-8-sig")
    assert "禾木母婴" in refused
    assert "海棠" not in refused
    mended = tmp_path / "补好.csv"
    mended.write_text(refused.replace("'-5", "50").replace("-5", "50"), "utf-8")
    page.locator(".st-key-import-next button").click()
    visitor.settle()
    bring(visitor, mended)
    expect(page.get_by_role("combobox", name="片区", exact=True)).to_have_value("区域")
    page.locator(".st-key-import-store button").click()
    expect(page.locator(".st-key-import-result")).to_contain_text("新增 1")
    assert companies()["禾木母婴"] == (50, "华南")
    page.locator(".st-key-import-past summary").click()
    visitor.settle()
    take_back(visitor, 0)
    assert set(companies()) == {"海棠生活", "青禾食品"}
    take_back(visitor, 0)
    assert companies() == {}
    assert visitor.complaints == []
