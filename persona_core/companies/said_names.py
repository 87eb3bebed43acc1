"""What was said of names: which company a name means too, and which it does not mean however alike it is."""

from __future__ import annotations

import uuid
from collections.abc import Collection

from sqlmodel import Session, select

from persona_core.access.models import Viewer
from persona_core.access.queries import get, visible
from persona_core.companies.models import Company, CompanyName, name_digest
from persona_core.evidence.snapshots import chunks


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
