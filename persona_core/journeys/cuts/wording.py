"""A cut in plain words: who signs faster, who renews less, how far that carries, and out of how many comparisons."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from persona_core.access.models import Viewer
from persona_core.companies.own_fields import own_for, say_group
from persona_core.journeys.cuts.analysis import (
    CUTS,
    DAYS,
    INDUSTRY,
    LEAD_SOURCE,
    LEAST,
    MEASURES,
    PRIOR_KIND,
    PUSHED_BY,
    RENEWED,
    SIZE,
    WON,
    Cut,
    Group,
)
from persona_core.kit.comparing import P_LIMIT, SAID, Comparison, family_text, verdict_text
from persona_core.kit.estimates import Estimate
from persona_core.kit.words import N_, Words
from persona_core.vocabulary.fields import FIELDS
from persona_core.vocabulary.fixed_lists import ENUM_LABELS
from persona_core.vocabulary.models import ListName
from persona_core.vocabulary.queries import Lists
from persona_core.vocabulary.specs import OWN

FIELD_LABELS = {
    PUSHED_BY: FIELDS["pushed_by"].label,
    LEAD_SOURCE: FIELDS["lead_source"].label,
    INDUSTRY: FIELDS["industry"].label,
    PRIOR_KIND: FIELDS["prior_kind"].label,
    SIZE: FIELDS["headcount"].label,
}
MEASURE_LABELS = {DAYS: N_("Days to signing"), RENEWED: N_("Renewed"), WON: N_("Won")}
_LISTS = {PUSHED_BY: ListName.POSITION, LEAD_SOURCE: ListName.LEAD_SOURCE, INDUSTRY: ListName.INDUSTRY}
_GROUPS = {
    PUSHED_BY: N_("Deals pushed by {value}"),
    LEAD_SOURCE: N_("Customers from “{value}”"),
    INDUSTRY: N_("Customers in “{value}”"),
    PRIOR_KIND: N_("Customers with “{value}” before"),
    SIZE: N_("Customers of {value} people"),
}
_OWN_GROUP = N_("Customers with {field} “{value}”")
_CLAUSES = {
    (DAYS, True): N_("sign faster ({mine}; {others})"),
    (DAYS, False): N_("take longer to sign ({mine}; {others})"),
    (RENEWED, True): N_("renew more ({mine}; {others})"),
    (RENEWED, False): N_("renew less ({mine}; {others})"),
    (WON, True): N_("are won more often ({mine}; {others})"),
    (WON, False): N_("are won less often ({mine}; {others})"),
}
_SHORT = {
    (DAYS, True): N_("sign faster"),
    (DAYS, False): N_("take longer to sign"),
    (RENEWED, True): N_("renew more"),
    (RENEWED, False): N_("renew less"),
    (WON, True): N_("are won more often"),
    (WON, False): N_("are won less often"),
}


@dataclass(frozen=True)
class Namer:
    """What a field is called, how its values are said, and its groups as the subject of a sentence."""

    label: str
    value: Callable[[str], str]
    group: Callable[[str], str]

    def __call__(self, value: str) -> str:
        return self.value(value)


def namer(field: str, t: Words, known: Lists) -> Namer:
    """What names a field of `CUTS`, or an own field, and its values."""
    if field.startswith(OWN):
        label, value = t(known.own[field].label), say_group(known.own[field], known, t)
        return Namer(label, value, lambda said: t(_OWN_GROUP, field=t.name(label), value=t.name(said)))
    if field in _LISTS:
        value = partial(known.label, _LISTS[field], t=t)
    else:
        value = partial(_kind, t=t) if field == PRIOR_KIND else _band
    return Namer(t(FIELD_LABELS[field]), value, lambda said: t(_GROUPS[field], value=t.name(said)))


def _kind(code: str, *, t: Words) -> str:
    kinds = ENUM_LABELS["prior_kind"]
    return t(kinds[code]) if code in kinds else code


def _band(band: str) -> str:
    return band.replace("-", "–")


def fields(viewer: Viewer, t: Words, known: Lists, first: str = PUSHED_BY) -> dict[str, str]:
    """Every field that customers can be cut by, `first` before the others, and what it is called."""
    own = {key: t(spec.label) for key, spec in own_for(viewer, known).items()}
    return {name: t(FIELD_LABELS[name]) for name in (first, *(name for name in CUTS if name != first))} | own


def group_name(value: str, say: Namer) -> str:
    """A group as the subject of a sentence: CEO 推动的."""
    return say.group(say(value))


def days(t: Words, found: Estimate) -> str:
    """A median with its range and n: 38 天（29–52，5 家）."""
    if found.value is None:
        return ""
    n = t.plural("{n} company", "{n} companies", found.n)
    if found.n == 1:
        return t("{days} days ({n})", days=t.number(found.value), n=n)
    return t(
        "{days} days ({lo}–{hi}, {n})",
        days=t.number(found.value),
        lo=t.number(found.lo),
        hi=t.number(found.hi),
        n=n,
    )


def counted(t: Words, found: Estimate) -> str:
    """k of n: 4 家里 1 家."""
    return t("{k} of {n}", k=t.number(found.k), n=t.number(found.n)) if found.n else ""


def better(measure: str, found: Comparison) -> bool | None:
    """Whether the first group does better by a measure; None where both do the same."""
    a, b = found.first.value, found.second.value
    if a is None or b is None or a == b:
        return None
    return (a < b) is (measure == DAYS)


def measured(t: Words, group: Group, measure: str) -> str:
    """A measure of a group with how it stands against the others: 38 天（29–52，5 家）· 站得住."""
    told = (days if measure == DAYS else counted)(t, group.measure(measure))
    verdict = against(t, group, measure)
    return f"{told} · {verdict}" if told and verdict else told


def against(t: Words, group: Group, measure: str) -> str:
    """How far a group's difference from the others carries: 只当线索; empty where it was not compared."""
    found = group.against.get(measure)
    return verdict_text(t, found) if found else ""


def telling(cut: Cut) -> tuple[Group, tuple[str, ...]] | None:
    """The group with the most telling differences and its measures: all that are at least a clue, else the nearest.

    None where nothing was compared, or nothing differs at all.
    """
    found = [
        (c.p, not better(m, c), n, m)
        for n, group in enumerate(cut.groups)
        for m, c in group.against.items()
        if better(m, c) is not None
    ]
    if not found:
        return None
    p, _, n, nearest = min(found, key=lambda x: (x[0], x[1], x[2], MEASURES.index(x[3])))
    group = cut.groups[n]
    clear = tuple(m for m in MEASURES if (c := group.against.get(m)) and c.p <= P_LIMIT and better(m, c) is not None)
    return group, clear if p <= P_LIMIT else (nearest,)


def sentence(cut: Cut, t: Words, say: Namer) -> str:
    """The answer of a cut in one or two sentences, with numbers, honesty words and the size of the family."""
    if len(cut.groups) == 1:
        return t(_ONLY, name=say.label, value=t.name(say(cut.groups[0].value)))
    if not cut.family or not any(g.against for g in cut.groups):
        return t("Too few to compare: each side needs at least {n} customers.", n=LEAST)
    family = family_text(t, cut.family)
    found = telling(cut)
    if found is None:
        return t("No difference can be seen. {family}.", family=family)
    group, measures = found
    clauses = [_clause(cut, group, m, t, say) for m in measures]
    said = _joined(t, clauses, [better(m, group.against[m]) for m in measures])
    name = group_name(group.value, say)
    if group.against[measures[0]].p > P_LIMIT:
        return t(
            "No difference can be told. The largest: {group} {said}. {family}.", group=name, said=said, family=family
        )
    return t("{group} {said}. {family}.", group=name, said=said, family=family)


_ONLY = N_("All customers known have the same “{name}”: {value}. There is nothing to compare yet.")


def finding(cut: Cut, t: Words, say: Namer) -> str:
    """The same without numbers, as the title of a picture; of a single group how long it took."""
    if len(cut.groups) == 1:
        name = group_name(cut.groups[0].value, say)
        return t("{group} sign in {days} days", group=name, days=t.number(cut.groups[0].days.value))
    if not any(g.against for g in cut.groups):
        return t("“{name}”: too few to compare", name=say.label)
    found = telling(cut)
    if found is None or found[0].against[found[1][0]].p > P_LIMIT:
        return t("“{name}”: no difference can be told", name=say.label)
    group, measures = found
    sides = [better(m, group.against[m]) for m in measures]
    said = _joined(t, [t(_SHORT[m, side]) for m, side in zip(measures, sides, strict=True)], sides)
    return t("{group} {said}", group=group_name(group.value, say), said=said)


def _joined(t: Words, clauses: list[str], sides: list[bool | None]) -> str:
    """Clauses in a row, with a "but" where the next one points the other way."""
    text = clauses[0]
    for clause, side, before in zip(clauses[1:], sides[1:], sides, strict=False):
        text = t(_AND if side == before else _BUT, one=text, other=clause)
    return text


_AND, _BUT = N_("{one}, {other}"), N_("{one}, but {other}")


def _clause(cut: Cut, group: Group, measure: str, t: Words, say: Namer) -> str:
    found = group.against[measure]
    others = [g for g in cut.groups if g is not group]
    name = say(others[0].value) if len(others) == 1 and not cut.more else t("the others")
    theirs = t("{group} {numbers}", group=name, numbers=_brief(t, measure, found.second))
    if found.verdict != SAID:
        theirs = t("{numbers}; {verdict}", numbers=theirs, verdict=verdict_text(t, found))
    return t(_CLAUSES[measure, bool(better(measure, found))], mine=_brief(t, measure, found.first), others=theirs)


def _brief(t: Words, measure: str, found: Estimate) -> str:
    """A number within a sentence: 38 天，5 家, or 4 家里 1 家."""
    if measure != DAYS:
        return counted(t, found)
    n = t.plural("{n} company", "{n} companies", found.n)
    return t("{days} days, {n}", days=t.number(found.value), n=n)
