"""Reading companies and people."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Select, func, or_
from sqlmodel import Session, select

from persona_core.access.models import Viewer
from persona_core.access.queries import visible
from persona_core.companies.models import SIGNED, Company, Person, Status, name_digest
from persona_core.companies.naming import Redactor, called_names, company_name, person_name
from persona_core.kit import plain
from persona_core.kit.errors import NotFound
from persona_core.kit.readings import kept, kept_for_all
from persona_core.kit.words import N_, Words
from persona_core.vocabulary.models import ListName
from persona_core.vocabulary.queries import Lists


@dataclass(frozen=True)
class Population:
    """How many companies stand where: on the list, talked to, and signed. A lead nobody has talked to yet."""

    by_status: dict[str, int]

    @property
    def total(self) -> int:
        """Every company on the list."""
        return sum(self.by_status.values())

    @property
    def leads(self) -> int:
        """Companies nobody has talked to yet."""
        return self.by_status.get(Status.LEAD, 0)

    @property
    def talked(self) -> int:
        """Everyone we ever talked to: all but leads."""
        return self.total - self.leads

    @property
    def signed(self) -> int:
        """Those who signed at some time, churned ones included."""
        return sum(self.by_status.get(s, 0) for s in SIGNED)

    @property
    def open(self) -> int:
        """Companies in talks."""
        return self.by_status.get(Status.TALKING, 0)


@kept_for_all
def population(session: Session, viewer: Viewer) -> Population:
    """Companies by status."""
    rows = session.exec(
        select(Company.status, func.count()).where(Company.workspace_id == viewer.workspace_id).group_by(Company.status)
    )
    return Population(dict(rows.all()))


def frame(session: Session, viewer: Viewer, columns: Sequence[str], *, signed: bool | None = None) -> pd.DataFrame:
    """The named columns of every company, one row each; `signed` narrows to one population."""
    statement = _population(select(*(getattr(Company, c) for c in columns)), viewer, signed)
    return plain.frame(session, statement.order_by(Company.num))


@kept_for_all
def tally(session: Session, viewer: Viewer, column: str, *, signed: bool | None = None) -> dict[str | None, int]:
    """How many companies have each value of `column` (industry or prior_kind), counted in the database."""
    field = {"industry": Company.industry, "prior_kind": Company.prior_kind}[column]
    statement = _population(select(field, func.count()), viewer, signed).group_by(field)
    return dict(session.execute(statement).all())


@kept_for_all
def headcounts(session: Session, viewer: Viewer, *, signed: bool | None = None) -> list[tuple[int | None, bool, int]]:
    """(headcount, whether it is only a band's middle, how many companies), counted in the database."""
    statement = _population(select(Company.headcount, Company.headcount_band, func.count()), viewer, signed)
    rows = session.execute(statement.group_by(Company.headcount, Company.headcount_band))
    return [(headcount, bool(band), k) for headcount, band, k in rows]


@kept
def owners(session: Session, viewer: Viewer) -> list[str]:
    """Who looks after companies, by name; nobody for a masked viewer."""
    if viewer.masked:
        return []
    statement = select(Company.owner).where(Company.workspace_id == viewer.workspace_id).distinct()
    return sorted(name for name in session.scalars(statement) if name)


def _population(statement: Select, viewer: Viewer, signed: bool | None) -> Select:
    statement = statement.where(Company.workspace_id == viewer.workspace_id)
    if signed is None:
        return statement
    return statement.where(Company.status.in_(SIGNED) if signed else Company.status.not_in(SIGNED))


@kept
def shown_names(session: Session, viewer: Viewer, t: Words, known: Lists) -> dict[str, str]:
    """company id as text → its name as this viewer may see it."""
    return names_among(session, viewer, t, known, None)


def names_among(
    session: Session, viewer: Viewer, t: Words, known: Lists, among: ColumnElement[bool] | None
) -> dict[str, str]:
    """The same of some companies."""
    columns = ("id", "name", "region", "industry", "headcount", "headcount_band")
    wanted = select(*(getattr(Company, c) for c in (columns if viewer.masked else columns[:2])))
    wanted = wanted.where(Company.workspace_id == viewer.workspace_id)
    rows = plain.rows(session, wanted if among is None else wanted.where(among))
    if not viewer.masked:
        return {plain.written(row_id): name for row_id, name in rows}
    named = (dict(zip(columns, row, strict=True)) for row in rows)
    return {plain.written(row["id"]): company_name(viewer, t, known, row) for row in named}


def search_clause(text: str) -> Any:
    """Companies whose name, problem, prior product, owner or note holds the text."""
    needle = "%" + text.strip().replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_") + "%"
    fields = (Company.name, Company.problem, Company.prior_product, Company.owner, Company.note)
    return or_(*(f.ilike(needle, escape="\\") for f in fields))


def people(session: Session, viewer: Viewer, company_id: uuid.UUID | None = None) -> list[Person]:
    """People of a company, or everybody."""
    statement = visible(Person, viewer).order_by(Person.created_at)
    if company_id is not None:
        statement = statement.where(Person.company_id == company_id)
    return list(session.exec(statement))


def redactor(session: Session, viewer: Viewer, t: Words, known: Lists, spoken_of: Iterable[str] = ()) -> Redactor:
    """What takes names out of running text for this viewer; `spoken_of` are people as others call them."""
    if not viewer.masked:
        return Redactor(viewer, [])
    columns = ("name", "region", "industry", "headcount", "headcount_band")
    here = select(*(getattr(Company, c) for c in columns)).where(Company.workspace_id == viewer.workspace_id)
    rows = plain.rows(session, here)
    pairs = [(row[0], company_name(viewer, t, known, dict(zip(columns, row, strict=True)))) for row in rows]
    people = select(Person.name, Person.title).where(Person.workspace_id == viewer.workspace_id)
    named = plain.rows(session, people.where(Person.name.is_not(None)))
    pairs += [(name, person_name(viewer, t, name, title)) for name, title in named]
    keepers = session.scalars(select(Company.owner).where(Company.workspace_id == viewer.workspace_id).distinct())
    everyone = {*spoken_of, *(name for name, _ in named), *(name for name in keepers if name)}
    posts = (ListName.POSITION, ListName.BUYING_ROLE)
    spoken = ((name, words) for name in everyone if (words := called_names(name)))
    called = (word for name, words in spoken if not any(known.code(p, name) for p in posts) for word in words)
    return Redactor(viewer, pairs, called)


def find_company(session: Session, viewer: Viewer, name: str) -> Company:
    """The company of this name (any spelling) or id; NotFound says so."""
    found = session.exec(visible(Company, viewer).where(Company.name_digest == name_digest(name))).first()
    if found is None:
        try:
            found = session.exec(visible(Company, viewer).where(Company.id == uuid.UUID(name))).first()
        except ValueError:
            found = None
    if found is None:
        raise NotFound(N_("There is no company “{name}” in this workspace."), name=name[:80])
    return found
