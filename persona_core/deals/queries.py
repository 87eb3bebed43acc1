"""Reading deals, and the company sheet: companies with what their latest deal says."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

import pandas as pd
from sqlalchemy import Select, and_, func
from sqlmodel import Session, select

from persona_core.access.models import Viewer
from persona_core.access.queries import visible
from persona_core.companies.models import SIGNED, Company, Status
from persona_core.companies.own_wishes import Wishes
from persona_core.companies.queries import search_clause
from persona_core.deals.models import Deal
from persona_core.kit import plain
from persona_core.kit.readings import kept_for_all

SHEET_COLUMNS = (
    "id",
    "version",
    "num",
    "name",
    "status",
    "industry",
    "headcount",
    "headcount_band",
    "business_model",
    "operating_model",
    "annual_revenue",
    "revenue_band",
    "prior_product",
    "prior_kind",
    "problem",
    "region",
    "value_chain",
    "growth_stage",
    "culture",
    "org_structure",
    "growth_rate",
    "owner",
    "note",
    "custom",
)
SHEET_DEAL_COLUMNS = (
    "lead_source",
    "referrer",
    "pushed_by",
    "outcome",
    "lost_reason",
    "annual_fee",
    "signed_on",
    "ends_on",
)


@dataclass(frozen=True)
class SheetFilter:
    """What part of the company sheet is asked for; empty means all. `own` asks fields of the workspace's, by code.

    `headcount` is from (included) and to (excluded), `annual_fee` of the latest deal from and to (both included).
    """

    text: str = ""
    status: Sequence[str] = ()
    industry: Sequence[str] = ()
    prior_kind: Sequence[str] = ()
    lead_source: Sequence[str] = ()
    owner: Sequence[str] = ()
    headcount: tuple[int | None, int | None] = (None, None)
    annual_fee: tuple[float | None, float | None] = (None, None)
    ids: Sequence[uuid.UUID] = field(default=())
    own: Wishes = ()


def matching(viewer: Viewer, wanted: SheetFilter, *columns: Any, latest_deal: bool = False) -> Select:
    """The companies that a filter leaves, to count within: columns of theirs and, if asked, of their latest deal."""
    statement = select(*columns).select_from(Company)
    if latest_deal or wanted.lead_source or wanted.annual_fee != (None, None):
        latest = and_(Deal.id == Company.latest_deal_id, Deal.workspace_id == Company.workspace_id)
        statement = statement.join(Deal, latest, isouter=True)
    statement = statement.where(Company.workspace_id == viewer.workspace_id)
    if wanted.text.strip():
        statement = statement.where(search_clause(wanted.text))
    for column, values in (
        (Company.status, wanted.status),
        (Company.industry, wanted.industry),
        (Company.prior_kind, wanted.prior_kind),
        (Deal.lead_source, wanted.lead_source),
        (Company.owner, wanted.owner),
        (Company.id, wanted.ids),
    ):
        if values:
            statement = statement.where(column.in_(list(values)))
    low, high = wanted.headcount
    if low is not None:
        statement = statement.where(Company.headcount >= low)
    if high is not None:
        statement = statement.where(Company.headcount < high)
    least, most = wanted.annual_fee
    if least is not None:
        statement = statement.where(Deal.annual_fee >= Decimal(str(least)))
    if most is not None:
        statement = statement.where(Deal.annual_fee <= Decimal(str(most)))
    for code, wish in wanted.own:
        statement = statement.where(*wish.clauses(code))
    return statement


DECIDED = (*SIGNED, Status.LOST)


@kept_for_all
def decided(session: Session, viewer: Viewer, wanted: SheetFilter = SheetFilter()) -> dict[str, Sequence[Any]]:
    """Those who signed and those who were lost, of the companies that a filter leaves whatever it says of status.

    Columns by number: id (as a key), num, name, status, industry, prior_kind, headcount, headcount_band.
    """
    named = ("num", "name", "status", "industry", "prior_kind", "headcount", "headcount_band")
    columns = [plain.key(Company.id).label("id"), *(getattr(Company, name) for name in named)]
    return plain.columns(session, matching(viewer, replace(wanted, status=DECIDED), *columns).order_by(Company.num))


def sheet(
    session: Session,
    viewer: Viewer,
    wanted: SheetFilter = SheetFilter(),
    *,
    sort: str = "num",
    descending: bool = False,
    offset: int = 0,
    limit: int | None = None,
) -> pd.DataFrame:
    """Company rows with the fields of their latest deal, filtered, sorted and paged in the database."""
    columns = [getattr(Company, c) for c in SHEET_COLUMNS] + [getattr(Deal, c) for c in SHEET_DEAL_COLUMNS]
    names = [*SHEET_COLUMNS, *SHEET_DEAL_COLUMNS]
    key = columns[names.index(sort)] if sort in names else Company.num
    order = [key.is_(None), key.desc() if descending else key.asc(), Company.num]
    statement = matching(viewer, wanted, *columns, latest_deal=True).order_by(*order).offset(offset)
    if limit is not None:
        statement = statement.limit(limit)
    return pd.DataFrame(session.execute(statement).all(), columns=names)


def sheet_count(session: Session, viewer: Viewer, wanted: SheetFilter = SheetFilter()) -> int:
    """How many company rows a filter leaves."""
    return session.execute(matching(viewer, wanted, func.count())).scalar_one()


def deals_of(session: Session, viewer: Viewer, company_id: uuid.UUID) -> list[Deal]:
    """A company's deals, oldest first."""
    return list(session.exec(visible(Deal, viewer).where(Deal.company_id == company_id).order_by(Deal.num)))


FRAME_COLUMNS = ("num", "company_id", "value", "pushed_by", "outcome", "lost_reason", "annual_fee", "ends_on")


@kept_for_all
def frame(session: Session, viewer: Viewer) -> pd.DataFrame:
    """Every deal with what counting needs of it (`FRAME_COLUMNS`, the company by key): one row a deal, by number."""
    columns = [getattr(Deal, name) for name in FRAME_COLUMNS]
    columns[FRAME_COLUMNS.index("company_id")] = plain.key(Deal.company_id).label("company_id")
    return plain.frame(session, select(*columns).where(Deal.workspace_id == viewer.workspace_id).order_by(Deal.num))
