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
from persona_core.personas.publishing import Approved, approved
from persona_core.personas.queries import first_card
from persona_core.personas.reading import card


def plain_page(session: Session, address: str, t: Words, *, masked: bool = False, today: bool = False) -> bytes:
    """The page of the card with this id, or of the first card of the workspace with it; raises NotFound.

    Of a published card it shows what was published, and how much has changed since; else, or where `today` is asked
    for, the card as it reads now, which is said to be no published one.
    """
    try:
        wanted = uuid.UUID(address)
    except ValueError:
        raise NotFound() from None
    row = session.get(PersonaCard, wanted)
    workspace = session.get(Workspace, row.workspace_id if row else wanted)
    if workspace is None:
        raise NotFound()
    viewer = viewer_for(workspace, t.lang, masked=masked)
    row = row or first_card(session, viewer)
    now = card(session, viewer, t, row=row)
    found = None if today else approved(session, viewer, t, row, now)
    if found is None:
        return html(now, t, t("A draft as it reads on {day}, not published.", day=t.date(now.made_on))).encode()
    return html(found.card, t, _published(t, found)).encode()


def _published(t: Words, found: Approved) -> str:
    said = t("Version {n}, published on {day}.", n=found.card.version, day=t.date(found.on))
    if not found.changes:
        return said
    since = t.plural("{n} thing has changed since.", "{n} things have changed since.", len(found.changes))
    return t("{one} {other}", one=said, other=since)
