"""Refused rows that come back mended: without the columns that we put beside the file's own."""

from __future__ import annotations

from dataclasses import replace

from persona_core.exchange.importing.headers import bare
from persona_core.kit.sheets import Sheet
from persona_core.kit.words import LANGUAGES, N_, Words

REASON = N_("Why refused")
FILE_NAME = N_("File")


def without_ours(sheet: Sheet) -> Sheet:
    """The sheet as its file was: then a file of the same columns is known again, and no reason becomes a field."""
    if not sheet.header or bare(sheet.header[-1]) not in _said(REASON):
        return sheet
    first = 1 if bare(sheet.header[0]) in _said(FILE_NAME) else 0
    return replace(sheet, header=sheet.header[first:-1], rows=[row[first:-1] for row in sheet.rows])


def _said(text: str) -> set[str]:
    return {bare(Words(lang)(text)) for lang in LANGUAGES}
