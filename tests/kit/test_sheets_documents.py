"""Word documents: their words in order, tables as lines, and what is refused before it can harm."""

from __future__ import annotations

import io
import zipfile

import pytest

from persona_core.kit.sheets import Unreadable, read_stories, read_story
from persona_core.kit.words import Words
from tests.factories.documents import NOTES, docx, p, table

ZH, EN = Words("zh"), Words("en")
BODY = (
    p("海棠的回访", "a3")
    + p("签约那天", "1")
    + p("他们嫌<w:del/>贵。").replace(
        "<w:del/>", "</w:t></w:r><w:del><w:r><w:delText>太</w:delText></w:r></w:del><w:r><w:t>"
    )
    + p("")
    + table(("谁", "说了什么"), ("林总", p("先看店长。") + p("再谈价。")), ("老板", table(("里", "表"))))
    + p("上线之后", "x")
    + p("第一条", extra='<w:numPr><w:numId w:val="1"/></w:numPr>')
    + "<w:p><w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/><w:t>丙</w:t></w:r></w:p>"
    + "<w:p><mc:AlternateContent><mc:Choice><w:r><w:t>框里</w:t></w:r></mc:Choice>"
    + "<mc:Fallback><w:r><w:t>框里</w:t></w:r></mc:Fallback></mc:AlternateContent>"
    + "<w:r><w:instrText>PAGE</w:instrText><w:blip/></w:r></w:p>"
)


def test_the_words_come_in_order_with_tables_as_lines():
    story = read_story(docx(BODY, footnotes=NOTES), "访谈.docx")
    assert story.text.split("\n") == [
        "# 海棠的回访",
        "# 签约那天",
        "他们嫌贵。",
        "",
        "谁 | 说了什么",
        "林总 | 先看店长。 再谈价。",
        "老板 | 里 | 表",
        "## 上线之后",
        "- 第一条",
        "甲\t乙",
        "丙",
        "框里",
        "脚注一句",
    ]
    assert story.title == "海棠的回访"
    (note,) = story.notes
    assert (note.text(ZH), note.text(EN)) == (
        "“访谈.docx”里还有 1 张图，只读了文字。",
        '"访谈.docx" also holds pictures: 1. Only its words were read.',
    )


def _broken(data: bytes, **changed: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, changed.get(part.rpartition("/")[2].partition(".")[0], old.read(part)))
    return made.getvalue()


WHOLE = docx(p("一句"))


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (WHOLE[: len(WHOLE) - 60], "断.docx", "不完整"),
        (_broken(WHOLE, document=b"<w:document"), "坏.docx", "损坏"),
        (docx(p("&a;"), head='<!DOCTYPE x [<!ENTITY a "b">]>'), "怪.docx", "结构"),
        (docx(p("")), "空.docx", "没有文字"),
        (docx("<w:p/>" * 10 + p("字" * 2_200_000)), "长.docx", "太长"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x01" * 600, "旧.doc", "另存为 .docx"),
        (_broken(WHOLE, document=b"<a>" * 300_000), "深.docx", "损坏"),
    ],
)
def test_what_is_no_whole_document_is_refused_in_both_languages(data, name, words):
    with pytest.raises(Unreadable) as refusal:
        read_story(data, name)
    assert words in refusal.value.text(ZH)
    assert refusal.value.text(EN) != refusal.value.text(ZH)


def test_a_folder_takes_texts_and_says_that_documents_are_chosen_by_hand(tmp_path):
    (tmp_path / "a.md").write_text("一句话。", encoding="utf-8")
    (tmp_path / "b.docx").write_bytes(WHOLE)
    (story,) = read_stories(tmp_path)
    assert "1 个 Word 文档" in story.notes[0].text(ZH)
    assert read_stories(tmp_path / "b.docx")[0].text == "一句"


def test_a_text_cut_off_within_a_character_is_read_up_to_there():
    story = read_story("客户说太贵了".encode()[:-1], "断.txt")
    assert (story.text, story.encoding) == ("客户说太贵", "utf-8")
    assert "断在半个字上" in story.notes[0].text(ZH)
    assert read_story("客户说太贵了".encode("gb18030"), "整.txt").notes == []
