"""Signs by which days and amounts tell how they are written: order of day and month, decimal sign, currency."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

DAY_FIRST, MONTH_FIRST = "dmy", "mdy"
_DAY = re.compile(r"\s*(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?: .*)?")
_TOKEN = re.compile(r"\d(?:[\d.,]*\d)?")
_THREE = re.compile(r"\.\d{3}(?!\d)")
_SCALE = re.compile(r"\s*[kmbw千万亿百]", re.IGNORECASE)
_CURRENCIES = (
    ("USD", r"US\$|USD|美元|美金|(?<![A-Z])\$"),
    ("HKD", r"HK\$|HKD|港币|港元"),
    ("EUR", r"€|EUR|欧元"),
    ("GBP", r"£|GBP|英镑"),
    ("JPY", r"JPY|日元|円"),
    ("CNY", r"RMB|CNY|人民币|[¥￥]"),
)
_MONEY = re.compile("|".join(f"(?P<{code}>{signs})" for code, signs in _CURRENCIES), re.IGNORECASE)


def day_orders(texts: Iterable[str]) -> dict[str | None, str]:
    """Which orders of day and month the texts prove, each with one that does; None for those that leave it open."""
    found: dict[str | None, str] = {}
    for text in texts:
        match = _DAY.fullmatch(_narrow(text))
        if match:
            first, second = int(match[1]), int(match[3])
            if first != second:
                order = DAY_FIRST if first > 12 else MONTH_FIRST if second > 12 else None
                found.setdefault(order, text)
    return found


def ordered_day(text: str, order: str) -> str:
    """A day that could be read both ways, as year, month, day; any other text as it is."""
    match = _DAY.fullmatch(_narrow(text))
    if match is None or max(int(match[1]), int(match[3])) > 12:
        return text
    day, month = (match[1], match[3]) if order == DAY_FIRST else (match[3], match[1])
    return f"{match[4]}-{month}-{day}"


def decimals(texts: Iterable[str], whole: bool) -> dict[str, str]:
    """Which decimal signs the texts prove ("." or ","), each with one that does; "?" for 1.234, which may be both.

    `whole` numbers have no decimals, so that a point in 1.234 can only part thousands.
    """
    found: dict[str, str] = {}
    for text in texts:
        narrow = _narrow(text)
        if "," not in narrow and ("." not in narrow or ("." in found and not _THREE.search(narrow))):
            continue
        for match in _TOKEN.finditer(narrow):
            sign = _proves(match.group(), bool(_SCALE.match(narrow, match.end())))
            if sign == "?" and whole and "." in match.group():
                sign = ","
            if sign and not (sign == "?" and "," in match.group()):
                found.setdefault(sign, text)
    return found


def _proves(token: str, scaled: bool = False) -> str:
    """The decimal sign that a number proves; "?" when it may be either, "" when it says nothing."""
    if "," in token and "." in token:
        return max(".,", key=token.rfind)
    sign = "," if "," in token else "." if "." in token else ""
    if not sign:
        return ""
    other = "." if sign == "," else ","
    head, *groups = token.split(sign)
    threes = all(len(group) == 3 for group in groups)
    if len(groups) > 1:
        return other if threes and len(head) <= 3 else ""
    if threes and len(head) <= 3 and not head.startswith("0"):
        return sign if scaled and sign == "." else "?"
    return sign if sign == "." or len(groups[0]) in (1, 2, 3) else ""


def plain_number(text: str, decimal: str) -> str:
    """Numbers in a text with a point before their decimals and nothing between thousands.

    A number that proves the other decimal sign stays as it is.
    """
    narrow = _narrow(text)

    def plain(match: re.Match[str]) -> str:
        token = match.group()
        proven = _proves(token)
        if proven and proven != "?" and proven != decimal:
            return token if decimal == "." else token.replace(",", "")
        grouping = "," if decimal == "." else "."
        return token.replace(grouping, "").replace(decimal, ".") if _grouped(token, grouping) else token

    return _TOKEN.sub(plain, narrow) if "," in narrow or (decimal == "," and "." in narrow) else text


def _grouped(token: str, grouping: str) -> bool:
    whole = re.split("[.,]" if grouping not in token else re.escape("." if grouping == "," else ","), token)[0]
    head, *groups = whole.split(grouping)
    size = {len(group) for group in groups}
    return size in (set(), {3}, {4}) and len(head) <= max(size, default=len(head))


def without_currency(text: str) -> tuple[str, str]:
    """A text without its signs of a currency, and the currency's code ("" when none is named)."""
    match = _MONEY.search(text)
    if match is None:
        return text, "CNY" if "元" in text else ""
    return _MONEY.sub("", text), (match.lastgroup or "").upper()


def currencies(texts: Iterable[str]) -> dict[str, str]:
    """The currencies that texts name, each with the first text that does; "" for those that name none."""
    told = [*texts]
    together = "\n".join(told)
    if not _MONEY.search(together) and "元" not in together:
        return {"": told[0]} if told else {}
    return {without_currency(text)[1]: text for text in reversed(told)}


def bare(value: Any) -> Decimal | None:
    """A number that states no unit, with or without the sign of a currency; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    text = _MONEY.sub("", str(value)).strip().replace(",", "")
    if not text.replace(".", "", 1).isdigit():
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def positive(text: str) -> bool:
    """Whether a text is a number above nought that a rate can be."""
    found = bare(text)
    return found is not None and 0 < found < 10**6


def times(text: str, rate: Decimal) -> str:
    """A text with each of its plain numbers multiplied."""

    def product(match: re.Match[str]) -> str:
        try:
            return f"{(Decimal(match.group()) * rate).normalize():f}"
        except InvalidOperation:  # written in no way that is known; the field will refuse it
            return match.group()

    return _TOKEN.sub(product, plain_number(text, "."))


def _narrow(text: str) -> str:
    return text if text.isascii() else unicodedata.normalize("NFKC", text)
