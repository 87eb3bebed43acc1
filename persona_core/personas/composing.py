"""Composes the card's lines from findings; pure: frames and counts in, sentences with their counts out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd

from persona_core.companies.queries import Population
from persona_core.kit.estimates import Estimate, median, share_text, trust, verdict_text, whole_percents
from persona_core.kit.words import Words
from persona_core.personas.card import Block, Line, Quote, Way
from persona_core.vocabulary.models import TAG_KIND_LABELS, ListName, TagKind
from persona_core.vocabulary.queries import Lists
from persona_core.vocabulary.values import ENUM_LABELS

COME = (TagKind.TRIGGER, TagKind.CHALLENGE, TagKind.NEED, TagKind.MOTIVE, TagKind.VALUE)
LEAVE = (TagKind.OBSTACLE, TagKind.CONCERN)
FACETS = (TagKind.MOTIVE, TagKind.NEED, TagKind.CHALLENGE, TagKind.OBSTACLE, TagKind.HISTORY)
LONGEST_LIST = 5
DUE_DAYS = 90


@dataclass(frozen=True)
class Theme:
    """What the card needs of a theme: counts among signed customers, quotes, and what lost deals said."""

    tag_id: str
    name: str
    kind: str
    k: int
    asked: int
    n: int
    quotes: tuple[Quote, ...] = ()
    lost_k: int = 0
    lost_asked: int = 0


@dataclass(frozen=True)
class Influence:
    """A position's mean influence over the chains it sits on."""

    position: str
    k: int
    n: int
    purchase: float | None
    renewal: float | None
    veto: int = 0


@dataclass(frozen=True)
class Findings:
    """Everything the card is composed from, already narrowed to what the viewer may see."""

    population: Population
    signed: pd.DataFrame
    deals: pd.DataFrame
    known: Lists
    chains: int
    influence: tuple[Influence, ...]
    win_rate: Estimate
    lost_at: tuple[tuple[str, int], ...]
    days_to_sign: Estimate
    themes: tuple[Theme, ...]
    stories: int
    with_stories: int
    currency: str
    today: date
    confirmed_by: str = ""
    advice: dict[str, str] = field(default_factory=dict)


def summary(t: Words, f: Findings) -> str:
    """One sentence that says the persona; parts that nothing carries are left out."""
    parts = []
    if (industry := _top(f.signed, "industry")) and industry[1] >= 2:
        parts.append(t("mostly {industry}", industry=f.known.label(ListName.INDUSTRY, industry[0], t)))
    heads = _median(f.signed, "headcount")
    if heads.value is not None:
        parts.append(t("about {n} people", n=t.number(heads.value)))
    for moment, text in (
        ("purchase", t("at purchase {position} weighs most ({share})", position="{position}", share="{share}")),
        ("renewal", t("at renewal {position} ({share})", position="{position}", share="{share}")),
    ):
        if leader := _leader(f.influence, moment):
            parts.append(text.format(position=leader.position, share=t.percent(getattr(leader, moment))))
    for theme in [x for x in f.themes if x.kind in LEAVE and x.k >= 3][:2]:
        parts.append(t("often heard: “{theme}” ({k} of {asked})", theme=theme.name, k=theme.k, asked=theme.asked))
    said = t("; ").join(parts)
    return said[:1].upper() + said[1:] + t(".") if parts else ""


def who(t: Words, f: Findings) -> Block:
    """卖给谁: what signed customers are like."""
    lines = [
        x
        for x in (
            _mode(t, f, "industry", t("Industry"), lambda v: f.known.label(ListName.INDUSTRY, v, t)),
            _middle(t, f, "headcount", t("Headcount"), lambda v: t.plural("{n} person", "{n} people", round(v))),
            _middle(t, f, "annual_revenue", t("Annual revenue"), lambda v: t.money(v, f.currency)),
            _mode(t, f, "prior_kind", t("Used before"), lambda v: t(ENUM_LABELS["prior_kind"][v])),
            _mode(t, f, "region", t("Region"), str),
        )
        if x
    ]
    return Block(
        "who",
        1,
        t("Whom we sell to"),
        tuple(lines),
        t("Nobody has signed yet. Add companies and their deals; the card is about those who signed."),
    )


def _known(frame: pd.DataFrame, column: str) -> pd.Series:
    return frame[column].dropna() if column in frame else pd.Series(dtype=object)


def _top(frame: pd.DataFrame, column: str) -> tuple[Any, int] | None:
    counts = _known(frame, column).value_counts()
    return (counts.index[0], int(counts.iloc[0])) if len(counts) else None


def _median(frame: pd.DataFrame, column: str) -> Estimate:
    return median([float(v) for v in _known(frame, column)])


def _mode(t: Words, f: Findings, column: str, label: str, say: Any) -> Line | None:
    known = _known(f.signed, column)
    if known.empty:
        return None
    counts = known.value_counts()
    k, asked, n = int(counts.iloc[0]), len(known), len(f.signed)
    way = Way("companies", {"status": "active,churned"})
    if k < 2:
        text = t("{label}: all different ({kinds} among {n} companies)", label=label, kinds=len(counts), n=asked)
        return Line(f"who.{column}", text, way, None, asked, n, counts_text(t, None, asked, n), t(trust(asked)))
    named = [t("{name} {k}", name=say(v), k=int(c)) for v, c in counts.head(LONGEST_LIST).items()]
    return Line(
        f"who.{column}",
        t("{label}: {list}", label=label, list=t.listing(named)),
        way,
        k,
        asked,
        n,
        counts_text(t, k, asked, n),
        t(trust(asked)),
    )


def _middle(t: Words, f: Findings, column: str, label: str, say: Any) -> Line | None:
    found = _median(f.signed, column)
    if found.value is None:
        return None
    text = t(
        "{label}: typically {middle}, from {low} to {high}",
        label=label,
        middle=say(found.value),
        low=say(found.lo),
        high=say(found.hi),
    )
    n = len(f.signed)
    return Line(
        f"who.{column}",
        text,
        Way("companies", {"status": "active,churned"}),
        None,
        found.n,
        n,
        counts_text(t, None, found.n, n),
        t(trust(found.n)),
    )


def counts_text(t: Words, k: int | None, asked: int, n: int) -> str:
    """The counts behind a line: 8 家提到 / 问过 11 家 / 共 12 家, or shorter where they agree."""
    if k is None:
        return (
            t("known of {asked} of {n} companies", asked=asked, n=n)
            if asked != n
            else t.plural("{n} company", "{n} companies", n)
        )
    if asked == n:
        return t("{k} of {n} companies", k=k, n=n)
    return t("{k} of {asked} known, {n} in all", k=k, asked=asked, n=n)


def said_text(t: Words, k: int, asked: int, n: int) -> str:
    """The counts behind a theme: who said it, of those asked, of all."""
    return t("{k} said so / {asked} asked / {n} in all", k=k, asked=asked, n=n)


def _leader(found: Sequence[Influence], moment: str) -> Influence | None:
    known = [x for x in found if getattr(x, moment) is not None]
    return max(known, key=lambda x: getattr(x, moment), default=None)


def decides(t: Words, f: Findings) -> Block:
    """谁说了算: influence at purchase and at renewal, reversal or none, vetoes, who pushed."""
    lines = []
    trusted = t(trust(f.chains))
    chains = t.plural("{n} chain", "{n} chains", f.chains)
    for moment, say in (("purchase", "At purchase: {list}"), ("renewal", "At renewal: {list}")):
        known = [x for x in f.influence if getattr(x, moment) is not None]
        if not known:
            continue
        known.sort(key=lambda x: -getattr(x, moment))
        percents = whole_percents([getattr(x, moment) for x in known])
        named = [
            t("{name} {share}", name=x.position, share=t.percent(p / 100))
            for x, p in zip(known, percents, strict=True)
            if p
        ]
        lines.append(
            Line(
                f"decides.{moment}",
                _say_moment(t, moment, t.listing(named[:LONGEST_LIST])),
                Way("decision-chain", {"moment": moment}),
                None,
                f.chains,
                f.chains,
                chains,
                trusted,
            )
        )
    first, second = _leader(f.influence, "purchase"), _leader(f.influence, "renewal")
    if first and second:
        text = (
            t("No reversal: {position} weighs most both times.", position=first.position)
            if first.position == second.position
            else t(
                "It turns round: {first} leads at purchase, {second} at renewal.",
                first=first.position,
                second=second.position,
            )
        )
        lines.append(
            Line(
                "decides.turn",
                text,
                Way("decision-chain", {"moment": "renewal"}),
                None,
                f.chains,
                f.chains,
                chains,
                trusted,
            )
        )
    if vetoes := [
        t("{name} ({k} of {n} chains)", name=x.position, k=x.veto, n=f.chains) for x in f.influence if x.veto
    ]:
        lines.append(
            Line(
                "decides.veto",
                t("Can block alone: {list}", list=t.listing(vetoes)),
                Way("decision-chain"),
                None,
                f.chains,
                f.chains,
                chains,
                trusted,
            )
        )
    lines += _pushed(t, f)
    return Block(
        "decides",
        2,
        t("Who decides"),
        tuple(lines),
        t("No decision chain yet. Start with one customer: who decides, who is asked."),
    )


def _say_moment(t: Words, moment: str, listing: str) -> str:
    return t("At purchase: {list}", list=listing) if moment == "purchase" else t("At renewal: {list}", list=listing)


def _pushed(t: Words, f: Findings) -> list[Line]:
    first = f.deals[f.deals["outcome"].isin(("won", "churned"))].drop_duplicates("company_id")
    known = first["pushed_by"].dropna()
    if known.empty:
        return []
    counts = known.value_counts()
    named = [
        t("{name} {k}", name=f.known.label(ListName.POSITION, v, t), k=int(c))
        for v, c in counts.head(LONGEST_LIST).items()
    ]
    k, asked, n = int(counts.iloc[0]), len(known), f.population.signed
    return [
        Line(
            "decides.pushed",
            t("Pushed from inside by: {list}", list=t.listing(named)),
            Way("companies", {"status": "active,churned"}),
            k,
            asked,
            n,
            counts_text(t, k, asked, n),
            t(trust(asked)),
        )
    ]


def journey(t: Words, f: Findings) -> Block:
    """用户路径: both populations, where deals end, how long it takes."""
    lines = []
    p = f.population
    if p.total:
        text = t(
            "Talked to {total} companies, {signed} signed = {share}.",
            total=p.total,
            signed=p.signed,
            share=share_text(t, f.win_rate),
        )
        lines.append(
            Line(
                "journey.funnel",
                text,
                Way("journey"),
                p.signed,
                p.total,
                p.total,
                t("{n} still open", n=p.open),
                t(trust(p.total)),
            )
        )
    if f.lost_at:
        stage, k = f.lost_at[0]
        total = sum(x for _, x in f.lost_at)
        lines.append(
            Line(
                "journey.lost",
                t("Most are lost at “{stage}”.", stage=stage),
                Way("journey"),
                k,
                total,
                total,
                t("{k} of {n} lost companies", k=k, n=total),
                t(trust(total)),
            )
        )
    d = f.days_to_sign
    if d.value is not None:
        text = t(
            "Signing takes typically {middle} days ({low}–{high}), counting only those who signed.",
            middle=t.number(d.value),
            low=t.number(d.lo),
            high=t.number(d.hi),
        )
        lines.append(
            Line(
                "journey.days",
                text,
                Way("journey"),
                None,
                d.n,
                p.signed,
                counts_text(t, None, d.n, p.signed),
                t(trust(d.n)),
            )
        )
    return Block(
        "journey",
        3,
        t("The road to signing"),
        tuple(lines),
        t("No deals yet. Import deals with the dates of their stages."),
    )


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


def worth(t: Words, f: Findings) -> Block:
    """值多少钱: fees, what is due."""
    running = f.deals[(f.deals["outcome"] == "won") & f.deals["annual_fee"].notna()]
    lines = []
    if len(running):
        fees = [float(v) for v in running["annual_fee"]]
        middle = median(fees)
        text = t(
            "Annual fee: typically {middle}; {sum} a year from all running deals.",
            middle=t.money(middle.value, f.currency),
            sum=t.money(sum(fees), f.currency),
        )
        won = int((f.deals["outcome"] == "won").sum())
        lines.append(
            Line(
                "worth.fee",
                text,
                Way("companies", {"status": "active"}),
                None,
                len(running),
                won,
                t("{k} of {n} running deals", k=len(running), n=won),
                t(trust(len(running))),
            )
        )
        ends = pd.to_datetime(running["ends_on"])
        soon = running[(ends >= pd.Timestamp(f.today)) & (ends <= pd.Timestamp(f.today) + pd.Timedelta(days=DUE_DAYS))]
        if len(soon):
            due = t(
                "Ending within {days} days: {sum} a year.",
                days=DUE_DAYS,
                sum=t.money(sum(float(v) for v in soon["annual_fee"]), f.currency),
            )
            lines.append(
                Line(
                    "worth.due",
                    due,
                    Way("companies", {"status": "active", "sort": "ends_on"}),
                    len(soon),
                    len(running),
                    len(running),
                    t("{k} of {n} running deals", k=len(soon), n=len(running)),
                    "",
                )
            )
    return Block(
        "worth",
        1,
        t("What it is worth"),
        tuple(lines),
        t("No annual fee is known. Fill in the fee of the running contracts."),
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


def missing(t: Words, f: Findings) -> tuple[Line, ...]:
    """What the card still lacks, each with the way to mend it."""
    p, lines = f.population, []

    def lack(key: str, text: str, page: str, **params: str) -> None:
        lines.append(Line(f"missing.{key}", text, Way(page, params)))

    if p.signed and f.with_stories < p.signed:
        lack(
            "stories",
            t.plural(
                "{n} customer has told no story yet.",
                "{n} customers have told no story yet.",
                p.signed - f.with_stories,
            ),
            "stories",
        )
    if p.signed and f.chains == 0:
        lack("chains", t("No decision chain is drawn yet."), "decision-chain")
    for column, label in (("headcount", t("Headcount")), ("prior_kind", t("Used before")), ("industry", t("Industry"))):
        empty = len(f.signed) - len(_known(f.signed, column))
        if empty:
            lack(
                column,
                t.plural(
                    "{label} is not known of {n} customer.",
                    "{label} is not known of {n} customers.",
                    empty,
                    label=label,
                ),
                "companies",
                status="active,churned",
            )
    if p.signed and not any(f.advice.values()):
        lack("advice", t("Nothing is written yet under “How to use it”."), "card")
    if p.signed and not f.confirmed_by:
        lack("confirmed", t("Nobody in sales has confirmed this card."), "card")
    return tuple(lines)
