"""Paper and long picture: every word is there, has its glyphs on any machine, and is never read as markup."""

import io
import re
import time
from dataclasses import replace

import pypdf
import pytest
from PIL import Image
from pypdf.generic import ContentStream

from persona_core.access.queries import viewer_for, workspace
from persona_core.exchange.exporting import printed, wording
from persona_core.exchange.exporting.drawn import Text, breadth, drawn
from persona_core.exchange.exporting.glyphs import FOLDER, characters, printable
from persona_core.kit.words import Words
from persona_core.personas import reading
from persona_core.personas.card import FUNNEL, Chart, Point
from tests.factories.cards import whole_card

ZH, EN = Words("zh"), Words("en")
ENGLISH = ("Thecorepositions", "Whatisstillmissing")
EXAMPLES = [
    ("scrm-zh", "关键岗位", "还缺什么"),
    ("inventory-zh", "关键岗位", "还缺什么"),
    ("scrm-en", *ENGLISH),
    ("inventory-en", *ENGLISH),
]
MARKUP = (
    '#panic("x") $x^2$ *b* _i_ `c` <a> @ref #import "/etc/passwd" // \\ ~ = 标题 '
    "<script>alert(1)</script> &amp; {{7*7}} ]]>"
)


def words_of(data: bytes) -> str:
    return re.sub(r"[\s\u200b]", "", "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages))


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def glyphs_of(data: bytes) -> set[int]:
    """The numbers of every glyph that the pages show."""
    reader, found = pypdf.PdfReader(io.BytesIO(data)), set()
    for page in reader.pages:
        for operands, operator in ContentStream(page.get_contents(), reader).operations:
            shown = operands[0] if operator == b"TJ" else operands if operator == b"Tj" else []
            for piece in shown:
                raw = getattr(piece, "original_bytes", b"")
                found |= {int.from_bytes(raw[n : n + 2]) for n in range(0, len(raw), 2)}
    return found


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_without_any_font_of_the_machine_every_word_is_printed(lang):
    data = printed.pdf(whole_card(lang=lang, owner="王宁", version=3), Words(lang), system_fonts=False)
    text = words_of(data)
    heads = ("卡", "一句话：", "先说：", "第1句：", "故事：", "岗位", "名单：", "还缺：", "旧了：", "条")
    for said in (*(f"{head}一线嫌麻烦" for head in heads), "8家提到/问过11家/共12家", "还没有故事。"):
        assert said in text, said
    assert squeezed(Words(lang)("version {n}", n=3)) in text
    shown = glyphs_of(data)
    assert len(shown) > 60
    assert 0 not in shown, "an empty box"


def test_a_character_that_no_font_has_is_printed_as_printers_do():
    rare = "\U0002f9f4\U00030000"
    assert printable(f"姓{rare}", system=False) == "姓〓〓"
    data = printed.pdf(whole_card(f"姓{rare}"), ZH, system_fonts=False)
    assert 0 not in glyphs_of(data)
    assert "姓〓〓" in words_of(data)


def test_what_turns_or_hides_text_is_not_printed():
    assert printable("a\x00b\u202ec", system=False) == "a b c"
    assert printable("x" * 40, system=False).replace("\u200b", "") == "x" * 40


def test_markup_of_every_language_is_printed_letter_by_letter():
    data = printed.pdf(whole_card(MARKUP), ZH, system_fonts=False)
    assert squeezed(f"一句话：{MARKUP}") in words_of(data)
    assert Image.open(io.BytesIO(printed.png(whole_card(MARKUP), ZH))).width == 1083


@pytest.mark.parametrize("text", ["名" * 200, "W" * 200])
def test_long_names_and_many_tags_stay_on_the_paper(text):
    data = printed.pdf(whole_card(text, tags=40), ZH, system_fonts=False)
    reader = pypdf.PdfReader(io.BytesIO(data))
    assert 3 <= len(reader.pages) <= 14
    right = 595.3 - 16 / 25.4 * 72
    places = []
    for page in reader.pages:
        page.extract_text(visitor_text=lambda said, _cm, tm, *_: places.append(tm[4]) if said.strip() else None)
    assert max(places) < right
    assert text in words_of(data)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_long_picture_leaves_tables_and_positions_to_the_paper_and_says_so(lang):
    heights = []
    for card in (whole_card(lang=lang), replace(whole_card(lang=lang, tags=40), roles=())):
        heights.append(Image.open(io.BytesIO(printed.png(card, Words(lang)))).height)
    assert max(heights) < 8000
    told = wording.said(whole_card(lang=lang), Words(lang)).elsewhere
    assert "PDF" in told
    assert squeezed(told) not in words_of(printed.pdf(whole_card(lang=lang), Words(lang)))


def test_each_position_has_a_page_of_its_own():
    role = whole_card().roles[0]
    card = replace(whole_card(), roles=(role, replace(role, title="另一个岗位")))
    pages = [squeezed(page.extract_text()) for page in pypdf.PdfReader(io.BytesIO(printed.pdf(card, ZH))).pages]
    first, second = (next(n for n, p in enumerate(pages) if title in p) for title in ("岗位一线嫌麻烦", "另一个岗位"))
    assert second > first
    assert "关键岗位" in pages[first]


def test_pages_are_numbered_and_of_the_right_size():
    reader = pypdf.PdfReader(io.BytesIO(printed.pdf(whole_card(), ZH)))
    width, height = (float(x) for x in reader.pages[0].mediabox[2:])
    assert (round(width), round(height)) == (595, 842)
    for number, page in enumerate(reader.pages, 1):
        assert f"{number} / {len(reader.pages)}" in page.extract_text()
    assert reader.metadata.title == "卡 一线嫌麻烦"


@pytest.mark.parametrize("words", ["31 companies", "31家"])
def test_the_words_of_a_funnel_stay_on_its_sheet(words):
    points = (
        Point("Hears of us", 42, "42 companies", then=8, then_text="8 left"),
        Point("Weighs us up", 31, words, then=14, then_text="14 left"),
    )
    sheet = drawn(Chart("road", FUNNEL, "", points))
    told = [mark for mark in sheet.marks if isinstance(mark, Text) and mark.anchor == "start"]
    assert len(told) == 4
    assert all(mark.x + breadth(mark.text) <= sheet.width for mark in told)


def test_the_same_card_makes_the_same_file():
    assert printed.pdf(whole_card(), ZH) == printed.pdf(whole_card(), ZH)


def test_paper_and_picture_are_quick():
    card = whole_card(tags=40)
    printed.pdf(card, ZH)
    for make in (printed.pdf, printed.png):
        began = time.process_time()
        make(card, ZH)
        assert time.process_time() - began < 1.5, make.__name__


def test_the_packaged_font_has_the_characters_of_everyday_chinese():
    known = characters(FOLDER / "PersonaSansSC-Regular.otf")
    everyday = {ord(bytes([a, b]).decode("gb2312")) for a in range(0xB0, 0xD7) for b in range(0xA1, 0xFF)}
    assert everyday <= known
    assert {ord(c) for c in "喆堃龢鑫〓①→·—“”《》＋%€"} <= known
    assert "SIL OPEN FONT LICENSE" in (FOLDER / "OFL.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(("name", "head", "lacking"), EXAMPLES)
def test_no_page_before_the_positions_is_left_almost_blank(example_db, name, head, lacking):
    lang = name[-2:]
    with example_db.read() as session:
        viewer = viewer_for(workspace(session, name), lang)
        data = printed.pdf(reading.card(session, viewer, Words(lang)), Words(lang), system_fonts=False)
    pages = [squeezed(page.extract_text()) for page in pypdf.PdfReader(io.BytesIO(data)).pages]
    assert len(pages) == 8
    first = next(n for n, page in enumerate(pages) if head in page)
    before = pages[first - 1] if pages[first].startswith(head) else pages[first]
    assert lacking in before, "the positions begin where all else has ended, on that page if they have room there"
    assert len(before) > 1000
