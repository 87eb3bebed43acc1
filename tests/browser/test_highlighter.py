"""The highlighter as people use it: by mouse, by keys alone, by finger, with words beyond the basic plane, and long."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitor
from tests.browser.highlighting import PLACE, marked, select, tap
from tests.browser.stages import quiet, told, until
from tests.servers import Server, serving

FAMILY = "👩\u200d👩\u200d👧"
ODD = "😀😀 𠮷野家e\u0301\u200b太贵了，👩\u200d👩\u200d👧走了\n\n第二行：太贵了😀"


@pytest.fixture(scope="module")
def stage(usual_port: int) -> Iterator[Server]:
    """A server that shows nothing but the highlighter."""
    with serving("sqlite://", "tests/browser/highlighter_stage.py", ready=True, port=usual_port) as server:
        yield server


@pytest.fixture
def show(visit: Callable[..., Visitor], stage: Server) -> Iterator[Callable[..., Page]]:
    """`show("marked=1", width=1200)`: the words of an address; what the browser complains of fails the test."""
    visitors = []

    def come(address: str = "", *, lang: str = "zh-CN", dark: bool = False, width: int = 1200) -> Page:
        visitor = visit(lang, dark=dark, width=width, server=stage)
        visitors.append(visitor)
        visitor.page.goto(f"{stage.url}/?{address}{'&dark=1' if dark else ''}")
        visitor.page.locator(".text .piece").first.wait_for()
        quiet(visitor.page)
        return visitor.page

    yield come
    for visitor in visitors:
        assert not visitor.complaints
        assert not visitor.outside


def test_selected_words_get_a_tag_found_by_name_alias_or_definition(show):
    page = show()
    select(page, "带走了十一个群")
    page.keyboard.type("店长带走")
    expect(page.locator(".row.active .name")).to_have_text("人走客户走 又叫 店长带走客户")
    page.keyboard.press("Enter")
    assert marked(page, "人走客户走") == "带走了十一个群"
    expect(page.locator(".window")).to_be_hidden()
    select(page, "太贵了", 1)
    page.keyboard.type("超出预算")
    page.locator(".row", has_text="嫌贵").click()
    assert [[act, *place, tag] for act, *place, _, tag, _, _ in told(page)] == [
        ["tag", 7, 14, 10],
        ["tag", 61, 64, 11],
    ]
    assert marked(page, "嫌贵") == "太贵了"


def test_names_alike_are_shown_before_a_new_tag_can_be_made(show):
    page = show()
    select(page, "一线嫌麻烦")
    page.keyboard.type("一线怕麻烦")
    expect(page.locator(".ask")).to_have_text("这几个是不是一个意思？")
    expect(page.locator(".row").first).to_contain_text("一线嫌麻烦")
    page.keyboard.press("Enter")
    expect(page.locator(".row.active")).to_contain_text("一线嫌麻烦")
    page.keyboard.press("ArrowDown")
    page.locator("select.kind").select_option("obstacle")
    page.locator(".row.new").click()
    assert told(page) == [["tag", 65, 70, "一线嫌麻烦", None, "一线怕麻烦", "obstacle"]]
    select(page, "三分钟")
    page.keyboard.type("一线怕麻烦")
    expect(page.locator(".row.new")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.locator(".window")).to_be_hidden()


def test_everything_can_be_done_by_keys_alone(show):
    page = show()
    page.locator(".text").focus()
    for key in ("ArrowDown", "ArrowDown", "ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight", "Shift+ArrowLeft"):
        page.keyboard.press(key)
    words = page.locator(".text .span").all_inner_texts()
    page.keyboard.press("Enter")
    page.keyboard.type("嫌贵")
    page.keyboard.press("Enter")
    heard = told(page)
    assert heard[0][3] == "".join(words)
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Shift+ArrowDown")
    whole = "".join(page.locator(".text .span").all_inner_texts())
    assert (whole[:3], whole[-4:]) == ("我们只", "太贵了！")
    page.keyboard.press("t")
    page.keyboard.press("Shift+T")
    assert "".join(page.locator(".text .span").all_inner_texts()) == heard[0][3]
    page.keyboard.press(" ")
    expect(page.locator(".window.shower .name")).to_have_text("嫌贵")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert told(page)[1:] == [["untag", 0]]
    expect(page.locator(".text mark")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.locator(".text .span")).to_have_count(0)


def test_a_finger_taps_where_it_begins_and_where_it_ends(show):
    page = show(width=390)
    tap(page, "店长离职")
    expect(page.locator(".window.beginner")).to_contain_text("从“店长”开始")
    tap(page, "客户走。")
    expect(page.locator(".window.chooser.sheet")).to_be_visible()
    expect(page.locator(".quote")).to_have_text("“店长离职以后，带走了十一个群，人走客户”")
    sheet = page.locator(".window").bounding_box()
    assert (sheet["x"], sheet["width"], round(sheet["y"] + sheet["height"])) == (0, 390, 844)
    assert all(row.bounding_box()["height"] >= 44 for row in page.locator(".sheet .row, .sheet .close").all())
    page.locator(".row", has_text="人走客户走").tap()
    assert told(page) == [["tag", 0, 19, "店长离职以后，带走了十一个群，人走客户", 10, "", "challenge"]]
    tap(page, "离职以后")
    expect(page.locator(".window.shower")).to_contain_text("人走客户走")
    page.get_by_text("从这里开始选").tap()
    page.get_by_text("整句").tap()
    expect(page.locator(".quote")).to_have_text("“店长离职以后，带走了十一个群，人走客户走。”")
    page.locator(".sheet .close").tap()
    expect(page.locator(".window")).to_be_hidden()


@pytest.mark.parametrize(
    ("words", "nth", "start"),
    [
        ("😀", 0, 0),
        ("😀", 1, 1),
        ("𠮷野家", 0, 3),
        ("e\u0301", 0, 6),
        ("太贵了", 0, 9),
        (FAMILY, 0, 13),
        ("太贵了😀", 0, 26),
    ],
)
def test_offsets_are_code_points_whatever_the_words_are_made_of(show, words, nth, start):
    page = show(f"text={quote(ODD)}")
    select(page, words, nth)
    page.locator(".row", has_text="嫌贵").click()
    assert told(page) == [["tag", start, start + len(words), words, 11, "", "obstacle"]]
    assert ODD[start : start + len(words)] == words
    assert marked(page, "嫌贵") == words


def test_keys_and_fingers_take_whole_characters_too(show):
    page = show(f"text={quote(ODD)}")
    page.locator(".text").focus()
    found = []
    for _ in range(12):
        page.keyboard.press("ArrowRight")
        found.append("".join(page.locator(".text .span").all_inner_texts()))
    assert found[:3] == ["😀", "😀", "𠮷"] or found[:3] == ["😀", "😀", "𠮷野家"]
    assert FAMILY in found
    page.keyboard.press("Home")
    page.keyboard.press("Shift+End")
    page.keyboard.press("Enter")
    page.keyboard.type("嫌贵")
    page.keyboard.press("Enter")
    assert told(page)[0][1:4] == [0, len(ODD), ODD]


def test_overlapping_marks_lie_in_lanes_and_each_can_be_taken_off(show):
    page = show("marked=1")
    assert [marked(page, name) for name in ("人走客户走", "嫌贵", "一线嫌麻烦")] == [
        "店长离职以后，带走了十一个群",
        "带走了十一个群，人走客户走",
        "十一个群",
    ]
    page.mouse.click(*page.evaluate(PLACE, ["个群", 0])[0])
    expect(page.locator(".window .mark .name")).to_have_count(3)
    row = page.locator(".window .mark", has_text="一线嫌麻烦")
    row.get_by_text("取下").click()
    assert told(page) == [["untag", 2]]
    expect(page.locator(".text mark[title='一线嫌麻烦']")).to_have_count(0)
    page.mouse.click(*page.evaluate(PLACE, ["店长", 0])[0])
    page.get_by_text("看还有谁说").click()
    assert told(page)[1:] == [["open", 10]]
    expect(page.locator(".text mark.bright").first).to_be_visible()


def test_the_same_tag_on_the_same_words_is_put_on_once(show):
    page = show()
    for _ in range(2):
        select(page, "带走了十一个群")
        page.keyboard.type("嫌贵")
        page.keyboard.press("Enter")
        quiet(page)
    assert len(told(page)) == 1


def test_a_busy_page_loses_nothing_and_a_refused_tag_goes_again(show):
    page = show("slow=1.2")
    for words, name in (("店长", "人走客户走"), ("太贵了", "嫌贵"), ("三分钟", "一线嫌麻烦")):
        select(page, words)
        page.keyboard.type(name)
        page.keyboard.press("Enter")
        assert marked(page, name) == words
    until(page, lambda: len(told(page)) == 3)
    assert [act[3] for act in told(page)] == ["店长", "太贵了", "三分钟"]
    assert [marked(page, name) for name in ("人走客户走", "嫌贵", "一线嫌麻烦")] == ["店长", "太贵了", "三分钟"]
    page = show("deaf=1")
    select(page, "店长")
    page.keyboard.type("嫌贵")
    page.keyboard.press("Enter")
    assert len(told(page)) == 1
    expect(page.locator(".text mark")).to_have_count(0)


def test_what_was_typed_stays_while_the_page_draws_itself_anew(show):
    page = show("slow=1.5")
    select(page, "店长")
    page.keyboard.type("嫌贵")
    page.keyboard.press("Enter")
    select(page, "三分钟")
    page.keyboard.type("怕用")
    quiet(page)
    expect(page.locator(".typed")).to_have_value("怕用")
    assert page.locator(".row.active .name").inner_text() == "怕用不起来"
    page.keyboard.press("Enter")
    assert [act[3] for act in told(page)] == ["店长", "三分钟"]


def test_who_may_only_look_sees_tags_and_cannot_change_them(show):
    page = show("marked=1&readonly=1")
    start, end = page.evaluate(PLACE, ["打电话", 0])
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(*end, steps=4)
    page.mouse.up()
    page.wait_for_timeout(200)
    expect(page.locator(".window")).to_be_hidden()
    page.mouse.click(*page.evaluate(PLACE, ["店长", 0])[0])
    expect(page.locator(".window .mark")).to_be_visible()
    expect(page.get_by_text("取下")).to_have_count(0)


def test_words_that_are_picked_are_scrolled_to(show):
    page = show("long=20000&picked=15000-15003")
    expect(page.locator(".text .span").first).to_be_in_viewport()


TAKES = """() => new Promise((done) => {
  const host = [...document.querySelectorAll("*")].find((node) => node.shadowRoot?.querySelector(".highlighter"));
  const root = host.shadowRoot;
  const begun = performance.now();
  root.querySelector(".row.active").click();
  const seen = () => done([performance.now() - begun, root.querySelectorAll("mark").length]);
  requestAnimationFrame(() => setTimeout(seen));
})"""


@pytest.mark.parametrize("length", [0, 100_000])
def test_tagging_shows_at_once_even_in_100_000_characters_of_one_line(show, length):
    page = show(f"long={length}" if length else "")
    if length:
        page.locator(".text").focus()
        page.keyboard.press("End")
        quiet(page)
    found = []
    for nth in range(3):
        if length:
            page.keyboard.press("ArrowLeft")
            page.keyboard.press("Enter")
        else:
            select(page, ["店长", "太贵了", "三分钟"][nth])
        page.keyboard.type("嫌贵")
        took, marks = page.evaluate(TAKES)
        found.append(took)
        assert marks == nth + 1
    assert sorted(found)[1] <= 60
    assert all(act[2] <= (length or 90) for act in told(page))
