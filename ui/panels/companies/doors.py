"""The two doors by which companies come in on their own page: pasted rows, and one by hand."""

from __future__ import annotations

import streamlit as st

from persona_core.kit.words import Words

PASTE, ADD = "paste", "add"
_OPEN = "companies-door"


def buttons(t: Words) -> None:
    """In the head of the page; the primary action last."""
    st.button(t("Add a company"), key="door-add", icon=":material/add:", on_click=_toggle, args=(ADD,))
    st.button(
        t("Paste a table"),
        key="door-paste",
        type="primary",
        icon=":material/content_paste:",
        on_click=_toggle,
        args=(PASTE,),
    )


def standing_open(*, nobody: bool) -> str | None:
    """Which door is open: the one opened here, that of a link with `paste=1`, and pasting while nobody is here yet."""
    if st.query_params.pop("paste", None):
        st.session_state[_OPEN] = PASTE
    return st.session_state.get(_OPEN, PASTE if nobody else None)


def close() -> None:
    """Close the open door and draw the page anew."""
    st.session_state.pop(_OPEN, None)
    st.rerun()


def _toggle(door: str) -> None:
    if st.session_state.get(_OPEN) == door:
        del st.session_state[_OPEN]
    else:
        st.session_state[_OPEN] = door
