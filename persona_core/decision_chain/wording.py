"""What a chain says, in sentences: the chance, who leads, roles nobody holds, how it is known."""

from __future__ import annotations

import pandas as pd

from persona_core.deals.models import Outcome
from persona_core.decision_chain.advising import (
    HEALTH_RULE,
    HOLD_LABELS,
    LIGHT_LABELS,
    assumptions,
    health,
    named,
    next_step,
    open_questions,
    percents,
    points,
    robustness,
    some,
    uneven,
)
from persona_core.decision_chain.analysis import MATTERS, reversal
from persona_core.decision_chain.inputs import NO_INFLUENCE, nobody_decides
from persona_core.decision_chain.models import LISTENS_LABELS, SAY_LABELS, Moment, Say
from persona_core.decision_chain.views import CHECKED, ChainView, MomentRow, MomentView
from persona_core.kit.estimates import trust
from persona_core.kit.words import N_, Words
from persona_core.vocabulary.models import ListName
from persona_core.vocabulary.queries import Lists

__all__ = [
    "HEALTH_RULE",
    "HOLD_LABELS",
    "LIGHT_LABELS",
    "answer",
    "assumptions",
    "health",
    "influence_title",
    "leads",
    "listens_text",
    "missing_roles",
    "next_step",
    "open_questions",
    "percents",
    "points",
    "robustness",
    "say_text",
    "shift",
    "single_thread",
    "slope_title",
    "uneven",
    "without_gates",
]

STOPS = 0.1
"""Vetoes and trials that take so much from the chance are said with it: else a low one contradicts its own map."""

CHANCE = {Moment.PURCHASE: N_("Chance of winning"), Moment.RENEWAL: N_("Chance of renewal")}


def answer(view: ChainView, moment: MomentView, t: Words) -> str:
    """The page's answer for one company: the chance with its range and whom to see next, or what is missing.

    Where the moment lies behind us, who decided then.
    """
    if moment.version is None:
        return t(NOTHING_SAID[moment.moment])
    if moment.influence is None:
        return nobody_decides().text(t)
    if moment.settled is not None:
        return t(_SETTLED[moment.moment, moment.settled], finding=_leader(moment, t))
    said = _chance(view, moment, t) if moment.success else _untold(moment, t)
    if moment.success and moment.success.ungated - moment.success.value >= STOPS:
        said = t("{chance} {without}", chance=said, without=without_gates(moment, t))
    step = next_step(moment, t)
    return t("{chance} {step}", chance=said, step=step) if step else said


def _leader(moment: MomentView, t: Words) -> str:
    frame = moment.frame()
    return t("{leader} ({share})", leader=leads(frame, moment.moment, t), share=percents(frame["total"], t)[0])


def _untold(moment: MomentView, t: Words) -> str:
    silent = [r.seat.label for r in moment.rows if r.seat.position in moment.anchors and r.total < MATTERS]
    if silent:
        return t(
            "{leader}. {problem}",
            leader=_leader(moment, t),
            problem=t(NO_INFLUENCE, position=silent[0]),
        )
    return t(
        "{leader}. {chance}: answer the two questions below first.",
        leader=_leader(moment, t),
        chance=t(UNTOLD[moment.moment]),
    )


def _chance(view: ChainView, moment: MomentView, t: Words) -> str:
    chance = moment.success
    slots = {"what": t(CHANCE[moment.moment]), "p": t.chance(chance.value), **t.chance_ends(chance.lo, chance.hi)}
    names = some(moment.unknown, t)
    checked = view.closed_deals >= CHECKED
    if names and checked:
        return t("{what} {p} ({lo}–{hi}, not known yet where these stand: {names}).", names=names, **slots)
    if names:
        return t(
            "{what} {p} ({lo}–{hi}, not known yet where these stand: {names}; judged by experience, not checked).",
            names=names,
            **slots,
        )
    if checked:
        return t("{what} {p}.", **slots)
    return t("{what} {p} (judged by experience, not checked).", **slots)


_SETTLED = {
    (Moment.PURCHASE, Outcome.WON): N_("Signed. {finding}. Now look at the renewal."),
    (Moment.PURCHASE, Outcome.LOST): N_("Lost. {finding}."),
    (Moment.PURCHASE, Outcome.CHURNED): N_("Signed, and left since. {finding}."),
    (Moment.RENEWAL, Outcome.CHURNED): N_("Left. {finding}."),
}
NOTHING_SAID = {
    Moment.PURCHASE: N_(
        "Nobody has said yet who decides the purchase here. Open a position and choose what it has to say."
    ),
    Moment.RENEWAL: N_("Nobody has said yet who decides the renewal here. It is seldom the same people as before."),
}
UNTOLD = {
    Moment.PURCHASE: N_("The chance of winning cannot be told yet"),
    Moment.RENEWAL: N_("The chance of renewal cannot be told yet"),
}


def without_gates(moment: MomentView, t: Words) -> str:
    """The chance when vetoes and trials are left aside; empty where they change nothing or the moment is behind us."""
    chance = moment.success
    if (
        chance is None
        or moment.settled is not None
        or max(abs(chance.value - chance.ungated), abs(chance.lo - chance.ungated_lo)) < MATTERS
    ):
        return ""
    if chance.ungated_hi - chance.ungated_lo < MATTERS:
        return t("Without veto and trial it would be {p}.", p=t.chance(chance.ungated))
    return t(
        "Without veto and trial it would be {p} ({lo}–{hi}).",
        p=t.chance(chance.ungated),
        **t.chance_ends(chance.ungated_lo, chance.ungated_hi),
    )


def leads(frame: pd.DataFrame, moment: Moment, t: Words) -> str:
    """Who has most influence at a moment, without the number; `frame` as `MomentView.frame()`.

    Those who come within half a point of the first are named with it.
    """
    first = frame.iloc[0]
    if (alike := _alike(frame)) and len(alike) > 1:
        return t(_ALIKE[moment], positions=named(alike, t))
    return t(_MOST[moment], position=t.name(first["position"]))


def _alike(frame: pd.DataFrame) -> list[str]:
    top = frame["total"].iloc[0]
    return frame["position"][(top > 0) & (top - frame["total"] < MATTERS)].tolist()


_MOST = {
    Moment.PURCHASE: N_("At purchase {position} counts most"),
    Moment.RENEWAL: N_("At renewal {position} counts most"),
}
_ALIKE = {
    Moment.PURCHASE: N_("At purchase {positions} count most alike"),
    Moment.RENEWAL: N_("At renewal {positions} count most alike"),
}


def influence_title(frame: pd.DataFrame, moment: Moment, t: Words, chains: int = 0) -> str:
    """The finding of the influence bars: 续费时市场部员工说了算：65%; with how far it carries where it is typical."""
    if frame.empty:
        return nobody_decides().text(t)
    slots = {"finding": leads(frame, moment, t), "share": percents(frame["total"], t, chains)[0]}
    if chains:
        return t.plural(
            "{finding}: {share} ({n} chain, {trust})",
            "{finding}: {share} ({n} chains, {trust})",
            chains,
            trust=t(trust(chains)),
            **slots,
        )
    return t("{finding}: {share}", **slots)


def slope_title(frame: pd.DataFrame, t: Words, chains: int = 0) -> str:
    """The finding of the slope: who leads instead, or 没有反转."""
    if frame.empty:
        return t("Nothing to compare yet: at one of the moments nobody has a say.")
    turned = reversal(frame)
    if turned is None:
        leader = t.name(frame.loc[(frame["purchase"] + frame["renewal"]).idxmax(), "position"])
        text = t("No reversal: {leader} counts most both times", leader=leader)
    else:
        text = t(
            "From purchase to renewal it turns from {first} to {then}",
            first=t.name(turned[0]),
            then=t.name(turned[1]),
        )
    if chains:
        return t.plural(
            "{finding} ({n} chain, {trust})",
            "{finding} ({n} chains, {trust})",
            chains,
            finding=text,
            trust=t(trust(chains)),
        )
    return text


def shift(view: ChainView, t: Words) -> str:
    """Whose influence shifts most from purchase to renewal, or 没有反转; empty while a moment is not decided."""
    if view.shift is None:
        return ""
    frame = view.slope()
    most = frame.iloc[0]
    finding = slope_title(frame, t)
    if abs(most["shift"]) < MATTERS:
        return t("{finding}.", finding=finding)
    shares = {c: percents(frame[c], t)[0] for c in ("purchase", "renewal")}
    return t(
        "{finding}. {position} shifts most: {purchase} → {renewal}.",
        finding=finding,
        position=t.name(most["position"]),
        **shares,
    )


def missing_roles(view: ChainView, t: Words, known: Lists) -> str:
    """Which buying roles no seat is marked with; empty when all are held."""
    names = [known.label(ListName.BUYING_ROLE, code, t) for code in view.missing_roles]
    return t("Nobody on this chain is marked as {roles} yet.", roles=t.listing(names)) if names else ""


def single_thread(view: ChainView, t: Words) -> str:
    """单线联系 in one sentence; empty when the chain is known well enough."""
    contact = view.contact
    if not contact.thin or not view.seats:
        return ""
    if not contact.met:
        return t("Nobody on this chain has been met yet.")
    if len(contact.met) == 1:
        return t("Single thread: only {position} has been met.", position=t.name(view.seats[contact.met[0]].label))
    return t("Of those met, none decides and none heads the users.")


def say_text(row: MomentRow, t: Words) -> str:
    """What a seat has to say: a word, or its points."""
    if row.points is not None:
        return t.plural("{n} point", "{n} points", round(row.points))
    return t(SAY_LABELS[Say(row.say)])


def listens_text(position: str, points: float, t: Words) -> str:
    """Whom a seat listens to and how closely: 市场总监 · 很听, or in points."""
    for how, label in LISTENS_LABELS.items():
        if points == how:
            return t("{position} · {how}", position=position, how=t(label))
    return t("{position} · {points} points", position=position, points=f"{points:g}")
