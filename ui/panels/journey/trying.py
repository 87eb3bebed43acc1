"""A change of stages is tried out first: what it does to the numbers is said, and confirmed before it is saved."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st
from sqlmodel import Session

from persona_core.access.models import Viewer
from persona_core.journeys import effects_wording
from persona_core.journeys.effects import try_out
from persona_core.kit.errors import PersonaError
from ui import shell
from ui.drafts import Draft, settle
from ui.look import plain
from ui.saving import saving

_WAITING = "journey-waiting"

Change = Callable[[Session], Any]


@dataclass(frozen=True)
class _Waiting:
    """A change that waits for a word: what it is called, what it would do, and the form that it came from."""

    journey_id: uuid.UUID
    label: str
    lines: Sequence[str]
    change: Change
    form: Draft | None


def ask(
    viewer: Viewer,
    journey_id: uuid.UUID,
    label: str,
    change: Change,
    *,
    form: Draft | None = None,
    told: Callable[[Any], list[str]] | None = None,
) -> None:
    """Try a change: save it at once when no number changes and nothing else is to be `told` of it, else ask first."""
    t = shell.words()
    try:
        with st.spinner(t("Trying what would change …")), shell.database().write() as session:
            found, result = try_out(session, viewer, journey_id, lambda: change(session))
            lines = effects_wording.sentences(t, found)
            if told:
                lines = [*told(result), *(lines or [effects_wording.nothing(t)])]
    except PersonaError as refusal:
        st.error(plain(refusal.text(t)), icon=":material/info:")
        return
    waiting = _Waiting(journey_id, label, lines, change, form)
    if not lines:
        _save(viewer, waiting)
        return
    st.session_state[_WAITING] = waiting
    st.rerun()


def draw(viewer: Viewer, journey_id: uuid.UUID) -> bool:
    """The change that waits for a word, if one does in this journey; returns whether."""
    t = shell.words()
    waiting: _Waiting | None = st.session_state.get(_WAITING)
    if waiting is None or waiting.journey_id != journey_id:
        return False
    with st.container(border=True, key="journey-waiting-box"):
        st.markdown(f"**{plain(waiting.label)}**")
        for line in waiting.lines:
            st.text(line)
        with st.container(horizontal=True):
            sure = st.button(t("Do it"), type="primary", key="waiting-do")
            st.button(t("Leave it as it is"), key="waiting-leave", on_click=st.session_state.pop, args=(_WAITING,))
    if sure:
        st.session_state.pop(_WAITING)
        _save(viewer, waiting)
    return True


def _save(viewer: Viewer, waiting: _Waiting) -> None:
    with (done := saving(viewer, waiting.label)) as session:
        waiting.change(session)
    settle(done, waiting.form)
