"""Writing deals, and keeping each company's status and latest deal in step with them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, select

from persona_core.access.models import Viewer
from persona_core.access.queries import get, visible
from persona_core.companies.commands import create_company, edit_company, set_status
from persona_core.companies.models import Company, Status, name_digest
from persona_core.companies.naming import shorten
from persona_core.deals.models import Deal, Outcome
from persona_core.evidence.changes import delete_with_parts
from persona_core.evidence.commands import add_external_id, record
from persona_core.evidence.merging import check_merge
from persona_core.evidence.models import HAND, ImportBatch
from persona_core.kit import clock
from persona_core.kit.db import number_alone
from persona_core.kit.errors import Conflict, Invalid, NotFound, PersonaError
from persona_core.kit.words import N_
from persona_core.vocabulary.commands import ensure_term
from persona_core.vocabulary.fields import COMPANY_KEYS, DEAL_KEYS, FIELDS, LATEST_DEAL_KEYS
from persona_core.vocabulary.models import ListName
from persona_core.vocabulary.queries import Lists, lists
from persona_core.vocabulary.specs import OWN
from persona_core.vocabulary.values import Amount, read

_TERMS = {"lead_source": ListName.LEAD_SOURCE, "pushed_by": ListName.POSITION}


def read_deal(values: Mapping[str, Any]) -> dict[str, Any]:
    """Deal fields as written → column values; unknown keys and unreadable values are Invalid."""
    columns: dict[str, Any] = {}
    for key, raw in values.items():
        if key not in (*DEAL_KEYS, "owner"):
            raise Invalid(N_("There is no deal field “{name}”."), field=key, name=key)
        value = read(FIELDS[key], raw)
        columns[key] = value.value if isinstance(value, Amount) else value
    if columns.get("outcome", "") is None:
        raise Invalid(N_("A deal is open, won, lost or churned. Choose one."), field="outcome")
    return columns


def next_number(session: Session, viewer: Viewer) -> int:
    """The next deal number of the workspace."""
    top = session.exec(select(func.max(Deal.num)).where(Deal.workspace_id == viewer.workspace_id)).one()
    return (top or 0) + 1


def _own_number(session: Session, viewer: Viewer) -> int:
    """The next number, for a row that is made now."""
    number_alone(session, viewer.workspace_id)
    return next_number(session, viewer)


def create_deal(
    session: Session,
    viewer: Viewer,
    company: Company,
    values: Mapping[str, Any],
    *,
    journey_id: uuid.UUID | None = None,
    known: Lists | None = None,
    num: int | None = None,
    external_id: str | None = None,
    source: str | None = None,
    observed_on: date | None = None,
    batch: ImportBatch | None = None,
) -> Deal:
    """A new deal of a company; `values` are deal fields as written."""
    columns = {k: v for k, v in read_deal(values).items() if v is not None}
    _name_terms(session, viewer, known, columns)
    _signed_is_won(columns)
    deal = Deal(
        workspace_id=viewer.workspace_id,
        num=num or _own_number(session, viewer),
        company_id=company.id,
        journey_id=journey_id,
    )
    session.add(deal)
    session.flush()
    record(session, viewer, deal, columns, source=source, observed_on=observed_on, batch=batch)
    if external_id:
        add_external_id(session, viewer, kind="deal", value=external_id, subject_id=deal.id)
    session.flush()
    follow(session, viewer, company)
    return deal


def edit_deal(
    session: Session,
    viewer: Viewer,
    deal_id: uuid.UUID | str,
    *,
    seen: int,
    base: Mapping[str, Any],
    changes: Mapping[str, Any],
    known: Lists | None = None,
) -> Deal:
    """Change fields of a deal by hand; conflicts as for companies."""
    columns = read_deal(changes)
    deal = get(session, viewer, Deal, deal_id, lock=True)
    _name_terms(session, viewer, known, columns)
    check_merge(deal, seen=seen, base=base, columns=columns)
    if deal.outcome == Outcome.OPEN:
        _signed_is_won(columns)
    record(session, viewer, deal, columns, source=HAND)
    session.flush()
    follow(session, viewer, get(session, viewer, Company, deal.company_id))
    return deal


def _signed_is_won(columns: dict[str, Any]) -> None:
    """A day of signing that has come says that the deal is won, unless the same statement says otherwise."""
    if columns.get("signed_on") and columns["signed_on"] <= clock.today():
        columns.setdefault("outcome", Outcome.WON.value)


def say(
    session: Session,
    viewer: Viewer,
    deal: Deal,
    columns: Mapping[str, Any],
    *,
    source: str | None = None,
    observed_on: date | None = None,
    batch: ImportBatch | None = None,
) -> list[str]:
    """Record column values of a deal (already read); returns the changed fields. The caller calls `follow`."""
    columns = dict(columns)
    _name_terms(session, viewer, None, columns)
    changed = record(session, viewer, deal, columns, source=source, observed_on=observed_on, batch=batch)
    session.flush()
    return changed


def _name_terms(session: Session, viewer: Viewer, known: Lists | None, columns: dict[str, Any]) -> None:
    for key, list_name in _TERMS.items():
        if columns.get(key):
            known = known or lists(session, viewer)
            columns[key], _ = ensure_term(session, viewer, known, list_name, columns[key])


def add_sheet_row(session: Session, viewer: Viewer, values: Mapping[str, Any]) -> Company:
    """A new company as a row of the company table; fields of the latest deal make its first deal."""
    own = {k: v for k, v in values.items() if k not in LATEST_DEAL_KEYS}
    of_deal = {k: v for k, v in values.items() if k in LATEST_DEAL_KEYS}
    name = read(FIELDS["name"], values.get("name"))
    twin = visible(Company, viewer).where(Company.name_digest == name_digest(name or ""))
    if name and session.exec(twin.limit(1)).first():
        message = N_("There is already a company “{name}”. Search for it and open it.")
        raise Invalid(message, field="name", name=shorten(name, 60))
    company = create_company(session, viewer, own)
    if any(v is not None for v in read_deal(of_deal).values()):
        create_deal(session, viewer, company, of_deal)
    return company


@dataclass(frozen=True)
class RowEdit:
    """One edited row of the company table: the version and values it was drawn with, and what was typed."""

    company_id: uuid.UUID
    seen: int
    base: Mapping[str, Any]
    changes: Mapping[str, Any]


class SheetRefused(PersonaError):
    """Rows of the company table that cannot be saved as they are: company → what is wrong with its row."""

    def __init__(self, refusals: dict[uuid.UUID, PersonaError]) -> None:
        super().__init__(
            N_("Nothing was saved yet. The rows below need a decision first; what you typed is still here.")
        )
        self.refusals = refusals


def edit_sheet(session: Session, viewer: Viewer, edits: Iterable[RowEdit]) -> int:
    """Save edited rows of the company table together and return their number.

    When some cannot be saved, SheetRefused tells of every one of them; the caller's transaction must end there.
    """
    known = lists(session, viewer)
    refusals: dict[uuid.UUID, PersonaError] = {}
    saved = 0
    for edit in sorted(edits, key=lambda edit: edit.company_id):  # two people lock rows in one order
        try:
            edit_sheet_row(
                session, viewer, edit.company_id, seen=edit.seen, base=edit.base, changes=edit.changes, known=known
            )
            saved += 1
        except (Conflict, Invalid, NotFound) as refusal:
            refusals[edit.company_id] = refusal
    if refusals:
        raise SheetRefused(refusals)
    return saved


def edit_sheet_row(
    session: Session,
    viewer: Viewer,
    company_id: uuid.UUID | str,
    *,
    seen: int,
    base: Mapping[str, Any],
    changes: Mapping[str, Any],
    known: Lists | None = None,
) -> Company:
    """One edited row of the company table: company fields go to the company, the rest to its latest deal.

    A company without a deal gets one when such a field is filled in. Conflict names the fields of both.
    """
    own = {k: v for k, v in changes.items() if k in COMPANY_KEYS or k.startswith(OWN)}
    of_deal = {k: v for k, v in changes.items() if k in LATEST_DEAL_KEYS}
    stray = set(changes) - set(own) - set(of_deal)
    if stray:
        raise Invalid(N_("There is no company field “{name}”."), field=min(stray), name=min(stray))
    company = get(session, viewer, Company, company_id)
    conflicts: list[Conflict] = []
    if own:
        try:
            edit_company(session, viewer, company.id, seen=seen, base=base, changes=own, known=known)
        except Conflict as conflict:
            conflicts.append(conflict)
    if of_deal:
        try:
            _edit_latest_deal(session, viewer, company, base=base, changes=of_deal, known=known)
        except Conflict as conflict:
            conflicts.append(conflict)
    if conflicts:
        raise Conflict(
            row_id=company.id,
            version=company.version,
            current={k: v for c in conflicts for k, v in c.current.items()},
            mine={k: v for c in conflicts for k, v in c.mine.items()},
        )
    follow(session, viewer, company)
    return company


def _edit_latest_deal(
    session: Session,
    viewer: Viewer,
    company: Company,
    *,
    base: Mapping[str, Any],
    changes: Mapping[str, Any],
    known: Lists | None,
) -> None:
    if company.latest_deal_id is not None:
        edit_deal(session, viewer, company.latest_deal_id, seen=-1, base=base, changes=changes, known=known)
    elif any(v is not None for v in read_deal(changes).values()):
        create_deal(session, viewer, company, changes, known=known, source=HAND)


def follow(session: Session, viewer: Viewer, company: Company) -> None:
    """Bring a company's latest deal and status in step with its deals."""
    session.flush()
    deals = list(session.exec(visible(Deal, viewer).where(Deal.company_id == company.id)))
    latest = max(deals, key=lambda d: (d.opened_on or d.signed_on or d.created_at.date(), d.num), default=None)
    latest_id = latest.id if latest else None
    if company.latest_deal_id != latest_id:
        company.latest_deal_id = latest_id
        session.add(company)
        session.flush()
    set_status(session, viewer, company, derive_status(d.outcome for d in deals if is_begun(d.provenance or {})))


def is_begun(provenance: Mapping[str, Any]) -> bool:
    """Whether a deal is more than the place where a lead's source is kept: such a company is a lead still."""
    return not provenance or not set(provenance) <= {"lead_source", "referrer"}


def derive_status(outcomes: Any) -> Status | None:
    """A company's status from its deals' outcomes; None without deals."""
    found = set(outcomes)
    if not found:
        return None
    if Outcome.WON in found:
        return Status.ACTIVE
    if Outcome.CHURNED in found:
        return Status.CHURNED
    return Status.TALKING if Outcome.OPEN in found else Status.LOST


def delete_deal(session: Session, viewer: Viewer, deal_id: uuid.UUID | str) -> None:
    """Delete a deal with its events."""
    deal = get(session, viewer, Deal, deal_id)
    company = get(session, viewer, Company, deal.company_id)
    delete_with_parts(session, deal)
    follow(session, viewer, company)
