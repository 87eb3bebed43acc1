"""The data note under a picture: one quiet line, with what was left out and what looks odd behind it."""

from __future__ import annotations

import streamlit as st

from persona_core.journeys import notes_wording
from persona_core.journeys.analysis import Funnel
from persona_core.kit.words import Words
from ui.look import plain


def draw(found: Funnel, t: Words) -> None:
    """The line, and its lines when it is opened."""
    said = notes_wording.line(t, found)
    if not said:
        return
    with st.expander(plain(said), icon=":material/info:", key="journey-note", type="compact"):
        for part in notes_wording.parts(t, found):
            st.markdown(f"**{plain(part.head)}**")
            st.markdown("\n".join(f"- {plain(one)}" for one in part.lines))
