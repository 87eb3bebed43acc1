"""Reading who signed, how fast, and whether they renewed: a line a deal of those who signed, counts of those lost."""

from __future__ import annotations

from collections import Counter, namedtuple
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from sqlalchemy import case, func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session

from persona_core.access.models import Viewer
from persona_core.access.queries import visible
from persona_core.companies.analysis import BANDS
from persona_core.companies.models import SIGNED, Company, Status
from persona_core.companies.naming import company_name
from persona_core.deals.models import Deal, Outcome
from persona_core.deals.queries import SheetFilter, matching
from persona_core.journeys.analysis import signing_place
from persona_core.journeys.cuts.analysis import CUTS, INDUSTRY, LEAD_SOURCE, PRIOR_KIND, PUSHED_BY, SIZE, Outcomes
from persona_core.journeys.models import Stage, StageEvent, StageKind
from persona_core.journeys.queries import steps
from persona_core.kit import plain
from persona_core.kit.words import Words
from persona_core.vocabulary.queries import Lists, lists

EVERYBODY = SheetFilter()
_NAMING = ("name", "region", "headcount", "headcount_band")
_OF_COMPANY = ("id", "num", "status", *_NAMING)
_COLUMNS = (*_OF_COMPANY, *CUTS)
_Deal = namedtuple("_Deal", (*_COLUMNS, "outcome", "began", "signed", "renewed"))
"""What is read of each deal of those who signed, and what happened when; the company's id as it is stored."""


@dataclass(frozen=True)
class _Marks:
    """Stage numbers over all journeys: where counting begins, where deals are signed, where they are renewed."""

    firsts: tuple[int, ...]
    signings: tuple[int, ...]
    renewals: tuple[int, ...]


def outcomes(
    session: Session, viewer: Viewer, wanted: SheetFilter = EVERYBODY, *, known: Lists | None = None
) -> Outcomes:
    """Those who signed and those who were lost among the companies that a filter leaves, whatever it says of status.

    A customer is filed under the deal by which it signed first; one who renewed and left later counts as left. While
    nobody's renewal has a date, nobody counts as decided: only those who left would be seen.
    """
    known = known or lists(session, viewer)
    marks = _marks(session, viewer)
    found = plain.rows(session, _deals_of_signed(viewer, wanted, marks))
    rows = _first_signed([_Deal._make(row) for row in found])
    days = np.array([np.nan if (d := _days(deals)) is None else d for deals in rows], dtype=float)
    renewed = np.array([any(r.renewed for r in deals) for deals in rows], dtype=bool)
    left = np.array([deals[0].status == Status.CHURNED for deals in rows], dtype=bool)
    columns = dict(zip(_COLUMNS, zip(*(deals[0] for deals in rows), strict=True), strict=False))
    return Outcomes(
        ids=plain.identities(columns.get("id", ())),
        names=_names(viewer, known, columns),
        days=days,
        decided=(renewed | left) & bool(renewed.any()),
        renewed=renewed & ~left,
        values={name: columns.get(name, ()) for name in CUTS},
        lost=_lost(session, viewer, wanted),
    )


def _names(viewer: Viewer, known: Lists, columns: Mapping[str, Sequence[Any]]) -> Sequence[str]:
    """What the customers are called, as this viewer may see them."""
    if not viewer.masked:
        return columns.get("name", ())
    t = Words(viewer.lang)
    rows = zip(*(columns.get(key, ()) for key in (*_NAMING, INDUSTRY)), strict=True)
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


def _size() -> Any:
    """The headcount band of a company."""
    bands = [(Company.headcount < high, band) for band, (_, high) in BANDS.items() if high is not None]
    return case((Company.headcount.is_(None), None), *bands, else_=list(BANDS)[-1])


def _value(name: str, deal: Any) -> Any:
    """The column behind a field, on a deal where it belongs to the deal."""
    columns = {
        PUSHED_BY: deal.pushed_by,
        LEAD_SOURCE: deal.lead_source,
        INDUSTRY: Company.industry,
        PRIOR_KIND: Company.prior_kind,
        SIZE: _size(),
    }
    return columns[name].label(name)


def _deals_of_signed(viewer: Viewer, wanted: SheetFilter, marks: _Marks) -> Any:
    """The deals of those who signed, with their days; those of a company one after the other."""
    own = aliased(Deal)

    def happened(what: Any, nums: Sequence[int]) -> Any:
        here = select(what).where(
            StageEvent.workspace_id == own.workspace_id,
            StageEvent.deal_num == own.num,
            StageEvent.stage_num.in_(nums),
        )
        return here.scalar_subquery()

    columns = [
        *(getattr(Company, key) for key in _OF_COMPANY),
        *(_value(name, own) for name in CUTS),
        own.outcome,
        happened(func.min(StageEvent.day), marks.firsts).label("began"),
        happened(func.min(StageEvent.day), marks.signings).label("signed"),
        happened(func.count(), marks.renewals).label("renewed"),
    ]
    statement = matching(viewer, replace(wanted, status=SIGNED), *columns)
    return statement.join(own, own.company_id == Company.id).order_by(Company.num, own.num)


def _first_signed(rows: Sequence[_Deal]) -> list[list[_Deal]]:
    """The deals of each company, the one by which it signed first at the head."""
    companies: dict[int, list[_Deal]] = {}
    for row in rows:
        companies.setdefault(row.num, []).append(row)
    won = (Outcome.WON, Outcome.CHURNED)
    for deals in companies.values():
        deals.sort(key=lambda r: (r.signed is None, r.signed or 0, r.outcome not in won))
    return list(companies.values())


def _days(deals: Sequence[_Deal]) -> int | None:
    """Days from a company's first contact to its first signing, as the funnel counts them."""
    began = min((r.began for r in deals if r.began is not None), default=None)
    signed = deals[0].signed
    return None if began is None or signed is None or signed < began else signed - began


def _lost(session: Session, viewer: Viewer, wanted: SheetFilter) -> dict[str, dict[str | None, int]]:
    """How many of those lost before signing have which value, by their latest deal."""
    columns = [_value(name, Deal) for name in CUTS]
    lost = matching(viewer, replace(wanted, status=(Status.LOST,)), *columns, latest_deal=True).subquery()
    statement = select(*lost.c, func.count().label("n")).group_by(*lost.c)
    counts: dict[str, Counter[str | None]] = {name: Counter() for name in CUTS}
    for *values, n in plain.rows(session, statement):
        for name, value in zip(CUTS, values, strict=True):
            counts[name][value] += n
    return {name: dict(counter) for name, counter in counts.items()}
