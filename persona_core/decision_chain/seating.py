"""Who sits on a seat when nobody says: the one person of the company whose position or job title it is."""

from __future__ import annotations

import uuid
from collections import defaultdict

from sqlmodel import Session, select

from persona_core.access.models import Viewer
from persona_core.companies.models import Person
from persona_core.decision_chain.models import Seat
from persona_core.vocabulary.models import ListName
from persona_core.vocabulary.queries import Lists


def recognised(
    session: Session, viewer: Viewer, chain_id: uuid.UUID, company_id: uuid.UUID, known: Lists
) -> dict[str, uuid.UUID]:
    """Position (code) → the person to put there, for positions that exactly one person of the company holds.

    A position or a job title counts in any spelling the list knows. Two who hold it make none, and whoever sits on
    this chain already is not put on a second seat.
    """
    people = select(Person.id, Person.position, Person.title)
    people = people.where(Person.workspace_id == viewer.workspace_id, Person.company_id == company_id)
    holders: dict[str, set[uuid.UUID]] = defaultdict(set)
    for person_id, *held in session.execute(people):
        for text in held:
            if code := known.code(ListName.POSITION, text):
                holders[code].add(person_id)
    if not holders:
        return {}
    seated = set(session.scalars(select(Seat.person_id).where(Seat.chain_id == chain_id)))
    one = {code: next(iter(found)) for code, found in holders.items() if len(found) == 1}
    return {code: person_id for code, person_id in one.items() if person_id not in seated}
