"""Archives: the files in them by their names."""

from __future__ import annotations

from persona_core.kit.sheets.archive import unpack
from tests.factories.workbooks import packed


def named_by_windows() -> bytes:
    """An archive whose only name is in GBK, as Windows in China writes it."""
    data = packed(xxxx=b"a,b\n1,2\n")
    return data.replace(b"xxxx", "客户".encode("gbk"))


def test_the_files_come_by_their_names_and_what_systems_leave_is_passed_over() -> None:
    left = {"__MACOSX/._客户.csv": "x", "表/.DS_Store": "x", "~$a.xlsx": "x"}
    data = packed(**{"客户.csv": "a", "表/联系人.csv": "b", **left})
    assert unpack(data, "a.zip") == [("客户.csv", b"a"), ("表/联系人.csv", b"b")]
    assert unpack(named_by_windows(), "a.zip")[0][0] == "客户"


def test_office_documents_and_other_files_are_no_archives() -> None:
    assert unpack(packed(**{"xl/workbook.xml": "<x/>"}), "a.xlsx") is None
    assert unpack(b"a,b\n1,2\n", "a.csv") is None
