"""The card on paper (A4 pages as PDF) and as one long picture (PNG), set by Typst from one template.

What the card says goes to the template as data and is set letter by letter: nothing of it is read as markup.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

import typst

from persona_core.exchange.exporting.drawn import breadth, drawn, palette
from persona_core.exchange.exporting.glyphs import FAMILY, fonts, printable
from persona_core.exchange.exporting.wording import filled, said
from persona_core.kit.figures import LIGHT
from persona_core.kit.words import Words
from persona_core.personas.card import Block, Card, Chart, Table

TEMPLATE = Path(__file__).resolve().parents[1] / "templates" / "card.typ"
PAGES, STRIP = "pages", "strip"
STRIP_DENSITY = 200
"""Dots an inch of the long picture: its 390 points are as wide as 1,083 dots, what a phone shows sharply."""

_KINDS = {"Bar": "bar", "Stroke": "stroke", "Dot": "dot", "Text": "text"}
_LEFT_OUT = {"way", "story_id", "key", "proposals"}


def pdf(card: Card, t: Words, *, system_fonts: bool = True) -> bytes:
    """The card on A4 pages."""
    made = datetime.combine(card.made_on, time(12), UTC)
    return _compiled(card, t, PAGES, system_fonts, format="pdf", timestamp=made)


def png(card: Card, t: Words, *, system_fonts: bool = True) -> bytes:
    """The card as one long picture."""
    return _compiled(card, t, STRIP, system_fonts, format="png", ppi=STRIP_DENSITY)


def _compiled(card: Card, t: Words, form: str, system: bool, **how: Any) -> bytes:
    data = {
        "form": form,
        "family": FAMILY,
        "lang": t.lang,
        "card": _told(card),
        "said": asdict(said(card, t)),
        "palette": palette(LIGHT),
    }
    text = json.dumps(_printable(data, system), ensure_ascii=False)
    compiler = typst.Compiler(
        input=str(TEMPLATE),
        root=str(TEMPLATE.parent),
        font_paths=fonts(system),
        ignore_system_fonts=not system,
        sys_inputs={"data": text},
    )
    return compiler.compile(**how)


def _told(part: Any) -> Any:
    """The card as plain values, its charts drawn, without what only a screen needs."""
    if isinstance(part, Chart):
        return _drawing(part)
    if isinstance(part, tuple | list):
        return [_told(item) for item in part]
    if isinstance(part, Table):
        part = filled(part)
    if not hasattr(part, "__dataclass_fields__"):
        return part if part is None or isinstance(part, str | int | float) else str(part)
    told = {name: _told(getattr(part, name)) for name in part.__dataclass_fields__ if name not in _LEFT_OUT}
    if isinstance(part, Table):
        told["widths"] = _widths(part)
    if isinstance(part, Block | Card):
        told |= {"bare": part.bare}
    if isinstance(part, Block):
        told |= {"key": part.key}
    if isinstance(part, Card):
        told |= {"top": part.top}
    return told


def _drawing(chart: Chart) -> dict[str, Any]:
    sheet = drawn(chart)
    marks = [{"kind": _KINDS[type(mark).__name__], **asdict(mark)} for mark in sheet.marks]
    return {"title": chart.title, "width": sheet.width, "height": sheet.height, "marks": marks}


def _widths(table: Table) -> list[float]:
    """How much of the width each column wants: a little for numbers, more for words, never all."""
    columns = zip(table.head, *(row.cells for row in table.rows), strict=True)
    return [min(max(40.0, *(breadth(cell) for cell in column)), 210.0) for column in columns]


def _printable(part: Any, system: bool) -> Any:
    if isinstance(part, str):
        return printable(part, system=system)
    if isinstance(part, dict):
        return {key: _printable(value, system) for key, value in part.items()}
    return [_printable(item, system) for item in part] if isinstance(part, list) else part
