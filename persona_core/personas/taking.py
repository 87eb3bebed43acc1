"""Taking over what the evidence proposes, composed anew at that moment: it is the team's own from then on."""

from __future__ import annotations

import uuid

from sqlmodel import Session

from persona_core.access.models import Viewer
from persona_core.kit.errors import Invalid
from persona_core.kit.words import N_, Words
from persona_core.personas.commands import edit_card, ensure_card
from persona_core.personas.gathering import findings
from persona_core.personas.models import PersonaCard
from persona_core.personas.targeting import proposed


def take_offer(session: Session, viewer: Viewer, t: Words, card_id: uuid.UUID | str | None = None) -> PersonaCard:
    """Make what the evidence proposes to go for the target of a card."""
    row = ensure_card(session, viewer, card_id)
    offered = proposed(findings(session, viewer, t, row, brief=True))
    if offered is None:
        raise Invalid(N_("Too few customers stayed to propose a list. Choose the conditions yourself."), field="target")
    return edit_card(session, viewer, row.id, {"target": offered.stored()})
