"""Finding the card that an address names, for readers who come without the screens."""

from __future__ import annotations

import uuid

from sqlmodel import Session

from persona_core.access.models import Workspace
from persona_core.access.queries import viewer_for
from persona_core.exchange.exporting.page import html
from persona_core.kit.errors import NotFound
from persona_core.kit.words import Words
from persona_core.personas.models import PersonaCard
from persona_core.personas.reading import card


def plain_page(session: Session, address: str, t: Words, *, masked: bool = False) -> bytes:
    """The page of the card with this id, or of the first card of the workspace with it; raises NotFound."""
    try:
        wanted = uuid.UUID(address)
    except ValueError:
        raise NotFound() from None
    row = session.get(PersonaCard, wanted)
    workspace = session.get(Workspace, row.workspace_id if row else wanted)
    if workspace is None:
        raise NotFound()
    return html(card(session, viewer_for(workspace, t.lang, masked=masked), t, row=row), t).encode()
