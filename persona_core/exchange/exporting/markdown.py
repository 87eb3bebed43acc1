"""The card as Markdown, all of its parts; words that people wrote are escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from persona_core.exchange.exporting.wording import filled, said, small
from persona_core.kit.words import Words
from persona_core.personas.card import Block, Card, Chart, Line, Quote, Table

_SPECIAL = re.compile(r"([\\`*_{}\[\]()!|<>~&]|^[#+\-=]|(?<=^\d)[.)]|(?<=^\d\d)[.)])")


def escape_markdown(text: str) -> str:
    """Text that every Markdown reader shows letter by letter."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


e = escape_markdown


def markdown(card: Card, t: Words) -> str:
    """The whole card."""
    return "\n".join(_whole(card, t)).rstrip() + "\n"


def _whole(card: Card, t: Words) -> Iterator[str]:
    words = said(card, t)
    yield from (f"# {e(card.title)}", "")
    if card.name or card.filter:
        yield from (e(" · ".join(x for x in (card.name, card.filter) if x)), "")
    yield from (e(card.top), "")
    if card.summary:
        yield from (f"> {e(card.summary)}", "")
    for block in card.blocks:
        yield from _block(block, "##")
    written = [part for part in card.advice if part.rows]
    if written or card.target:
        yield from (f"## {words.use}", "")
        for part in written:
            yield from (f"### {e(part.title)}", "", *(f"- {e(row)}" for row in part.rows), "")
        if card.target:
            yield from (f"### {words.target}", "", f"- {e(card.target.text)} — {e(card.target.counts)}", "")
    if card.story:
        yield from (f"## {words.story}", "")
        yield from _story(card)
    for role in card.roles:
        yield from (f"## {e(role.title)}", "", e(role.top), "")
        for block in role.blocks:
            yield from _block(block, "###")
    for title, lines in ((words.missing, card.missing), (words.stale, card.stale)):
        if lines:
            yield from (f"## {title}", "", *_lines(lines), "")
    yield from ("---", "", *(x for x in (e(words.state), "") if words.state), e(words.foot))


def _block(block: Block, level: str) -> Iterator[str]:
    yield from (f"{level} {e(block.title)}", "")
    if block.bare:
        yield from (e(block.empty), "")
    if block.lines:
        yield from (*_lines(block.lines), "")
    for chart in block.charts:
        yield from _chart(chart)
    for table in block.tables:
        yield from _table(table)


def _lines(lines: Iterable[Line]) -> Iterator[str]:
    for line in lines:
        yield f"- {e(line.text)}" + (f" — {e(small(line))}" if small(line) else "")
        yield from (f"  - {_quote(quote)}" for quote in line.quotes)


def _quote(quote: Quote) -> str:
    return f"“{e(quote.text)}” {e(quote.said_by)}".rstrip()


def _chart(chart: Chart) -> Iterator[str]:
    """A chart as the table of what is printed in it."""
    if chart.title:
        yield from (f"**{e(chart.title)}**", "")
    twice = any(p.then_text for p in chart.points)
    heads = ["", *(chart.ends if twice else chart.ends[:1])]
    rows = ([p.label, p.text, *([p.then_text] if twice else [])] for p in chart.points)
    yield from _grid(heads, rows)


def _table(table: Table) -> Iterator[str]:
    if table.title:
        yield from (f"**{e(table.title)}**", "")
    kept = filled(table)
    yield from _grid(kept.head, (row.cells for row in kept.rows))


def _grid(head: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    heads = [e(cell) for cell in head]
    yield "| " + " | ".join(heads) + " |"
    yield "|" + " --- |" * len(heads)
    for row in rows:
        yield "| " + " | ".join(e(cell) for cell in row) + " |"
    yield ""


def _story(card: Card) -> Iterator[str]:
    for paragraph in card.story:
        yield from (" ".join(f"{e(one.text)} \\[{one.mark}\\]" for one in paragraph.sentences), "")
    notes = [one for paragraph in card.story for one in paragraph.sentences if one.counts]
    yield from (*(f"- \\[{one.mark}\\] {e(one.counts)}" for one in notes), "")
