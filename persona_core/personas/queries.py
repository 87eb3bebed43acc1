"""Which cards there are, what the team wrote on them, and how often each was published."""

from __future__ import annotations

from sqlalchemy import func
from sqlmodel import Session, select

from persona_core.access.models import Viewer
from persona_core.access.queries import visible
from persona_core.kit.errors import NotFound
from persona_core.kit.words import N_
from persona_core.personas.models import Advice, PersonaCard, PersonaVersion
from persona_core.vocabulary.models import fold


def cards(session: Session, viewer: Viewer) -> list[PersonaCard]:
    """Every card of the workspace, the first made first: that one is about everybody."""
    return list(session.exec(visible(PersonaCard, viewer).order_by(PersonaCard.created_at, PersonaCard.id)))


def first_card(session: Session, viewer: Viewer) -> PersonaCard | None:
    """The card about everybody; None until something is written on it."""
    return next(iter(cards(session, viewer)), None)


def find_card(session: Session, viewer: Viewer, text: str | None) -> PersonaCard | None:
    """The card of this name or id, the first one without; NotFound names those that exist."""
    every = cards(session, viewer)
    if not text:
        return next(iter(every), None)
    found = next((row for row in every if fold(row.name) == fold(text) or str(row.id) == text.strip()), None)
    if found is None:
        known = tuple(row.name or str(row.id) for row in every)
        raise NotFound(N_("There is no card “{name}”. There are: {known}."), name=text[:80], known=known)
    return found


def written_advice(session: Session, viewer: Viewer, row: PersonaCard | None) -> dict[str, Advice]:
    """What the team wrote on a card, by the part of 怎么用."""
    if row is None:
        return {}
    return {a.kind: a for a in session.exec(visible(Advice, viewer).where(Advice.card_id == row.id))}


def published_number(session: Session, viewer: Viewer, row: PersonaCard | None) -> int:
    """The number of a card's latest version; 0 before it was published."""
    if row is None:
        return 0
    return session.scalar(select(func.max(PersonaVersion.number)).where(PersonaVersion.card_id == row.id)) or 0
