"""In a real browser: a card published twice with a tag changed between; the difference is read; the wall is walked."""

from __future__ import annotations

from playwright.sync_api import Page, expect
from sqlmodel import select

from persona_core.access.queries import viewer_for, workspace
from persona_core.companies.queries import find_company
from persona_core.kit.db import Database
from persona_core.stories.marking import mark
from persona_core.stories.models import Story
from persona_core.vocabulary.queries import find_tag

expect.set_options(timeout=20_000)


def publish(visitor, page: Page, number: int) -> None:
    page.locator(".st-key-head").get_by_role("button", name="发布").click()
    page.get_by_role("button", name=f"发布第 {number} 版").click()
    visitor.settle()
    expect(page.get_by_text(f"已保存：画像卡第 {number} 版")).to_be_visible()


def one_more_says_so(url: str) -> None:
    """Somebody else tags a story of a ninth customer."""
    db = Database(url)
    with db.write() as session:
        viewer = viewer_for(workspace(session, "scrm-zh"), "zh")
        company = find_company(session, viewer, "青岚美妆")
        story = session.exec(select(Story).where(Story.company_id == company.id)).first()
        mark(session, viewer, story.id, tag_id=find_tag(session, viewer, "一线嫌麻烦").id)
    db.close()


def test_a_card_is_published_twice_and_the_difference_reads_in_a_sentence(visit, live_app) -> None:
    visitor = visit("zh-CN")
    page = visitor.open("card?w=scrm-zh")
    publish(visitor, page, 1)
    expect(page.get_by_text("已发布 · 第 1 版")).to_be_visible()

    one_more_says_so(live_app.database_url)
    page = visitor.open("card?w=scrm-zh")
    expect(page.get_by_text("之后变了 1 处")).to_be_visible()
    publish(visitor, page, 2)
    page.get_by_role("button", name="版本").click()
    expect(page.locator(".st-key-version-2").get_by_text("一线嫌麻烦 8/12 → 9/12")).to_be_visible()
    expect(page.locator(".st-key-version-1").get_by_text("第一版。")).to_be_visible()

    page.locator(".st-key-version-1 a").click()
    visitor.settle()
    expect(page.get_by_text("发布时的样子")).to_be_visible()
    expect(page.locator(".st-key-block-themes tr", has_text="一线嫌麻烦").get_by_text("8 家提到")).to_be_visible()

    page = visitor.open("card?w=scrm-zh")
    page.locator('label:has-text("演示模式")').first.click()
    visitor.settle()
    expect(page.get_by_text("1/18")).to_be_visible()
    for place in ("2/18", "3/18"):
        page.keyboard.press("ArrowRight")
        visitor.settle()
        expect(page.get_by_text(place)).to_be_visible()
    size = page.locator(".st-key-card-wall p").first.evaluate("node => parseFloat(getComputedStyle(node).fontSize)")
    assert size >= 24
    assert not visitor.complaints
