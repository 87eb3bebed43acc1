"""Flows in plain words: how many moves of which kind, where most is lost, how renewals went."""

from __future__ import annotations

from collections.abc import Mapping

from persona_core.journeys.analysis import Funnel
from persona_core.journeys.flows.analysis import (
    AGAIN,
    BACK,
    CHURNED,
    KINDS,
    LOST,
    NEXT,
    ONWARD,
    SKIP,
    STILL,
    Flow,
    Flows,
)
from persona_core.journeys.wording import counted, told, where_to
from persona_core.kit.estimates import FEW, share
from persona_core.kit.words import N_, Words

KIND_LABELS = {
    NEXT: N_("onward"),
    SKIP: N_("past a stage"),
    BACK: N_("back"),
    AGAIN: N_("next round"),
    LOST: N_("lost"),
    CHURNED: N_("churned"),
    STILL: N_("still there"),
}
MOST_ROUNDS = 4
"""So many rounds of renewal are told one by one."""


def sentence(t: Words, found: Flows) -> str:
    """All moves by kind: 一共走了 101 步：往前 74、跳步 2…."""
    moves = [
        t("{kind} {n}", kind=t(KIND_LABELS[k]), n=t.number(found.totals[k])) for k in KINDS[:-1] if found.totals[k]
    ]
    return t.plural(
        "{n} move in all: {list}", "{n} moves in all: {list}", found.totals.total() - found.totals[STILL],
        list=t.listing(moves),
    )  # fmt: skip


def finding(t: Words, found: Flows, labels: Mapping[int, str], *, signed: bool) -> str:
    """The broadest way on, and where most leave, before signing or after it."""
    half, said = t("After signing") if signed else t("On the way to signing"), []
    if onward := found.of_kind(*ONWARD):
        said.append(t("most go {way}, {n}", way=way(t, onward[0], labels), n=times(t, onward[0].n)))
    if gone := found.of_kind(CHURNED if signed else LOST):
        stage = labels[gone[0].start]
        said.append(t("most leave at {stage}, {share}", stage=stage, share=of_all(t, gone[0])))
    return t("{what}: {rest}", what=half, rest=t("; ").join(said) if said else t("nobody has moved yet"))


def renewed(t: Words, found: Funnel, labels: Mapping[int, str]) -> list[str]:
    """Of each repeating stage, how often it was passed when it was due, round by round."""
    lines = []
    for one in found.renewals:
        if not one.again.n:
            continue
        rounds = [
            t("round {n}: {share}", n=t.number(at), share=counted(t, part))
            for at, part in enumerate(one.rounds[:MOST_ROUNDS], 1)
            if part.n
        ]
        said = t("{stage}: {share} of the times somebody decided", stage=labels[one.stage], share=told(t, one.again))
        lines.append(t("; ").join((said, t.listing(rounds))) if len(rounds) > 1 else said)
    return lines


def way(t: Words, flow: Flow, labels: Mapping[int, str]) -> str:
    """From where to where."""
    return t("{start} → {to}", start=labels[flow.start], to=where_to(t, flow.to, labels))


def times(t: Words, n: int) -> str:
    """So many visits."""
    return t.plural("{n} stay", "{n} stays", n)


def of_all(t: Words, flow: Flow) -> str:
    """How many of the visits went this way: 14/31 次."""
    return t("{k} of {n} stays", k=t.number(flow.n), n=t.number(flow.of))


def chance(t: Words, flow: Flow) -> str:
    """The chance that a visit leads there, those still there counted as open; nothing where there are few."""
    if flow.chance is None or flow.chance.value is None or flow.ended < FEW or flow.kind == STILL:
        return ""
    if flow.chance.lo is None or flow.chance.hi is None:
        return t.chance(flow.chance.value)
    lo, hi = t.number(100 * flow.chance.lo), t.percent(flow.chance.hi)
    return t("{share} ({lo}–{hi})", share=t.chance(flow.chance.value), lo=lo, hi=hi)


def part(t: Words, flow: Flow) -> str:
    """The share of the visits that went this way."""
    return told(t, share(flow.n, flow.of))


def kind(t: Words, flow: Flow) -> str:
    """What kind of move it is."""
    return t(KIND_LABELS[flow.kind])
