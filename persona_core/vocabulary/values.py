"""Reading one value as people write it: 3.2 亿, 200-499, 2025年1月3日, 在用; refusing what cannot be meant."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from persona_core.kit import clock
from persona_core.kit.errors import Invalid
from persona_core.kit.words import N_
from persona_core.vocabulary.fields import FieldSpec
from persona_core.vocabulary.models import fold

ENUMS: dict[str, dict[str, tuple[str, ...]]] = {
    "status": {
        "lead": ("线索", "潜在", "潜客", "prospect", "new"),
        "talking": ("在谈", "跟进中", "洽谈", "商机", "in talks", "opportunity", "open"),
        "active": ("在用", "已签约", "客户", "成交", "签约", "customer", "active customer", "won"),
        "lost": ("丢单", "输单", "战败", "closed lost", "closed_lost"),
        "churned": ("流失", "已流失", "停用", "churn", "former customer"),
    },
    "prior_kind": {
        "competitor": ("竞品", "竞争对手", "同类产品", "rival"),
        "none_felt": ("没觉得有问题", "没有", "无", "none", "no problem felt"),
        "in_house": ("自研", "自己开发", "in-house", "built in-house", "homegrown"),
        "manual": ("Excel·手工", "手工", "Excel", "Excel/手工", "半手工", "spreadsheet", "by hand"),
    },
    "outcome": {
        "open": ("进行中", "在谈", "未结束", "in progress", "in talks", "pending"),
        "won": ("赢单", "成交", "签约", "已签约", "closed won", "closed_won", "win"),
        "lost": ("丢单", "输单", "战败", "closed lost", "closed_lost", "loss"),
        "churned": ("流失", "已流失", "churn"),
    },
}
"""Fixed lists: code → other spellings in files."""

ENUM_LABELS: dict[str, dict[str, str]] = {
    "status": {
        "lead": N_("Lead"),
        "talking": N_("In talks"),
        "active": N_("Customer"),
        "lost": N_("Lost"),
        "churned": N_("Churned"),
    },
    "prior_kind": {
        "competitor": N_("Competitor"),
        "none_felt": N_("Felt no problem"),
        "in_house": N_("Built in-house"),
        "manual": N_("Excel or by hand"),
    },
    "outcome": {"open": N_("Open"), "won": N_("Won"), "lost": N_("Lost"), "churned": N_("Churned")},
}
"""Catalogue texts of the fixed lists."""

_UNITS = {
    "": 1,
    "k": 10**3,
    "m": 10**6,
    "b": 10**9,
    "千": 10**3,
    "万": 10**4,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
    "w": 10**4,
}
_NUMBER = re.compile(
    r"(?P<sign>[-−]?)(?P<digits>\d[\d,，]*(?:\.\d+)?|\.\d+)\s*(?P<unit>千万|百万|[kmbw千万亿]?)", re.IGNORECASE
)
_FIRST_DAY = date(1900, 1, 1)


@dataclass(frozen=True)
class Amount:
    """A number as given: exact, or a band whose `value` is only its middle (or its one end)."""

    value: Decimal
    band: str = ""


def amount(text: str) -> Amount:
    """Read a number, an amount or a band of either; ValueError when it is none of them."""
    raw = text.strip()
    clean = unicodedata.normalize("NFKC", raw)
    clean = re.sub(
        r"(?i)rmb|cny|usd|eur|元|人民币|美元|人|家|名|约|大约|左右|about|approx\.?|people|employees|[¥$€£~≈]|/年|每年|per year",
        "",
        clean,
    ).strip()
    found = list(_NUMBER.finditer(clean))
    rest = _NUMBER.sub("", clean).strip()
    if not found or len(found) > 2:
        raise ValueError(raw)
    numbers = [_scaled(m) for m in found]
    if len(found) == 1 and rest == "":
        return Amount(numbers[0])
    if len(found) == 1 and rest in {"+", "以上", "及以上", "以下", "<", ">", "≥", "≤", ">=", "<="}:
        return Amount(abs(numbers[0]), raw)
    if len(found) == 2 and rest in {"", "-", "–", "—", "~", "至", "到", "to"}:
        low, high = numbers[0], abs(numbers[1])
        if not found[0]["unit"] and found[1]["unit"] and low < high / _UNITS[found[1]["unit"].lower()] * 1000:
            low *= _UNITS[found[1]["unit"].lower()]
        if low < 0 or low > high:
            raise ValueError(raw)
        return Amount((low + high) / 2, raw)
    raise ValueError(raw)


def _scaled(match: re.Match[str]) -> Decimal:
    try:
        number = Decimal(match["digits"].replace(",", "").replace("，", ""))
    except InvalidOperation as error:
        raise ValueError(match[0]) from error
    number *= _UNITS[match["unit"].lower()]
    return -number if match["sign"] else number


def day(value: Any) -> date:
    """Read a date; ValueError when it is not one, LookupError when day and month cannot be told apart."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = unicodedata.normalize("NFKC", str(value)).strip()
    match = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T ]\d{1,2}:\d{2}.*)?", text) or re.fullmatch(
        r"(\d{4})(\d{2})(\d{2})", text
    )
    if match:
        return date(*(int(g) for g in match.groups()))
    match = re.fullmatch(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?: \d{1,2}:\d{2}.*)?", text)
    if not match:
        raise ValueError(text)
    first, second, year = (int(g) for g in match.groups())
    if first > 12:
        return date(year, second, first)
    if second > 12 or first == second:
        return date(year, first, second)
    raise LookupError(text)


def enum(list_name: str, text: str) -> str:
    """The code of a fixed list in any spelling; ValueError when there is none."""
    wanted = fold(text)
    for code, spellings in ENUMS[list_name].items():
        if wanted in {fold(x) for x in (code, ENUM_LABELS[list_name][code], *spellings)}:
            return code
    raise ValueError(text)


def read(spec: FieldSpec, value: Any) -> Any:
    """`value` in the form the field's column takes; None for nothing; Invalid with a sentence otherwise.

    Counts and amounts come back as `Amount`; terms as the text that was written (codes are looked up later).
    """
    if value is None or (isinstance(value, float) and value != value):
        return None
    if isinstance(value, str):
        value = value.strip().replace("\r\n", "\n").replace("\r", "\n")
        if not value:
            return None
    reader = {
        "count": _count,
        "money": _money,
        "percent": _percent,
        "date": _date,
        "enum": _enum,
        "names": _names,
    }.get(spec.type, _text)
    return reader(spec, value)


def _plain(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and (value.hour, value.minute, value.second) == (0, 0, 0):
        return value.date().isoformat()
    return str(value)


def _text(spec: FieldSpec, value: Any) -> str:
    text = _plain(value)
    if "\x00" in text:
        raise Invalid(
            N_("The text holds a character that cannot be stored (NUL). Remove it and try again."), field=spec.key
        )
    if len(text) > spec.limit:
        raise Invalid(
            N_("The text has {length} characters; at most {limit} fit here. Shorten it."),
            field=spec.key,
            length=len(text),
            limit=spec.limit,
        )
    return text


def _count(spec: FieldSpec, value: Any) -> Amount:
    if isinstance(value, date):
        raise Invalid(
            N_(
                "This is a date, but a number of people is wanted. Excel may have turned a band such as 5-20 into a date; type it again."
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
    text = _plain(value).replace("％", "%").strip()
    try:
        number = float(text.rstrip("% "))
    except ValueError:
        raise Invalid(N_("“{value}” is not a percentage. Write for example 15%."), field=spec.key, value=text) from None
    if abs(number) > 100000:
        raise Invalid(N_("“{value}” is not a percentage. Write for example 15%."), field=spec.key, value=text)
    return number / 100 if text.endswith("%") or abs(number) > 1.5 or isinstance(value, str) else number


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
        raise Invalid(
            N_("“{value}” is not a date. Write it as 2026-01-31."), field=spec.key, value=str(value)
        ) from None
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
            N_("“{value}” is not one of the choices for this field."), field=spec.key, value=_plain(value)
        ) from None


def _names(spec: FieldSpec, value: Any) -> list[str]:
    if isinstance(value, list | tuple):
        parts = [str(x) for x in value]
    else:
        parts = re.split(r"[;；,，、|\n]+", str(value))
    return [p.strip() for p in parts if p.strip()]
