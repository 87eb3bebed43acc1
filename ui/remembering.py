"""What was read from the database and not written to since: kept in memory, because filters ask for it again and again.

Measured in docs/decisions/0008-what-is-read-again-is-kept-while-nothing-is-written.md.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any

import streamlit as st
from sqlmodel import Session

from persona_core.access.models import Viewer
from persona_core.kit.collecting import resting_collector
from persona_core.kit.remembering import Remember
from persona_core.vocabulary.queries import Lists, lists
from ui.session import database

MOST = 48
"""So many things are kept at most, those used last."""


class Memory:
    """Things by name, all of one version of the database; a new version begins empty."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._version: Hashable = None
        self._things: OrderedDict[Hashable, Any] = OrderedDict()

    def keep(self, version: Hashable, name: Hashable, make: Callable[[], Any]) -> Any:
        """The thing of this name at this version, made now if it is not here."""
        with self._lock:
            if version != self._version:
                self._version = version
                self._things.clear()
            if name in self._things:
                self._things.move_to_end(name)
                return self._things[name]
        with resting_collector():
            made = make()
        with self._lock:
            if version == self._version:
                self._things[name] = made
                while len(self._things) > self._most:
                    self._things.popitem(last=False)
        return made


@st.cache_resource(show_spinner=False)
def _memory(url: str) -> Memory:
    return Memory()


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
