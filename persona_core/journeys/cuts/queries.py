"""Reading who signed, how fast, and whether they renewed: a line a deal of those who signed, counts of those lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
from sqlalchemy import exists, select
from sqlalchemy.orm import aliased
from sqlmodel import Session

from persona_core.access.models import Viewer
from persona_core.access.queries import visible
from persona_core.companies.analysis import BANDS
from persona_core.companies.models import SIGNED, Company, Status
from persona_core.companies.naming import company_name
from persona_core.companies.own_fields import held_in, own_groups
from persona_core.deals.models import Deal, Outcome
from persona_core.deals.queries import DECIDED, SheetFilter, decided, matching
from persona_core.journeys.analysis import Events, signing_place
from persona_core.journeys.cuts.analysis import CUTS, INDUSTRY, LEAD_SOURCE, PRIOR_KIND, PUSHED_BY, SIZE, Outcomes
from persona_core.journeys.models import Stage, StageEvent, StageKind
from persona_core.journeys.queries import steps
from persona_core.journeys.reading import events
from persona_core.kit import plain
from persona_core.kit.readings import kept, kept_for_all
from persona_core.kit.words import Words
from persona_core.vocabulary.queries import Lists, lists
from persona_core.vocabulary.specs import OWN, FieldSpec

EVERYBODY = SheetFilter()
_NAMING = ("name", "region", "headcount", "headcount_band")
_OF_COMPANY, _OF_DEAL = (INDUSTRY, PRIOR_KIND, SIZE), (PUSHED_BY, LEAD_SOURCE)


class _Stood(NamedTuple):
    """Of each company that signed, by number: what is said of the deal it signed by first, its days, its renewal."""

    num: np.ndarray
    said: Mapping[str, Sequence[str | None]]
    days: np.ndarray
    renewed: np.ndarray


@dataclass(frozen=True)
class _Marks:
    """Stage numbers over all journeys: where counting begins, where deals are signed, where they are renewed."""

    firsts: tuple[int, ...]
    signings: tuple[int, ...]
    renewals: tuple[int, ...]


@kept
def outcomes(
    session: Session,
    viewer: Viewer,
    wanted: SheetFilter = EVERYBODY,
    *,
    known: Lists | None = None,
) -> Outcomes:
    """Those who signed and those who were lost among the companies that a filter leaves, whatever it says of status.

    A customer is filed under the deal by which it signed first; one who renewed and left later counts as left. While
    nobody's renewal has a date, nobody counts as decided: only those who left would be seen.
    """
    known = known or lists(session, viewer)
    stood = _stood(session, viewer, wanted)
    every = dict(decided(session, viewer, wanted))
    bands = {heads: _size(heads) for heads in set(every["headcount"])}
    every[SIZE] = [bands[heads] for heads in every["headcount"]]
    if viewer.masked:
        every["region"] = _regions(session, viewer, wanted)
    lost = [place for place, status in enumerate(every["status"]) if status == Status.LOST]
    signed = dict(zip(every["num"], range(len(every["num"])), strict=True))
    here = [signed[num] for num in stood.num.tolist()]
    columns = {name: [values[place] for place in here] for name, values in every.items()}
    left = np.array([status == Status.CHURNED for status in columns["status"]], dtype=bool)
    return Outcomes(
        ids=plain.Identities(columns["id"]),
        names=_names(viewer, known, columns),
        days=stood.days,
        decided=(stood.renewed | left) & bool(stood.renewed.any()),
        renewed=stood.renewed & ~left,
        values={name: stood.said[name] if name in stood.said else columns[name] for name in CUTS},
        lost={name: Counter(every[name][place] for place in lost) for name in _OF_COMPANY}
        | _lost(session, viewer, wanted),
    )


def with_own(
    session: Session, viewer: Viewer, found: Outcomes, spec: FieldSpec, wanted: SheetFilter = EVERYBODY
) -> Outcomes:
    """The same customers, and those lost, with what a field of the workspace's own says of them, in its groups."""
    value = held_in(spec.key.removeprefix(OWN))
    asked = matching(
        viewer, replace(wanted, status=(*SIGNED, Status.LOST)), plain.key(Company.id), Company.status, value
    )
    rows = plain.rows(session, asked.where(value.is_not(None)))
    groups = own_groups(spec, sorted({said for *_, said in rows}))
    said_by = {key: groups[said] for key, _, said in rows}
    lost = Counter(groups[said] for _, status, said in rows if status == Status.LOST)
    values = [said_by.get(key) for key in found.ids.keys]
    return replace(found, values={**found.values, spec.key: values}, lost={**found.lost, spec.key: dict(lost)})


@kept_for_all
def renewals(session: Session, viewer: Viewer) -> dict[str, bool]:
    """Every customer of whom it is decided (by key): whether it renewed, or left; counted as `outcomes` counts it."""
    marks = _marks(session, viewer)
    mine, left = Company.workspace_id == viewer.workspace_id, Company.status == Status.CHURNED
    renewed = (StageEvent.deal_num == Deal.num) & StageEvent.stage_num.in_(marks.renewals)
    renewed = exists().where(StageEvent.workspace_id == viewer.workspace_id, renewed)
    dated = exists().where(Deal.company_id == Company.id, renewed)  # one in the other: an index is all that is read
    with_deal = exists().where(Deal.company_id == Company.id)
    decided = (Company.status.in_(SIGNED) & ~left & dated) | (left & with_deal)
    rows = plain.rows(session, select(plain.key(Company.id), Company.status).where(mine, decided))
    found = {key: status != Status.CHURNED for key, status in rows}
    if any(found.values()) or session.execute(select(Company.id).where(mine, left, dated).limit(1)).first():
        return found
    return {}


def _names(viewer: Viewer, known: Lists, columns: Mapping[str, Sequence[Any]]) -> Sequence[str]:
    """What the customers are called, as this viewer may see them."""
    if not viewer.masked:
        return columns["name"]
    t = Words(viewer.lang)
    rows = zip(*(columns[key] for key in (*_NAMING, INDUSTRY)), strict=True)
    return [company_name(viewer, t, known, dict(zip((*_NAMING, "industry"), row, strict=True))) for row in rows]


def _marks(session: Session, viewer: Viewer) -> _Marks:
    """A journey that begins with signing has no days to sign: its first stage is left out."""
    journeys: dict[Any, list[Stage]] = {}
    for stage in session.exec(visible(Stage, viewer).order_by(Stage.ord)):
        journeys.setdefault(stage.journey_id, []).append(stage)
    firsts, signings, renewals = [], [], []
    for stages in journeys.values():
        forward = [step for step in steps(stages) if not step.ends]
        sign = signing_place(forward)
        first = next((place for place, step in enumerate(forward) if step.in_funnel), None)
        if sign is not None:
            signings.append(forward[sign].num)
            firsts += [forward[first].num] if first is not None and first < sign else []
        renewals += [step.num for step in forward if step.kind == StageKind.REPEATING]
    return _Marks(tuple(firsts), tuple(signings), tuple(renewals))


def _size(headcount: int | None) -> str | None:
    """The band of a headcount."""
    return None if headcount is None else next(b for b, (_, high) in BANDS.items() if high is None or headcount < high)


@kept_for_all
def _regions(session: Session, viewer: Viewer, wanted: SheetFilter) -> Sequence[str | None]:
    """Of what `decided` gives, where each is."""
    statement = matching(viewer, replace(wanted, status=DECIDED), Company.region).order_by(Company.num)
    return [region for (region,) in plain.rows(session, statement)]


@kept_for_all
def _stood(session: Session, viewer: Viewer, wanted: SheetFilter) -> _Stood:
    """Of each company that signed the deal by which it did first, the days from first contact, and any renewal."""
    company, deal, won, said = _deals(session, viewer, wanted)
    if not len(deal):
        return _Stood(company, dict.fromkeys(_OF_DEAL, ()), np.empty(0), np.empty(0, dtype=bool))
    marks, happened = _marks(session, viewer), events(session, viewer)
    began, signed = (_first_day(happened, nums, deal) for nums in (marks.firsts, marks.signings))
    renewed = ~np.isnan(_first_day(happened, marks.renewals, deal))
    order = np.lexsort((deal, ~won, np.where(np.isnan(signed), np.inf, signed), company))
    heads = np.flatnonzero(np.diff(company[order], prepend=-1))
    first = order[heads]
    days = signed[first] - np.fmin.reduceat(began[order], heads)
    days[days < 0] = np.nan
    values = {name: [told[place] for place in first.tolist()] for name, told in said.items()}
    return _Stood(company[first], values, days, np.logical_or.reduceat(renewed[order], heads))


@kept_for_all
def _deals(
    session: Session, viewer: Viewer, wanted: SheetFilter
) -> tuple[np.ndarray, np.ndarray, np.ndarray, dict[str, Sequence[str | None]]]:
    """The deals of those who signed: the company's number, its own, whether it was won, and what is said of it."""
    own = aliased(Deal)
    asked = (Company.num, own.num, own.outcome, own.pushed_by, own.lead_source)
    statement = matching(viewer, replace(wanted, status=SIGNED), *asked).join(own, own.company_id == Company.id)
    company, deal, outcome, *said = list(zip(*plain.rows(session, statement), strict=True)) or [()] * len(asked)
    won = np.isin(np.array(outcome, dtype=str), (Outcome.WON.value, Outcome.CHURNED.value))
    numbers = (np.array(values, dtype=np.int64) for values in (company, deal))
    return *numbers, won, dict(zip(_OF_DEAL, said, strict=True))


def _first_day(happened: Events, stages: Sequence[int], deals: np.ndarray) -> np.ndarray:
    """The first day of each deal at any of these stages, as the funnel counts days; nan where it has none."""
    here = np.isin(happened.stage, stages)
    found = np.full(int(max(deals.max(), happened.deal.max(initial=0))) + 1, np.inf)
    np.minimum.at(found, happened.deal[here], happened.day[here])
    return np.where(np.isinf(found), np.nan, found)[deals]


@kept_for_all
def _lost(session: Session, viewer: Viewer, wanted: SheetFilter) -> dict[str, dict[str | None, int]]:
    """How many of those lost before signing have which value, by their latest deal."""
    asked = matching(viewer, replace(wanted, status=(Status.LOST,)), Deal.pushed_by, Deal.lead_source, latest_deal=True)
    said = list(zip(*plain.rows(session, asked), strict=True)) or [()] * len(_OF_DEAL)
    return {name: Counter(values) for name, values in zip(_OF_DEAL, said, strict=True)}
