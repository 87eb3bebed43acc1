"""The customers behind a count that is too small for a percentage, by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from sqlmodel import Session, select

from persona_core.access.models import Viewer
from persona_core.companies.models import Company
from persona_core.companies.naming import company_name
from persona_core.deals.models import Deal
from persona_core.journeys.analysis import Counted
from persona_core.journeys.reading import COMPANY
from persona_core.kit.estimates import FEW
from persona_core.kit.words import Words
from persona_core.vocabulary.queries import Lists, lists

_COLUMNS = (Company.name, Company.region, Company.industry, Company.headcount, Company.headcount_band)


@dataclass(frozen=True)
class Cases:
    """Names where fewer than `FEW` are meant: of all, of those who signed, of those who reached or left a stage."""

    everyone: Sequence[str] = ()
    signed: Sequence[str] = ()
    reached: Mapping[int, Sequence[str]] = field(default_factory=dict)
    left: Mapping[int, Sequence[str]] = field(default_factory=dict)


def cases(session: Session, viewer: Viewer, t: Words, counted: Counted, *, known: Lists | None = None) -> Cases:
    """The names behind the small numbers of what was counted."""
    found = counted.passages
    here = counted.chosen & (found.furthest >= counted.road.first)
    ended = found.ended
    reached, left = {}, {}
    for place, step in enumerate(counted.road.forward):
        if step.in_funnel:
            reached[step.num] = _few(here & (found.furthest >= place))
            left[step.num] = _few(here & ended & (found.furthest == place))
    everyone = _few(here)
    signed = _few(here & found.signed) if len(everyone) else ()
    wanted = {int(place) for places in (everyone, signed, *reached.values(), *left.values()) for place in places}
    names = names_of(session, viewer, t, counted, sorted(wanted), known)

    def said(places: Iterable[int]) -> list[str]:
        return [names[int(place)] for place in places]

    return Cases(
        said(everyone),
        said(signed),
        {num: said(places) for num, places in reached.items() if len(places)},
        {num: said(places) for num, places in left.items() if len(places)},
    )


def _few(mask: np.ndarray) -> np.ndarray:
    """The places, where there are few."""
    return np.flatnonzero(mask) if np.count_nonzero(mask) < FEW else np.empty(0, dtype=np.int64)


def names_of(
    session: Session, viewer: Viewer, t: Words, counted: Counted, places: Sequence[int], known: Lists | None = None
) -> dict[int, str]:
    """Place of a unit → the name of the company, or of the company and what it may buy."""
    if not places:
        return {}
    known = known or lists(session, viewer)
    by_num = {int(counted.units.num[place]): place for place in places}
    if counted.unit == COMPANY:
        statement = select(Company.num, *_COLUMNS).where(Company.num.in_(by_num))
    else:
        statement = select(Deal.num, *_COLUMNS, Deal.product).join(Company, Company.id == Deal.company_id)
        statement = statement.where(Deal.workspace_id == viewer.workspace_id, Deal.num.in_(by_num))
    found = {}
    for row in session.execute(statement.where(Company.workspace_id == viewer.workspace_id)):
        name, product = company_name(viewer, t, known, row._mapping), row._mapping.get("product")
        found[by_num[row.num]] = t("{company}, {product}", company=name, product=product) if product else name
    return found
