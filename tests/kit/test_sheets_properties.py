"""Eight thousand files nobody wrote by hand: each comes back as an even table, or with a sentence in both languages."""

from __future__ import annotations

import csv
import io
import re

from hypothesis import given, settings
from hypothesis import strategies as st

from persona_core.kit.sheets import Opening, Sheet, Unreadable, read_paste, read_table
from persona_core.kit.words import Words

ZH, EN = Words("zh"), Words("en")
QUICK = {"deadline": None, "database": None, "derandomize": True}

CELLS = (
    "", " ", "甲", "海棠生活", "1", "007", "3.5", "2026-01-02", "03/04/2025", "a b", "N/A", "合计", "=1+1", "𠮷", "é",
    'x"y', '"', "a,b", "c;d", "e|f", "g\th", "i\nj", "k\r\nl", "～", "\u3000", "\u200b", "-", "#REF!",
)  # fmt: skip
PLAIN = ("甲", "海棠生活", "1", "007", "3.5", "a b", 'x"y', '"', "a,b", "c;d", "e|f", "g\th", "i\nj", "é")
PIECES = (
    b",", b"\n", b"\r", b'"', b";", b"\t", b"|", b"\0", b"\xff", b"\xfe", b"\xef\xbb\xbf", b"\xd6\xd0", b"\xa4\xa4",
    "客户".encode(), "客户".encode("gbk"), "客户".encode("utf-16-le"), b"a", b"1", b" ", b"=", b"{", b"]", b"<", b"PK",
    b"%PDF", b"sep=;", b"version https://git-lfs", b"\x1b", b"\x80", b"E+10", b"' ",
)  # fmt: skip
DELIMITERS, ENDS = (",", ";", "\t", "|"), ("\n", "\r\n", "\r")
ENCODINGS = ("utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be")
SEEDS = st.binary(min_size=4, max_size=40)
"""One draw a case, which is cheap; each byte chooses a piece, so that a failing case still shrinks."""


def rows_of(seed: bytes, cells: tuple[str, ...], *, even: bool) -> list[list[str]]:
    """Cells by their bytes; the first byte is the width, and without `even` some rows end early."""
    width = 2 + seed[0] % 3
    rows: list[list[str]] = [[]]
    for byte in seed[4:]:
        if len(rows[-1]) == width or (byte > 230 and not even and rows[-1]):
            rows.append([])
        rows[-1].append(cells[byte % len(cells)])
    if even and len(rows[-1]) < width:
        rows.pop()
    return rows


def choice(byte: int, options: tuple[str, ...]) -> str:
    return options[byte % len(options)]


def whole(sheet: Sheet) -> None:
    """What holds of every sheet, whatever it was read from."""
    width = len(sheet.header)
    assert sheet.rows
    assert all(len(row) == width for row in sheet.rows)
    assert len(sheet.lines) == len(sheet.rows)
    assert all(a < b for a, b in zip(sheet.lines, sheet.lines[1:], strict=False))
    assert all(any(cell is not None for cell in row) for row in sheet.rows) or sheet.long_lines
    named = [name for name in sheet.header if name]
    assert len(named) == len(set(named))
    for note in sheet.notes:
        said(note)


def said(error: Unreadable) -> None:
    """A sentence in each language, with every slot filled."""
    chinese, english = error.text(ZH), error.text(EN)
    assert re.search(r"[\u4e00-\u9fff]", chinese)
    assert english != chinese


def taken(data: bytes, **options) -> Sheet | None:
    try:
        sheet = read_table(data, "客户.csv", **options)
    except Unreadable as refusal:
        said(refusal)
        return None
    whole(sheet)
    return sheet


@settings(max_examples=3_000, **QUICK)
@given(SEEDS)
def test_any_bytes_are_a_table_or_a_sentence(seed: bytes) -> None:
    taken(b"".join(PIECES[byte % len(PIECES)] for byte in seed))


@settings(max_examples=2_500, **QUICK)
@given(SEEDS)
def test_any_cells_however_written_are_a_table_or_a_sentence(seed: bytes) -> None:
    delimiter, end = choice(seed[1], DELIMITERS), choice(seed[2], ENDS)
    text = end.join(delimiter.join(row) for row in rows_of(seed, CELLS, even=False))
    taken(text.encode(choice(seed[3], ENCODINGS)))


@settings(max_examples=1_500, **QUICK)
@given(SEEDS.filter(lambda seed: len(seed) > 8))
def test_what_a_program_wrote_comes_back_as_it_was(seed: bytes) -> None:
    delimiter, end, encoding = choice(seed[1], DELIMITERS), choice(seed[2], ENDS), choice(seed[3], ENCODINGS)
    rows, out = rows_of(seed, PLAIN, even=True), io.StringIO(newline="")
    header = [f"列{number}" for number in range(len(rows[0]))]
    quoting = csv.QUOTE_ALL if end == "\r" else csv.QUOTE_MINIMAL  # else the writer leaves a bare \n unquoted
    csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=quoting).writerows([header, *rows])
    sheet = read_table(out.getvalue().encode(encoding), "客户.csv", opening=Opening(encoding=encoding))
    assert (sheet.header, sheet.rows, sheet.delimiter) == (header, rows, delimiter)


@settings(max_examples=1_000, **QUICK)
@given(SEEDS)
def test_any_paste_is_a_table_or_a_sentence(seed: bytes) -> None:
    try:
        sheet = read_paste("\n".join("\t".join(row) for row in rows_of(seed, CELLS, even=False)), head=seed[1] > 99)
    except Unreadable as refusal:
        said(refusal)
    else:
        whole(sheet)
