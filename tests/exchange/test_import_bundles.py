"""Several tables at once and in a ZIP: those alike become one, each row with its file; others wait to be chosen."""

from __future__ import annotations

import csv
import io
import zipfile

from persona_core.exchange.importing.reading import open_files, open_paste
from persona_core.kit.sheets import Opening
from tests.factories.imports import ZH, tally

ONE, TWO = ("华东.csv", "企业,人数\n甲,5\n,6\n".encode()), ("华南.csv", "人数,企业\n7,乙\n-8,丙\n".encode("gbk"))
PEOPLE = ("联系人.csv", "公司,姓名\n甲,王\n".encode())


def zipped(*files: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files:
            archive.writestr(name, data)
    return out.getvalue()


def test_tables_with_the_same_columns_become_one() -> None:
    sheet = open_files([ONE, TWO]).sheet
    assert sheet.header == ["@file", "企业", "人数"]
    assert sheet.rows[2:] == [["华南.csv", "乙", "7"], ["华南.csv", "丙", "-8"]]
    assert (sheet.lines, sheet.sheets) == ([2, 3, 2, 3], ["华东.csv"])


def test_tables_with_other_columns_wait_and_can_be_chosen() -> None:
    files = [("全部.zip", zipped(ONE, PEOPLE, TWO))]
    given = open_files(files)
    assert (len(given.sheet.rows), given.sheet.sheets) == (4, ["华东.csv", "联系人.csv"])
    assert "联系人.csv" in given.sheet.notes[0].text(ZH)
    people = open_files(files, opening=Opening(sheet="联系人.csv")).sheet
    assert (people.header, people.sheets) == (["@file", "公司", "姓名"], ["联系人.csv", "华东.csv", "华南.csv"])


def test_a_zip_of_one_table_is_that_table_and_one_of_texts_are_stories() -> None:
    assert open_files([("a.zip", zipped(ONE))]).sheet.header == ["企业", "人数"]
    stories = open_files([("a.zip", zipped(("一.md", b"# A\n\nx"), ("二.txt", b"y")))]).sheet
    assert stories.kind == "texts"
    assert len(stories.rows) == 2


def test_a_picture_among_texts_is_named_and_keeps_none_of_them_out() -> None:
    files = [
        ("甲.md", "# 一\n甲的话".encode()),
        ("照片.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF"),
        ("乙.txt", "乙的话".encode()),
    ]
    given = open_files([("访谈.zip", zipped(*files))])
    assert (given.sheet.kind, len(given.sheet.rows)) == ("texts", 2)
    ((place, refusal),) = [(r.file, r.error.text(ZH)) for r in given.refusals]
    assert (place, refusal) == ("照片.jpg", "“照片.jpg”是图片，不是文本。请另存为 .docx、.md 或 .txt，再选那个文件。")
    chosen = open_files(files, "stories").sheet
    assert "这些不是文本，没有读进来：照片.jpg。" in [note.text(ZH) for note in chosen.notes]


def test_refusals_name_file_and_line_and_come_back_together(desk) -> None:
    result = desk.take(zipped(ONE, ("坏.csv", b"%PDF-1.7"), TWO), "companies", name="全部.zip")
    said = result.as_json(ZH)["rejected"]
    assert [(r["file"], r["row"], r["column"]) for r in said] == [
        ("华东.csv", 3, "企业"),
        ("华南.csv", 3, "人数"),
        ("坏.csv", 0, None),
    ]
    assert tally(result) == (2, 0, 0, 3)
    assert "华东.csv:3" in result.text(ZH)
    rows = list(csv.reader(io.StringIO(result.rejects_csv(ZH).decode("utf-8-sig"))))
    assert [row[:3] for row in rows] == [
        ["文件", "企业", "人数"],
        ["华东.csv", "", "6"],
        ["华南.csv", "丙", "'-8"],
        ["坏.csv", "", ""],
    ]


def test_a_header_that_names_columns_is_found_below_others() -> None:
    wide = "甲部,2026,一季度,x\n制表,王,审核,李\n企业,人数,区域,备注\n甲,5,华东,y\n"
    sheet = open_files([("a.csv", wide.encode())]).sheet
    assert (sheet.header, sheet.rows) == (["企业", "人数", "区域", "备注"], [["甲", "5", "华东", "y"]])
    assert sheet.notes[-1].text(ZH) == "第 3 行写的是各列的名称，当作表头。"
    two = open_files([("a.csv", "name,headcount\n企业,人数\n甲,5\n".encode())]).sheet
    assert (two.header, two.rows) == (["企业", "人数"], [["甲", "5"]])
    told = open_files([("a.csv", wide.encode())], opening=Opening(header=(1, 1))).sheet
    assert len(told.rows) == 3


def test_the_header_of_a_paste_can_be_chosen() -> None:
    text = "一\t二\n企业\t人数\n甲\t5"
    assert open_paste(text, opening=Opening(header=(2, 2))).sheet.rows == [["甲", "5"]]
    assert len(open_paste(text, opening=Opening(header=(0, 0))).sheet.rows) == 3
