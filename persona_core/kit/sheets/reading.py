"""The two doors for tables: a pasted one, and a file of any kind."""

from __future__ import annotations

import hashlib
from pathlib import Path

from persona_core.kit.errors import Msg
from persona_core.kit.sheets import kinds, workbook
from persona_core.kit.sheets.decoding import decode, line_at, second_opinion
from persona_core.kit.sheets.delimited import NO_DELIMITER, other_delimiter, plain_records, records, sniff, strip_hint
from persona_core.kit.sheets.shapes import Opening, Sheet, Unreadable, nul_cell, read_bytes, refuse_size
from persona_core.kit.sheets.table import build, note_lines
from persona_core.kit.words import N_

_PASTED = Msg(N_("pasted text"))


def _shown(delimiter: str) -> str | None:
    return None if delimiter == NO_DELIMITER else delimiter


def read_paste(text: str, *, head: bool = True, header: tuple[int, int] | None = None) -> Sheet:
    """A table pasted from a spreadsheet (tabs) or as CSV; `header` are its header's lines, where they were chosen.

    With `head=False` the first line is a row too.
    """
    text = text.removeprefix("\ufeff")
    data = text.encode("utf-8", "surrogatepass")
    refuse_size(data, _PASTED)
    if "\0" in text:
        raise nul_cell(_PASTED, line_at(text, text.index("\0")))
    delimiter = "\t" if "\t" in text else sniff(text)
    about = {
        "name": "pasted",
        "kind": "paste",
        "delimiter": _shown(delimiter),
        "sha256": hashlib.sha256(data).hexdigest(),
    }
    try:
        found = list(records(text, _PASTED, delimiter))
    except Unreadable:
        if delimiter != "\t":
            raise
        found = list(plain_records(text, _PASTED, delimiter))  # spreadsheets leave quotation marks bare when copying
    return build(found, file=_PASTED, head=head, header=header, **about)


def read_table(
    source: str | Path | bytes,
    name: str | None = None,
    *,
    sheet: str | None = None,
    head: bool = True,
    opening: Opening | None = None,
) -> Sheet:
    """A table from a file or its bytes: XLSX, XLS, or delimited text in UTF-8, UTF-16, GB18030 or Big5.

    The kind is told by the content, not by the name. `sheet` picks a sheet of a workbook, else the first with data;
    `opening` says more of how to read it. Raises Unreadable.
    """
    opening = opening or Opening(sheet)
    data = source if isinstance(source, bytes) else read_bytes(source)
    file = name or (Path(source).name if not isinstance(source, bytes) else "table")
    refuse_size(data, file)
    kind = kinds.table_kind(data, file)
    sha256 = hashlib.sha256(data).hexdigest()
    if kind != "text":
        return workbook.read(data, file, kind, opening=opening, head=head, sha256=sha256)
    text, encoding, notes = decode(data, file, opening.encoding)
    others = [] if opening.encoding else second_opinion(data, encoding)
    text, delimiter = strip_hint(text)
    delimiter = delimiter or sniff(text)
    mended: list[int] = []
    found = build(
        records(text, file, delimiter, mended),
        file=file,
        head=head,
        header=opening.header,
        notes=notes,
        name=file,
        kind="csv",
        sha256=sha256,
        encoding=encoding,
        delimiter=_shown(delimiter),
        others=others,
    )
    _remark(found, mended)
    return found


def _remark(sheet: Sheet, mended: list[int]) -> None:
    """Notes on quotation marks out of place, and on a sign that may part columns."""
    note_lines(
        mended,
        N_("Line {line} has a stray quotation mark and was read as it stands. Check its cells."),
        N_("{n} more lines have a stray quotation mark."),
        sheet.notes,
    )
    if sheet.delimiter is None and (note := other_delimiter([str(row[0]) for _, row in sheet.top])):
        sheet.notes.append(note)
