"""Whose stories: the names of all companies to write one for, and of those that have told one, by id as text."""

from __future__ import annotations

from collections.abc import Mapping

from sqlmodel import Session

from persona_core.access.models import Viewer
from persona_core.companies.queries import shown_names
from persona_core.stories.queries import storytellers
from persona_core.vocabulary.queries import Lists
from ui import remembering, shell


def everybody(viewer: Viewer) -> Mapping[str, str]:
    """Every company's name as this viewer may see it."""
    with shell.read() as session:
        known = remembering.known(session, viewer)
        return remembering.of(session, viewer)(
            ("names", viewer), lambda: shown_names(session, viewer, shell.words(), known)
        )


def tellers(session: Session, viewer: Viewer, known: Lists) -> Mapping[str, str]:
    """The names of those who have told a story."""
    return remembering.of(session, viewer)(
        ("tellers", viewer), lambda: storytellers(session, viewer, shell.words(), known)
    )
