"""Opening a new workspace with everything it starts with."""

from __future__ import annotations

from sqlmodel import Session

from persona_core.access.commands import create_workspace
from persona_core.access.models import Viewer, Workspace
from persona_core.access.queries import viewer_for
from persona_core.journeys.commands import furnish as furnish_journey
from persona_core.vocabulary.commands import furnish as furnish_lists


def furnish(session: Session, viewer: Viewer, template: str = "short") -> None:
    """Give a workspace its lists and its journey."""
    furnish_lists(session, viewer)
    furnish_journey(session, viewer, template)


def open_workspace(
    session: Session, *, name: str, title: str = "", lang: str = "zh", currency: str = "CNY", template: str = "short"
) -> Workspace:
    """A new workspace with the shipped lists and a journey from a template (short, long or tender)."""
    workspace = create_workspace(session, name=name, title=title, lang=lang, currency=currency)
    furnish(session, viewer_for(workspace, lang), template)
    return workspace
