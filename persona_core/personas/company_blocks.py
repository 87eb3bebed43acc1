"""Blocks of the card about companies: whom we sell to, and what it is worth."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from persona_core.companies.naming import shorten
from persona_core.journeys.ending import DUE_DAYS, fees
from persona_core.kit.estimates import median, trust
from persona_core.kit.words import Words
from persona_core.personas.card import Block, Line, Row, Table, Way
from persona_core.personas.customers import BANDS
from persona_core.personas.findings import (
    LONGEST_LIST,
    Findings,
    counts_text,
)
from persona_core.vocabulary.fields import FIELDS
from persona_core.vocabulary.fixed_lists import ENUM_LABELS
from persona_core.vocabulary.models import ListName

TERMS = {"industry": ListName.INDUSTRY, "lead_source": ListName.LEAD_SOURCE}
LONGEST_VALUE = 40
LARGEST = 3
FEW_KINDS = 3
"""Running text of which all are different says nothing in common; so few kinds are listed all the same."""


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


PROFILE = (
    *("industry", "headcount", "annual_revenue", "business_model", "operating_model", "prior_kind", "prior_product"),
    *("region", "value_chain", "growth_stage", "annual_fee", "lead_source"),
)
"""Fields of the profile, in the order of the company sheet."""


def profile(t: Words, f: Findings) -> Block:
    """画像: each field with its most common value or its middle, of how many it is known, and how it spreads."""
    rows = tuple(row for key in (*PROFILE, *f.known.on_card) if (row := _profile_row(t, f, key)))
    head = (t("Field"), t("Typical"), t("Known of"), t("Spread"))
    return Block(
        "profile",
        1,
        t("What customers are like"),
        empty=t("Nobody has signed yet. Add companies and their deals; the card is about those who signed."),
        tables=Table.of("profile", head, rows),
    )


def _profile_row(t: Words, f: Findings, key: str) -> Row | None:
    known, n = f.signed.known(key), len(f.signed)
    if not known:
        return None
    spec = f.known.spec(key)
    way = Way("companies", {"status": "active,churned"})
    asked = t("{k} of {n}", k=len(known), n=n)
    if spec.type in ("count", "money", "number") and not (key in BANDS and f.signed.mostly_bands(key)):
        found = f.signed.middle(key)
        say = _says(t, f, key)
        typical = t("{value} (median)", value=say(found.value))
        spread = "" if found.lo == found.hi else t("{low} to {high}", low=say(found.lo), high=say(found.hi))
        return Row(key, (t(spec.label), typical, asked, spread), way)
    counts = f.signed.counts(BANDS.get(key, key))
    if spec.type == "text" and counts[0][1] == 1 and len(counts) > FEW_KINDS:
        return None
    said = [(_says(t, f, key, band=True)(v), c) for v, c in counts]
    (first, k), rest = said[0], said[1:LONGEST_LIST]
    typical = t("{value} ({k} of {n})", value=first, k=k, n=len(known)) if k > 1 else t("all different")
    others = rest if k > 1 else said[:LONGEST_LIST]
    spread = t.listing([t("{name} {k}", name=v, k=c) if k > 1 else v for v, c in others])
    if len(said) > LONGEST_LIST:
        spread = t.plural("{list} and {n} more", "{list} and {n} more", len(said) - LONGEST_LIST, list=spread)
    return Row(key, (t(spec.label), typical, asked, spread), way)


def _shortened(value: Any) -> str:
    return shorten(str(value), LONGEST_VALUE)


def _says(t: Words, f: Findings, key: str, *, band: bool = False) -> Callable[[Any], str]:
    """What names the values of a field."""
    if key == "headcount" and not band:
        return lambda v: t.plural("{n} person", "{n} people", round(v))
    if key in f.known.own:
        spec = f.known.own[key]
        if spec.type == "number":
            return lambda v: t.number(v, 2)
        return (lambda v: shorten(f.known.label(spec.list, v, t), LONGEST_VALUE)) if spec.list else _shortened
    if FIELDS[key].type == "money" and not band:
        return lambda v: t.money(v, f.currency)
    if key in TERMS:
        return lambda v: shorten(f.known.label(TERMS[key], v, t), LONGEST_VALUE)
    if key == "prior_kind":
        return lambda v: t(ENUM_LABELS["prior_kind"][v])
    return lambda v: f.hide(shorten(str(v), LONGEST_VALUE))


def _mode(t: Words, f: Findings, column: str, label: str, say: Any) -> Line | None:
    known = f.signed.known(column)
    if not known:
        return None
    counts = f.signed.counts(column)
    k, asked, n = counts[0][1], len(known), len(f.signed)
    way = Way("companies", {"status": "active,churned"})
    if k < 2:
        text = t("{label}: all different ({kinds} among {n} companies)", label=label, kinds=len(counts), n=asked)
        return Line(f"who.{column}", text, way, None, asked, n, counts_text(t, None, asked, n), t(trust(asked)))
    named = [t("{name} {k}", name=shorten(say(v), LONGEST_VALUE), k=c) for v, c in counts[:LONGEST_LIST]]
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
    found = f.signed.middle(column)
    if found.value is None:
        return None
    if f.signed.mostly_bands(column):
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
        lines += [*_share(t, f, each), *_due(t, f, each)]
    elif line := _deal_value(t, f):
        lines.append(line)
    return Block(
        "worth",
        1,
        t("What it is worth"),
        tuple(lines),
        t("No annual fee is known. Fill in the fee of the running contracts."),
    )


def _share(t: Words, f: Findings, each: list[float]) -> list[Line]:
    """Which part of all yearly fees these customers bring; of everybody, how much hangs on the largest few."""
    n, whole = len(each), sum(each)
    way = Way("companies", {"status": "active", "sort": "annual_fee", "order": "down"})
    if f.scope.ids is not None:
        if not f.every_fee:
            return []
        text = t("That is {share} of all annual fees.", share=t.percent(whole / f.every_fee))
    elif n > LARGEST and whole:
        share = sum(sorted(each, reverse=True)[:LARGEST]) / whole
        text = t("The {n} largest pay {share} of all annual fees.", n=LARGEST, share=t.percent(share))
    else:
        return []
    return [Line("worth.share", text, way, None, n, n, t.plural("{n} running deal", "{n} running deals", n))]


def _due(t: Words, f: Findings, each: list[float]) -> list[Line]:
    """What ends soon, and which part of the yearly fees that is."""
    total, known = fees(f.contracts.soon)
    if not known:
        return []
    slots = {"days": DUE_DAYS, "sum": t.money(total, f.currency), "share": t.percent(float(total) / (sum(each) or 1))}
    text = t("Ending within {days} days: {sum} a year, {share} of it.", **slots)
    counts = t("{k} of {n} running deals", k=known, n=len(each))
    return [Line("worth.due", text, Way("journey", {"open": "due"}), known, len(each), len(each), counts)]


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
