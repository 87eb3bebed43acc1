"""Where it hurts, in plain words."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from persona_core.journeys.losses import Loss
from persona_core.journeys.wording import number
from persona_core.kit.estimates import GUESS, verdict
from persona_core.kit.words import Words
from persona_core.personas.hurting import Hurt, Hurting, Worry


def sentence(t: Words, found: Hurting, currency: str) -> str:
    """The stage that loses most, with its numbers and the worry heard most from those who left."""
    worst = found.worst[0]
    parts = [
        t(
            "It hurts most at {stage}: {gone}, {money}",
            stage=t.name(worst.label),
            gone=gone(t, found.unit, worst.loss),
            money=money(t, worst.loss, currency),
        )
    ]
    if top := next((worry for worry in worst.worries if worry.said.lost), None):
        parts.append(
            t(
                "lost ones most often tell of “{worry}” ({k}/{asked}), {answer}",
                worry=top.name,
                k=t.number(top.said.lost),
                asked=t.number(worst.asked.lost),
                answer=answer(t, top),
            )
        )
    elif worst.loss.lost and not worst.asked.lost:
        parts.append(t("no lost one has told a story of this stage: ask two or three of them"))
    return t("; ").join(parts) + t(".")


def gone(t: Words, unit: str, loss: Loss) -> str:
    """How many left: lost before signing, gone after it."""
    parts = []
    if loss.lost:
        parts.append(t("{lost} lost", lost=number(t, unit, loss.lost)))
    if loss.churned:
        parts.append(t("{left} left after signing", left=number(t, unit, loss.churned)))
    return t.listing(parts)


def money(t: Words, loss: Loss, currency: str) -> str:
    """What they were worth, and of how many deals that is known."""
    if not loss.valued:
        return t("no amount is filled in")
    said = t.money(loss.value, currency)
    if loss.valued == loss.deals:
        return said
    return t(
        "{money} (amount known of {n} of {all} deals)", money=said, n=t.number(loss.valued), all=t.number(loss.deals)
    )


def reasons(t: Words, loss: Loss) -> str:
    """Why they went, as written on their deals; empty where nobody wrote it."""
    if not loss.reasoned:
        return ""
    named = t.listing([t("{name} {k}", name=t.name(name), k=t.number(k)) for name, k in loss.reasons[:4]])
    if loss.reasoned == loss.deals:
        return t("Reasons: {list}", list=named)
    return t(
        "Reasons: {list} (written on {n} of {all} deals)",
        list=named,
        n=t.number(loss.reasoned),
        all=t.number(loss.deals),
    )


def answer(t: Words, worry: Worry) -> str:
    """Whether there is an answer to a worry."""
    if not worry.held:
        return t("not in the grid yet")
    return t("answered") if worry.answered else t("without an answer")


def carried(t: Words, worry: Worry) -> str:
    """Who carries a worry, whether it is answered, and how far it carries."""
    parts = [t.listing(worry.positions), answer(t, worry)]
    if worry.said.every and verdict(worry.said.every, worry.said.every) == GUESS:
        parts.append(t("a guess so far"))
    return " · ".join(part for part in parts if part)


def silence(t: Words, hurt: Hurt) -> str:
    """What to do where nobody tells of any worry."""
    if not hurt.asked.every:
        return t("Nobody was asked at this stage. Ask those who left: what made you stop here?")
    return t("Stories of this stage carry no worry yet. Tag them, or ask again.")


def table(t: Words, found: Hurting, labels: Mapping[int, str]) -> pd.DataFrame:
    """Every stage that loses, one row each."""
    rows = [
        {
            t("Stage"): labels.get(loss.stage, ""),
            t("Lost here"): loss.lost,
            t("Left here after signing"): loss.churned,
            t("Deals"): loss.deals,
            t("Worth"): float(loss.value) if loss.valued else None,
            t("Deals with an amount"): loss.valued,
            t("Most common reason"): loss.reasons[0][0] if loss.reasons else "",
        }
        for loss in found.every
    ]
    return pd.DataFrame(rows)
