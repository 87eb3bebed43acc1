"""How a file writes days and amounts: told by its values, by somebody's answers, or left open as a question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any

from persona_core.exchange.importing import writing
from persona_core.exchange.importing.headers import STAGE
from persona_core.exchange.importing.mapping import BadMapping, Column
from persona_core.kit.sheets import Note, Sheet
from persona_core.kit.words import N_
from persona_core.vocabulary.fields import FIELDS, IMPORT_KEYS
from persona_core.vocabulary.meanings import FIXED
from persona_core.vocabulary.models import fold
from persona_core.vocabulary.queries import Lists

DATE_ORDER, DECIMAL, RATE, UNIT = "date_order", "decimal", "rate:", "unit:"
"""Keys of answers; the currency or the column follows the colon."""
DAY_FIRST, MONTH_FIRST = "dmy", "mdy"
AS_IS = "1"
OPTIONS = {DATE_ORDER: "--date-order", DECIMAL: "--decimal", RATE: "--rate", UNIT: "--unit"}
"""Where the command line takes each answer."""
UNITS = (AS_IS, "千", "万", "百万", "亿", "k", "M", "B")
_NUMBERS = {"count", "money", "percent", "points", "number"}
_SMALL = {"annual_revenue": 100_000, "annual_fee": 100, "value": 100}
"""Amounts of which half are below this are hardly meant in single units."""
_LOOK = 2_000
"""So many amounts tell their usual size."""
_COUNTABLE = {int, float}
_EPOCH = datetime(1899, 12, 30)


@dataclass(frozen=True)
class Question:
    """Something the file leaves open: where it shows first, and the answers to choose from (none: a number)."""

    key: str
    column: str
    line: int
    sample: str
    options: tuple[str, ...] = ()


def checked(answers: Mapping[str, str] | None) -> dict[str, str]:
    """The answers, if they can be meant; raises BadMapping."""
    for key, said in (answers or {}).items():
        fits = {
            DATE_ORDER: said in {DAY_FIRST, MONTH_FIRST},
            DECIMAL: said in {".", ","},
            RATE: writing.positive(said),
            UNIT: said in UNITS,
        }.get(key if ":" not in key else key[: key.index(":") + 1], False)
        if not fits:
            raise BadMapping(N_("“{value}” is no answer to “{key}”."), key=key, value=said)
    return dict(answers or {})


class Ways:
    """What the cells of one sheet mean where they can be read two ways."""

    def __init__(
        self,
        sheet: Sheet,
        kind: str,
        columns: Sequence[Column],
        answers: Mapping[str, str] | None = None,
        *,
        currency: str = "CNY",
        known: Lists | None = None,
        words: Mapping[str, Mapping[str, str]] | None = None,
    ) -> None:
        """`words` says of lists what words in the cells mean, as code; fixed lists also know what was learned."""
        self.answers = checked(answers)
        self._words = {c.number: found for c in columns if (found := _spoken(kind, c, known, words or {}))}
        self.sheet, self.currency = sheet, currency
        self.questions: list[Question] = []
        self.notes: list[Note] = []
        types = {c.number: c.own.type if c.own else _type(kind, c.key) for c in columns if c.key}
        self._days = [c for c in columns if types.get(c.number) == "date"]
        self._money = {c.number for c in columns if types.get(c.number) == "money"}
        self._numbers = [c for c in columns if types.get(c.number) in _NUMBERS]
        self._counts = {c.number for c in columns if types.get(c.number) == "count"}
        self._texts = {c.number: _first_lines(sheet, c.number) for c in (*self._days, *self._numbers)}
        self._orders = self._settle_days()
        self._decimals = self._settle_numbers()
        self._foreign = self._settle_currency()
        self._units = {c.number: self._unit(c) for c in columns if c.number in self._money}
        self._note_serials()

    def meant(self, column: Column, raw: Any) -> Any:
        """A cell of a column in the one way it is meant; what stays open is left as it stands."""
        if column.number in self._words:
            return self._words[column.number].get(fold(str(raw)), raw)
        if column.number in self._orders:
            return _as_day(raw, self._orders[column.number])
        if column.number not in self._decimals:
            return raw
        raw = self._plain(raw, column.number)
        if column.number not in self._money:
            return raw
        if raw.__class__ is not str and not self._units[column.number] and column.number not in self._foreign:
            return raw
        raw = _with_unit(raw, self._units[column.number])
        bare, said = writing.without_currency(str(raw))
        rate = self.answers.get(f"{RATE}{said or self._foreign.get(column.number)}", AS_IS)
        return raw if rate == AS_IS else writing.times(bare, Decimal(rate))

    def _plain(self, raw: Any, number: int) -> Any:
        return writing.plain_number(raw, ",") if isinstance(raw, str) and self._decimals[number] == "," else raw

    # --- days -------------------------------------------------------------------------------------------------------

    def _settle_days(self) -> dict[int, str | None]:
        seen = {c.number: writing.day_orders(self._texts[c.number]) for c in self._days}
        told = {order for orders in seen.values() for order in orders if order}
        of_file = next(iter(told)) if len(told) == 1 else None
        wanted = self.answers.get(DATE_ORDER)
        result: dict[int, str | None] = {}
        for column in self._days:
            orders = seen[column.number]
            own = [order for order in (DAY_FIRST, MONTH_FIRST) if order in orders]
            result[column.number] = wanted or (own[0] if len(own) == 1 else None if own else of_file)
            if None in orders and not wanted:
                self._say_order(column, orders, result[column.number], seen)
        return result

    def _say_order(self, column: Column, orders: dict[Any, str], order: str | None, seen: dict[int, Any]) -> None:
        sample, lines = orders[None], self._texts[column.number]
        if order is None:
            if DAY_FIRST in orders:
                first, second = orders[DAY_FIRST], orders[MONTH_FIRST]
                message = N_(
                    "“{column}” holds {first} (line {line}) and {second} (line {other}): "
                    "once the day stands first, once the month. Days such as {sample} can be read both ways."
                )
                slots = {"line": lines[first], "other": lines[second], "first": first, "second": second}
                self.notes.append(Note(message, column=column.header, sample=sample, **slots))
            if not any(q.key == DATE_ORDER for q in self.questions):
                options = (DAY_FIRST, MONTH_FIRST)
                self.questions.append(Question(DATE_ORDER, column.header, lines[sample], sample, options))
            return
        proof = orders.get(order) or next(found[order] for found in seen.values() if order in found)
        message = (
            N_("Days such as {sample} were read with the day first, as {proof} shows.")
            if order == DAY_FIRST
            else N_("Days such as {sample} were read with the month first, as {proof} shows.")
        )
        self.notes.append(Note(message, sample=sample, proof=proof))

    def _note_serials(self) -> None:
        cells = (row[c.number] for c in self._days for row in self.sheet.rows)
        likely = (cell for cell in cells if cell.__class__ in _COUNTABLE or (cell.__class__ is str and len(cell) == 5))
        serials = [cell for cell in likely if _serial(cell)]
        if serials:
            day = _serial(serials[0]).isoformat()
            message = N_("Days that stood as numbers, as Excel counts them: {n}. {sample} is {day}.")
            self.notes.append(Note(message, n=len(serials), sample=str(serials[0]), day=day))

    # --- numbers ----------------------------------------------------------------------------------------------------

    def _settle_numbers(self) -> dict[int, str]:
        seen = {c.number: writing.decimals(self._texts[c.number], c.number in self._counts) for c in self._numbers}
        told = {sign for signs in seen.values() for sign in signs if sign != "?"}
        of_file = next(iter(told)) if len(told) == 1 else None
        wanted = self.answers.get(DECIMAL)
        result = {}
        for column in self._numbers:
            signs = seen[column.number]
            own = [sign for sign in signs if sign != "?"]
            found = wanted or (own[0] if len(own) == 1 else None if own else of_file)
            result[column.number] = found or "."
            sample = signs.get("?")
            if sample and not found and not any(q.key == DECIMAL for q in self.questions):
                line = self._texts[column.number][sample]
                self.questions.append(Question(DECIMAL, column.header, line, sample, (".", ",")))
        return result

    def _settle_currency(self) -> dict[int, str]:
        """The currency that a header names, by column; asks for a rate once a currency that is not the workspace's."""
        named: dict[int, str] = {}
        for column in self._numbers:
            if column.number not in self._money:
                continue
            texts = self._texts[column.number]
            of_header = writing.without_currency(column.header)[1]
            if of_header:
                named[column.number] = of_header
            found = writing.currencies(texts)
            if of_header and self.sheet.rows:
                found.setdefault(of_header, next(iter(texts), column.samples[0] if column.samples else ""))
            for code, sample in found.items():
                key = f"{RATE}{code}"
                if code and code != self.currency and key not in self.answers:
                    self._ask_rate(key, column, texts.get(sample, self.sheet.lines[0]), sample)
        return named

    def _ask_rate(self, key: str, column: Column, line: int, sample: str) -> None:
        if any(q.key == key for q in self.questions):
            return
        self.questions.append(Question(key, column.header, line, sample))

    def _unit(self, column: Column) -> str:
        """The unit of a column's bare numbers: answered, in its header, or asked for where they are oddly small."""
        key = f"{UNIT}{column.header}"
        if key in self.answers:
            return "" if self.answers[key] == AS_IS else self.answers[key]
        open_now = any(q.key == DECIMAL and q.column == column.header for q in self.questions)
        small = _SMALL.get(column.key.removeprefix("deal:"))
        if column.unit or small is None or not column.header or open_now:
            return column.unit if small else ""
        rows = zip(self.sheet.rows, self.sheet.lines, strict=True)
        filled = list(
            islice(((row[column.number], line) for row, line in rows if row[column.number] is not None), _LOOK)
        )
        plain = [(writing.bare(self._plain(cell, column.number)), line) for cell, line in filled]
        bare = [(number, line) for number, line in plain if number is not None]
        if len(bare) >= 0.8 * len(filled) > 0:
            middle = sorted(bare)[len(bare) // 2]
            if 0 < middle[0] < small:
                options = (AS_IS, "千", "万", "百万", "亿") if self.currency == "CNY" else (AS_IS, "k", "M", "B")
                self.questions.append(Question(key, column.header, middle[1], f"{middle[0]:f}", options))
        return ""


def _spoken(kind: str, column: Column, known: Lists | None, words: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """What words in the cells of a column with a list mean, as code."""
    field = IMPORT_KEYS[kind].get(column.key or "")
    name = column.own.list if column.own else FIELDS[field].list if field else None
    learned = known.spellings.get(name, {}) if known and name in FIXED else {}
    return {**learned, **words.get(name or "", {})}


def _type(kind: str, key: str) -> str:
    return "date" if key.startswith(STAGE) else FIELDS[IMPORT_KEYS[kind][key]].type


def _first_lines(sheet: Sheet, number: int) -> dict[str, int]:
    """Each text of a column with the line where it stands first."""
    found: dict[str, int] = {}
    for row, line in zip(sheet.rows, sheet.lines, strict=True):
        if row[number].__class__ is str:
            found.setdefault(row[number], line)
    return found


def _serial(value: Any) -> date | None:
    """The day that Excel counts so, for numbers that can hardly be anything else."""
    if isinstance(value, str):
        value = int(value) if len(value) == 5 and value.isascii() and value.isdigit() else 0
    if isinstance(value, bool) or not isinstance(value, int | float) or not 25_000 <= value < 65_000:
        return None
    return (_EPOCH + timedelta(days=int(value))).date()


def _as_day(raw: Any, order: str | None) -> Any:
    return _serial(raw) or (writing.ordered_day(raw, order) if isinstance(raw, str) and order else raw)


def _with_unit(raw: Any, unit: str) -> Any:
    """An amount under a header such as 年费（万元）: a bare number there counts in that unit."""
    if not unit or writing.bare(raw) is None:
        return raw
    return f"{raw}{unit}"
