"""Files that people really bring and no reader likes: each with what is said of it, in English and in Chinese."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from persona_core.kit.sheets.archive import MAX_FILES
from tests.factories.workbooks import NO_PARTS, PAGE, SIMPLE, changed, far, make, marked_as_encrypted, packed

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENTITY = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]>'
BOMB = b'<?xml version="1.0"?><!DOCTYPE z [<!ENTITY a "xx"><!ENTITY b "&a;&a;&a;&a;">]><z>&b;</z>'
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><r>&x;</r>'
POINTER = b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"4d7a" * 16 + b"\nsize 12345\n"


@dataclass(frozen=True)
class Bad:
    """A file that is refused as a whole; made when asked for, since some are large."""

    build: Callable[[], bytes]
    english: str
    chinese: str
    name: str = "客户.csv"


def text(data: bytes | str, english: str, chinese: str) -> Bad:
    """A text under the name of a table."""
    return Bad(lambda: data if isinstance(data, bytes) else data.encode(), english, chinese)


def book(build: Callable[[], bytes], english: str, chinese: str) -> Bad:
    """A workbook, or what calls itself one."""
    return Bad(build, english, chinese, "客户.xlsx")


def zipped(build: Callable[[], bytes], english: str, chinese: str) -> Bad:
    """An archive of files."""
    return Bad(build, english, chinese, "客户.zip")


def part(name: str, content: bytes) -> Callable[[], bytes]:
    """The simple workbook with one part replaced or added."""
    return lambda: changed(SIMPLE, **{name: lambda _: content})


def only(name: str) -> Callable[[], bytes]:
    """An archive with one part of an Office document."""
    return lambda: changed(NO_PARTS, **{name: lambda _: b"<x/>"})


def ole(name: str) -> Callable[[], bytes]:
    """The shell of an old Office document that holds a stream of this name."""
    return lambda: OLE + name.encode("utf-16-le") + b"\xff" * 600


def lying_zip() -> bytes:
    """A part that says it holds ten bytes and holds a hundred and thirty megabytes."""
    data = bytearray(packed(**{"a.csv": b" " * (130 * 2**20)}))
    at = data.find(b"PK\x01\x02")
    data[at + 24 : at + 28] = (10).to_bytes(4, "little")
    return bytes(data)


def hidden_far_cell() -> bytes:
    """A cell at the far corner, written so that a first look does not see it."""
    row = b'<row r="1048576"><c r="xfd1048576" t="str"> <v>1</v></c><c r=\'XFD1048576\'><v>1</v></c></row>'
    return changed(SIMPLE, **{PAGE: lambda page: page.replace(b"</sheetData>", row + b"</sheetData>")})


def wide_book() -> bytes:
    """Sixteen thousand columns, as many as Excel has."""
    return make(a=[[f"c{i}" for i in range(16_384)], ["1"]])


TEXTS: dict[str, Bad] = {
    "empty": text(b"", "is empty", "是空的"),
    "blank": text("\ufeff\r\n \n", "is empty", "是空的"),
    "only zeros": text(b"\0" * 4096, "is empty", "是空的"),
    "only commas": text(b",,,\n,,,\n", "no rows", "没有任何行"),
    "header only": text(b"name,city\n\n", "only a header", "只有表头"),
    "header and total only": text("公司,人数\n", "only a header", "只有表头"),
    "pointer": text(POINTER, "Git-LFS pointer", "指针"),
    "pdf": text(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "is a PDF", "PDF 文件"),
    "jpeg": text(b"\xff\xd8\xff\xe0\x00\x10JFIF", "is a picture", "图片"),
    "png": text(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "is a picture", "图片"),
    "gif": text(b"GIF89a\x01\x00\x01\x00", "is a picture", "图片"),
    "webp": text(b"RIFF\x24\x00\x00\x00WEBPVP8 ", "a picture or a recording", "图片或录音"),
    "rtf": text(b"{\\rtf1\\ansi a}", "a text document", "文字处理文档"),
    "sqlite": text(b"SQLite format 3\x00" + b"\0" * 84, "a database", "数据库"),
    "gzip": text(b"\x1f\x8b\x08\x00" + b"\x01" * 40, "an archive", "压缩包"),
    "rar": text(b"Rar!\x1a\x07\x00" + b"\x01" * 40, "an archive", "压缩包"),
    "7z": text(b"7z\xbc\xaf\x27\x1c" + b"\x01" * 40, "an archive", "压缩包"),
    "binary": text(bytes(range(256)) * 20, "a binary file", "二进制文件"),
    "html": text(b"<html><body><table><tr><td>1</td></tr></table></body></html>", "web page", "网页"),
    "html after spaces": text(b"\n\n  <!DOCTYPE html>\n<table></table>", "web page", "网页"),
    "xml": text(b'<?xml version="1.0"?><Workbook></Workbook>', "web page or XML", "XML"),
    "entities as csv": text(BOMB, "web page or XML", "XML"),
    "json": text(b'{"a": [1, 2]}', "a JSON file", "JSON"),
    "json lines of one": text(b'[{"name": "a"}]', "a JSON file", "JSON"),
    "nul": text(b"name,city\n" + "甲,上海\n".encode() * 200 + b"a,b\0c\n", "Line 202", "第 202 行"),
    "open quote": text(b'a,b\n1,2\n3,"4,x\n5,6\n', "line 3 is never closed", "第 3 行"),
    "open quote in the header": text(b'a,"b\n1,2\n', "line 1 is never closed", "第 1 行"),
    "stray quote": text(b'a,b\n1,2\n3,"4" 5,6\n', "line 3", "第 3 行"),
    "endless cell": text(b'a,b\n1,"' + b"x" * (17 * 2**20) + b'",3\n', "line 2 is far too long", "太长"),
    "mixed": text(
        "公司,备注\n甲家居,很好的\n".encode() + "乙零售,不错\n".encode("gbk"), "line 3 is written", "第 3 行"
    ),
    "gbk and utf-8": text("公司\n甲家居\n".encode("gbk") + "乙零售\n".encode(), "two text encodings", "两种文字编码"),
    "no encoding": text(b"name,city\nAcme,\x81\x20\xff\xfe\x81\n", "Line 2", "第 2 行"),
    "cut utf-16": text("公司\n甲".encode("utf-16") + b"\x00", "cannot be read as text", "读不成文字"),
    "columns": text(b",".join(b"c%d" % i for i in range(1001)) + b"\n1\n", "more than 1,000 columns", "超过 1,000 列"),
    "16384 columns": text(b"," * 16_383 + b"x\n" + b"1," * 16_383 + b"\n", "more than 1,000", "超过 1,000 列"),
    "commas": text(b"a,b\n" + b"," * 2_000_000 + b"\n", "more than 1,000 columns", "超过 1,000 列"),
    "rows": text(b"a,b\n" + b"1,2\n" * 250_001, "more than 250,000 rows", "超过 250,000 行"),
    "cells": text(
        b"a" + b"," * 900 + b"\n" + (b"1" + b"," * 900 + b"\n") * 11_100, "10,000,000 cells", "10,000,000 格"
    ),
    "size": Bad(lambda: b"a,b\n" + b"1,2\n" * (16 * 2**20), "larger than 64 MB", "超过 64 MB"),
}

WORKBOOKS: dict[str, Bad] = {
    "header only": book(lambda: make(a=[["公司", "城市"]]), "only a header", "只有表头"),
    "empty": book(lambda: make(a=[]), "no sheet with data", "没有带数据的工作表"),
    "truncated": book(lambda: SIMPLE[: len(SIMPLE) // 2], "open it in Excel", "用 Excel、Word、WPS 打开"),
    "flipped byte": book(lambda: SIMPLE.replace(b"PK\x01\x02", b"PK\x01\x09", 1), "damaged", "损坏"),
    "only a start": book(lambda: b"PK\x03\x04" + b"\0" * 40, "damaged", "损坏"),
    "word": book(only("word/document.xml"), "a Word document", "Word 文档"),
    "slides": book(only("ppt/presentation.xml"), "a presentation", "演示文稿"),
    "ods": book(only("mimetype"), "another kind", "另一种工作簿"),
    "binary workbook": book(only("xl/workbook.bin"), "another kind", "另一种工作簿"),
    "slip": book(part("../../evil.txt", b"x"), "not built like", "不像正常的工作簿"),
    "absolute": book(part("/etc/evil", b"x"), "not built like", "不像正常的工作簿"),
    "parts": book(
        lambda: changed(SIMPLE, **{f"x/{i}": lambda _: b"" for i in range(2001)}), "not built like", "不像正常的工作簿"
    ),
    "entity": book(lambda: changed(SIMPLE, **{PAGE: lambda page: ENTITY + page}), "not built like", "不像正常的工作簿"),
    "entities of entities": book(part("xl/sharedStrings.xml", BOMB), "not built like", "不像正常的工作簿"),
    "entity from outside": book(part("docProps/core.xml", OUTSIDE), "not built like", "不像正常的工作簿"),
    "entity in the index": book(
        lambda: changed(SIMPLE, **{"xl/workbook.xml": lambda t: b" " * 70_000 + ENTITY + t}),
        "not built like",
        "不像正常的工作簿",
    ),
    "utf-16": book(
        lambda: changed(SIMPLE, **{PAGE: lambda page: page.decode().encode("utf-16")}),
        "not built like",
        "不像正常的工作簿",
    ),
    "not xml": book(part("xl/workbook.xml", b"<workbook"), "damaged", "损坏"),
    "broken page": book(lambda: changed(SIMPLE, **{PAGE: lambda page: page[: len(page) // 2]}), "damaged", "损坏"),
    "nul": book(lambda: make(a=[["公司"], ["甲"], ["a_x0000_b"]]), "Line 3", "第 3 行"),
    "encrypted part": book(lambda: marked_as_encrypted(SIMPLE), "protected by a password", "密码"),
    "password": book(ole("EncryptedPackage"), "protected by a password", "密码"),
    "old word": book(ole("WordDocument"), "an old Office document", "旧版 Office 文档"),
    "broken xls": book(ole("Workbook"), "客户.xlsx", "客户.xlsx"),
    "deflate bomb": book(
        lambda: changed(SIMPLE, **{"xl/sharedStrings.xml": lambda _: b" " * (50 * 2**20)}), "unpacked", "解压后太大"
    ),
    "far corner": book(partial(far, "XFD1048576"), "XFD1048576", "XFD1048576"),
    "far column": book(partial(far, "XFD1"), "XFD1", "XFD1"),
    "far row": book(partial(far, "A1048576"), "A1048576", "A1048576"),
    "just too far right": book(partial(far, "ALM2"), "ALM2", "ALM2"),
    "hidden far corner": book(hidden_far_cell, "客户.xlsx", "客户.xlsx"),
    "16384 columns": book(wide_book, "ALM1", "1,000 列"),
}

ARCHIVES: dict[str, Bad] = {
    "slip": zipped(lambda: packed(**{"../a.csv": "a"}), "point out of", "指向压缩包之外"),
    "absolute": zipped(lambda: packed(**{"/etc/a.csv": "a"}), "point out of", "指向压缩包之外"),
    "password": zipped(lambda: marked_as_encrypted(packed(**{"a.csv": "a,b"})), "with a password", "有密码"),
    "nested": zipped(lambda: packed(**{"inner.zip": packed(a="x")}), "inner.zip", "inner.zip"),
    "many": zipped(lambda: packed(**{f"{i}.csv": "a" for i in range(MAX_FILES + 1)}), "more than 500", "超过 500 个"),
    "bomb": zipped(lambda: packed(**{"a.csv": b" " * (130 * 2**20)}), "unpacked", "解压后太大"),
    "lying": zipped(lying_zip, "客户.zip", "客户.zip"),
    "cut off": zipped(lambda: packed(**{"a.csv": "a,b\n" * 99})[:-30], "damaged or incomplete", "损坏或不完整"),
    "nothing in it": zipped(lambda: packed(**{"__MACOSX/._a.csv": "x"}), "no file", "没有文件"),
    "only bad tables": zipped(lambda: packed(**{"a.csv": b"%PDF-1.7", "b.csv": b""}), "a.csv", "a.csv"),
}

ALL = {
    f"{group}: {name}": bad
    for group, cases in (("text", TEXTS), ("workbook", WORKBOOKS), ("archive", ARCHIVES))
    for name, bad in cases.items()
}
