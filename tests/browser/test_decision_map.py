"""The decision map as people use it: by mouse, by keys alone, by finger, and while the page is busy."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visitor
from tests.browser.stages import quiet, told, until
from tests.servers import Server, serving

SMALLEST = 12


@pytest.fixture(scope="module")
def stage(usual_port: int) -> Iterator[Server]:
    """A server that shows nothing but the map."""
    with serving("sqlite://", "tests/browser/map_stage.py", ready=True, port=usual_port) as server:
        yield server


@pytest.fixture
def show(visit: Callable[..., Visitor], stage: Server) -> Iterator[Callable[..., Page]]:
    """`show("n=4", width=1200)`: the map of an address; what the browser complains of fails the test."""
    visitors = []

    def come(address: str = "", *, lang: str = "zh-CN", dark: bool = False, width: int = 1200) -> Page:
        visitor = visit(lang, dark=dark, width=width, server=stage)
        visitors.append(visitor)
        visitor.page.goto(f"{stage.url}/?{address}{'&dark=1' if dark else ''}")
        visitor.page.locator(".map").wait_for()
        quiet(visitor.page)
        return visitor.page

    yield come
    for visitor in visitors:
        assert not visitor.complaints
        assert not visitor.outside


def card(page: Page, name: str) -> Locator:
    return page.locator(".card").filter(has=page.locator(f".position:text-is('{name}')"))


def handle(page: Page, name: str) -> Locator:
    return page.locator(".seat").filter(has=page.locator(f".position:text-is('{name}')")).locator(".handle")


def middle(of: Locator) -> tuple[float, float]:
    box = of.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def drag(page: Page, start: tuple[float, float], by: tuple[float, float], *, let_go: bool = True) -> None:
    page.mouse.move(*start)
    page.mouse.down()
    for step in range(1, 9):
        page.mouse.move(start[0] + by[0] * step / 8, start[1] + by[1] * step / 8)
    if let_go:
        page.mouse.up()


def focused(page: Page) -> str:
    return page.evaluate("""() => {
      let node = document.activeElement;
      while (node?.shadowRoot?.activeElement) node = node.shadowRoot.activeElement;
      return node?.getAttribute("aria-label") ?? "";
    }""")


def test_a_card_and_an_arrow_are_picked_and_left_by_mouse(show):
    page = show()
    card(page, "CEO").click()
    expect(page.locator(".seat.picked .position")).to_have_text("CEO")
    page.locator(".pill", has_text="很听").click()
    expect(page.locator(".seat.picked")).to_have_count(0)
    page.locator(".canvas").click(position={"x": 8, "y": 300})
    assert told(page) == [["picked", "s1"], ["picked", "s0>s1"], ["picked", ""]]
    expect(page.locator(".live")).to_have_text("没有打开任何卡片")


def test_dragging_a_card_is_told_once_and_it_stays(show):
    page = show()
    before = middle(card(page, "市场部员工"))
    drag(page, before, (-240, -90))
    heard = told(page)
    assert [act for act, *_ in heard] == ["moved"]
    assert set(heard[0][1]) == {"s0", "s1", "s2", "s3"}
    after = middle(card(page, "市场部员工"))
    assert after == pytest.approx((before[0] - 240, before[1] - 90), abs=8)
    page.get_by_text("重新排好").click()
    assert [act for act, *_ in told(page)] == ["moved", "tidied"]
    assert middle(card(page, "市场部员工")) == pytest.approx(before, abs=2)


def test_a_card_let_go_over_another_finds_a_place_beside_it(show):
    page = show()
    start, end = middle(card(page, "市场部员工")), middle(card(page, "CEO"))
    drag(page, start, (end[0] - start[0], end[1] - start[1]))
    one, other = card(page, "市场部员工").bounding_box(), card(page, "CEO").bounding_box()
    assert told(page)[0][0] == "moved"
    apart = abs(one["x"] - other["x"]) >= one["width"] or abs(one["y"] - other["y"]) >= min(
        one["height"], other["height"]
    )
    assert apart


def test_an_arrow_is_drawn_from_the_handle_and_says_what_it_means(show):
    page = show()
    start, end = middle(handle(page, "市场部员工")), middle(card(page, "市场总监"))
    by = (end[0] - start[0], end[1] - start[1])
    drag(page, start, by, let_go=False)
    expect(page.locator(".sentence")).to_have_text("市场总监 听 市场部员工 的")
    page.mouse.up()
    assert told(page) == [["linked", "s3", "s0"]]
    expect(page.locator(".pill")).to_have_count(4)
    assert middle(handle(page, "市场部员工")) == pytest.approx(start, abs=1)
    drag(page, start, by)
    assert told(page)[1:] == [["picked", "s3>s0"]]


def test_an_arrow_let_go_over_nothing_is_not_drawn(show):
    page = show()
    drag(page, middle(handle(page, "CEO")), (-320, -40))
    expect(page.locator(".live")).to_have_text("没有连线")
    assert told(page) == []
    expect(page.locator(".sentence")).to_be_hidden()


def test_everything_can_be_done_by_keys_alone(show):
    page = show()
    page.locator(".add").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert focused(page) == "市场总监，林晓，力推，话语权 61%，有一票，内线"
    page.keyboard.press("Enter")
    quiet(page)
    assert focused(page).startswith("市场总监")
    page.keyboard.press("ArrowDown")
    assert focused(page) == "CEO，还不知道是谁，还不清楚，话语权 25%，说了算，一票否决；听：市场总监 很听"
    page.keyboard.press("l")
    expect(page.locator(".asked")).to_have_text("谁听 CEO 的？点那张卡。")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".asked")).to_contain_text("听 CEO 的")
    page.keyboard.press("Escape")
    assert focused(page).startswith("CEO")
    page.keyboard.press("l")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    quiet(page)
    assert focused(page).startswith("市场总监")
    page.keyboard.press("Tab")
    assert focused(page) == "市场总监 听 CEO 的：会参考"
    page.keyboard.press("Enter")
    quiet(page)
    page.keyboard.press("Delete")
    quiet(page)
    assert focused(page).startswith("市场总监")
    page.keyboard.down("Shift")
    for _ in range(3):
        page.keyboard.press("ArrowLeft")
    page.keyboard.up("Shift")
    heard = told(page)
    assert heard[:-1] == [["picked", "s0"], ["linked", "s1", "s0"], ["picked", "s1>s0"], ["unlinked", "s1", "s0"]]
    assert heard[-1][0] == "moved"
    assert focused(page).startswith("市场总监")
    page.keyboard.press("Escape")
    assert told(page)[len(heard) :] in ([], [["picked", ""]])


def test_what_is_done_while_the_page_is_busy_is_neither_lost_nor_undone(show):
    page = show("slow=1.2")
    start = middle(card(page, "市场部员工"))
    card(page, "董事长").click()
    page.wait_for_timeout(200)
    drag(page, start, (-150, 0))
    page.wait_for_timeout(250)
    drag(page, (start[0] - 150, start[1]), (-90, -60), let_go=False)
    page.wait_for_timeout(2600)
    held = middle(card(page, "市场部员工"))
    assert held == pytest.approx((start[0] - 240, start[1] - 60), abs=8)
    page.mouse.up()
    until(page, lambda: len(told(page)) == 3)
    assert [act for act, *_ in told(page)] == ["picked", "moved", "moved"]
    assert middle(card(page, "市场部员工")) == pytest.approx(held, abs=8)


@pytest.mark.parametrize("pace", ["", "&slow=1"], ids=["at once", "while the former one is still there"])
def test_a_map_that_is_mounted_anew_goes_on_where_it_was(show, pace):
    page = show(f"aside=1{pace}", width=1440)
    card(page, "CEO").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-testid='stColumn'] .map, .stColumn .map")).to_have_count(1)
    until(page, lambda: focused(page).startswith("CEO"))
    page.keyboard.press("Shift+ArrowUp")
    until(page, lambda: [act for act, *_ in told(page)] == ["picked", "moved"])
    page.keyboard.press("Escape")
    until(page, lambda: [act for act, *_ in told(page)] == ["picked", "moved", "picked"])


def test_an_empty_map_invites_to_begin(show):
    page = show("n=0")
    expect(page.locator(".empty p")).to_contain_text("先放上拍板的人")
    page.locator(".begin").click()
    assert told(page) == [["added"]]
    expect(page.locator(".card")).to_have_count(1)


def test_who_only_looks_can_open_cards_but_change_nothing(show):
    page = show("readonly=1")
    expect(page.locator(".handle:visible")).to_have_count(0)
    expect(page.locator(".add")).to_be_hidden()
    drag(page, middle(card(page, "CEO")), (-200, 0))
    card(page, "董事长").focus()
    for key in ("l", "Shift+ArrowLeft", "Delete"):
        page.keyboard.press(key)
    page.keyboard.press("Enter")
    assert told(page) in ([["picked", "s2"]], [["picked", "s1"], ["picked", "s2"]])


def test_on_a_phone_it_is_a_list_in_which_arrows_are_tapped(show):
    page = show(width=390)
    names = page.locator(".position")
    assert names.all_inner_texts() == ["市场总监", "CEO", "董事长", "市场部员工"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator(".seat").nth(2).locator(".pill", has_text="听 CEO：会参考").tap()
    quiet(page)
    before = middle(handle(page, "市场部员工"))
    handle(page, "市场部员工").tap()
    expect(page.locator(".asked")).to_have_text("谁听 市场部员工 的？点那张卡。")
    assert middle(handle(page, "市场部员工")) == before
    card(page, "CEO").tap()
    assert told(page) == [["picked", "s1>s2"], ["linked", "s3", "s1"]]
    expect(page.locator(".seat").nth(1).locator(".pill")).to_have_count(2)
    for button in page.locator(".handle, .add, .help").all():
        assert button.bounding_box()["height"] >= 44


def test_a_finger_moves_cards_and_scrolls_from_empty_space(show):
    page = show(width=600)
    look = "(node) => getComputedStyle(node).touchAction"
    assert card(page, "CEO").evaluate(look) == "none"
    assert page.locator(".canvas").evaluate(look) == "auto"
    card(page, "CEO").tap()
    handle(page, "董事长").tap()
    card(page, "市场部员工").tap()
    assert told(page) == [["picked", "s1"], ["linked", "s2", "s3"]]


def test_a_card_dragged_by_finger_moves_and_the_page_stays(show):
    page = show("n=4&height=460", width=600)
    before = middle(card(page, "CEO"))
    touch = page.context.new_cdp_session(page)
    for kind, step in [("touchStart", 0), *(("touchMove", n) for n in range(1, 9)), ("touchEnd", 8)]:
        points = [] if kind == "touchEnd" else [{"x": before[0] - 9 * step, "y": before[1] - 3 * step}]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    assert [act for act, *_ in told(page)] == ["moved"]
    assert middle(card(page, "CEO")) == pytest.approx((before[0] - 72, before[1] - 24), abs=8)
    assert page.locator(".scroller").evaluate("(node) => node.scrollTop") == 0


def test_an_arrow_is_drawn_by_clicking_the_handle_then_a_card_and_can_be_called_off(show):
    page = show("lang=en", lang="en-US", dark=True)
    start = middle(card(page, "CEO"))
    handle(page, "Marketing staff").click()
    expect(page.locator(".asked")).to_have_text("Who listens to Marketing staff? Choose that card.")
    page.mouse.move(*start)
    expect(page.locator(".sentence")).to_have_text("CEO listens to Marketing staff")
    assert middle(card(page, "CEO")) == start
    page.locator(".cancel").click()
    expect(page.locator(".banner")).to_be_hidden()
    handle(page, "Marketing staff").click()
    card(page, "CEO").click()
    assert told(page) == [["linked", "s3", "s1"]]


def test_two_who_listen_to_each_other_have_two_arrows_apart(show):
    page = show()
    drag_from, drag_to = middle(handle(page, "CEO")), middle(card(page, "市场总监"))
    drag(page, drag_from, (drag_to[0] - drag_from[0], drag_to[1] - drag_from[1]))
    quiet(page)
    one, other = (page.locator(f'.pill[data-arrow="{i}"]').bounding_box() for i in ("s0>s1", "s1>s0"))
    assert abs(one["x"] - other["x"]) >= one["width"] or abs(one["y"] - other["y"]) >= one["height"]


def test_a_window_made_narrow_turns_the_map_into_a_list_and_back(show):
    page = show()
    before = middle(card(page, "CEO"))
    page.set_viewport_size({"width": 390, "height": 844})
    expect(page.locator(".map.list")).to_have_count(1)
    assert page.locator(".lines").is_hidden()
    page.set_viewport_size({"width": 1200, "height": 900})
    expect(page.locator(".map.list")).to_have_count(0)
    quiet(page)
    assert middle(card(page, "CEO")) == pytest.approx(before, abs=2)


@pytest.mark.parametrize("n", [1, 12, 60])
@pytest.mark.parametrize(("lang", "dark"), [("zh", False), ("en", True)])
def test_cards_never_overlap_and_nothing_is_cut_off(show, n, lang, dark):
    page = show(f"n={n}&lang={lang}", dark=dark, width=1440)
    boxes = page.locator(".card").evaluate_all(
        """(cards) => cards.map((card) => {
          const box = card.getBoundingClientRect();
          const inside = card.scrollWidth <= card.clientWidth + 1 && card.scrollHeight <= card.clientHeight + 1;
          const texts = [...card.querySelectorAll("div, span")];
          const size = Math.min(...texts.map((text) => parseFloat(getComputedStyle(text).fontSize)));
          return { x: box.x, y: box.y, r: box.right, b: box.bottom, inside, size };
        })"""
    )
    assert len(boxes) == n
    assert all(box["inside"] and box["size"] >= SMALLEST - 0.6 for box in boxes)
    clash = [
        (i, j)
        for i, a in enumerate(boxes)
        for j, b in enumerate(boxes[:i])
        if a["x"] < b["r"] and b["x"] < a["r"] and a["y"] < b["b"] and b["y"] < a["b"]
    ]
    assert not clash
    assert page.evaluate("document.documentElement.scrollWidth") <= 1440
