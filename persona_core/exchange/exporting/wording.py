"""The words that stand around the card's own, the same in every format."""

from __future__ import annotations

from dataclasses import dataclass, replace

from persona_core.kit.words import Words
from persona_core.personas.card import Card, Line, Table


@dataclass(frozen=True)
class Said:
    """Heads of the parts that are no blocks, and the foot."""

    quotes: str
    more: str
    table: str
    story: str
    use: str
    target: str
    roles: str
    missing: str
    stale: str
    state: str
    elsewhere: str
    foot: str


def said(card: Card, t: Words) -> Said:
    """All of them for a card, in its language."""
    return Said(
        quotes=t("In their words"),
        more=t("More of their words"),
        table=t("The whole table"),
        story=t("The story"),
        use=t("How to use it"),
        target=t("Who is on the list"),
        roles=t("The core positions"),
        missing=t("What is still missing"),
        stale=t("What has aged"),
        state=_state(card, t),
        elsewhere=_elsewhere(card, t),
        foot=t(
            "Made with Persona Workbench on {day}. Counts are printed with how many were asked; "
            "fewer than five is only a clue.",
            day=t.date(card.made_on),
        ),
    )


def _state(card: Card, t: Words) -> str:
    """Which version this is, whose, and when it is looked at again."""
    parts = []
    if card.version:
        parts.append(t("version {n}", n=card.version))
    if card.owner and not card.masked:
        parts.append(t("kept by {name}", name=t.name(card.owner)))
    if card.review_on:
        parts.append(t("to be reviewed on {day}", day=t.date(card.review_on)))
    return " · ".join(parts)


def _elsewhere(card: Card, t: Words) -> str:
    """Where to find what a long picture leaves out, so that it can be forwarded."""
    tables = any(block.tables for block in card.blocks)
    if card.roles:
        return t("The cards of the core positions and all tables are in the PDF.")
    return t("All tables are in the PDF.") if tables else ""


def small(line: Line) -> str:
    """What is printed in lighter type behind a line: its counts, how far they carry, what lost deals said."""
    return " · ".join(x for x in (line.counts, line.trust, line.lost) if x)


def filled(table: Table) -> Table:
    """A table without the columns in which nothing stands."""
    kept = [n for n in range(len(table.head)) if n == 0 or any(row.cells[n] for row in table.rows)]
    rows = tuple(replace(row, cells=tuple(row.cells[n] for n in kept)) for row in table.rows)
    return replace(table, head=tuple(table.head[n] for n in kept), rows=rows)
