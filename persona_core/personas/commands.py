"""Writing what people say on a card themselves, and which cards there are."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlmodel import Session

from persona_core.access.models import Viewer
from persona_core.access.queries import get, visible
from persona_core.evidence.changes import delete_with_parts
from persona_core.kit import clock
from persona_core.kit.errors import Conflict, Invalid
from persona_core.kit.words import N_
from persona_core.personas.conditions import read_conditions
from persona_core.personas.models import Advice, AdviceKind, PersonaCard
from persona_core.personas.queries import cards, first_card
from persona_core.vocabulary.models import fold

LONGEST, LONGEST_NAME = 4000, 200
MOST_CARDS = 30
FIELDS = ("name", "owner", "review_on", "conditions", "target")


def ensure_card(session: Session, viewer: Viewer, card_id: uuid.UUID | str | None = None) -> PersonaCard:
    """The card of this id; without one the first, made when there is none yet."""
    if card_id:
        return get(session, viewer, PersonaCard, card_id)
    found = first_card(session, viewer)
    if found is None:
        found = PersonaCard(workspace_id=viewer.workspace_id)
        session.add(found)
        session.flush()
    return found


def create_card(session: Session, viewer: Viewer, fields: Mapping[str, Any]) -> PersonaCard:
    """Another card, about the companies of its conditions."""
    ensure_card(session, viewer)
    if len(cards(session, viewer)) >= MOST_CARDS:
        raise Invalid(N_("There are {n} cards already. Delete one that nobody reads."), field="name", n=MOST_CARDS)
    row = PersonaCard(workspace_id=viewer.workspace_id)
    if not read_conditions(fields.get("conditions") or {}).stored():
        raise Invalid(N_("Say which companies the card is about: choose at least one condition."), field="conditions")
    _write(session, viewer, row, {"name": "", **fields})
    return row


def edit_card(
    session: Session,
    viewer: Viewer,
    card_id: uuid.UUID | str | None,
    fields: Mapping[str, Any],
    *,
    seen: int | None = None,
) -> PersonaCard:
    """Change name, owner, review date, conditions or target of a card; `seen` is the version a form was drawn from."""
    row = ensure_card(session, viewer, card_id)
    if seen is not None and row.version != seen:
        current = {key: getattr(row, key) for key in fields}
        if current != dict(fields):
            raise Conflict(row_id=row.id, version=row.version, current=current, mine=dict(fields))
    _write(session, viewer, row, fields)
    return row


def _write(session: Session, viewer: Viewer, row: PersonaCard, fields: Mapping[str, Any]) -> None:
    if unknown := set(fields) - set(FIELDS):
        raise Invalid(N_("There is no such part of the card."), field=min(unknown))
    first = first_card(session, viewer)
    is_first = first is not None and first.id == row.id
    for key, value in fields.items():
        if key in ("conditions", "target"):
            setattr(row, key, read_conditions(value).stored())
        elif key == "review_on":
            row.review_on = value
        else:
            setattr(row, key, _line(key, value))
    if is_first and row.conditions:
        raise Invalid(N_("The first card is about everybody. Make another one for some."), field="conditions")
    if "name" in fields and not is_first:
        _check_name(session, viewer, row)
    session.add(row)
    session.flush()


def _line(key: str, value: Any) -> str:
    """A name on one line."""
    text = " ".join(str(value).split())
    if len(text) > LONGEST_NAME:
        raise Invalid(N_("The name is longer than 200 characters. Shorten it."), field=key)
    return text


def _check_name(session: Session, viewer: Viewer, row: PersonaCard) -> None:
    if not row.name:
        raise Invalid(N_("Give the card a name, so that colleagues find it."), field="name")
    if any(fold(other.name) == fold(row.name) and other.id != row.id for other in cards(session, viewer)):
        raise Invalid(N_("There is a card “{name}” already. Choose another name."), field="name", name=row.name)


def delete_card(session: Session, viewer: Viewer, card_id: uuid.UUID | str) -> None:
    """Delete a card with what was written on it and its versions; the first one stays."""
    row = get(session, viewer, PersonaCard, card_id)
    if first_card(session, viewer).id == row.id:
        raise Invalid(N_("The first card is about everybody and stays."), field="name")
    delete_with_parts(session, row)


def set_advice(
    session: Session,
    viewer: Viewer,
    kind: str,
    text: str,
    *,
    seen: int | None = None,
    card_id: uuid.UUID | str | None = None,
) -> Advice:
    """Write one of the four parts of 怎么用 of a card; `seen` is the version the form was drawn from."""
    if kind not in set(AdviceKind):
        raise Invalid(N_("There is no such part of the card."), field="kind")
    text = text.strip().replace("\r\n", "\n")
    if len(text) > LONGEST:
        raise Invalid(
            N_("The text has {length} characters; at most {limit} fit here. Shorten it."),
            field="text",
            length=len(text),
            limit=LONGEST,
        )
    card = ensure_card(session, viewer, card_id)
    row = session.exec(visible(Advice, viewer).where(Advice.card_id == card.id, Advice.kind == kind)).first()
    if row is None:
        row = Advice(workspace_id=viewer.workspace_id, card_id=card.id, kind=kind, text=text)
    elif seen is not None and row.version != seen and row.text != text:
        raise Conflict(row_id=row.id, version=row.version, current={"text": row.text}, mine={"text": text})
    row.text = text
    session.add(row)
    session.flush()
    return row


def take_proposal(
    session: Session, viewer: Viewer, kind: str, text: str, *, card_id: uuid.UUID | str | None = None
) -> Advice:
    """Add what the evidence proposes to a part of 怎么用, as a line of the team's own from now on."""
    card = ensure_card(session, viewer, card_id)
    row = session.exec(visible(Advice, viewer).where(Advice.card_id == card.id, Advice.kind == kind)).first()
    written = row.text if row else ""
    if text.strip() in [line.strip() for line in written.splitlines()]:
        return row
    return set_advice(session, viewer, kind, f"{written}\n{text}".strip(), card_id=card.id)


def confirm(
    session: Session, viewer: Viewer, *, by: str, on: date | None = None, card_id: uuid.UUID | str | None = None
) -> PersonaCard:
    """Note who in sales has confirmed a card, and when; an empty name takes the note back."""
    row = ensure_card(session, viewer, card_id)
    row.confirmed_by = _line("by", by)
    row.confirmed_on = (on or clock.today()) if row.confirmed_by else None
    session.add(row)
    session.flush()
    return row
