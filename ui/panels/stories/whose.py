"""Whose stories: the names of all companies to write one for, by id as text."""

from __future__ import annotations

from collections.abc import Mapping

from persona_core.access.models import Viewer
from persona_core.companies.queries import shown_names
from ui import remembering, shell


def everybody(viewer: Viewer) -> Mapping[str, str]:
    """Every company's name as this viewer may see it."""
    with shell.read() as session:
        return shown_names(session, viewer, shell.words(), remembering.known(session, viewer))
