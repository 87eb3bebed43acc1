"""Words on screens: gettext catalogues read as they are, and numbers, dates and money in a language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from babel import Locale
from babel.dates import format_date
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent, get_currency_symbol

LANGUAGES = ("zh", "en")
LOCALES = Path(__file__).resolve().parents[2] / "locales"
_LOCALE = {"zh": "zh_CN", "en": "en"}


_STRAIGHT = str.maketrans("“”‘’", "\"\"''")
"""Chinese fonts draw curved quotation marks a full square wide, which tears English lines apart."""


_NAME = "\u2060"
"""Stands on both sides of a name until its sentence is said; it has no width."""

_MEETING = re.compile(r"(?<=[\u3400-\u9fff])\u2060(?=[A-Za-z0-9])|(?<=[A-Za-z0-9])\u2060(?=[\u3400-\u9fff])")
"""Where a name in Latin letters meets Chinese ones: a space belongs there."""


def N_(message: str) -> str:
    """Mark a text for the catalogue where it is written, to be said later."""
    return message


class Written(str):
    """Words that a user wrote where others are texts of the catalogue: said as they stand, in every language."""

    __slots__ = ()


@cache
def _locale(lang: str) -> Locale:
    """Kept, for reading the name of a locale anew takes longer than writing the number."""
    return Locale.parse(_LOCALE[lang])


@cache
def _catalogue(lang: str) -> dict[str, str | tuple[str, ...]]:
    texts: dict[str, str | tuple[str, ...]] = {}
    for path in sorted((LOCALES / _LOCALE[lang] / "LC_MESSAGES").glob("*.po")):
        with path.open("rb") as file:
            for entry in read_po(file, locale=_LOCALE[lang]):
                if entry.id and entry.string and not entry.fuzzy:
                    key = entry.id[0] if isinstance(entry.id, tuple | list) else entry.id
                    texts[key] = tuple(entry.string) if isinstance(entry.string, tuple | list) else entry.string
    return texts


def _said(text: str) -> str:
    return _MEETING.sub(" ", text).replace(_NAME, "") if _NAME in text else text


class Words:
    """One language: `t("Saved {n} rows", n=3)` says it; the other methods write numbers and dates."""

    def __init__(self, lang: str) -> None:
        self.lang = lang if lang in LANGUAGES else "en"
        self.locale = _locale(self.lang)
        self._texts = _catalogue(self.lang)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Words) and other.lang == self.lang

    def __hash__(self) -> int:
        return hash(self.lang)

    def __call__(self, message: str, **slots: Any) -> str:
        if isinstance(message, Written):
            return str(message)
        text = self._texts.get(message, message)
        if isinstance(text, tuple):
            text = text[0]
        if self.lang == "en":
            text = text.translate(_STRAIGHT)
        return _said(text.format(**slots)) if slots else text

    def plural(self, one: str, many: str, n: int, **slots: Any) -> str:
        """`one` or `many` by n; languages without plurals have one text. `{n}` is written as a number."""
        text = self._texts.get(one)
        if isinstance(text, tuple):
            text = text[0 if len(text) == 1 or n == 1 else 1]
        if text is None:
            text = one if n == 1 else many
        return _said(text.format(n=self.number(n), **slots))

    def name(self, text: str) -> str:
        """A name (or a listing of names) for a slot: Latin letters are set apart from the Chinese beside them."""
        return f"{_NAME}{text}{_NAME}"

    def number(self, value: float | Decimal | None, digits: int = 0) -> str:
        """A number with separators; an empty string for None."""
        if value is None:
            return ""
        if type(value) is int and not digits:
            return f"{value:,}"  # as the locales say it; a screen says hundreds of these, and babel takes its time
        return format_decimal(round(Decimal(str(value)), digits), locale=self.locale)

    def percent(self, share: float | None, digits: int = 0) -> str:
        """A share 0–1 as percent."""
        if share is None:
            return ""
        if not digits:
            return f"{round(Decimal(str(share)) * 100)}%"  # as the locales say it; a table says hundreds of these
        return format_percent(share, format="0" + ("." + "0" * digits if digits else "") + "%", locale=self.locale)

    def chance(self, p: float | None) -> str:
        """A probability as percent, kept within 1–99 %: beyond reads <1% and >99%."""
        if p is None:
            return ""
        if p < 0.01:
            return "<1%"
        if p > 0.99:
            return ">99%"
        return self.percent(p)

    def chance_ends(self, lo: float, hi: float) -> dict[str, str]:
        """Both ends of a range of chances for "{lo}–{hi}": 35–91%, and <1% – >99% where one is beyond what is told."""
        ends = self.chance(lo), self.chance(hi)
        if any(end[0] in "<>" for end in ends):
            return {"lo": f"{ends[0]} ", "hi": f" {ends[1]}"}
        return {"lo": ends[0].removesuffix("%"), "hi": ends[1]}

    def big(self, value: float | Decimal | None, digits: int = 1) -> str:
        """A large number in short: 万 and 亿 in Chinese, K and M in English."""
        if value is None:
            return ""
        steps: Sequence[tuple[int, str]] = (
            ((10**8, "亿"), (10**4, "万")) if self.lang == "zh" else ((10**9, "B"), (10**6, "M"), (10**3, "K"))
        )
        for step, sign in steps:
            if abs(value) >= step:
                return f"{self.number(Decimal(str(value)) / step, digits)}{' ' if self.lang == 'zh' else ''}{sign}"
        return self.number(value)

    def money(self, value: float | Decimal | None, currency: str = "CNY", digits: int = 1) -> str:
        """An amount in short with its currency: 20 万元, ¥200K."""
        if value is None:
            return ""
        if self.lang == "zh" and currency == "CNY":
            text = self.big(value, digits)
            return text + ("元" if text[-1] in "万亿" else " 元")
        sign = "¥" if currency == "CNY" else get_currency_symbol(currency, locale=self.locale)
        return f"{sign}{self.big(value, digits)}"

    def date(self, day: date | datetime | None) -> str:
        """A day: 2026-11-23 in Chinese, 23 Nov 2026 in English."""
        if day is None:
            return ""
        return format_date(day, "yyyy-MM-dd" if self.lang == "zh" else "d MMM yyyy", locale=self.locale)

    def listing(self, items: Sequence[str]) -> str:
        """Items in a row: 甲、乙、丙 or a, b, c."""
        return ("、" if self.lang == "zh" else ", ").join(items)

    def pick(self, zh: str | None, en: str | None) -> str:
        """The label in this language, falling back to the other."""
        return (zh or en or "") if self.lang == "zh" else (en or zh or "")
