"""Workbooks: values and lines of good ones, and plain refusals of bad ones while this process lives on."""

from __future__ import annotations

import io
import os
import time
from datetime import date, datetime, timedelta

import openpyxl
import pytest
import xlwt

from persona_core.kit.sheets import Opening, Unreadable, read_table, workbook
from persona_core.kit.words import Words
from tests.factories.workbooks import PAGE, SIMPLE, changed, far, make, merged, saved


def refusal(data: bytes, lang: str = "en", **options: object) -> str:
    with pytest.raises(Unreadable) as caught:
        read_table(data, "客户.xlsx", **options)
    assert "客户.xlsx" in str(caught.value)
    return caught.value.text(Words(lang))


def test_values_keep_their_kinds_and_rows_their_lines() -> None:
    book = openpyxl.Workbook()
    page = book.active
    page.title = "客户"
    page["B3"], page["C3"], page["D3"] = "公司", "签约日", "电话"
    page["B5"], page["C5"], page["D5"] = "甲", date(2026, 1, 2), 13800138000
    page["B6"], page["C6"], page["D6"] = True, datetime(2026, 1, 2, 3, 4, 5), "007"
    page["B7"], page["C7"], page["D7"] = 1.5, timedelta(hours=30), "=not a formula"
    page["D7"].data_type = "s"
    sheet = read_table(saved(book), "客户.csv")
    assert (sheet.kind, sheet.sheet, sheet.lines) == ("xlsx", "客户", [5, 6, 7])
    assert sheet.header == ["公司", "签约日", "电话"]
    assert sheet.rows == [
        ["甲", date(2026, 1, 2), 13800138000],
        [True, datetime(2026, 1, 2, 3, 4, 5), "007"],
        [1.5, "30:00:00", "=not a formula"],
    ]
    assert [type(cell) for cell in sheet.rows[0]] == [str, date, int]


def test_the_first_sheet_with_rows_is_taken_and_the_others_are_named() -> None:
    data = make(说明=[["只有一行"]], 客户=[["公司"], ["甲"]], 联系人=[["姓名"], ["王总"]])
    sheet = read_table(data, "a.xlsx")
    assert (sheet.sheet, sheet.rows, sheet.sheets) == ("客户", [["甲"]], ["说明", "客户", "联系人"])
    assert "说明, 联系人" in sheet.notes[0].text(Words("zh"))
    assert read_table(data, "a.xlsx", sheet="联系人").rows == [["王总"]]
    assert "客户" in refusal(data, sheet="没有")


def test_hidden_sheets_are_passed_over_unless_asked_for() -> None:
    book = openpyxl.load_workbook(io.BytesIO(make(旧=[["a"], ["b"]], 新=[["公司"], ["甲"]])))
    book["旧"].sheet_state = "hidden"
    assert read_table(saved(book), "a.xlsx").sheet == "新"
    assert read_table(saved(book), "a.xlsx", sheet="旧").rows == [["b"]]


def test_a_nameless_column_is_kept_and_repeats_are_told_apart() -> None:
    sheet = read_table(make(a=[["公司", "电话", "电话", None], ["甲", 1, 2, "x"]]), "a.xlsx")
    assert (sheet.header, sheet.rows) == (["公司", "电话", "电话 (2)", ""], [["甲", 1, 2, "x"]])


def test_what_a_workbook_does_not_hold_is_said() -> None:
    book = openpyxl.load_workbook(io.BytesIO(make(a=[["公司", "费用"], ["甲", "=1+1"], [None, "#N/A"], ["乙", 3]])))
    notes = [note.text(Words("zh")) for note in read_table(saved(book), "a.xlsx").notes]
    assert [note.split("，")[0] for note in notes] == ["有 2 格是 #N/A 之类的错误"]


def test_a_value_merged_over_rows_belongs_to_each_of_them() -> None:
    rows = [["公司", "联系人", "区域"], ["甲", "王", "华东"], [None, "李", None], ["乙", "赵", None]]
    sheet = read_table(merged("A2:A3", "C2:C4", rows=rows), "a.xlsx")
    assert sheet.rows == [["甲", "王", "华东"], ["甲", "李", "华东"], ["乙", "赵", "华东"]]
    assert "2 处跨行合并" in sheet.notes[0].text(Words("zh"))


def test_header_cells_merged_over_columns_lead_the_names_below_them() -> None:
    rows = [["客户名单"], ["公司", "联系人", None, "备注"], [None, "姓名", "电话", None], ["甲", "王", 138, "x"]]
    sheet = read_table(merged("A1:D1", "A2:A3", "B2:C2", "D2:D3", rows=rows), "a.xlsx")
    assert sheet.header == ["公司", "联系人 姓名", "联系人 电话", "备注"]
    assert (sheet.rows, sheet.lines, sheet.header_lines) == ([["甲", "王", 138, "x"]], [4], (2, 3))
    one = read_table(merged("A1:D1", rows=rows), "a.xlsx", opening=Opening(header=(3, 3)))
    assert one.header == ["", "姓名", "电话", ""]


def test_formulas_give_their_values_and_old_workbooks_are_read_alike() -> None:
    book = xlwt.Workbook()
    page = book.add_sheet("客户")
    for column, name in enumerate(["公司", "签约日", "电话", "合计"]):
        page.write(0, column, name)
    page.write_merge(1, 2, 0, 0, "甲")
    page.write(1, 1, datetime(2026, 1, 2), xlwt.easyxf(num_format_str="YYYY-MM-DD"))
    page.write(1, 2, 13800138000)
    page.write(2, 2, "007")
    out = io.BytesIO()
    book.save(out)
    sheet = read_table(out.getvalue(), "客户.xls")
    assert (sheet.kind, sheet.header) == ("xls", ["公司", "签约日", "电话", "合计"])
    assert [[row[0], row[2]] for row in sheet.rows] == [["甲", 13800138000], ["甲", "007"]]
    assert str(sheet.rows[0][1])[:10] == "2026-01-02"

    def fill(text: bytes) -> bytes:
        return text.replace(b"</sheetData>", b'<row r="3"><c r="A3"><f>1+1</f><v>2</v></c></row></sheetData>')

    assert read_table(changed(SIMPLE, **{PAGE: fill}), "a.xlsx").rows[1] == [2, None]


def test_formulas_with_an_empty_result_are_not_called_lost() -> None:
    def fill(text: bytes) -> bytes:
        return text.replace(
            b"</sheetData>", b'<row r="3"><c r="A3" t="str"><f>IF(1,"")</f><v></v></c></row></sheetData>'
        )

    assert read_table(changed(SIMPLE, **{PAGE: fill}), "a.xlsx").notes == []


def test_styled_but_empty_cells_far_away_do_no_harm() -> None:
    book = openpyxl.load_workbook(io.BytesIO(SIMPLE))
    book.active["XFD1048576"].font = openpyxl.styles.Font(bold=True)
    assert read_table(saved(book), "a.xlsx").rows == [["甲", "上海"]]


def test_the_far_corner_inside_the_limits_is_left_to_the_limited_process() -> None:
    pid, started = os.getpid(), time.monotonic()
    assert "memory and time" in refusal(far("ALL250000"))
    assert (os.getpid(), time.monotonic() - started < 10) == (pid, True)


def test_a_large_deflate_bomb_is_refused_quickly() -> None:
    started = time.monotonic()
    data = changed(SIMPLE, **{"xl/sharedStrings.xml": lambda _: b" " * (600 * 2**20)})
    assert "unpacked" in refusal(data)
    assert "解压后太大" in refusal(data, "zh")
    assert time.monotonic() - started < 30


def test_a_child_that_dies_or_hangs_leaves_this_process_alive(monkeypatch, tmp_path) -> None:
    for script in ("import os; os.abort()", "print('{\"sheet\":')", "import time; time.sleep(30)", ""):
        child = tmp_path / "child.py"
        child.write_text(script)
        monkeypatch.setattr(workbook, "_CHILD", child)
        monkeypatch.setattr(workbook, "_SECONDS", 1)
        assert "内存或时间" in refusal(SIMPLE, "zh")


def test_the_child_is_told_nothing_of_ours(monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("PERSONA_DATABASE_URL", "postgresql://secret")
    child = tmp_path / "child.py"
    child.write_text("import os, json; print(json.dumps({'refused': 'sheet', 'sheets': sorted(os.environ)}))")
    monkeypatch.setattr(workbook, "_CHILD", child)
    assert "PERSONA" not in refusal(SIMPLE)
