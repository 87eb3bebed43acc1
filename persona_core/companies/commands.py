"""Writing companies and people; values come in as people write them and are read at the door."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, select

from persona_core.access.models import Viewer
from persona_core.access.queries import get
from persona_core.companies.models import Company, Person, Status, name_digest
from persona_core.evidence.changes import delete_with_parts
from persona_core.evidence.commands import add_external_id, record
from persona_core.evidence.merging import check_merge
from persona_core.evidence.models import HAND, ImportBatch
from persona_core.evidence.queries import stated
from persona_core.kit.db import number_alone
from persona_core.kit.errors import Invalid
from persona_core.kit.words import N_
from persona_core.vocabulary.commands import ensure_term
from persona_core.vocabulary.fields import COMPANY_KEYS, FIELDS, PERSON_KEYS, FieldSpec
from persona_core.vocabulary.models import ListName
from persona_core.vocabulary.queries import Lists, lists
from persona_core.vocabulary.values import Amount, read

_BANDS = {"headcount": "headcount_band", "annual_revenue": "revenue_band"}
_PLAIN = {"headcount": 10**8, "annual_revenue": 10**15 - 1}
"""Up to here whole numbers are taken as they stand."""


def read_company(values: Mapping[str, Any], own: Mapping[str, FieldSpec] | None = None) -> dict[str, Any]:
    """Company fields as written → column values; unknown keys and unreadable values are Invalid.

    `own` are the workspace's own fields (`Lists.own`), which go by `own:<code>`.
    """
    columns: dict[str, Any] = {}
    for key, raw in values.items():
        spec = (own or {}).get(key) or (FIELDS[key] if key in COMPANY_KEYS else None)
        if spec is None:
            raise Invalid(N_("There is no company field “{name}”."), field=key, name=key)
        value = read(spec, raw)
        if isinstance(value, Amount):
            columns[_BANDS[key]] = value.band[:100]
            value = int(value.value) if key == "headcount" else value.value
        elif key in _BANDS:
            columns[_BANDS[key]] = None
        columns[key] = value
    if "name" in columns and not columns["name"]:
        raise Invalid(N_("A company needs a name. Type one."), field="name")
    return columns


def read_whole(key: str, number: int) -> dict[str, Any] | None:
    """What a plain whole number says of a size or an amount, in ledger form; None where it must be looked into."""
    if not 0 <= number <= _PLAIN.get(key, -1):
        return None
    return {_BANDS[key]: "", key: number if key == "headcount" else str(number)}


def next_number(session: Session, viewer: Viewer) -> int:
    """The next customer number of the workspace."""
    top = session.exec(select(func.max(Company.num)).where(Company.workspace_id == viewer.workspace_id)).one()
    return (top or 0) + 1


def _own_number(session: Session, viewer: Viewer) -> int:
    """The next number, for a row that is made now."""
    number_alone(session, viewer.workspace_id)
    return next_number(session, viewer)


def create_company(
    session: Session,
    viewer: Viewer,
    values: Mapping[str, Any],
    *,
    known: Lists | None = None,
    num: int | None = None,
    external_id: str | None = None,
    source: str | None = None,
    observed_on: date | None = None,
    batch: ImportBatch | None = None,
) -> Company:
    """A new company; `values` are company fields as written, `name` among them."""
    known = known or lists(session, viewer)
    columns = {k: v for k, v in read_company(values, known.own).items() if v is not None}
    if not columns.get("name"):
        raise Invalid(N_("A company needs a name. Type one."), field="name")
    _name_terms(session, viewer, known, columns)
    company = Company(
        workspace_id=viewer.workspace_id,
        num=num or _own_number(session, viewer),
        name=columns["name"],
        name_digest=name_digest(columns["name"]),
    )
    session.add(company)
    session.flush()
    record(session, viewer, company, columns, source=source, observed_on=observed_on, batch=batch)
    if external_id:
        add_external_id(session, viewer, kind="company", value=external_id, subject_id=company.id)
    session.flush()
    return company


def edit_company(
    session: Session,
    viewer: Viewer,
    company_id: uuid.UUID | str,
    *,
    seen: int,
    base: Mapping[str, Any],
    changes: Mapping[str, Any],
    known: Lists | None = None,
) -> Company:
    """Change fields of a company by hand.

    `seen` is the version the form was drawn from, `base` the column values it showed for the changed
    fields. Fields that somebody else changed meanwhile raise Conflict; other fields merge by themselves.
    """
    known = known or lists(session, viewer)
    columns = read_company(changes, known.own)
    company = get(session, viewer, Company, company_id, lock=True)
    _name_terms(session, viewer, known, columns)
    check_merge(company, seen=seen, base=base, columns=columns)
    say(session, viewer, company, columns, source=HAND)
    return company


def say(
    session: Session,
    viewer: Viewer,
    company: Company,
    columns: Mapping[str, Any],
    *,
    source: str | None = None,
    observed_on: date | None = None,
    batch: ImportBatch | None = None,
) -> list[str]:
    """Record column values of a company (already read) and keep its name key; returns the changed fields."""
    changed = record(session, viewer, company, columns, source=source, observed_on=observed_on, batch=batch)
    if "name" in changed:
        company.name_digest = name_digest(company.name)
    session.flush()
    return changed


def _name_terms(session: Session, viewer: Viewer, known: Lists, columns: dict[str, Any]) -> None:
    chosen = {"industry": ListName.INDUSTRY.value, **{key: spec.list for key, spec in known.own.items() if spec.list}}
    for key, list_name in chosen.items():
        if columns.get(key):
            columns[key], _ = ensure_term(session, viewer, known, list_name, _short(columns[key], key))


def _short(text: str, key: str) -> str:
    if len(text) > 200:
        raise Invalid(N_("The label is longer than 200 characters. Shorten it."), field=key)
    return text


def set_status(session: Session, viewer: Viewer, company: Company, derived: Status | None) -> None:
    """Let a company's status follow its deals; one set by hand stays, without deals the one that was stated stands."""
    said_by = (company.provenance or {}).get("status")
    if said_by and said_by["source"] == HAND:
        return
    status = derived or (stated(session, viewer, company.id, "status") if said_by else None) or Status.LEAD
    if company.status != status:
        company.status = status
        session.add(company)
        session.flush()


def delete_company(session: Session, viewer: Viewer, company_id: uuid.UUID | str) -> int:
    """Delete a company with its deals, people and chain; its stories stay, without a customer. Returns rows removed."""
    return delete_with_parts(session, get(session, viewer, Company, company_id))


def read_person(values: Mapping[str, Any]) -> dict[str, Any]:
    """Person fields as written → column values."""
    columns = {}
    for key, raw in values.items():
        if key not in PERSON_KEYS:
            raise Invalid(N_("There is no field “{name}” for people."), field=key, name=key)
        columns[key] = read(FIELDS["person_name" if key == "name" else key], raw)
    return columns


def _check_person(columns: Mapping[str, Any]) -> None:
    if not (columns.get("name") or columns.get("title") or columns.get("position")):
        raise Invalid(N_("A person needs a name, a job title or a position. Give at least one."), field="name")


def create_person(
    session: Session,
    viewer: Viewer,
    values: Mapping[str, Any],
    *,
    company_id: uuid.UUID | None = None,
    known: Lists | None = None,
    external_id: str | None = None,
    source: str | None = None,
    batch: ImportBatch | None = None,
) -> Person:
    """A new person; a name, a title or a position is enough."""
    columns = {k: v for k, v in read_person(values).items() if v is not None}
    _check_person(columns)
    if columns.get("position"):
        known = known or lists(session, viewer)
        columns["position"], _ = ensure_term(session, viewer, known, ListName.POSITION, columns["position"])
    person = Person(workspace_id=viewer.workspace_id, company_id=company_id)
    session.add(person)
    session.flush()
    record(session, viewer, person, columns, source=source, batch=batch)
    if external_id:
        add_external_id(session, viewer, kind="person", value=external_id, subject_id=person.id)
    session.flush()
    return person


def edit_person(
    session: Session,
    viewer: Viewer,
    person_id: uuid.UUID | str,
    *,
    seen: int,
    base: Mapping[str, Any],
    changes: Mapping[str, Any],
) -> Person:
    """Change fields of a person by hand; conflicts as for companies."""
    columns = read_person(changes)
    person = get(session, viewer, Person, person_id, lock=True)
    if columns.get("position"):
        columns["position"], _ = ensure_term(
            session, viewer, lists(session, viewer), ListName.POSITION, columns["position"]
        )
    check_merge(person, seen=seen, base=base, columns=columns)
    _check_person({k: columns[k] if k in columns else getattr(person, k) for k in PERSON_KEYS})
    record(session, viewer, person, columns, source=HAND)
    session.flush()
    return person


def delete_person(session: Session, viewer: Viewer, person_id: uuid.UUID | str) -> None:
    """Delete a person; seats they held read 还不知道是谁 again."""
    delete_with_parts(session, get(session, viewer, Person, person_id))
