"""Contracts that end soon, in plain words."""

from __future__ import annotations

from persona_core.decision_chain.models import Moment
from persona_core.journeys.ending import DUE_DAYS, Contracts, fees
from persona_core.kit.words import N_, Words
from persona_core.personas.due import STAGE, STANCE, STORY, Due

_HEARD = {STORY: N_("story"), STANCE: N_("stance"), STAGE: N_("stage date")}


def title(t: Words, found: Contracts, currency: str) -> str:
    """How many end soon and what they bring, and how many have ended."""
    parts = []
    if found.soon or not found.past:
        parts.append(_many(t, "soon", len(found.soon)))
    total, known = fees(found.soon)
    if known:
        parts[0] = t("{what} ({money})", what=parts[0], money=t("{money} a year", money=t.money(total, currency)))
    if found.past:
        parts.append(_many(t, "past", len(found.past)))
    return t("; ").join(parts)


def _many(t: Words, which: str, n: int) -> str:
    if which == "soon":
        return t.plural(
            "{n} contract ends within {days} days", "{n} contracts end within {days} days", n, days=t.number(DUE_DAYS)
        )
    return t.plural("{n} has ended without a renewal", "{n} have ended without a renewal", n)


def notes(t: Words, found: Contracts) -> list[str]:
    """What the list leaves out: contracts without a last day, and those renewed whose last day was not moved."""
    said = []
    if found.undated:
        said.append(
            t(
                "{n} of {all} running contracts have no last day: fill it in, or they never show here.",
                n=t.number(found.undated),
                all=t.number(found.running),
            )
        )
    if found.renewed:
        said.append(
            t.plural(
                "{n} was renewed but still has its old last day.",
                "{n} were renewed but still have their old last day.",
                found.renewed,
            )
        )
    return said


def left(t: Words, one: Due) -> str:
    """How long a contract still runs, or since when it has ended."""
    days = one.contract.days
    if days < 0:
        return t.plural("ended {n} day ago", "ended {n} days ago", -days)
    return t("ends today") if days == 0 else t.plural("{n} day left", "{n} days left", days)


def fee(t: Words, one: Due, currency: str) -> str:
    """What it brings a year."""
    if one.contract.fee is None:
        return t("fee not known")
    return t("{money} a year", money=t.money(one.contract.fee, currency))


def weighs(t: Words, one: Due) -> str:
    """Who weighs when it is renewed, and how close we are to them."""
    if not one.leaders:
        return t("Who weighs at renewal is not known.")
    names = t.listing(
        [
            t(
                "{position} ({share}, {contact})",
                position=leader.position,
                share=t.percent(leader.influence),
                contact=leader.contact or t("contact not known"),
            )
            for leader in one.leaders
        ]
    )
    if one.moment is Moment.RENEWAL:
        return t("At renewal: {names}.", names=names)
    return t("At purchase: {names}; who weighs at renewal is not filled in.", names=names)


def heard(t: Words, one: Due) -> str:
    """When the customer was last heard of, and by what."""
    if one.heard is None:
        return t("Nothing was ever heard of them.")
    if one.silent <= 0:
        return t("Last heard of today ({what}).", what=t(_HEARD[one.heard.what]))
    return t.plural(
        "Last heard of {n} day ago ({what}).",
        "Last heard of {n} days ago ({what}).",
        one.silent,
        what=t(_HEARD[one.heard.what]),
    )


def chance(t: Words, one: Due) -> str:
    """The chance of a renewal; empty while nobody gave an experience to reckon it from."""
    if one.chance is None:
        return ""
    lo, hi = t.number(100 * one.chance.lo), t.chance(one.chance.hi)
    said = t.chance(one.chance.value)
    if one.chance.checked:
        return t("Chance of renewal {p} ({lo}–{hi}).", p=said, lo=lo, hi=hi)
    return t("Chance of renewal {p} ({lo}–{hi}; judged by experience, not checked).", p=said, lo=lo, hi=hi)


def about(t: Words, one: Due) -> str:
    """Who weighs, the last word, and the chance, as sentences."""
    between = "" if t.lang == "zh" else " "
    return between.join(part for part in (weighs(t, one), heard(t, one), chance(t, one)) if part)


def nothing(t: Words, found: Contracts) -> str:
    """What to say when nothing ends soon."""
    if not found.running:
        return t(
            "Contracts that end within {days} days stand here, with who weighs at renewal. "
            "It needs won deals with their last day.",
            days=t.number(DUE_DAYS),
        )
    return t(
        "No contract ends within {days} days; {known} of {all} running ones have a last day.",
        days=t.number(DUE_DAYS),
        known=t.number(found.running - found.undated),
        all=t.number(found.running),
    )
