"""Role cards: of each core position facets, traits as bands, information, concerns by stage, quotes, what to say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from sqlmodel import Session

from persona_core.access.models import Viewer
from persona_core.companies.naming import shorten
from persona_core.decision_chain.models import EFFORT_LABELS, MOMENT_LABELS, SEAT_LABELS, Moment
from persona_core.decision_chain.typical import TypicalPosition
from persona_core.journeys.grid import Grid, GridConcern
from persona_core.journeys.queries import grid, stage_label
from persona_core.kit.estimates import share, trust, verdict_text
from persona_core.kit.words import Words
from persona_core.personas.card import BARS, Block, Chart, Line, Point, Quote, RoleCard, Row, Table, Way
from persona_core.personas.findings import LONGEST_LIST, Findings, said_text
from persona_core.personas.seats import NOBODY, TRAITS, Holders, holders
from persona_core.personas.story_blocks import FACETS
from persona_core.stories import queries as stories
from persona_core.stories.views import Theme
from persona_core.vocabulary.models import TAG_KIND_LABELS, ListName

MOST_ROLES = 5
CORE = 0.1
"""Positions that weigh a tenth at some moment, on at least half of the chains, have a card of their own."""

MOST_CONCERNS, MOST_QUOTES, LONGEST_NAME = 40, 4, 40
QUOTES = 12
"""So many quotes of a theme are looked at for those about a position."""


def roles(session: Session, viewer: Viewer, t: Words, f: Findings) -> tuple[RoleCard, ...]:
    """The core positions, the weightiest first."""
    core = _core(f)
    if not core:
        return ()
    codes = [p.position for p in core]
    every = stories.themes(
        session, viewer, t, population="signed", quotes=QUOTES, found=f.told, known=f.known, hide=f.hide
    )
    table = grid(session, viewer, None, t, positions=codes, known=f.known, hide=f.hide)
    held = holders(session, viewer, f.scope, codes)
    return tuple(_role(t, f, p, every, table, held.get(p.position, NOBODY)) for p in core)


def heads(t: Words, f: Findings) -> tuple[RoleCard, ...]:
    """The same positions by name and where they weigh, before anything of theirs is read."""
    return tuple(_card(t, f, p, ()) for p in _core(f))


def _card(t: Words, f: Findings, p: TypicalPosition, blocks: tuple[Block, ...]) -> RoleCard:
    return RoleCard(p.position, shorten(p.label, LONGEST_NAME), _top(t, f, p), blocks)


def _core(f: Findings) -> list[TypicalPosition]:
    def weight(p: TypicalPosition) -> float:
        return max(p.purchase.value or 0, p.renewal.value or 0)

    found = [p for p in f.typical.positions if weight(p) >= CORE - 1e-9 and 2 * p.k >= f.typical.chains]
    return sorted(found, key=lambda p: -weight(p))[:MOST_ROLES]


def _role(t: Words, f: Findings, p: TypicalPosition, every: Sequence[Theme], table: Grid, held: Holders) -> RoleCard:
    here = [(x, split) for x in every for split in x.positions if split.position == p.label and split.k]
    here.sort(key=lambda pair: (-pair[1].k, pair[0].name))
    blocks = (
        _facets(t, here),
        _traits(t, f, p, held),
        _information(t, p, held),
        _concerns(t, f, p, every, table),
        _quotes(t, f, p, here),
        _say(t, p, table),
    )
    return _card(t, f, p, blocks)


def _top(t: Words, f: Findings, p: TypicalPosition) -> str:
    parts = [t("on {k} of {n} chains", k=p.k, n=f.typical.chains)]
    totals = {moment: p.total(moment).value for moment in Moment}
    said = [
        t("{moment} {share}", moment=t(MOMENT_LABELS[moment]), share=t.percent(total))
        for moment, total in totals.items()
        if total is not None
    ]
    if said:
        parts.append(t("influence {list}", list=t.listing(said)))
    if p.veto:
        parts.append(t("can block alone on {k}", k=p.veto))
    return " · ".join(parts)


def _facets(t: Words, here: Sequence[tuple[Theme, object]]) -> Block:
    """五面 of what is told in stories about the position."""
    lines = []
    for kind in FACETS:
        for theme, split in [pair for pair in here if pair[0].kind == kind][:3]:
            lines.append(
                Line(
                    f"role.facet.{kind}.{theme.tag_id}",
                    t("{label}: {list}", label=t(TAG_KIND_LABELS[kind]), list=theme.name),
                    Way("stories", {"tag": str(theme.tag_id)}),
                    split.k,
                    split.asked,
                    theme.n,
                    said_text(t, split.k, split.asked, theme.n),
                    verdict_text(t, split.k, split.asked),
                    label=theme.name,
                )
            )
    empty = t("No story about this position is tagged with a motive, need, challenge, obstacle or history yet.")
    return Block("facets", 4, t("Five facets"), tuple(lines), empty)


def _traits(t: Words, f: Findings, p: TypicalPosition, held: Holders) -> Block:
    """Traits as bands: the most common, of how many it is known, and the rest."""
    rows = []
    for name in TRAITS:
        counts = held.traits.get(name, Counter())
        if not counts:
            continue
        known = sum(counts.values())
        said = [(_trait(t, f, name, value), k) for value, k in counts.most_common(LONGEST_LIST)]
        rest = t.listing([t("{name} {k}", name=value, k=k) for value, k in said[1:]])
        typical = t("{value} ({k} of {n})", value=said[0][0], k=said[0][1], n=known)
        rows.append(Row(name, (t(SEAT_LABELS[name]), typical, t("{k} of {n}", k=known, n=held.seats), rest)))
    head = (t("Trait"), t("Typical"), t("Known of"), t("Spread"))
    return Block(
        "traits",
        2,
        t("Who sits there"),
        empty=t("Nothing is known of whoever sits there. Note age, education or years on the chain."),
        tables=Table.of("traits", head, tuple(rows)),
    )


def _trait(t: Words, f: Findings, name: str, value: str) -> str:
    if name == "openness":
        return t("{value} of 5", value=value)
    if name == "effort":
        return t(EFFORT_LABELS[value]) if value in EFFORT_LABELS else value
    return f.known.label(ListName.BUYING_ROLE, value, t) if name == "buying_role" else f.hide(value)


def _information(t: Words, p: TypicalPosition, held: Holders) -> Block:
    """Where they get information, as bars of how many of those known name it."""
    found = held.sources.most_common(LONGEST_LIST)
    points = tuple(
        Point(name, est.value, f"{k}/{held.told}", est.lo, est.hi, colour="step-2")
        for name, k in found
        if (est := share(k, held.told))
    )
    title = t("Most often: {source}", source=found[0][0]) if found else ""
    return Block(
        "information",
        2,
        t(SEAT_LABELS["information"]),
        empty=t("Nobody has asked yet. Ask whom they would call before they buy."),
        charts=(Chart(f"information-{p.position}", BARS, title, points),) if points else (),
    )


def _cells(table: Grid, position: str) -> Iterator[tuple[object, GridConcern]]:
    for stage in table.stages:
        for concern in table.cells.get((stage.id, position), ()):
            yield stage, concern


def _concerns(t: Words, f: Findings, p: TypicalPosition, every: Sequence[Theme], table: Grid) -> Block:
    """Concerns of each stage: how many of those asked there name it, answered or not."""
    splits = {(x.tag_id, s.stage_id): s for x in every for s in x.stages}
    rows = []
    for stage, concern in _cells(table, p.position):
        split = splits.get((concern.tag_id, stage.id))
        rows.append(
            Row(
                f"{stage.num}.{concern.tag_id}",
                (
                    stage_label(stage, t),
                    concern.name,
                    t("{k} of {n} asked", k=split.k, n=split.asked) if split else t("nobody asked there yet"),
                    t("answered") if concern.answered else t("no answer yet"),
                ),
                Way("journey", {"stage": str(stage.num), "who": p.position}),
                split.k if split else None,
                split.asked if split else None,
            )
        )
    head = (t("Stage"), t("Concern"), t("Customers"), t("Our answer"))
    tables = Table.of("concerns", head, tuple(rows[:MOST_CONCERNS]))
    empty = t("No concern is noted for this position. Write down in the journey what they worry about.")
    return Block("concerns", 3, t("What they worry about, by stage"), empty=empty, tables=tables)


def _quotes(t: Words, f: Findings, p: TypicalPosition, here: Sequence[tuple[Theme, object]]) -> Block:
    """In their words: one quote a theme, of stories about this position."""
    lines: list[Line] = []
    seen: set[str] = set()
    for theme, split in here:
        quote = next(
            (q for q in theme.quotes if p.position in f.told.positions_of(q.story_id) and q.text not in seen), None
        )
        if quote is None or len(lines) == MOST_QUOTES:
            continue
        seen.add(quote.text)
        said = Quote(str(quote.story_id), shorten(quote.company, LONGEST_NAME), quote.stage, quote.text)
        way = Way("stories", {"tag": str(theme.tag_id), "position": p.position})
        lines.append(
            Line(
                f"role.quote.{theme.tag_id}",
                theme.name,
                way,
                split.k,
                split.asked,
                theme.n,
                said_text(t, split.k, split.asked, theme.n),
                t(trust(split.asked)),
                quotes=(said,),
            )
        )
    empty = t("No story about this position is tagged yet.")
    return Block("quotes", 4, t("In their words"), tuple(lines), empty)


def _say(t: Words, p: TypicalPosition, table: Grid) -> Block:
    """What to say: the answers that the journey holds for their concerns; what has none comes last."""
    lines, open_ones = [], []
    for stage, concern in _cells(table, p.position):
        way = Way("journey", {"stage": str(stage.num), "who": p.position})
        if concern.answer.strip():
            text = t("“{concern}” → {answer}", concern=concern.name, answer=" ".join(concern.answer.split()))
            lines.append(Line(f"role.say.{stage.num}.{concern.tag_id}", text, way, counts=stage_label(stage, t)))
        elif not concern.answered:
            open_ones.append(concern.name)
    if open_ones:
        text = t("Still without an answer: {list}", list=t.listing(open_ones[:LONGEST_LIST]))
        counts = t.plural("{n} concern", "{n} concerns", len(open_ones))
        lines.append(Line("role.say.open", text, Way("journey", {"view": "concerns"}), counts=counts))
    empty = t("Answers come from the journey: write what you say to each concern.")
    return Block("say", 3, t("What to say to them"), tuple(lines), empty)
