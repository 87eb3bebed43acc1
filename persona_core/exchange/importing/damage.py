"""Values that lost something on their way, and words that only say that there is none."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Any

from persona_core.exchange.importing.mapping import Column
from persona_core.kit.errors import Invalid
from persona_core.kit.sheets import Note, Sheet
from persona_core.kit.words import N_
from persona_core.vocabulary.fields import FieldSpec

NOTHING = object()
"""Stands for a cell whose word says that there is no value."""

IDS = {"external_id", "company_external_id", "deal_external_id"}
DIGITS = {*IDS, "phone"}
"""Keys whose values are digits, of which none may be lost."""
_COUNTED = {"count", "money"}
_SUSPECT = {"#", "＃"}
_NULLS = {"none", "null", "n/a", "na", "nan", "nil", "nul", "undefined", "(blank)", "blank", "#n/a", "#null!"}
_UNMATCHED = "未匹配到相关企业"
"""What 企查查 writes for a name of which it found no company."""
_NO_NAMES = {*_NULLS, _UNMATCHED}
_SILENT = {"-", "--", "---", "—", "——", "/", "\\", "?", "？", ".", "*"}
_UNKNOWN = {
    "无",
    "暂无",
    "没有",
    "未知",
    "不详",
    "未填",
    "未填写",
    "空",
    "待定",
    "待补充",
    "unknown",
    "tbd",
    "not available",
}
_BROKEN = {"#ref!", "#value!", "#div/0!", "#name?", "#num!", "#spill!", "#calc!"}
_SHORTENED = re.compile(r"[+-]?\d(?:\.\d+)?E[+-]\d{1,3}", re.IGNORECASE)
_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_BECAME_DAY = re.compile(
    rf"\d{{1,4}}-(?:{_MONTHS})|(?:{_MONTHS})-\d{{1,4}}|\d{{1,2}}月\d{{1,2}}[日号]?|\d{{4}}年\d{{1,2}}月", re.IGNORECASE
)


def lost(spec: FieldSpec, key: str, raw: Any) -> Invalid | None:
    """Why a value cannot be what was once entered; None when nothing tells."""
    if isinstance(raw, str):
        if raw[:1] not in _SUSPECT and not (spec.type in _COUNTED or key in DIGITS):
            return None
        text = raw if raw.isascii() else unicodedata.normalize("NFKC", raw).strip()
        if len(text) > 1 and set(text) == {"#"}:
            message = N_(
                "“{value}” is what Excel shows where a column is too narrow; the value itself is not in the file. "
                "Widen the column there and save it again."
            )
            return Invalid(message, field=spec.key, value=raw)
        if (key in DIGITS or spec.type in _COUNTED) and _SHORTENED.fullmatch(text):
            return _shortened(spec, raw)
        if spec.type == "count" and _BECAME_DAY.fullmatch(text):
            message = N_(
                "Excel made a day of this (“{value}”); a number of people is wanted. Type a band such as 5-20 again."
            )
            return Invalid(message, field=spec.key, value=raw)
        if text.casefold() in _BROKEN:
            message = N_(
                "“{value}” is an error of the workbook, not a value. Mend the formula there or empty the cell."
            )
            return Invalid(message, field=spec.key, value=raw)
    elif key in DIGITS and isinstance(raw, float | int) and abs(raw) >= 10**15:
        return _shortened(spec, f"{raw:.15g}")
    return None


def _shortened(spec: FieldSpec, value: str) -> Invalid:
    message = N_(
        "Excel shortened this number to “{value}” and lost digits. "
        "Make the column a text column there, enter the number again and save."
    )
    return Invalid(message, field=spec.key, value=value)


def says_nothing(spec: FieldSpec, raw: Any) -> bool:
    """Whether a cell that cannot be read as its field only says that there is no value ("N/A", "暂无", "-")."""
    if not isinstance(raw, str) or spec.type in {"text", "long_text", "names", "words"}:
        return False
    word = unicodedata.normalize("NFKC", raw).strip().casefold()
    if spec.type == "term":
        return word in _NULLS or word in _SILENT
    return word in _NULLS or word in _SILENT or word in _UNKNOWN


def is_null_word(raw: Any) -> bool:
    """Whether a text is one of the words by which programs write that there is nothing."""
    return isinstance(raw, str) and raw.strip().casefold() in _NO_NAMES


def notes_on(sheet: Sheet, columns: Sequence[Column]) -> list[Note]:
    """Names that may be no names, and ids that may have lost their leading zeros."""
    notes: list[Note] = []
    for column in columns:
        if column.key in {"name", "company"}:
            texts = [row[column.number] for row in sheet.rows if row[column.number].__class__ is str]
            if not _NO_NAMES.isdisjoint(map(str.casefold, map(str.strip, texts))):
                at = column.number
                odd = [line for row, line in zip(sheet.rows, sheet.lines, strict=True) if is_null_word(row[at])]
                message = N_(
                    "“{column}” says “{value}” on line {line} (such lines: {n}); it is taken as a name. "
                    "If it means that there is none, empty the cell."
                )
                value = sheet.rows[sheet.lines.index(odd[0])][column.number]
                notes.append(Note(message, line=odd[0], column=column.header, value=value, n=len(odd)))
            notes += _turned(sheet, column)
        elif column.key in IDS and (short := _shorter(sheet, column.number)):
            line, value, zeros, n = short
            message = N_(
                "“{column}”: {value} on line {line} is shorter than {other}; "
                "Excel may have dropped zeros in front (such lines: {n})."
            )
            notes.append(Note(message, line=line, column=column.header, value=value, other=zeros, n=n))
    return notes


def _turned(sheet: Sheet, column: Column) -> list[Note]:
    """Names that look like what Excel makes of something else."""
    odd = [
        (line, row[column.number])
        for row, line in zip(sheet.rows, sheet.lines, strict=True)
        if isinstance(text := row[column.number], str)
        and (text[:1].isdigit() or text[-1:].isdigit())  # quickly told of most names
        and (_BECAME_DAY.fullmatch(text) or _SHORTENED.fullmatch(text))
    ]
    if not odd:
        return []
    message = N_(
        "“{column}” says “{value}” on line {line} (such lines: {n}); it is taken as a name, but Excel may have made it "
        "of one. Look it up if so, and write it again in a text column."
    )
    return [Note(message, line=odd[0][0], column=column.header, value=odd[0][1], n=len(odd))]


def _shorter(sheet: Sheet, number: int) -> tuple[int, str, str, int] | None:
    """The first id of digits that is shorter than one which still has its zeros, and how many there are."""
    digits = [
        (str(row[number]).strip(), line)
        for row, line in zip(sheet.rows, sheet.lines, strict=True)
        if row[number] is not None and str(row[number]).strip().isdigit()
    ]
    zeros = next((text for text, _ in digits if text.startswith("0") and len(text) > 1), None)
    short = [(line, text) for text, line in digits if zeros and len(text) < len(zeros)]
    return (*short[0], zeros, len(short)) if short and zeros else None
