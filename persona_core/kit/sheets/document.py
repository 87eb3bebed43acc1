"""Word documents: looked over first, then their words are read in the limited process."""

from __future__ import annotations

import io
import zipfile
import zlib

from persona_core.kit.errors import Msg
from persona_core.kit.sheets import workbook
from persona_core.kit.sheets.shapes import Note, Unreadable
from persona_core.kit.sheets.workbook_check import check_parts, damaged
from persona_core.kit.words import N_

LONGEST = 2 * 2**20
"""Characters of a document that are read at most."""


def is_document(data: bytes, file: str) -> bool:
    """Whether a ZIP file is a Word document, or was one before it was cut off."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return "word/document.xml" in archive.namelist()
    except (zipfile.BadZipFile, ValueError):
        return file.lower().endswith(".docx")


def read(data: bytes, file: str) -> tuple[str, list[Note]]:
    """The words of a document, a paragraph a line, tables a row a line; and what was left out. Raises Unreadable."""
    with workbook.one_at_a_time, workbook.asking(data, ["document", str(LONGEST)]) as answer:
        _check(data, file)
        blocks: list[str] = []
        for line in workbook.lines(answer, file):
            item = workbook.item(line, file)
            if isinstance(item, dict):
                return "\n".join(blocks), _notes(item, file)
            blocks += item
    raise workbook.gave_up(file)


def _check(data: bytes, file: str) -> None:
    """Refuse a document that could harm."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            check_parts(archive, len(data), file)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, RuntimeError) as error:
        raise damaged(file) from error


def _notes(end: dict[str, int], file: str) -> list[Note]:
    pictures = end["pictures"]
    message = N_("“{file}” also holds pictures: {n}. Only its words were read.")
    return [Note(message, file=file, n=pictures)] if pictures else []


def old_document(file: str) -> Unreadable:
    """The refusal of a document from before 2007, or of one with a password."""
    message = N_(
        "“{file}” is {kind}. Open it in Word or WPS, save it as .docx without a password and choose that file."
    )
    return Unreadable(message, file=file, kind=Msg(N_("an old Office document")))
