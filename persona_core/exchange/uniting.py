"""Two rows of one company: finding them, saying how they differ, and making one of them with all that hangs on both."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, select

from persona_core.access.models import Viewer
from persona_core.access.queries import get, visible
from persona_core.companies.alikeness import names_alike
from persona_core.companies.models import Company, CompanyName, Person, name_digest
from persona_core.companies.said_names import pairs_said, say_same
from persona_core.deals.commands import follow
from persona_core.deals.models import Deal
from persona_core.decision_chain.models import Chain
from persona_core.evidence.changes import delete_with_parts
from persona_core.evidence.commands import record
from persona_core.evidence.models import HAND, ExternalId, Observation
from persona_core.evidence.moving import move_parts
from persona_core.evidence.queries import history
from persona_core.evidence.resolving import from_json, own_values, rebuild, set_value, to_json, value_of
from persona_core.kit.errors import Invalid
from persona_core.kit.words import N_
from persona_core.vocabulary.fields import COMPANY_KEYS
from persona_core.vocabulary.models import fold
from persona_core.vocabulary.queries import lists, own_fields
from persona_core.vocabulary.specs import OWN

KEPT, OTHER = "kept", "other"
_BANDS = {"headcount": "headcount_band", "annual_revenue": "revenue_band"}
_LEAST = 70.0
"""For a company that somebody looks at, names are offered that are less alike than those asked about unasked."""


@dataclass(frozen=True)
class Pair:
    """Two companies that may be one; `kept` is the older."""

    kept: uuid.UUID
    kept_name: str
    other: uuid.UUID
    other_name: str
    likeness: float


@dataclass(frozen=True)
class Difference:
    """A field that both companies fill otherwise: both values in ledger form, and the side of the better source."""

    field: str
    kept: Any
    other: Any
    better: str


def possible_duplicates(session: Session, viewer: Viewer) -> list[Pair]:
    """Companies whose names are alike, the most alike first; not those of which somebody said that they are two."""
    there = _names(session, viewer)
    said = {(one.digest, one.company_id) for one in session.exec(visible(CompanyName, viewer)) if not one.same}
    pairs = pairs_said(session, viewer)
    found = []
    for alike in names_alike([name for _, name in there]):
        (kept, kept_name), (other, other_name) = there[alike.left], there[alike.right]
        digests = name_digest(kept_name), name_digest(other_name)
        apart = pairs.get(frozenset(digests)) is False or (digests[0], other) in said or (digests[1], kept) in said
        if not apart:
            found.append(Pair(kept, kept_name, other, other_name, alike.likeness))
    return found


def alike_companies(session: Session, viewer: Viewer, company: Company, most: int = 8) -> dict[uuid.UUID, str]:
    """Other companies with a name like this one's, the most alike first."""
    there = [one for one in _names(session, viewer) if one[0] != company.id]
    pairs = names_alike([name for _, name in there], [company.name], least=_LEAST)
    return dict(there[pair.left] for pair in pairs[:most])


def _names(session: Session, viewer: Viewer) -> list[tuple[uuid.UUID, str]]:
    rows = session.exec(
        select(Company.id, Company.name).where(Company.workspace_id == viewer.workspace_id).order_by(Company.num)
    )
    return [tuple(row) for row in rows]


def differences(session: Session, viewer: Viewer, kept: Company, other: Company) -> list[Difference]:
    """Fields in which both say something else; the name first, which stays that of the kept one unless chosen."""
    best, _ = _together(session, viewer, kept, other)
    found = []
    own = [key for key in lists(session, viewer).own if key in {*own_values(kept), *own_values(other)}]
    for field in (*COMPANY_KEYS, *own):
        mine, theirs = _said(kept, field), _said(other, field)
        if field != "status" and mine not in (None, "") and theirs not in (None, "") and mine != theirs:
            theirs_wins = field != "name" and best.get(field) == to_json(value_of(other, field))
            found.append(Difference(field, mine, theirs, OTHER if theirs_wins else KEPT))
    return found


def _said(company: Company, field: str) -> Any:
    band = getattr(company, _BANDS[field]) if field in _BANDS else None
    return band or to_json(value_of(company, field))


def _together(session: Session, viewer: Viewer, *companies: Company) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the ledgers of both say as one."""
    found = [one for company in companies for one in history(session, viewer, company.id)]
    return rebuild(sorted(found, key=lambda one: one.id))


def unite(
    session: Session,
    viewer: Viewer,
    kept_id: uuid.UUID | str,
    other_id: uuid.UUID | str,
    *,
    choices: Mapping[str, str] | None = None,
) -> Company:
    """Make one company of two: deals, people, chains, stories, statements and ids of the other go to the kept one.

    `choices` maps fields to KEPT or OTHER; for the rest the better source decides, and the kept name stays. The other
    name is remembered as one of this company, so that files with it find the right one.
    """
    if str(kept_id) == str(other_id):
        raise Invalid(N_("These are one company already. Choose another."))
    kept = get(session, viewer, Company, kept_id, lock=True)
    other = get(session, viewer, Company, other_id, lock=True)
    picked = _picked(session, viewer, kept, other, choices or {})
    name = other.name
    _people(session, viewer, kept, other)
    _chains(session, viewer, kept, other)
    move_parts(session, other, kept)
    _take_over(session, viewer, other, kept)
    if name_digest(name) != name_digest(picked["name"]):
        say_same(session, viewer, name, kept.id, True)
    if name_digest(kept.name) != name_digest(picked["name"]):
        say_same(session, viewer, kept.name, kept.id, True)
    delete_with_parts(session, other)
    _restate(session, viewer, kept, picked)
    follow(session, viewer, kept)
    for said in session.exec(visible(CompanyName, viewer).where(CompanyName.company_id == kept.id)).all():
        if said.digest == kept.name_digest:
            session.delete(said)
    session.flush()
    return kept


def _picked(
    session: Session, viewer: Viewer, kept: Company, other: Company, choices: Mapping[str, str]
) -> dict[str, Any]:
    """Values that stay whatever the ledgers say: the name, and where somebody chose a side."""
    picked: dict[str, Any] = {"name": kept.name}
    for one in differences(session, viewer, kept, other):
        side = choices.get(one.field)
        if side in (KEPT, OTHER):
            row = other if side == OTHER else kept
            for field in (one.field, *([_BANDS[one.field]] if one.field in _BANDS else [])):
                picked[field] = to_json(value_of(row, field))
    return picked


def _take_over(session: Session, viewer: Viewer, row: Company | Person, into: Company | Person) -> None:
    """Let everything said of a thing, and its ids, be of another."""
    for model in (Observation, ExternalId):
        for one in session.exec(visible(model, viewer).where(model.subject_id == row.id)).all():
            one.subject_id = into.id
            session.add(one)
    session.flush()


def _restate(session: Session, viewer: Viewer, row: Company | Person, picked: Mapping[str, Any]) -> None:
    """Columns as the ledger has them now; the name and what was picked against it are said by hand."""
    columns, provenance = rebuild(reversed(history(session, viewer, row.id)))
    gone = {key for key in columns if key.startswith(OWN)} - {OWN + one.code for one in own_fields(session, viewer)}
    columns, provenance = ({k: v for k, v in said.items() if k not in gone} for said in (columns, provenance))
    for field, value in columns.items():
        set_value(row, field, from_json(type(row), field, value))
    row.provenance = provenance
    session.add(row)
    against = {field: value for field, value in picked.items() if field == "name" or columns.get(field) != value}
    if against:
        model = type(row)
        record(session, viewer, row, {k: from_json(model, k, v) for k, v in against.items()}, source=HAND)
    if isinstance(row, Company):
        row.name_digest = name_digest(row.name)
    session.flush()


def _people(session: Session, viewer: Viewer, kept: Company, other: Company) -> None:
    """Somebody of the same name and title on both sides is one person."""
    there: dict[tuple[str, str], Person] = {}
    for person in session.exec(visible(Person, viewer).where(Person.company_id == kept.id)):
        there.setdefault(_called(person), person)
    for person in session.exec(visible(Person, viewer).where(Person.company_id == other.id)).all():
        twin = there.get(_called(person)) if person.name else None
        if twin is not None:
            move_parts(session, person, twin)
            _take_over(session, viewer, person, twin)
            delete_with_parts(session, person)
            _restate(session, viewer, twin, {})


def _called(person: Person) -> tuple[str, str]:
    return fold(person.name or ""), fold(person.title or "")


def _chains(session: Session, viewer: Viewer, kept: Company, other: Company) -> None:
    """A company has one chain besides those of its deals: the other's becomes that of its latest deal, or goes."""
    chains = {c.company_id: c for c in _own_chains(session, viewer, kept, other)}
    second = chains.get(other.id)
    if kept.id not in chains or second is None:
        return
    taken = {chain.deal_id for chain in session.exec(visible(Chain, viewer).where(Chain.company_id == other.id))}
    deals = session.exec(visible(Deal, viewer).where(Deal.company_id == other.id).order_by(Deal.num.desc()))
    free = [deal for deal in deals if deal.id not in taken]
    if free:
        second.deal_id = free[0].id
        session.add(second)
        session.flush()
    else:
        delete_with_parts(session, second)


def _own_chains(session: Session, viewer: Viewer, *companies: Company) -> list[Chain]:
    ids = [company.id for company in companies]
    return list(session.exec(visible(Chain, viewer).where(Chain.company_id.in_(ids), Chain.deal_id.is_(None))))


def loses_chain(session: Session, viewer: Viewer, kept: Company, other: Company) -> bool:
    """Whether the other's chain finds no place beside the kept one's and would go."""
    if len(_own_chains(session, viewer, kept, other)) < 2:
        return False
    deals = session.exec(visible(Deal, viewer).where(Deal.company_id == other.id)).all()
    chains = session.exec(visible(Chain, viewer).where(Chain.company_id == other.id, Chain.deal_id.is_not(None))).all()
    return len(deals) <= len(chains)
