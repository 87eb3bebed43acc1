"""Numbers, bands and dates out of plain text, in Chinese and English writing."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

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
_WHOLE = r"\d{1,3}(?:,\d{3})+(?!\d)|\d{1,4}(?:,\d{4})+(?!\d)|\d+"
_NUMBER = re.compile(
    rf"(?P<sign>[-−]?)(?P<digits>(?:{_WHOLE})(?:\.\d+)?|\.\d+)\s*(?P<unit>千万|百万|[kmbw千万亿]?)", re.IGNORECASE
)
_DECORATION = re.compile(
    r"(?i)rmb|cny|usd|eur|hkd|gbp|jpy|us\$|hk\$|人民币|美元|美金|港币|港元|欧元|英镑|日元|元|[¥$€£]"
    r"|人|家|名|位|people|employees|staff|/年|每年|per year|p\.?a\.?$"
    r"|大约|约|左右|上下|大概|估计|近|about|around|approx\.?|ca\.|circa|roughly|[≈~]$|^\s*[~≈]"
)
_DASHES = {"-", "–", "—", "~", "〜", "至", "到", "to"}
_OPEN_ENDS = {
    *("+", "以上", "及以上", "以下", "及以下", "以内", "<", ">", "≥", "≤", ">=", "<=", "余", "多", "超", "超过", "逾"),
    *("不到", "不足", "少于", "多于", "至少", "最多", "不超过", "over", "under", "up to", "morethan", "more than"),
    *("lessthan", "less than", "atleast", "at least", "upto"),
}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


@dataclass(frozen=True)
class Amount:
    """A number as given: exact, or a band whose `value` is only its middle (or its one end)."""

    value: Decimal
    band: str = ""


def amount(text: str) -> Amount:
    """Read a number, an amount or a band of either; ValueError when it is none of them."""
    raw = text.strip()
    if raw.isascii() and raw[-1:].isdigit() and raw.replace(".", "", 1).isdigit():
        return Amount(Decimal(raw))
    clean = _DECORATION.sub("", unicodedata.normalize("NFKC", raw)).strip()
    found = list(_NUMBER.finditer(clean))
    rest = _NUMBER.sub("", clean).strip().casefold()
    if len(found) == 1 and rest == "":
        return Amount(_scaled(found[0]))
    if len(found) == 1 and rest in _OPEN_ENDS:
        return Amount(abs(_scaled(found[0])), raw)
    if len(found) == 2:
        low, high = found
        if rest == "" and not high["sign"]:
            return Amount(_spoken(low, high))
        if rest in _DASHES or (rest == "" and high["sign"]):
            return Amount(_middle(low, high), raw)
    raise ValueError(raw)


def _scaled(match: re.Match[str]) -> Decimal:
    number = Decimal(match["digits"].replace(",", "")) * _UNITS[match["unit"].lower()]
    return -number if match["sign"] else number


def _spoken(large: re.Match[str], small: re.Match[str]) -> Decimal:
    """1亿5000万: a smaller unit goes on counting after a larger one."""
    if _UNITS[small["unit"].lower()] <= 1 or abs(_scaled(small)) >= _UNITS[large["unit"].lower()]:
        raise ValueError(large.string)
    return _scaled(large) + (-_scaled(small) if large["sign"] else _scaled(small))


def _middle(first: re.Match[str], second: re.Match[str]) -> Decimal:
    """The middle of 1-10M or 200-499; a unit written once holds for both ends where that leaves them in order."""
    low, high = _scaled(first), abs(_scaled(second))
    unit = _UNITS[second["unit"].lower()]
    if not first["unit"] and low * unit <= high:
        low *= unit
    if low < 0 or low > high:
        raise ValueError(first.string)
    return (low + high) / 2


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
    return _day_first(match) if match else _named_month(text)


def _day_first(match: re.Match[str]) -> date:
    first, second, year = (int(g) for g in match.groups())
    if first > 12:
        return date(year, second, first)
    if second > 12 or first == second:
        return date(year, first, second)
    raise LookupError(match.string)


def _named_month(text: str) -> date:
    """3 Jan 2026, 03-Jan-2026, Jan 3, 2026."""
    found = re.fullmatch(r"(?P<day>\d{1,2})[- ](?P<month>[A-Za-z]{3,9})\.?[- ,]+(?P<year>\d{4})", text) or re.fullmatch(
        r"(?P<month>[A-Za-z]{3,9})\.? (?P<day>\d{1,2}),? (?P<year>\d{4})", text
    )
    month = found["month"].lower()[:3] if found else ""
    if month not in _MONTHS:
        raise ValueError(text)
    return date(int(found["year"]), _MONTHS.index(month) + 1, int(found["day"]))
