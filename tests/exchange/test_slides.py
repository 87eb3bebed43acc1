"""Slides: native charts and tables that can be changed, all evidence in the notes, and text that stays text."""

import io
import time
import zipfile

import openpyxl
import pptx
import pytest
from pptx.util import Emu

from persona_core.access.queries import viewer_for, workspace
from persona_core.exchange.exporting import slides
from persona_core.kit.words import Words
from persona_core.personas import reading
from persona_core.personas.card import Card
from tests.factories.cards import whole_card

ZH, EN = Words("zh"), Words("en")
MARKUP = "=HYPERLINK(1) <a:t>x</a:t> &amp; ]]> {{1}} \x07\x00 *b*"


def opened(card: Card, t: Words = ZH):
    return pptx.Presentation(io.BytesIO(slides.pptx(card, t)))


def shapes(deck, kind: str):
    return [shape for slide in deck.slides for shape in slide.shapes if getattr(shape, kind)]


def words_of(deck) -> str:
    said = []
    for slide in deck.slides:
        said += [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
        said += [c.text for s in slide.shapes if s.has_table for row in s.table.rows for c in row.cells]
        said.append(slide.notes_slide.notes_text_frame.text)
    return "\n".join(said)


def test_a_card_is_six_to_ten_slides_with_native_charts_and_tables():
    deck = opened(whole_card(version=3))
    assert 6 <= len(deck.slides) <= 10
    kinds = [shape.chart.chart_type.name for shape in shapes(deck, "has_chart")]
    assert sorted(kinds) == ["BAR_CLUSTERED", "BAR_STACKED", "LINE_MARKERS", "LINE_MARKERS"]
    assert len(shapes(deck, "has_table")) >= 3
    bars = shapes(deck, "has_chart")[kinds.index("BAR_CLUSTERED")].chart
    assert list(bars.plots[0].categories) == ["一线嫌麻烦1", "一线嫌麻烦2", "一线嫌麻烦3"]
    assert list(bars.plots[0].series[0].values) == [0.25, 0.5, 0.75]
    assert bars.plots[0].series[0].points[2].data_label.text_frame.text == "3/4"


@pytest.mark.parametrize(("t", "most", "weight"), [
    (ZH, "条 嫌贵；最多的是“嫌贵3”（3/4）", "这几个岗位有分量：岗位 嫌贵"),
    (EN, "条 嫌贵; most often: 嫌贵3 (3/4)", "They carry weight: 岗位 嫌贵"),
])  # fmt: skip
def test_titles_say_what_is_found_and_what_it_is_about_stands_above(t, most, weight):
    deck = opened(whole_card("嫌贵", lang=t.lang), t)
    titles = [slide.shapes.title.text_frame.text for slide in deck.slides]
    assert titles[1].count("题 嫌贵") == 5
    shown = [s.text_frame.text for slide in deck.slides for s in slide.shapes if s.has_text_frame]
    assert sum("一句话：嫌贵" in text for text in shown) == 1
    assert {most, weight, "先说：嫌贵"} <= set(titles)
    slide = deck.slides[titles.index(most)]
    assert any(s.has_text_frame and s.text_frame.text == "题 嫌贵" for s in slide.shapes)


def test_what_has_room_is_not_cut():
    long = "先问市场总监：最近一次店长走的时候，带走了几个群，群里的人后来还来不来"
    deck = opened(whole_card(long))
    boxes = [s.text_frame.text for s in deck.slides[len(deck.slides) - 1].shapes if s.has_text_frame]
    assert any(f"再说：{long}" in text for text in boxes)


def test_every_part_of_the_card_is_on_a_slide_or_in_its_notes():
    text = words_of(opened(whole_card("W", version=3)))
    for part in ("卡 W", "一句话：W", "题 W", "8 家提到 / 问过 11 家 / 共 12 家", "站得住", "丢单的：0 家提到",
                 "第1句：W", "谁1 W", "W 0", "先说：W", "名单：W", "故事：W。", "岗位 W", "还缺：W", "旧了：W",
                 "12 家客户", "第 3 版"):  # fmt: skip
        assert part in text, part


def test_nothing_stands_outside_its_slide():
    deck = opened(whole_card("名" * 200, tags=40))
    for slide in deck.slides:
        for shape in slide.shapes:
            assert 0 <= shape.left <= shape.left + shape.width <= deck.slide_width + Emu(20), shape.name
            assert 0 <= shape.top <= shape.top + shape.height <= deck.slide_height + Emu(20), shape.name


@pytest.mark.parametrize(("t", "latin"), [(ZH, "Microsoft YaHei"), (EN, "Calibri")])
def test_fonts_for_chinese_are_named(t, latin):
    with zipfile.ZipFile(io.BytesIO(slides.pptx(whole_card(), t))) as packed:
        theme = packed.read("ppt/theme/theme1.xml").decode()
    assert theme.count('<a:ea typeface="Microsoft YaHei"') == 2
    assert theme.count(f'<a:latin typeface="{latin}"') == 2


def test_text_that_looks_like_something_else_stays_text():
    deck = opened(whole_card(MARKUP))
    assert "<a:t>x</a:t> &amp; ]]> {{1}}" in words_of(deck)
    for shape in shapes(deck, "has_chart"):
        book = openpyxl.load_workbook(io.BytesIO(shape.chart.part.chart_workbook.xlsx_part.blob))
        cells = [cell for row in book.active.iter_rows() for cell in row if isinstance(cell.value, str)]
        assert any(cell.value.startswith("=HYPERLINK") for cell in cells)
        assert {cell.data_type for cell in cells} == {"s"}


def test_a_card_without_anything_is_still_slides():
    bare = whole_card()
    bare = Card(bare.title, bare.parts, "", bare.made_on, bare.blocks[-1:], (), bare.missing)
    assert len(opened(bare).slides) >= 2


def test_slides_are_quick():
    card = whole_card(tags=40)
    slides.pptx(card, ZH)
    began = time.process_time()
    slides.pptx(card, ZH)
    assert time.process_time() - began < 2


def test_who_left_again_stands_with_its_count(example_db):
    with example_db.read() as session:
        viewer = viewer_for(workspace(session, "scrm-zh"), "zh")
        deck = opened(reading.card(session, viewer, ZH))
    cells = [c.text for s in deck.slides[1].shapes if s.has_table for row in s.table.rows for c in row.cells]
    assert any("签过又走了（3/12 家）" in text for text in cells)
