"""What is counted, in groups: where it came from, what it is, what it used before, who pushed it, where it came in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from sqlmodel import Session, select

from persona_core.access.models import Viewer
from persona_core.access.queries import visible
from persona_core.companies.models import Company
from persona_core.companies.own_fields import held_in, own_for, own_groups, say_group
from persona_core.deals.models import Deal
from persona_core.journeys.analysis import Counted, Funnel
from persona_core.journeys.models import Stage
from persona_core.journeys.queries import stage_label
from persona_core.journeys.reading import COMPANY
from persona_core.kit.comparing import Comparison, Counts, compare
from persona_core.kit.errors import Invalid
from persona_core.kit.numbers import numbers_by
from persona_core.kit.readings import kept_for_all
from persona_core.kit.words import N_, Words
from persona_core.vocabulary.fixed_lists import ENUM_LABELS
from persona_core.vocabulary.models import ListName
from persona_core.vocabulary.queries import Lists, lists
from persona_core.vocabulary.specs import OWN, FieldSpec

ENTRY = "entry"
OF_DEAL = {"lead_source": Deal.lead_source, "referrer": Deal.referrer, "pushed_by": Deal.pushed_by}
OF_COMPANY = {
    "industry": Company.industry,
    "prior_kind": Company.prior_kind,
    "prior_product": Company.prior_product,
}
GROUP_LABELS = {
    "lead_source": N_("Lead source"),
    "referrer": N_("Referrer"),
    "pushed_by": N_("Pushed by"),
    "industry": N_("Industry"),
    "prior_kind": N_("Used before"),
    "prior_product": N_("Product before"),
    ENTRY: N_("Came in at"),
}
"""Every field that can be grouped by, and what it is called."""

MOST = 12
"""So many groups are shown, the largest."""

LEAST = 3
"""Groups that decided less often are shown but not compared: nothing could be told of them."""

_LISTS = {"lead_source": ListName.LEAD_SOURCE, "pushed_by": ListName.POSITION, "industry": ListName.INDUSTRY}


@dataclass(frozen=True)
class Group:
    """Units of one value: `value` as it is kept, `label` as it is said, and their funnel."""

    value: str
    label: str
    funnel: Funnel


@dataclass(frozen=True)
class Groups:
    """The groups of a field, the largest first; `unknown` units have no value, `more` groups are too many to show."""

    field: str
    groups: tuple[Group, ...]
    unknown: int
    more: int


@dataclass(frozen=True)
class Parts:
    """Units sorted by the value of a field: `values` and `labels` of the groups, the largest first.

    `code` is the group of each unit, -1 where it has no value or is out of range; `unknown` are those in the funnel
    without a value.
    """

    field: str
    values: tuple[str, ...]
    labels: tuple[str, ...]
    code: np.ndarray
    unknown: int


def group_labels(viewer: Viewer, known: Lists, t: Words) -> dict[str, str]:
    """Every field that can be grouped by, those of the workspace's own among them, and what it is called."""
    own = {key: t(spec.label) for key, spec in own_for(viewer, known).items()}
    return {key: t(label) for key, label in GROUP_LABELS.items()} | own


def _own_key(viewer: Viewer, known: Lists, name: str) -> str:
    spec = None if viewer.masked else known.find_own(name)
    if spec is None:
        there = (*GROUP_LABELS, *(OWN + one.label for one in own_for(viewer, known).values()))
        raise Invalid(N_("Nothing is grouped by “{name}”, only by {known}."), field="by", name=name, known=there)
    return spec.key


def parts(session: Session, viewer: Viewer, t: Words, counted: Counted, field: str) -> Parts:
    """What is counted, sorted by `field` (a key of `GROUP_LABELS`, or the key or name of an own field).

    What belongs to a deal is for a company that of the deal by which it signed first, else of its latest.
    """
    if field not in GROUP_LABELS:
        field = _own_key(viewer, lists(session, viewer), field)
    values = _values(session, viewer, counted, field)
    sizes = {value: len(places) for value, places in values.items() if len(places)}
    order = sorted(sizes, key=lambda value: (-sizes[value], value))
    code = np.full(len(counted.units), -1)
    for number, value in enumerate(order):
        code[values[value]] = number
    label = _labels(session, viewer, t, field)
    in_funnel = counted.chosen & (counted.passages.furthest >= counted.road.first)
    unknown = int(np.count_nonzero(in_funnel & (code < 0)))
    return Parts(field, tuple(order), tuple(label(value) for value in order[:MOST]), code, unknown)


def groups(session: Session, viewer: Viewer, t: Words, counted: Counted, field: str) -> Groups:
    """The whole funnel of each group."""
    found = parts(session, viewer, t, counted, field)
    shown = len(found.labels)
    funnels = counted.by_group(np.where(found.code < shown, found.code, -1), shown)
    made = tuple(Group(*one) for one in zip(found.values, found.labels, funnels, strict=False))
    return Groups(field, made, found.unknown, len(found.values) - shown)


def signed_against_others(found: Groups) -> dict[str, Comparison]:
    """Value → its share of those signed or lost who signed, against that of the other groups; all as one family."""
    return against_others({g.value: (g.funnel.signed, g.funnel.signed + g.funnel.lost) for g in found.groups})


def against_others(decided: Mapping[str, tuple[int, int]]) -> dict[str, Comparison]:
    """Value → its k of n against that of the others; all as one family.

    Groups that decided less than `LEAST` are not compared; of two groups one is, since the other is its mirror.
    """
    asked = list(decided)[:1] if len(decided) == 2 else list(decided)
    whole = [sum(pair[side] for pair in decided.values()) for side in (0, 1)]
    questions = {v: Counts(*decided[v], whole[0] - decided[v][0], whole[1] - decided[v][1]) for v in asked}
    return mirrored(compare({v: q for v, q in questions.items() if min(q.n, q.other_n) >= LEAST}), list(decided))


def mirrored(told: dict[str, Comparison], values: Sequence[str]) -> dict[str, Comparison]:
    """Of two groups of which one was compared, the other gets the same seen from its side."""
    if told and len(values) == 2:
        (one,) = told
        other = next(value for value in values if value != one)
        told[other] = replace(told[one], first=told[one].second, second=told[one].first)
    return told


def _values(session: Session, viewer: Viewer, counted: Counted, field: str) -> Mapping[str, np.ndarray]:
    """Value → places of the units in the range that have it."""
    units = counted.units
    if field == ENTRY:
        came_in = np.where(counted.chosen, counted.passages.came_in, -1)
        return {str(step.num): np.flatnonzero(came_in == p) for p, step in enumerate(counted.road.forward)}
    own = field.startswith(OWN)
    of_unit = own or field in OF_COMPANY
    named = _named(session, viewer, field, counted.unit)
    if own:
        named = _grouped(lists(session, viewer).own[field], named)
    nums = units.num if of_unit else units.deal
    code, labels = np.full(len(nums) + 1, -1), list(named)
    for number, value in enumerate(labels):
        at = np.minimum(np.searchsorted(nums, named[value]), len(nums) - 1) if len(nums) else np.empty(0, dtype=int)
        code[at[nums[at] == named[value]] if len(nums) else at] = number
    by_unit = np.where(counted.chosen, code[: len(nums)] if of_unit else code[counted.leading], -1)
    return {value: np.flatnonzero(by_unit == number) for number, value in enumerate(labels)}


@kept_for_all
def _named(session: Session, viewer: Viewer, field: str, unit: str) -> dict[str, np.ndarray]:
    """Value → numbers of the companies that have it, or of the deals."""
    own = field.startswith(OWN)
    of_company = own or field in OF_COMPANY
    column = held_in(field.removeprefix(OWN)) if own else OF_COMPANY[field] if of_company else OF_DEAL[field]
    num = Company.num if of_company and unit == COMPANY else Deal.num
    statement = select(column, num).where(column.is_not(None), column != "")
    if of_company and unit != COMPANY:
        statement = statement.join(Deal, Deal.company_id == Company.id)
    owner = Deal if num is Deal.num else Company
    return numbers_by(session, statement.where(owner.workspace_id == viewer.workspace_id))


def _grouped(spec: FieldSpec, named: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Groups of an own field with the numbers of all values in them, in the order of the numbers."""
    groups: dict[str, list[np.ndarray]] = {}
    for value, group in own_groups(spec, named).items():
        groups.setdefault(group, []).append(named[value])
    return {group: np.concatenate(found) for group, found in groups.items()}


def _labels(session: Session, viewer: Viewer, t: Words, field: str) -> Callable[[str], str]:
    """How a value of a field is said; who referred is not named to a viewer who must not see names."""
    if field == ENTRY:
        every = session.exec(visible(Stage, viewer))
        return {str(stage.num): stage_label(stage, t) for stage in every}.__getitem__
    known = lists(session, viewer)
    if field.startswith(OWN):
        return say_group(known.own[field], known, t)
    if field in _LISTS:
        return lambda value: known.label(_LISTS[field], value, t)
    if field == "prior_kind":
        return lambda value: t(ENUM_LABELS[field][value])
    if field == "referrer" and viewer.masked:
        numbers: dict[str, int] = {}
        return lambda value: t("referrer {n}", n=numbers.setdefault(value, len(numbers) + 1))
    return lambda value: value
