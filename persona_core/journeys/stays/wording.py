"""Stays in plain words: how long a stage usually takes, what became of those who stayed long."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from persona_core.journeys.analysis import Funnel
from persona_core.journeys.stays.analysis import BACK, LEFT, ONWARD, Length, Remaining, Stay, slowest
from persona_core.journeys.wording import days, number
from persona_core.kit.estimates import FEW
from persona_core.kit.survival import STILL, Time
from persona_core.kit.words import N_, Words

FATE_LABELS = {
    STILL: N_("still there"),
    ONWARD: N_("moved on"),
    BACK: N_("went back"),
    LEFT: N_("left"),
}


def many(t: Words, found: Funnel, stay: Stay, n: int) -> str:
    """So many who stayed: 5 家, or 5 次 where somebody came more than once."""
    return t.plural("{n} stay", "{n} stays", n) if stay.again else number(t, found.unit, n)


def usual(t: Words, found: Funnel, stay: Stay) -> str:
    """How long a stage takes, with what carries it: 一般 43 天（30–60；5 家还在，也算进去了）."""
    if stay.n == 0:
        return t("no stay with both days known")
    if stay.n < FEW:
        return _one_by_one(t, found, stay)
    still = t("{open} still there, counted in", open=many(t, found, stay, stay.still)) if stay.still else ""
    if stay.days.value is None:
        watched = t("the longest watched for {days}", days=days(t, stay.days.last or 0))
        return t("{what} ({more})", what=t("not half have gone yet"), more=t("; ").join(filter(None, (watched, still))))
    said = t("usually {days}", days=days(t, stay.days.value))
    more = [part for part in (_range(t, stay.days), still) if part]
    return t("{what} ({more})", what=said, more=t("; ").join(more)) if more else said


def median(t: Words, stay: Stay) -> str:
    """The same for a cell: 43 天（30–60）; nothing where there are few."""
    if stay.n < FEW:
        return ""
    return t("not half yet") if stay.days.value is None else _ranged(t, stay.days)


def nine_in_ten(t: Words, stay: Stay) -> str:
    """Within how many days nine of ten have gone; what cannot be told yet is said so."""
    if stay.n < FEW or stay.p90 is None:
        return ""
    return t("not that many yet") if stay.p90.value is None else days(t, stay.p90.value)


def finding(t: Words, found: Funnel, every: Sequence[Stay], labels: Mapping[int, str]) -> str:
    """Where it takes longest on the way to signing."""
    stay = slowest(found, every)
    if stay is None:
        return t("Too few stays yet to say how long a stage usually takes")
    return t("It takes longest at {stage}: {usual}", stage=labels[stay.num], usual=usual(t, found, stay))


def later(t: Words, found: Funnel, stay: Stay, one: Remaining) -> str:
    """What became of those who were still there after some days, in counts: 停了 30 天的 9 家，后来往前走的 2 家…."""
    counts = (
        t("{n} moved on", n=many(t, found, stay, one.onward)),
        t("{n} went back", n=many(t, found, stay, one.back)) if one.back else "",
        t("{n} left", n=many(t, found, stay, one.left)) if one.left else "",
        t("{n} still there", n=many(t, found, stay, one.still)) if one.still else "",
    )
    return t(
        "Of {n} still there after {days}: {list}",
        n=many(t, found, stay, one.n),
        days=days(t, one.day),
        list=t.listing([part for part in counts if part]),
    )


def chance(t: Words, one: Remaining) -> str:
    """The chance of moving on from then, those still there counted as open; nothing where few are over."""
    if one.n - one.still < FEW or one.chance.value is None:
        return ""
    if one.chance.lo is None or one.chance.hi is None:
        return t.chance(one.chance.value)
    return t(
        "{share} ({lo}–{hi})",
        share=t.chance(one.chance.value),
        lo=t.number(100 * one.chance.lo),
        hi=t.percent(one.chance.hi),
    )


def length(t: Words, one: Length) -> str:
    """One stay: 12 天，往前走了."""
    return t("{days}, {fate}", days=days(t, one.days), fate=t(FATE_LABELS[one.fate]))


def _one_by_one(t: Words, found: Funnel, stay: Stay) -> str:
    return t(
        "only {n}: {list}",
        n=many(t, found, stay, stay.n),
        list=t("; ").join(length(t, one) for one in stay.lengths),
    )


def _ranged(t: Words, found: Time) -> str:
    """43 天（30–60）; without what cannot be told."""
    said, more = days(t, found.value or 0), _range(t, found)
    return t("{what} ({more})", what=said, more=more) if more else said


def _range(t: Words, found: Time) -> str:
    if found.lo is None:
        return ""
    if found.hi is None:
        return t("at least {n}", n=t.number(found.lo))
    return t("{lo}–{hi}", lo=t.number(found.lo), hi=t.number(found.hi))
