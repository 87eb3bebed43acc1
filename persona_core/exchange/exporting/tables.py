"""The tables of a workspace as files that import takes back: companies as CSV, all three as one workbook."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import xlsxwriter
from sqlmodel import Session, select

from persona_core.access.models import Viewer
from persona_core.companies.models import Company
from persona_core.companies.naming import company_name
from persona_core.deals.models import Deal
from persona_core.evidence.queries import external_ids_of
from persona_core.exchange.chain_csv import chain_table
from persona_core.exchange.exporting.drawn import SIZE, breadth
from persona_core.exchange.exporting.glyphs import visible
from persona_core.exchange.importing.progress import WRITE, Tell, counted, part, silent
from persona_core.exchange.showing import companies
from persona_core.journeys.models import StageEvent
from persona_core.journeys.queries import every_stage, stage_label
from persona_core.kit import clock
from persona_core.kit.figures import LIGHT
from persona_core.kit.sheets import write_csv
from persona_core.kit.sheets.guard import keep_apostrophe
from persona_core.kit.words import Words
from persona_core.vocabulary.fields import COMPANY_KEYS, FIELDS, LATEST_DEAL_KEYS, spec
from persona_core.vocabulary.queries import lists

_PRIVATE = ("owner", "referrer", "note", "problem")
_EVENTS = ("deal_external_id", "company_external_id", "company", "stage", "date")
_SHOWN = ("id", "num", "name", "region", "industry", "headcount", "headcount_band", "latest_deal_id")
_LONGEST = 32_767
"""Characters that a cell of a workbook holds."""

Sheet = tuple[list[str], list[list[Any]]]


def company_csv(session: Session, viewer: Viewer, t: Words) -> bytes:
    """Every company as CSV."""
    return write_csv(*company_table(session, viewer, t))


def company_table(session: Session, viewer: Viewer, t: Words) -> Sheet:
    """Every company with its fields under headers that import reads back; names are masked for a masked viewer."""
    keys = [k for k in (*COMPANY_KEYS[:-1], *LATEST_DEAL_KEYS, "note") if not (viewer.masked and k in _PRIVATE)]
    own = [] if viewer.masked else [str(spec.label) for spec in lists(session, viewer).own.values()]
    header = [t(FIELDS["external_id"].label), *(t(FIELDS[k].label) for k in keys), *own]
    rows = []
    for company in companies(session, viewer, t):
        fields = company["fields"] | {"name": company["name"], "status": company["status"]}
        for key, band in (("headcount", "headcount_band"), ("annual_revenue", "revenue_band")):
            fields[key] = fields[band] or fields[key]
        said = [*(fields.get(k) for k in keys), *(fields["own"].get(name) for name in own)]
        rows.append([(company["external_ids"] or [""])[0], *said])
    return header, rows


def journey_table(session: Session, viewer: Viewer, t: Words) -> Sheet:
    """Every dated stage, a row a date. A company's latest deal needs no id; others go by theirs, and come after."""
    keys = [k for k in _EVENTS if not (viewer.masked and k.endswith("_id"))]
    known, stages = lists(session, viewer), {s.num: stage_label(s, t) for s in every_stage(session, viewer)}
    ids = {kind: external_ids_of(session, viewer, kind) for kind in ("company", "deal")}
    homes = {row.id: row for row in session.execute(_mine(Company, viewer, *_SHOWN))}
    days = defaultdict(list)
    for event in session.execute(_mine(StageEvent, viewer, "deal_num", "stage_num", "day", order="day")):
        days[event.deal_num].append(event)
    first, others = [], []
    for deal in session.execute(_mine(Deal, viewer, "id", "num", "company_id")):
        home = homes[deal.company_id]
        latest = home.latest_deal_id == deal.id
        row = {
            "deal_external_id": "" if latest else next(iter(ids["deal"].get(deal.id, [])), str(deal.id)),
            "company_external_id": next(iter(ids["company"].get(home.id, [])), ""),
            "company": company_name(viewer, t, known, home._mapping),
        }
        for event in days[deal.num]:
            said = row | {"stage": stages.get(event.stage_num, ""), "date": clock.from_day_number(event.day)}
            (first if latest else others).append([said[k] for k in keys])
    return [t(spec("stage-events", k).label) for k in keys], first + others


def xlsx(session: Session, viewer: Viewer, t: Words, tell: Tell = silent) -> bytes:
    """The three tables as one workbook: companies, decision chains, dates of the journey."""
    kept = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    sheets = {
        t("Companies"): company_table(session, viewer, t),
        t("Decision chains"): chain_table(session, viewer, t, tell=part(tell, 0.05, 0.5)),
        t("Dates of stages"): journey_table(session, viewer, t),
    }
    every, written = sum(len(rows) for _, rows in sheets.values()) or 1, 0
    with xlsxwriter.Workbook(kept, options) as book:
        for name, (header, rows) in sheets.items():
            shares = [0.55 + 0.45 * n / every for n in (written, written + len(rows))]
            _fill(book, name, header, rows, part(tell, *shares))
            written += len(rows)
    return kept.getvalue()


def _mine(model: Any, viewer: Viewer, *columns: str, order: str = "num") -> Any:
    table = model.__table__
    wanted = select(*(table.c[name] for name in columns)).where(table.c.workspace_id == viewer.workspace_id)
    return wanted.order_by(table.c[order])


def _fill(
    book: xlsxwriter.Workbook, name: str, header: Sequence[str], rows: Sequence[Sequence[Any]], tell: Tell
) -> None:
    sheet = book.add_worksheet(name)
    head = book.add_format({"bold": True, "bg_color": LIGHT.panel, "bottom": 1, "bottom_color": LIGHT.line})
    day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
    sheet.freeze_panes(1, 1)
    for column, title in enumerate(header):
        sheet.write_string(0, column, title, head)
        sheet.set_column(column, column, _width(title, (row[column] for row in rows[:200])))
    for number, row in enumerate(counted(tell, WRITE, rows, of=rows), 1):
        for column, value in enumerate(row):
            _write(sheet, number, column, value, day)
    if rows:
        sheet.autofilter(0, 0, len(rows), len(header) - 1)


def _write(sheet: Any, row: int, column: int, value: Any, day: Any) -> None:
    """A cell of the value's own type; text stays text, whatever it looks like."""
    if value is None or value == "":
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, int | float | Decimal):
        sheet.write_number(row, column, float(value))
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, day)
    else:
        sheet.write_string(row, column, keep_apostrophe(visible(str(value)))[:_LONGEST])


def _width(title: str, cells: Iterator[Any]) -> float:
    widest = max((breadth(str(x)[:80]) for x in cells if x is not None), default=0.0)
    return min(max(widest, breadth(title)) / SIZE * 1.9 + 2, 48)
