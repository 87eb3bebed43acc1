"""Archives: the files in them by their names, and plain refusals of what could harm."""

from __future__ import annotations

import io
import zipfile

import pytest

from persona_core.kit.sheets import Unreadable
from persona_core.kit.sheets.archive import MAX_FILES, unpack
from persona_core.kit.words import Words


def packed(**files: bytes | str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def named_by_windows() -> bytes:
    """An archive whose only name is in GBK, as Windows in China writes it."""
    data = packed(xxxx=b"a,b\n1,2\n")
    return data.replace(b"xxxx", "客户".encode("gbk"))


def encrypted() -> bytes:
    data = bytearray(packed(**{"a.csv": "a,b"}))
    data[data.find(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def lying() -> bytes:
    """A part that says it holds ten bytes and holds two hundred megabytes."""
    data = bytearray(packed(**{"a.csv": b" " * (200 * 2**20)}))
    at = data.find(b"PK\x01\x02")
    data[at + 24 : at + 28] = (10).to_bytes(4, "little")
    return bytes(data)


def test_the_files_come_by_their_names_and_what_systems_leave_is_passed_over() -> None:
    left = {"__MACOSX/._客户.csv": "x", "表/.DS_Store": "x", "~$a.xlsx": "x"}
    data = packed(**{"客户.csv": "a", "表/联系人.csv": "b", **left})
    assert unpack(data, "a.zip") == [("客户.csv", b"a"), ("表/联系人.csv", b"b")]
    assert unpack(named_by_windows(), "a.zip")[0][0] == "客户"


def test_office_documents_and_other_files_are_no_archives() -> None:
    assert unpack(packed(**{"xl/workbook.xml": "<x/>"}), "a.xlsx") is None
    assert unpack(b"a,b\n1,2\n", "a.csv") is None


REFUSED = {
    "slip": (lambda: packed(**{"../a.csv": "a"}), "指向压缩包之外"),
    "absolute": (lambda: packed(**{"/etc/a.csv": "a"}), "指向压缩包之外"),
    "password": (encrypted, "有密码"),
    "nested": (lambda: packed(**{"inner.zip": packed(a="x")}), "inner.zip"),
    "many": (lambda: packed(**{f"{i}.csv": "a" for i in range(MAX_FILES + 1)}), "超过 500 个"),
    "bomb": (lambda: packed(**{"a.csv": b" " * (200 * 2**20)}), "解压后太大"),
    "lying": (lying, "a.zip"),
    "cut off": (lambda: packed(**{"a.csv": "a,b\n" * 99})[:-30], "损坏或不完整"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_an_archive_that_could_harm_is_refused(case: str) -> None:
    build, chinese = REFUSED[case]
    data = build()
    with pytest.raises(Unreadable) as refusal:
        unpack(data, "a.zip")
    assert chinese in refusal.value.text(Words("zh"))
    assert refusal.value.text(Words("en")) != refusal.value.text(Words("zh"))
