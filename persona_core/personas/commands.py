"""Writing what people say on the card themselves."""

from __future__ import annotations

from datetime import date

from sqlmodel import Session

from persona_core.access.models import Viewer
from persona_core.access.queries import visible
from persona_core.kit import clock
from persona_core.kit.errors import Conflict, Invalid
from persona_core.kit.words import N_
from persona_core.personas.models import Advice, AdviceKind, PersonaCard

LONGEST = 4000


def set_advice(session: Session, viewer: Viewer, kind: str, text: str, *, seen: int | None = None) -> Advice:
    """Write one of the four lines of 怎么用; `seen` is the version the form was drawn from."""
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
    row = session.exec(visible(Advice, viewer).where(Advice.kind == kind)).first()
    if row is None:
        row = Advice(workspace_id=viewer.workspace_id, kind=kind, text=text)
    elif seen is not None and row.version != seen and row.text != text:
        raise Conflict(row_id=row.id, version=row.version, current={"text": row.text}, mine={"text": text})
    row.text = text
    session.add(row)
    session.flush()
    return row


def confirm(session: Session, viewer: Viewer, *, by: str, on: date | None = None) -> PersonaCard:
    """Note who in sales has confirmed the card, and when; an empty name takes the note back."""
    row = session.exec(visible(PersonaCard, viewer)).first() or PersonaCard(workspace_id=viewer.workspace_id)
    by = by.strip()
    if len(by) > 200:
        raise Invalid(N_("The name is longer than 200 characters. Shorten it."), field="by")
    row.confirmed_by = by
    row.confirmed_on = (on or clock.today()) if by else None
    session.add(row)
    session.flush()
    return row
