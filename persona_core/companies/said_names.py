"""What was said of names: which company a name means too or does not mean however alike, and which two are one."""

from __future__ import annotations

import uuid
from collections.abc import Collection

from sqlmodel import Session, select

from persona_core.access.models import Viewer
from persona_core.access.queries import get, visible
from persona_core.companies.models import Company, CompanyName, NamePair, name_digest
from persona_core.evidence.snapshots import chunks
from persona_core.kit.errors import Invalid
from persona_core.kit.words import N_


def said_of(session: Session, viewer: Viewer, digests: Collection[str]) -> list[CompanyName]:
    """Everything said of names with these digests."""
    found: list[CompanyName] = []
    for chunk in chunks(sorted(digests)):
        found += session.exec(visible(CompanyName, viewer).where(CompanyName.digest.in_(chunk)))
    return found


def other_names(session: Session, viewer: Viewer, company_id: uuid.UUID) -> list[str]:
    """Names that a company goes by besides its own."""
    mine = (CompanyName.company_id == company_id, CompanyName.same.is_(True))
    return list(
        session.exec(
            select(CompanyName.name)
            .where(CompanyName.workspace_id == viewer.workspace_id, *mine)
            .order_by(CompanyName.created_at)
        )
    )


def say_same(session: Session, viewer: Viewer, name: str, company_id: uuid.UUID | str, same: bool | None) -> None:
    """Remember that a name means a company, or that it does not; None takes back what was said.

    A name means one company at most: what was said of it before to that effect no longer counts.
    """
    company = get(session, viewer, Company, company_id)
    digest = name_digest(name)
    for said in said_of(session, viewer, [digest]):
        if said.company_id == company.id:
            session.delete(said)
        elif same and said.same:
            said.same = False
            session.add(said)
    session.flush()
    if same is not None:
        session.add(
            CompanyName(
                workspace_id=viewer.workspace_id, company_id=company.id, name=name.strip(), digest=digest, same=same
            )
        )
        session.flush()


def pairs_said(session: Session, viewer: Viewer) -> dict[frozenset[str], bool]:
    """Everything said of two names: both digests → whether they mean one company."""
    columns = (NamePair.digest, NamePair.other_digest, NamePair.same)
    rows = session.exec(select(*columns).where(NamePair.workspace_id == viewer.workspace_id))
    return {frozenset((one, other)): same for one, other, same in rows}


def say_pair(session: Session, viewer: Viewer, name: str, other: str, same: bool | None) -> None:
    """Remember that two names mean one company, or two; None takes back what was said."""
    pair = sorted(((name_digest(name), name.strip()), (name_digest(other), other.strip())))
    (digest, name), (other_digest, other) = pair
    if digest == other_digest:
        raise Invalid(N_("These are one name already, written otherwise. Name another."))
    mine = (NamePair.digest == digest, NamePair.other_digest == other_digest)
    for said in session.exec(visible(NamePair, viewer).where(*mine)).all():
        session.delete(said)
    session.flush()
    if same is not None:
        texts = {"name": name, "other": other, "digest": digest, "other_digest": other_digest}
        session.add(NamePair(workspace_id=viewer.workspace_id, **texts, same=same))
        session.flush()
