"""Blocks of the card about companies: whom we sell to, and what it is worth."""

from __future__ import annotations

from typing import Any

from persona_core.journeys.ending import DUE_DAYS, fees
from persona_core.kit.estimates import median, trust
from persona_core.kit.words import Words
from persona_core.personas.card import Block, Line, Way
from persona_core.personas.findings import (
    BANDS,
    LONGEST_LIST,
    Findings,
    counts_text,
    known_values,
    middle_of,
    mostly_bands,
)
from persona_core.vocabulary.models import ListName
from persona_core.vocabulary.values import ENUM_LABELS


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


def _mode(t: Words, f: Findings, column: str, label: str, say: Any) -> Line | None:
    known = known_values(f.signed, column)
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
    found = middle_of(f.signed, column)
    if found.value is None:
        return None
    if mostly_bands(f.signed, column):
        return _mode(t, f, BANDS[column], label, str)
    if found.lo == found.hi:
        text = t("{label}: {list}", label=label, list=say(found.value))
    else:
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


def worth(t: Words, f: Findings) -> Block:
    """值多少钱: fees, what is due."""
    running = f.deals[(f.deals["outcome"] == "won") & f.deals["annual_fee"].notna()]
    lines = []
    if len(running):
        each = [float(v) for v in running["annual_fee"]]
        middle = median(each)
        text = t(
            "Annual fee: typically {middle}; {sum} a year from all running deals.",
            middle=t.money(middle.value, f.currency),
            sum=t.money(sum(each), f.currency),
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
        total, known = fees(f.contracts.soon)
        if known:
            due = t("Ending within {days} days: {sum} a year.", days=DUE_DAYS, sum=t.money(total, f.currency))
            lines.append(
                Line(
                    "worth.due",
                    due,
                    Way("journey", {"open": "due"}),
                    known,
                    len(running),
                    len(running),
                    t("{k} of {n} running deals", k=known, n=len(running)),
                    "",
                )
            )
    elif line := _deal_value(t, f):
        lines.append(line)
    return Block(
        "worth",
        1,
        t("What it is worth"),
        tuple(lines),
        t("No annual fee is known. Fill in the fee of the running contracts."),
    )


def _deal_value(t: Words, f: Findings) -> Line | None:
    """Where no annual fee is known, what deals that were won are worth."""
    won = f.deals[f.deals["outcome"].isin(("won", "churned"))]
    values = [float(v) for v in won["value"].dropna()]
    if not values:
        return None
    found = median(values)
    text = t(
        "Deal value: typically {middle}, from {low} to {high}; no annual fee is known.",
        middle=t.money(found.value, f.currency),
        low=t.money(found.lo, f.currency),
        high=t.money(found.hi, f.currency),
    )
    counts = t("{k} of {n} deals won", k=len(values), n=len(won))
    return Line(
        "worth.value",
        text,
        Way("companies", {"status": "active"}),
        None,
        len(values),
        len(won),
        counts,
        t(trust(len(values))),
    )
