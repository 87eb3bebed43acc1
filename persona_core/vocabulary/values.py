"""Reading one value as people write it: 3.2 亿, 200-499, 2025年1月3日, 在用; refusing what cannot be meant."""

from __future__ import annotations

import math
import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from persona_core.kit import clock
from persona_core.kit.errors import Invalid, Msg
from persona_core.kit.words import N_
from persona_core.vocabulary.fields import FieldSpec
from persona_core.vocabulary.fixed_lists import ENUM_LABELS, enum
from persona_core.vocabulary.models import fold
from persona_core.vocabulary.numerals import Amount, amount, day

__all__ = ["Amount", "amount", "day", "past_day", "points", "read"]

_MONTH = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_PART_OF_A_DAY = re.compile(
    rf"\d{{1,4}}[- ]{_MONTH}|{_MONTH}[- ]\d{{1,4}}|\d{{1,2}}月(?:\d{{1,2}}[日号]?)?"
    r"|\d{4}年(?:\d{1,2}月)?|\d{4}[-/.]\d{1,2}",
    re.IGNORECASE,
)
_HALF_A_DAY = N_(
    "“{value}” is only part of a date: its year or its day is missing, as when Excel shortens it. "
    "Write it as 2026-01-31."
)
_YES = {
    fold(x)
    for x in (
        *("yes", "y", "true", "t", "1", "on", "ok", "是", "是的", "有", "有的", "对", "对的", "能", "可以", "会", "真"),
        *("已", "开", "需要", "支持", "√", "✓", "✔", "☑", "✅", "●"),
    )
}
_NO = {
    fold(x)
    for x in (
        *("no", "n", "false", "f", "0", "off", "否", "不是", "无", "没有", "没", "不", "不能", "不可以", "不会", "假"),
        *("未", "关", "不需要", "不支持", "不对", "×", "✗", "✘", "☐", "❌", "❎", "○"),
    )
}
_POINTS = re.compile(r"\s*(分|%|points?|pts?)$", re.IGNORECASE)
_FIRST_DAY = date(1900, 1, 1)
_INVISIBLE = " \t\n\v\f\u00a0\u1680\u2002\u2003\u2007\u2009\u200b\u2028\u2029\u202f\u205f\u2060\u3000\ufeff"


def read(spec: FieldSpec, value: Any) -> Any:
    """`value` in the form the field's column takes; None for nothing; Invalid with a sentence otherwise.

    Counts and amounts come back as `Amount`; terms as the text that was written (codes are looked up later).
    """
    if value is None or (isinstance(value, float) and value != value):
        return None
    if isinstance(value, str):
        value = value.replace("\r\n", "\n").replace("\r", "\n").strip(_INVISIBLE)
        if not value:
            return None
    return _READERS.get(spec.type, _text)(spec, value)


def _plain(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and (value.hour, value.minute, value.second) == (0, 0, 0):
        return value.date().isoformat()
    return str(value)


def _text(spec: FieldSpec, value: Any) -> str:
    text = _plain(value)
    if not text.isprintable():
        _refuse_unstorable(spec, text)
    if len(text) > spec.limit:
        raise Invalid(
            N_("The text has {length} characters; at most {limit} fit here. Shorten it."),
            field=spec.key,
            length=len(text),
            limit=spec.limit,
        )
    return text


def _refuse_unstorable(spec: FieldSpec, text: str) -> None:
    if "\x00" in text:
        raise Invalid(
            N_("The text holds a character that cannot be stored (NUL). Remove it and try again."), field=spec.key
        )
    if any("\ud800" <= sign <= "\udfff" for sign in text):
        raise Invalid(N_("The text holds a broken character that cannot be stored. Type it again."), field=spec.key)


def _count(spec: FieldSpec, value: Any) -> Amount:
    if isinstance(value, date):
        raise Invalid(
            N_(
                "This is a date, but a number of people is wanted. "
                "Excel may have turned a band such as 5-20 into a date; type it again."
            ),
            field=spec.key,
        )
    try:
        read = amount(_plain(value))
    except (ValueError, InvalidOperation):
        raise Invalid(
            N_("“{value}” is not a number. Write for example 180 or 200-499."), field=spec.key, value=_plain(value)
        ) from None
    if read.value < 0:
        raise Invalid(N_("“{value}” is negative; a number of people cannot be."), field=spec.key, value=_plain(value))
    if read.value > 10**8 or (not read.band and read.value != int(read.value)):
        raise Invalid(
            N_("“{value}” cannot be a number of people. Write a whole number such as 180."),
            field=spec.key,
            value=_plain(value),
        )
    return read


def _offset(spec: FieldSpec, value: Any) -> int:
    text = unicodedata.normalize("NFKC", _plain(value)).strip()
    if not text.isdecimal() or len(text) > 9:
        message = N_("“{value}” is no place in a text. Write the number of characters before it, such as 0 or 12.")
        raise Invalid(message, field=spec.key, value=_plain(value))
    return int(text)


def _number(spec: FieldSpec, value: Any) -> int | float:
    """Any one number; a band is none."""
    text = unicodedata.normalize("NFKC", _plain(value)).replace("−", "-").strip()
    try:
        found = amount(text) if not text.endswith("%") else Amount(Decimal(text[:-1].replace(",", "")))
    except (ValueError, InvalidOperation):
        found = None
    if found is None or found.band or isinstance(value, date):
        message = N_("“{value}” is not a number. Write for example 12, 3.5 or 20万.")
        raise Invalid(message, field=spec.key, value=_plain(value))
    if abs(found.value) >= 10**15:
        raise Invalid(N_("“{value}” is too large. Check the number."), field=spec.key, value=_plain(value))
    return int(found.value) if found.value == int(found.value) else float(found.value)


def _money(spec: FieldSpec, value: Any) -> Amount:
    try:
        read = amount(_plain(value))
    except (ValueError, InvalidOperation):
        raise Invalid(
            N_("“{value}” is not an amount. Write for example 200000, 20万 or 1M-10M."),
            field=spec.key,
            value=_plain(value),
        ) from None
    if read.value < 0:
        raise Invalid(N_("“{value}” is negative; this amount cannot be."), field=spec.key, value=_plain(value))
    if read.value >= 10**15:
        raise Invalid(N_("“{value}” is too large for an amount. Check the unit."), field=spec.key, value=_plain(value))
    return read


def _percent(spec: FieldSpec, value: Any) -> float:
    text = unicodedata.normalize("NFKC", _plain(value)).replace("−", "-").strip()
    try:
        number = float(text.rstrip("% "))
    except ValueError:
        number = math.nan
    if not abs(number) <= 100_000:
        raise Invalid(N_("“{value}” is not a percentage. Write for example 15%."), field=spec.key, value=text)
    return number / 100 if text.endswith("%") or abs(number) > 1.5 or isinstance(value, str) else number


def _points(spec: FieldSpec, value: Any) -> float:
    return points(_plain(value), field=spec.key)


def points(text: str, *, field: str) -> float:
    """Points of 100, as 25, 25% or 25 分; Invalid for anything else."""
    clean = unicodedata.normalize("NFKC", text).replace("−", "-").strip()
    try:
        number = float(_POINTS.sub("", clean))
    except ValueError:
        number = math.nan
    if number != number:
        raise Invalid(N_("“{value}” is not a number of points. Write for example 25."), field=field, value=text)
    if not 0 <= number <= 100:
        raise Invalid(N_("Points go from 0 to 100; {value} does not fit."), field=field, value=clean)
    return number


def _flag(spec: FieldSpec, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    text = fold(_plain(value))
    if text in _YES or text in _NO:
        return text in _YES
    raise Invalid(N_("“{value}” is neither yes nor no. Write one of the two."), field=spec.key, value=_plain(value))


def _date(spec: FieldSpec, value: Any) -> date:
    try:
        read = day(value)
    except LookupError:
        raise Invalid(
            N_("In “{value}” day and month cannot be told apart. Write the date as 2026-01-31."),
            field=spec.key,
            value=str(value),
        ) from None
    except ValueError:
        partly = _PART_OF_A_DAY.fullmatch(unicodedata.normalize("NFKC", str(value)).strip())
        message = _HALF_A_DAY if partly else N_("“{value}” is not a date. Write it as 2026-01-31.")
        raise Invalid(message, field=spec.key, value=str(value)) from None
    if read < _FIRST_DAY or read.year > 2200:
        raise Invalid(N_("The date {value} is out of range. Check the year."), field=spec.key, value=read.isoformat())
    return read


def past_day(spec: FieldSpec, value: Any) -> date | None:
    """Like `read` for something that has happened: refuses days before 1970 and in the future."""
    found = read(spec, value)
    if found is None:
        return None
    if found < date(1970, 1, 1):
        raise Invalid(N_("{value} is before 1970. Check the date."), field=spec.key, value=found.isoformat())
    if found > clock.today():
        raise Invalid(
            N_("{value} lies in the future; only what has happened counts. Check the date."),
            field=spec.key,
            value=found.isoformat(),
        )
    return found


def _enum(spec: FieldSpec, value: Any) -> str:
    try:
        return enum(spec.list or "", _plain(value))
    except ValueError:
        raise Invalid(
            N_("“{value}” is not one of the choices for this field: {choices}. Write one of them."),
            field=spec.key,
            value=_plain(value),
            choices=tuple(Msg(label) for label in ENUM_LABELS[spec.list or ""].values()),
        ) from None


def _names(spec: FieldSpec, value: Any) -> list[str]:
    parts = value if isinstance(value, list | tuple) else re.split(r"[;；,，、|\n]+", str(value))
    return [p.strip() for p in map(str, parts) if p.strip()]


_READERS = {
    "count": _count,
    "money": _money,
    "percent": _percent,
    "points": _points,
    "flag": _flag,
    "date": _date,
    "enum": _enum,
    "names": _names,
    "offset": _offset,
    "number": _number,
}
"""How values of each type are read; all others are text."""
