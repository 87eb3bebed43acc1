"""Whose stories: the names of all companies to write one for, and of those that have told one, by id as text."""

from __future__ import annotations

from collections.abc import Mapping

from sqlmodel import Session

from persona_core.access.models import Viewer
from persona_core.companies.queries import shown_names
from persona_core.stories.queries import storytellers
from ui import remembering, shell


def everybody(session: Session, viewer: Viewer) -> Mapping[str, str]:
    """Every company's name as this viewer may see it."""
    t, remember = shell.words(), remembering.of(session, viewer)

    def read() -> dict[str, str]:
        known = remembering.known(session, viewer)
        return {str(key): name for key, name in shown_names(session, viewer, t, known).items()}

    return remember(("names", viewer), read)


def tellers(session: Session, viewer: Viewer) -> Mapping[str, str]:
    """The names of those who have told a story."""

    def read() -> dict[str, str]:
        told = {str(key) for key in storytellers(session, viewer)}
        return {key: name for key, name in everybody(session, viewer).items() if key in told}

    return remembering.of(session, viewer)(("tellers", viewer), read)
