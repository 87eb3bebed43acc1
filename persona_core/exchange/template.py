"""The template: one workbook with the three tables, drop-downs, hints and examples, which import takes back whole."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import xlsxwriter
import yaml
from sqlmodel import Session
from xlsxwriter.utility import xl_col_to_name

from persona_core.access.models import Viewer
from persona_core.decision_chain.reading import CHOICES
from persona_core.exchange.importing.book_sheets import GUIDE, SHEETS
from persona_core.journeys.queries import stage_label, stages
from persona_core.kit.config import DATA
from persona_core.kit.figures import LIGHT
from persona_core.kit.words import N_, Words
from persona_core.vocabulary.fields import FieldSpec, spec
from persona_core.vocabulary.fixed_lists import ENUM_LABELS
from persona_core.vocabulary.queries import Lists, lists

TABLES = SHEETS
KEYS: dict[str, tuple[str, ...]] = {
    "companies": (
        *("external_id", "name", "status", "industry", "headcount", "business_model", "operating_model"),
        *("annual_revenue", "prior_product", "prior_kind", "lead_source", "referrer", "owner", "annual_fee"),
        *("signed_on", "ends_on", "problem", "region", "note"),
    ),
    "chain": (
        *("company", "position", "person", "moment", "say", "listens_to", "stance", "stance_on", "veto"),
        *("trial_gate", "contact", "buying_role", "effort", "note"),
    ),
    "stage-events": ("company", "stage", "date"),
}
_CLOSED = frozenset({"contact", "buying_role"})
"""Lists of the workspace that a file does not add to."""
ROWS = 2_000
"""So many rows of a table have drop-downs."""
_HINTS = {
    "count": N_("A number such as 180, or a band such as 200-499."),
    "money": N_("An amount such as 200000 or 20万, or a band such as 100万-500万."),
    "date": N_("A day such as 2026-01-31."),
    "enum": N_("Choose one of the list."),
    "term": N_("Choose from the list, or write something new."),
    "number": N_("A number."),
}
_OF_KEY = {
    "stage": N_("Needed."),
    "position": N_("Needed."),
    "name": N_("Needed. The same name is the same company."),
    "company": N_("Needed. The name as it stands among the companies."),
    "external_id": N_("The number in your own system, if there is one."),
    "listens_to": N_("Whose word counts for them: 市场总监:很听, or several with ; between."),
    "status": N_("May stay empty: it follows from the days of stages."),
}


@dataclass(frozen=True)
class _Column:
    """A column of the template: what it is called, what to write, what to choose from."""

    key: str
    label: str
    hint: str
    choices: tuple[str, ...] = ()
    strict: bool = False


@cache
def examples() -> dict[str, dict[str, list[dict[str, str]]]]:
    """Language → kind of import → rows of the example, by key."""
    return yaml.safe_load((DATA / "template.yaml").read_text(encoding="utf-8"))


def template(session: Session, viewer: Viewer, t: Words, *, filled: bool = False) -> bytes:
    """The workbook in the reader's language, with the workspace's own lists, stages and fields.

    `filled` writes the examples into the tables too, instead of only beside the hints.
    """
    known = lists(session, viewer)
    road = tuple(dict.fromkeys(stage_label(stage, t) for stage in stages(session, viewer)))
    kept = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(kept, options) as book:
        tables = {kind: _columns(kind, known, road, t) for kind in TABLES}
        sheets = {kind: book.add_worksheet(t(TABLES[kind])) for kind in TABLES}
        guide = book.add_worksheet(t(GUIDE))
        chosen = book.add_worksheet(t("Choices to pick from"))
        chosen.hide()
        place = 0
        for kind, columns in tables.items():
            place = _table(book, sheets[kind], columns, chosen, place)
            if filled:
                _rows(sheets[kind], columns, examples()[t.lang][kind], 1)
        _guide(book, guide, tables, t)
    return kept.getvalue()


def _columns(kind: str, known: Lists, road: Sequence[str], t: Words) -> list[_Column]:
    own = list(known.own.values()) if kind == "companies" else []
    fields = [(key, spec(kind, key)) for key in KEYS[kind]] + [(one.key, one) for one in own]
    return [_column(key, field, known, road, t) for key, field in fields]


def _column(key: str, field: FieldSpec, known: Lists, road: Sequence[str], t: Words) -> _Column:
    choices = road if key == "stage" else _choices(field, known, t)
    strict = bool(choices) and (field.type != "term" or key in _CLOSED)
    texts = [_OF_KEY.get(key)]
    if not texts[0] or choices:
        texts.append(_HINTS["enum" if strict else field.type] if strict or field.type in _HINTS else None)
    hint = ("" if t.lang == "zh" else " ").join(t(text) for text in texts if text)
    return _Column(key, t(field.label), hint, tuple(choices), strict)


def _choices(field: FieldSpec, known: Lists, t: Words) -> tuple[str, ...]:
    if field.key in CHOICES:
        return tuple(t(label) for label in CHOICES[field.key].values())
    if field.type == "enum":
        return tuple(t(label) for label in ENUM_LABELS[field.list or ""].values())
    if field.type == "term":
        return tuple(known.options(field.list or "", t).values())
    return (t("Yes"), t("No")) if field.type == "flag" else ()


def _table(book: Any, sheet: Any, columns: Sequence[_Column], chosen: Any, place: int) -> int:
    """One table: heads with their hints, and drop-downs that look into the sheet of choices; returns the next place."""
    head = book.add_format({"bold": True, "bg_color": LIGHT.panel, "bottom": 1, "bottom_color": LIGHT.line})
    day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
    sheet.freeze_panes(1, 1)
    for number, column in enumerate(columns):
        sheet.write_string(0, number, column.label, head)
        dated = spec_is_date(column.key)
        sheet.set_column(number, number, 18 if len(column.label) < 10 else 26, day if dated else None)
        if column.hint:
            sheet.write_comment(0, number, column.hint)
        if not column.choices:
            continue
        for row, choice in enumerate(column.choices):
            chosen.write_string(row, place, choice)
        letter = xl_col_to_name(place)
        source = f"='{chosen.get_name()}'!${letter}$1:${letter}${len(column.choices)}"
        how = {"validate": "list", "source": source, "error_type": "stop" if column.strict else "information"}
        sheet.data_validation(1, number, ROWS, number, {**how, "ignore_blank": True, "show_error": column.strict})
        place += 1
    return place


def spec_is_date(key: str) -> bool:
    """Whether a column of the template holds days."""
    return key in {"signed_on", "ends_on", "date", "stance_on"}


def _rows(sheet: Any, columns: Sequence[_Column], rows: Sequence[Mapping[str, str]], first: int) -> None:
    for number, row in enumerate(rows, first):
        for place, column in enumerate(columns):
            if column.key in row:
                sheet.write_string(number, place, str(row[column.key]))


def _guide(book: Any, sheet: Any, tables: Mapping[str, Sequence[_Column]], t: Words) -> None:
    """What each column takes, and an example of each table."""
    bold, soft = book.add_format({"bold": True}), book.add_format({"font_color": LIGHT.quiet, "text_wrap": True})
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 64)
    sheet.set_column(2, 20, 16)
    about = t(
        "Fill in what you know; every cell may stay empty but those that are needed. Save it and give the whole "
        "file to Import: the three tables go in together. This sheet is not read."
    )
    sheet.write_string(0, 0, about)
    row = 2
    for kind, columns in tables.items():
        sheet.write_string(row, 0, t(TABLES[kind]), bold)
        for column in columns:
            row += 1
            sheet.write_string(row, 0, column.label)
            sheet.write_string(row, 1, column.hint, soft)
        row += 2
        sheet.write_string(row, 0, t("Example"), bold)
        shown = [column for column in columns if any(column.key in one for one in examples()[t.lang][kind])]
        for place, column in enumerate(shown):
            sheet.write_string(row + 1, place, column.label, bold)
        _rows(sheet, shown, examples()[t.lang][kind], row + 2)
        row += 3 + len(examples()[t.lang][kind]) + 1
