"""What was read from the database and not written to since: kept in memory, because filters ask for it again and again.

Measured in docs/decisions/0008-what-is-read-again-is-kept-while-nothing-is-written.md.
"""

from __future__ import annotations

import streamlit as st
from sqlmodel import Session

from persona_core.access.models import Viewer
from persona_core.kit.remembering import Memory, Remember
from persona_core.vocabulary.queries import Lists, lists
from ui.session import database

MOST = 48
"""So many things are kept at most, those used last."""


@st.cache_resource(show_spinner=False)
def _memory(url: str) -> Memory:
    return Memory(MOST)


def of(session: Session, viewer: Viewer) -> Remember:
    """`remember = of(session, viewer)`: then `remember(name, make)` makes a thing once a workspace and version.

    What differs by viewer or language beyond the workspace belongs into the name. Nobody may change what is kept.
    """
    db = database()
    memory, version = _memory(db.url), db.version(session)
    return lambda name, make: memory.keep(version, (viewer.workspace_id, name), make)


def known(session: Session, viewer: Viewer) -> Lists:
    """The lists of the workspace, which nearly every page asks for."""
    return of(session, viewer)("lists", lambda: lists(session, viewer))
