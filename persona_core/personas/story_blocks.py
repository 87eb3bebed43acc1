"""Blocks of the card in customers' words: why they come, why they hesitate or leave, the five facets."""

from __future__ import annotations

from persona_core.kit.estimates import HOLDS, trust, verdict, verdict_text
from persona_core.kit.words import Words
from persona_core.personas.card import Block, Line, Row, Table, Way
from persona_core.personas.findings import LONGEST_LIST, Findings, Theme, counts_text, said_text
from persona_core.personas.picturing import said
from persona_core.vocabulary.models import TAG_KIND_LABELS, TagKind

COME = (TagKind.TRIGGER, TagKind.CHALLENGE, TagKind.NEED, TagKind.MOTIVE, TagKind.VALUE)
LEAVE = (TagKind.OBSTACLE, TagKind.CONCERN)
LONGEST_TABLE = 20
FACETS = (TagKind.MOTIVE, TagKind.NEED, TagKind.CHALLENGE, TagKind.OBSTACLE, TagKind.HISTORY)


def _theme_line(t: Words, theme: Theme, key: str) -> Line:
    lost = ""
    if theme.lost_asked:
        lost = t("Lost deals: {k} of {asked} asked", k=theme.lost_k, asked=theme.lost_asked)
    return Line(
        f"{key}.{theme.tag_id}",
        theme.name,
        Way("stories", {"tag": theme.tag_id}),
        theme.k,
        theme.asked,
        theme.n,
        said_text(t, theme.k, theme.asked, theme.n),
        verdict_text(t, theme.k, theme.asked),
        lost,
        theme.quotes,
        theme.name,
    )


def come(t: Words, f: Findings) -> Block:
    """为什么来: triggers, challenges, needs, motives and values that customers named."""
    found = [x for x in f.themes if x.kind in COME and x.k][:LONGEST_LIST]
    return Block(
        "come",
        4,
        t("Why they come"),
        tuple(_theme_line(t, x, "come") for x in found),
        t("No story says so yet. Write down what customers told you and tag it."),
    )


def leave(t: Words, f: Findings) -> Block:
    """为什么走: obstacles and concerns, who left, and why deals were lost."""
    lines = [_theme_line(t, x, "leave") for x in [x for x in f.themes if x.kind in LEAVE and x.k][:LONGEST_LIST]]
    p = f.population
    gone = p.by_status.get("churned", 0)
    if p.signed:
        lines.append(
            Line(
                "leave.churn",
                t("Signed and left again"),
                Way("companies", {"status": "churned"}),
                gone,
                p.signed,
                p.signed,
                counts_text(t, gone, p.signed, p.signed),
                t(trust(p.signed)),
            )
        )
    reasons = f.deals.loc[f.deals["outcome"] == "lost", "lost_reason"].dropna().value_counts()
    if len(reasons):
        known, total = int(reasons.sum()), int((f.deals["outcome"] == "lost").sum())
        named = [t("{name} {k}", name=v, k=int(c)) for v, c in reasons.head(LONGEST_LIST).items()]
        lines.append(
            Line(
                "leave.lost",
                t("Lost deals went: {list}", list=t.listing(named)),
                Way("companies", {"status": "lost"}),
                int(reasons.iloc[0]),
                known,
                total,
                t("{k} of {n} lost deals", k=known, n=total),
                t(trust(known)),
            )
        )
    return Block(
        "leave",
        4,
        t("Why they hesitate or leave"),
        tuple(lines),
        t("No story says so yet. Ask what nearly kept customers from signing, and tag it."),
    )


def themes(t: Words, f: Findings) -> Block:
    """场景故事共性: every theme with its count and verdict, and beside it what lost deals said."""
    named = [x for x in f.themes if x.k]
    found, holding = named[:LONGEST_TABLE], sum(verdict(x.k, x.asked) == HOLDS for x in named)
    title = t.plural("{n} theme holds", "{n} themes hold", holding)
    head = (t("Theme"), t("Kind"), t("Customers"), t("Verdict"), t("Lost deals"))
    rows = tuple(
        Row(
            x.tag_id,
            (
                x.name,
                t(TAG_KIND_LABELS[x.kind]),
                said_text(t, x.k, x.asked, x.n),
                verdict_text(t, x.k, x.asked),
                t("{k} of {asked} asked", k=x.lost_k, asked=x.lost_asked) if x.lost_asked else "",
            ),
            Way("stories", {"tag": x.tag_id}),
            x.k,
            x.asked,
        )
        for x in found
    )
    return Block(
        "themes",
        4,
        t("What stories have in common"),
        empty=t("No story is tagged yet. Tag a few sentences, and what they have in common shows here."),
        charts=said(t, found, title),
        tables=Table.of("themes", head, rows),
    )


def facets(t: Words, f: Findings) -> Block:
    """五面: motives, needs, challenges, obstacles and history in one view."""
    lines = []
    for kind in FACETS:
        found = [x for x in f.themes if x.kind == kind and x.k][:LONGEST_LIST]
        if not found:
            continue
        top = found[0]
        named = t.listing([t("{name} {k}", name=x.name, k=x.k) for x in found])
        lines.append(
            Line(
                f"facets.{kind}",
                t("{label}: {list}", label=t(TAG_KIND_LABELS[kind]), list=named),
                Way("stories", {"kind": kind}),
                top.k,
                top.asked,
                top.n,
                said_text(t, top.k, top.asked, top.n),
                verdict_text(t, top.k, top.asked),
            )
        )
    return Block(
        "facets",
        4,
        t("Five facets"),
        tuple(lines),
        t("Tag stories as motive, need, challenge, obstacle or history, and the five facets fill up."),
    )
