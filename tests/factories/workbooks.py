"""Workbooks made in the test: whole ones, and the same with some parts rewritten."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import openpyxl

PAGE = "xl/worksheets/sheet1.xml"
NO_PARTS = b"PK\x05\x06" + b"\0" * 18


def make(**sheets: list[list[object]]) -> bytes:
    """A workbook with these sheets; None leaves a cell out."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    """Its bytes."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def changed(data: bytes, **parts: Callable[[bytes], bytes]) -> bytes:
    """The same workbook with some parts rewritten; a part that is not there is added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(part.filename, parts.pop(part.filename, lambda text: text)(old.read(part)))
        for name, write in parts.items():
            new.writestr(name, write(b""))
    return out.getvalue()


def packed(**files: bytes | str) -> bytes:
    """A ZIP of these files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def marked_as_encrypted(data: bytes) -> bytes:
    """The same archive saying that its first part has a password."""
    marked = bytearray(data)
    marked[marked.find(b"PK\x01\x02") + 8] |= 1
    return bytes(marked)


SIMPLE = make(客户=[["公司", "城市"], ["甲", "上海"]])


def far(cell: str) -> bytes:
    """The simple workbook with one value at a cell far away."""
    book = openpyxl.load_workbook(io.BytesIO(SIMPLE))
    book.active[cell] = "x"
    return saved(book)


def merged(*ranges: str, rows: list[list[object]]) -> bytes:
    """A workbook of one sheet with some cells made one."""
    book = openpyxl.load_workbook(io.BytesIO(make(a=rows)))
    for one in ranges:
        book.active.merge_cells(one)
    return saved(book)
