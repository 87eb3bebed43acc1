"""Customers who told stories, in groups: by any field of theirs, of their latest deal, or by what became of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Container, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlmodel import Session, select

from persona_core.access.models import Viewer
from persona_core.companies.analysis import BANDS
from persona_core.companies.models import SIGNED, Company, Status
from persona_core.companies.own_fields import held_in, own_for, own_groups, say_group
from persona_core.deals.models import Deal
from persona_core.journeys.cuts.queries import renewals
from persona_core.kit import plain
from persona_core.kit.amount_groups import amount_groups
from persona_core.kit.errors import Invalid
from persona_core.kit.readings import kept_for_all
from persona_core.kit.words import N_, Words
from persona_core.stories.analysis import Cut, comparable
from persona_core.stories.material import STATUSES, Material, Population
from persona_core.stories.tellers import redactor
from persona_core.vocabulary.fields import FIELDS
from persona_core.vocabulary.fixed_lists import ENUM_LABELS
from persona_core.vocabulary.models import ListName, fold
from persona_core.vocabulary.queries import Lists
from persona_core.vocabulary.specs import OWN

WON, RENEWED = "won", "renewed"
OUTCOMES = {WON: N_("Signed or lost"), RENEWED: N_("Renewed or left")}
"""What became of customers: only those count for whom it is decided, and only what all of them were asked about."""

OF_COMPANY = (
    *("industry", "prior_kind", "prior_product", "headcount", "annual_revenue", "region", "status", "business_model"),
    *("operating_model", "value_chain", "growth_stage", "growth_rate", "culture", "org_structure", "owner"),
)
OF_DEAL = (
    *("pushed_by", "lead_source", "referrer", "product", "annual_fee", "signed_on", "ends_on", "lost_reason"),
)  # fmt: skip
NAMING = ("owner", "referrer")
"""Fields that name people: not for a masked viewer."""

_LISTS = {"industry": ListName.INDUSTRY, "lead_source": ListName.LEAD_SOURCE, "pushed_by": ListName.POSITION}
_POPULATIONS: dict[str, Population] = {WON: "all", "status": "all", "lost_reason": "lost"}
_OUTCOME_LABELS = {
    "signed": N_("those who signed"),
    "lost": N_("those who were lost"),
    "renewed": N_("those who renewed"),
    "left": N_("those who left"),
}


@dataclass(frozen=True)
class Grouping:
    """Customers by a field: who stands in which group, what the field is called, and what names its values."""

    field: str
    label: str
    population: Population
    cut: Cut
    name: Callable[[str], str]


class Said(NamedTuple):
    """Companies by key, how they stand, and what they say by field."""

    who: Sequence[str]
    status: Sequence[str]
    values: Mapping[str, Sequence[Any]]


def group_fields(viewer: Viewer, t: Words, known: Lists | None = None) -> dict[str, str]:
    """Every field that customers can be grouped by, those of the workspace's own too, and what it is called."""
    keys = [key for key in (*OF_DEAL[:1], *OF_COMPANY, *OF_DEAL[1:]) if not (viewer.masked and key in NAMING)]
    own = {key: t(spec.label) for key, spec in own_for(viewer, known).items()} if known else {}
    return {key: t(FIELDS[key].label) for key in keys} | own | {key: t(label) for key, label in OUTCOMES.items()}


def find_field(viewer: Viewer, t: Words, name: str, known: Lists | None = None) -> str:
    """The field behind a key, a label or another name it goes by; Invalid names those that exist."""
    fields, wanted = group_fields(viewer, t, known), fold(name)
    if known is not None and name.startswith(OWN) and (own := known.find_own(name)) and own.key in fields:
        return own.key
    for key, label in fields.items():
        other = FIELDS[key].synonyms if key in FIELDS else ()
        if wanted in {fold(key), fold(label), *map(fold, other)}:
            return key
    there = t.listing(list(fields.values()))
    raise Invalid(
        N_("Customers cannot be grouped by “{name}”. These exist: {known}."), field="by", name=name, known=there
    )


def grouping(
    session: Session,
    viewer: Viewer,
    t: Words,
    found: Material,
    known: Lists,
    field: str,
    stage: str | None = None,
    *,
    said: Said | None = None,
    decided: Mapping[str, bool] | None = None,
) -> Grouping:
    """The customers of `found` who told a story (at the stage with this key), grouped by a key of `group_fields`.

    `said` (see `said_of`) saves reading companies once for each of several fields, `decided` who renewed.
    """
    label = group_fields(viewer, t, known)[find_field(viewer, t, field, known)]
    population = _POPULATIONS.get(field, "signed")
    told = found.of(population).at(stage)
    if field in OUTCOMES:
        decided = renewals(session, viewer) if decided is None and field != WON else decided
        values = _won(found) if field == WON else _renewed(found, decided)
        told = comparable(told, values)
        name = {value: t(text) for value, text in _OUTCOME_LABELS.items()}.__getitem__
    else:
        said = said or said_of(session, viewer, [field])
        every = _among(said, field, STATUSES[population], found.status)
        values, name = _named(session, viewer, t, known, field, every)
        told = comparable(told, values) if field == "status" else told
    return Grouping(field, label, population, Cut(told, values, Counter(values.values())), name)


def _won(found: Material) -> dict[str, str]:
    sides = dict.fromkeys(SIGNED, "signed") | {Status.LOST: "lost"}
    return {who: sides[status] for who, status in found.status.items() if status in sides}


def _renewed(found: Material, decided: Mapping[str, bool]) -> dict[str, str]:
    return {key: "renewed" if renewed else "left" for key, renewed in decided.items() if key in found.status}


def _named(
    session: Session, viewer: Viewer, t: Words, known: Lists, field: str, values: dict[str, Any]
) -> tuple[dict[str, str], Callable[[str], str]]:
    """Each company's group by a field, and what names the groups."""
    if field.startswith(OWN):
        groups = own_groups(known.own[field], set(values.values()))
        return {who: groups[value] for who, value in values.items()}, say_group(known.own[field], known, t)
    kind = FIELDS[field].type
    if field == "headcount":
        bands = {count: band_of(count) for count in set(values.values())}
        return {who: bands[count] for who, count in values.items()}, lambda value: value.replace("-", "–")
    if kind in ("money", "percent"):
        return _amounts(viewer, t, values, money=kind == "money")
    if kind == "date":
        return {who: str(day)[:4] for who, day in values.items()}, str
    if field in _LISTS:
        return values, lambda value: known.label(_LISTS[field], value, t)
    if field in ENUM_LABELS:
        decided = {Status.ACTIVE, Status.CHURNED, Status.LOST}
        values = {who: v for who, v in values.items() if field != "status" or v in decided}
        return values, lambda value: t(ENUM_LABELS[field][value])
    return {who: " ".join(value.split()) for who, value in values.items()}, redactor(session, viewer, t, known)


@kept_for_all
def said_of(session: Session, viewer: Viewer, fields: Sequence[str]) -> Said:
    """What every company, or its latest deal, says in each of some fields, read at once; `OUTCOMES` are none."""
    wanted = [field for field in fields if field not in OUTCOMES]
    if not wanted:
        return Said((), (), {})
    columns = [_column(field).label(f"said_{number}") for number, field in enumerate(wanted)]
    statuses = {status for field in wanted for status in STATUSES[_POPULATIONS.get(field, "signed")]}
    statement = select(plain.key(Company.id), Company.status, *columns)
    if any(field in OF_DEAL for field in wanted):
        statement = statement.join(Deal, Deal.id == Company.latest_deal_id, isouter=True)
    statement = statement.where(Company.workspace_id == viewer.workspace_id, Company.status.in_(statuses))
    rows = plain.rows(session, statement)
    who, status, *said = zip(*rows, strict=True) if rows else [()] * (2 + len(wanted))
    values = dict(zip(wanted, said, strict=True))
    money = {field: values[field] for field in wanted if field in FIELDS and FIELDS[field].type == "money"}
    return Said(who, status, values | {f: [v if v is None else v / 100 for v in cents] for f, cents in money.items()})


def _column(field: str) -> Any:
    """The column behind a field: of the workspace's own, of the company, or of its latest deal."""
    if field.startswith(OWN):
        return held_in(field.removeprefix(OWN))
    return getattr(Company if field in OF_COMPANY else Deal, field)


def _among(said: Said, field: str, statuses: Collection[str], here: Container[str]) -> dict[str, Any]:
    """What companies of these statuses that are `here` say in a field."""
    rows = zip(said.who, said.status, said.values.get(field, ()), strict=True)
    return {w: v for w, status, v in rows if v is not None and v != "" and status in statuses and w in here}


def band_of(headcount: int | str) -> str:
    """The band of a headcount; one that was said as a band is its own."""
    if isinstance(headcount, str):
        return headcount
    return next(band for band, (_, high) in BANDS.items() if high is None or headcount < high)


def _amounts(
    viewer: Viewer, t: Words, values: Mapping[str, Any], *, money: bool
) -> tuple[dict[str, str], Callable[[str], str]]:
    group, edges = amount_groups({who: float(amount) for who, amount in values.items()})

    def said(amount: float) -> str:
        return t.money(amount, viewer.currency) if money else t.percent(amount)

    def name(value: str) -> str:
        low, high = edges[int(value)]
        return said(low) if low == high else t("{low} to {high}", low=said(low), high=said(high))

    return {who: str(number) for who, number in group.items()}, name
