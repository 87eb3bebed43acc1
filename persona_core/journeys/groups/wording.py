"""Groups in plain words: which goes further, which signs faster, how far that carries, of how many comparisons."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from persona_core.journeys.analysis import Funnel
from persona_core.journeys.grouping import LEAST
from persona_core.journeys.groups.analysis import Part, Speeds, Split, telling
from persona_core.journeys.stays.analysis import Stay
from persona_core.journeys.wording import brief, days, number
from persona_core.kit.comparing import ONLY_CLUE, UNCLEAR, Comparison, family_text, verdict_text
from persona_core.kit.estimates import FEW, Estimate, trust
from persona_core.kit.words import N_, Words

_FURTHER = N_("“{group}” go further: {mine} signed, the others {others}")
_LESS_FAR = N_("“{group}” do not go as far: {mine} signed, the others {others}")
_AS_FAR = N_("By “{field}” no difference can be told; the largest: “{group}” {mine} signed, the others {others}")
_FASTER = N_("Of those who signed, “{group}” were faster: {mine}, the others {others}")
_SLOWER = N_("Of those who signed, “{group}” took longer: {mine}, the others {others}")
_AS_FAST = N_("By “{field}” no difference can be told; the largest: “{group}” {mine}, the others {others}")


def finding(t: Words, found: Split, field: str) -> str:
    """Which group goes further, in counts and with how far that carries; `field` is what they are grouped by."""
    if said := _nothing(t, found, field, found.compared):
        return said
    value = telling(found.compared)
    return _found(t, found, found.compared, value, field, (_FURTHER, _LESS_FAR, _AS_FAR), brief)


def faster(t: Words, found: Split, speeds: Speeds, field: str, unit: str) -> str:
    """Which group signs faster, of those who signed, with how far that carries."""
    if said := _nothing(t, found, field, speeds.compared):
        return said

    def took(t: Words, one: Estimate) -> str:
        return t("{what} ({more})", what=days(t, one.value or 0), more=number(t, unit, one.n))

    value = telling(speeds.compared, low=True)
    return _found(t, found, speeds.compared, value, field, (_SLOWER, _FASTER, _AS_FAST), took)


def _found(
    t: Words,
    found: Split,
    compared: Mapping[str, Comparison],
    value: str | None,
    field: str,
    texts: tuple[str, str, str],
    say: Callable[[Words, Estimate], str],
) -> str:
    """The telling comparison in one sentence: `texts` for more than the others, less, and what cannot be told."""
    if value is None:
        return t("By “{field}” no difference can be seen", field=field)
    one = compared[value]
    more, less, unclear = texts
    text = unclear if one.verdict == UNCLEAR else more if one.first.value > one.second.value else less
    slots = {"group": t.name(_label(found, value)), "mine": say(t, one.first), "others": say(t, one.second)}
    said = t(text, **slots, **({"field": field} if text == unclear else {}))
    return t("{what} ({more})", what=said, more=verdict_text(t, one)) if one.verdict == ONLY_CLUE else said


def caption(t: Words, found: Split | Speeds, whole: Split) -> str:
    """How many comparisons were made, and who is in no group."""
    said = [t("{what}.", what=family_text(t, found.family))] if found.family else []
    if whole.unknown:
        said.append(t.plural("{n} has no entry here.", "{n} have no entry here.", whole.unknown))
    if whole.more:
        said.append(t.plural("{n} more small group is left out.", "{n} more small groups are left out.", whole.more))
    return " ".join(said)


def carries(t: Words, compared: Mapping[str, Comparison], value: str, n: int) -> str:
    """How far the number of a group carries: its difference where it was compared, else its size."""
    one = compared.get(value)
    return verdict_text(t, one) if one else t(trust(n))


def size(t: Words, found: Funnel, part: Part) -> str:
    """A group with its size: 转介绍 12 家."""
    return t("{name} {share}", name=part.label, share=number(t, found.unit, part.total))


def spent(t: Words, found: Funnel, stay: Stay) -> str:
    """How long a group takes to sign, with how many signed and are still talking."""
    if stay.n < FEW:
        return t("{k} of {n} have signed", k=t.number(stay.days.k or 0), n=t.number(stay.n))
    if stay.days.k:
        signed = number(t, found.unit, stay.days.k)
        said = t("{days} · {n} have signed", days=days(t, stay.days.value or 0), n=signed)
    else:
        said = t("nobody signed yet")
    if stay.still:
        said = t("{said}, {open} still talking", said=said, open=number(t, found.unit, stay.still))
    return said


def _nothing(t: Words, found: Split, field: str, compared: Mapping[str, Comparison]) -> str:
    """Why there is nothing to compare; empty where there is."""
    if not found.parts:
        return t("“{field}” is not filled in for anybody here", field=field)
    if len(found.parts) == 1:
        return t("All have the same “{field}”: {value}", field=field, value=t.name(found.parts[0].label))
    if not compared:
        return t("By “{field}” there are too few to compare: each side needs {n}", field=field, n=t.number(LEAST))
    return ""


def _label(found: Split, value: str) -> str:
    return next(part.label for part in found.parts if part.value == value)
