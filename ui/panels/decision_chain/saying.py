"""How a stored value of a seat is said on a screen."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from persona_core.companies.naming import UNKNOWN_PERSON
from persona_core.decision_chain import wording
from persona_core.decision_chain.editing import ANCHOR, BASE_RATE_FIELD, HEARD
from persona_core.decision_chain.models import (
    EFFORT_LABELS,
    LISTENS_LABELS,
    SAY_LABELS,
    SEAT_LABELS,
    STANCE_LABELS,
    STANCE_UNKNOWN,
    Stance,
)
from persona_core.kit import clock
from persona_core.kit.words import N_, Words
from persona_core.vocabulary.models import ListName
from persona_core.vocabulary.queries import Lists
from ui.look import plain
from ui.panels.decision_chain.asking import NOTHING

LABELS = {
    **SEAT_LABELS,
    "say": N_("When deciding"),
    "points": N_("Points"),
    "listens": N_("Listens to"),
    "veto": N_("Veto"),
    "trial_gate": N_("Trial gate"),
    "stance": N_("Stance"),
    "stance_on": N_("Stance known since"),
    "stance_source": N_("Stance known from"),
}
_LISTS = {
    "contact": ListName.CONTACT,
    "buying_role": ListName.BUYING_ROLE,
    "stance_source": ListName.SOURCE,
}


def said(
    field: str, value: Any, t: Words, *, known: Lists, people: Mapping[UUID, str], names: Mapping[str, str]
) -> str:
    """`value` of `field` in words; `names` are the labels of the chain's positions, `people` those of its persons."""
    if field == BASE_RATE_FIELD or field.startswith((ANCHOR, HEARD)):
        return t("nothing") if value is None else f"{value if field.startswith(HEARD) else 10 * value:g}"
    if field == "listens":
        return t.listing([wording.listens_text(names.get(p, p), n, t) for p, n in value.items()])
    if isinstance(value, bool):
        return t("yes") if value else t("no")
    if field == "person_id":
        return people.get(value, t(UNKNOWN_PERSON))
    if field == "stance":
        return t(STANCE_UNKNOWN if value is None else STANCE_LABELS[value])
    if value is None:
        return t("(empty)")
    if field == "say":
        return t(SAY_LABELS[value])
    if field == "effort":
        return t(EFFORT_LABELS[value])
    if field in _LISTS:
        return known.label(_LISTS[field], value, t)
    return f"{value:g}" if isinstance(value, float) else str(value)


def ago(day: date, t: Words) -> str:
    """How long ago a day was, in the largest unit that tells it: 3 天前, 2 周前, 5 个月前."""
    days = max((clock.today() - day).days, 0)
    if days == 0:
        return t("today")
    if days < 14:
        return t.plural("{n} day ago", "{n} days ago", days)
    if days < 60:
        return t.plural("{n} week ago", "{n} weeks ago", days // 7)
    if days < 730:
        return t.plural("{n} month ago", "{n} months ago", days // 30)
    return t.plural("{n} year ago", "{n} years ago", days // 365)


FACES = {
    Stance.CHAMPIONS: "sentiment_very_satisfied",
    Stance.SUPPORTS: "sentiment_satisfied",
    Stance.NEUTRAL: "sentiment_neutral",
    Stance.DOUBTS: "sentiment_dissatisfied",
    Stance.OPPOSES: "sentiment_very_dissatisfied",
    None: "help",
}


def stances(t: Words) -> dict[int | str, str]:
    """Every stance with its face, as labels to choose from; NOTHING stands for 还不清楚."""
    found = {int(k): f":material/{FACES[k]}: {plain(t(v))}" for k, v in STANCE_LABELS.items()}
    return {**found, NOTHING: f":material/{FACES[None]}: {plain(t(STANCE_UNKNOWN))}"}


def how_closely(points: float, t: Words, *, by_points: bool) -> str:
    """How closely somebody listens, without whom: 很听, or its points where the moment is said in points."""
    label = None if by_points else LISTENS_LABELS.get(points)
    return t("{points} points", points=f"{points:g}") if label is None else t(label)
