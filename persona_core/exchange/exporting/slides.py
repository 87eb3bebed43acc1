"""The card as slides that can be changed: native charts and tables, the evidence in the notes."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from itertools import chain

from persona_core.exchange.exporting.slide_parts import Deck
from persona_core.exchange.exporting.wording import Said, filled, said, small
from persona_core.kit.words import Words
from persona_core.personas.card import BARS, FIVE, SLOPE, Block, Card, Chart, Line, RoleCard, Table

LINES, ROWS = 6, 9
"""How much a slide holds of a block; the rest stands in its notes."""

UNCOUNTED = {"leave.churn"}
"""Lines whose sentence says nothing without its count."""


def pptx(card: Card, t: Words) -> bytes:
    """Six to ten slides of the card; fewer where there is less to say."""
    deck = Deck(t, said(card, t))
    _title(deck, card)
    _five(deck, card)
    for block, charts in _details(card):
        _detail(deck, block, charts, headline(deck.t, card, block, charts))
    _quotes(deck, [b for b in card.blocks if b.key in FIVE])
    _in_lines(deck, [b for b in card.blocks if _only_lines(b)])
    if card.roles:
        _roles(deck, card.roles)
    _use(deck, card)
    kept = io.BytesIO()
    deck.file.save(kept)
    return kept.getvalue()


def _only_lines(block: Block) -> bool:
    return block.key not in FIVE and bool(block.lines) and not (block.charts or block.tables)


def _details(card: Card) -> Iterable[tuple[Block, list[Chart]]]:
    """Blocks that tell more, with their charts and those of the five questions of the same step, shown once."""
    waiting = {b.step: list(b.charts) for b in card.blocks if b.key in FIVE and b.charts}
    for block in card.blocks:
        if block.key not in FIVE and (block.charts or block.tables):
            yield block, [*waiting.pop(block.step, []), *block.charts]
    for block in card.blocks:
        if block.key in FIVE and block.step in waiting:
            yield block, waiting.pop(block.step)


def _title(deck: Deck, card: Card) -> None:
    words = deck.said
    about = " · ".join(x for x in (card.name, card.filter) if x)
    slide = deck.opening(card.title, [about, card.top], card.summary, [words.state, words.foot])
    story = [f"{one.text} [{one.mark}: {one.counts}]" if one.counts else one.text
             for paragraph in card.story for one in paragraph.sentences]  # fmt: skip
    deck.note(slide, [card.summary, *([f"{words.story}:", *story] if story else [])])


def _five(deck: Deck, card: Card) -> None:
    blocks = [b for b in card.blocks if b.key in FIVE]
    slide = deck.slide(" · ".join(b.title for b in blocks) or card.title, 0, about=card.title)
    rows = [(b.title, _in_short(deck.t, b)) for b in blocks]
    deck.table(slide, (), rows, (1.0, 5.2), steps=[b.step for b in blocks])
    deck.note(slide, chain.from_iterable([f"{b.title}:", *_evidence(b.lines)] for b in blocks))


def _in_short(t: Words, block: Block) -> str:
    """The lines of a block for one cell; those that only name something share a line, with how many said it."""

    def counted(line: Line) -> str:
        return t("{value} ({k} of {n})", value=line.text, k=line.k, n=line.asked)

    named = [counted(x) for x in block.lines if x.label and x.quotes]
    told = [counted(x) if x.key in UNCOUNTED else x.text for x in block.lines if not (x.label and x.quotes)]
    return "\n".join([t.listing(named[:LINES])] * bool(named) + told[:LINES]) or block.empty


def headline(t: Words, card: Card, block: Block, charts: Sequence[Chart]) -> str:
    """What a slide says in its title: what its first chart finds, its first lines, or those of the five beside it."""
    lead = next((c for c in charts if c.title), None)
    if lead and lead.kind == BARS and lead.points and block.key not in FIVE:
        first = max(lead.points, key=lambda p: p.value or 0.0)
        return t("{finding}; most often: {name} ({count})", finding=lead.title, name=first.label, count=first.text)
    if lead and lead.kind == SLOPE:
        return lead.title
    near = next((b for b in card.blocks if b.key in FIVE and b.step == block.step), None)
    lines = block.lines[:1] or (near.lines[:1] if near else ())
    return t("; ").join(line.text.rstrip("。.") for line in lines) or block.title


def _detail(deck: Deck, block: Block, charts: Sequence[Chart], title: str) -> None:
    slide = deck.slide(title, block.step, about=block.title)
    tables = [filled(table) for table in block.tables]
    if charts and (block.lines or tables) and len(charts) == 1:
        deck.charts(slide, charts, half=True)
        if block.lines:
            deck.lines(slide, [(line.text, small(line)) for line in block.lines[:LINES]], beside=True)
        else:
            _table(deck, slide, tables[0], beside=True)
    elif charts:
        deck.charts(slide, charts)
    elif tables:
        _table(deck, slide, tables[0])
    deck.note(slide, [*_evidence(block.lines), *chain.from_iterable(_read_out(table) for table in tables)])


def _table(deck: Deck, slide: object, table: Table, beside: bool = False) -> None:
    rows = [row.cells for row in table.rows[:ROWS]]
    columns = list(range(len(table.head)))
    if beside:
        fullest = sorted(columns[1:], key=lambda c: -sum(len(r[c]) for r in rows))[:2]
        columns = [0, *sorted(fullest)]
    weights = [max(4.0, *(min(len(r[c]), 26.0) for r in (table.head, *rows))) for c in columns]
    deck.table(slide, [table.head[c] for c in columns], [[r[c] for c in columns] for r in rows], weights, beside=beside)
    if len(table.rows) > ROWS:
        deck.remark(slide, deck.t("{n} more in the notes", n=len(table.rows) - ROWS))


def _quotes(deck: Deck, blocks: Sequence[Block]) -> None:
    """One slide of what was said: every theme with its counts and one quote, all of them in the notes."""
    spoken = [line for b in blocks for line in b.lines if line.quotes]
    if not spoken:
        return
    most = max(spoken, key=lambda line: line.k or 0)
    heard = deck.t("Heard most: “{theme}”, {counts}", theme=most.text, counts=most.counts) if most.counts else most.text
    slide = deck.slide(heard, 4, about=deck.said.quotes)
    rows = [(line.text, line.counts, f"{line.quotes[0].text}\n{line.quotes[0].said_by}") for line in spoken[: ROWS - 1]]
    deck.table(slide, (), rows, (1.5, 1.7, 4.0))
    deck.note(slide, _evidence(spoken))


def _in_lines(deck: Deck, blocks: Sequence[Block]) -> None:
    """Blocks that are lines alone share a slide, side by side."""
    if not blocks:
        return
    about = " · ".join(b.title for b in blocks[:3])
    slide = deck.slide(blocks[0].lines[0].text, blocks[0].step, about=about)
    deck.columns(slide, [(b.title, [(x.text, small(x)) for x in b.lines[:LINES]]) for b in blocks[:3]])
    deck.note(slide, chain.from_iterable([f"{b.title}:", *_evidence(b.lines)] for b in blocks))


def _roles(deck: Deck, roles: Sequence[RoleCard]) -> None:
    t = deck.t
    title = t("They carry weight: {list}", list=t.listing([r.title for r in roles[:5]]))
    slide = deck.slide(title, 2, about=deck.said.roles)
    rows = [(r.title, r.top, "\n".join(_in_brief(r))) for r in roles[:5]]
    deck.table(slide, (), rows, (1.2, 2.2, 4.0))
    deck.note(slide, chain.from_iterable([f"{r.title} · {r.top}", *_evidence(_lines_of(r))] for r in roles))


def _in_brief(role: RoleCard) -> list[str]:
    """What moves a position and what to answer, each told once."""
    told = {b.key: [line.text for line in b.lines] for b in role.blocks}
    return [*told.get("facets", [])[:2], *told.get("say", [])[:2]] or [x.text for x in _lines_of(role)[:3]]


def _lines_of(role: RoleCard) -> list[Line]:
    return [line for b in role.blocks for line in b.lines]


def _use(deck: Deck, card: Card) -> None:
    words: Said = deck.said
    parts = [(a.title, [(row, "") for row in a.rows]) for a in card.advice if a.rows]
    if card.target:
        parts.append((words.target, [(card.target.text, card.target.counts)]))
    lacking = [(title, [(x.text, small(x)) for x in lines[:LINES]])
               for title, lines in ((words.missing, card.missing), (words.stale, card.stale)) if lines]  # fmt: skip
    if not parts and not lacking:
        return
    about = words.use if parts else words.missing
    first = next((rows[0][0] for _, rows in (*parts, *lacking) if rows), about)
    slide = deck.slide(first, 0, about=about)
    deck.columns(slide, [*parts, *lacking][:6])
    deck.note(slide, [x for title, rows in (*parts, *lacking) for x in (f"{title}:", *(text for text, _ in rows))])


def _evidence(lines: Iterable[Line]) -> Iterable[str]:
    for line in lines:
        yield f"- {line.text}" + (f" ({small(line)})" if small(line) else "")
        yield from (f"    “{q.text}” {q.said_by}" for q in line.quotes)


def _read_out(table: Table) -> Iterable[str]:
    yield " | ".join(table.head)
    yield from (" | ".join(row.cells) for row in table.rows)
