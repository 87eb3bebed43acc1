"""Questions whose answer is saved as soon as it is given; they always show what is stored."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from ui.look import plain

Save = Callable[[Any], None]
NOTHING = ""
"""Stands for None among the choices, which cannot hold it."""


def _tell(key: str, save: Save) -> None:
    """Hand over what was chosen; what is stored is shown again in the same run, whether it could be saved or not."""
    answer = st.session_state[key]
    save(None if answer == NOTHING else answer)


def one(
    label: str,
    options: Mapping[Any, str],
    value: Any,
    save: Save,
    *,
    key: str,
    required: bool = False,
    hidden: bool = False,
    beside: Callable[[], None] | None = None,
) -> None:
    """One of a few answers side by side; without `required` a second click takes the answer back.

    `beside` draws something small behind the label, such as help.
    """
    st.session_state[key] = value if value in options else None
    with st.container(gap=None, width="content" if hidden else "stretch"):
        if beside is not None:
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                heading(label)
                beside()
        st.pills(
            plain(label),
            list(options),
            format_func=options.get,
            key=key,
            required=required,
            label_visibility="collapsed" if hidden or beside else "visible",
            on_change=_tell,
            args=(key, save),
        )


def listed(
    label: str,
    options: Mapping[Any, str],
    value: Any,
    save: Save,
    *,
    key: str,
    hint: str | None = None,
    new: bool = False,
    hidden: bool = False,
) -> None:
    """One of many answers in a list; with `new`, words of one's own too."""
    st.session_state[key] = value if value in options else None
    st.selectbox(
        plain(label),
        list(options),
        format_func=lambda x: options.get(x, x),
        key=key,
        placeholder=hint,
        accept_new_options=new,
        filter_mode="fuzzy" if new else None,
        label_visibility="collapsed" if hidden else "visible",
        on_change=_tell,
        args=(key, save),
    )


def tick(label: str, value: bool, save: Save, *, key: str, help: str | None = None) -> None:
    """Yes or no."""
    st.session_state[key] = value
    st.checkbox(plain(label), key=key, help=help, on_change=_tell, args=(key, save))


def points(label: str, value: float | None, save: Save, *, key: str, hidden: bool = False) -> None:
    """So many of 100. The browser would refuse others in words of its own: what is stored says why they do not fit."""
    st.session_state[key] = value
    shown = {"step": 5.0, "format": "%g", "label_visibility": "collapsed" if hidden else "visible"}
    st.number_input(plain(label), key=key, on_change=_tell, args=(key, save), **shown)


def heading(text: str) -> None:
    """What is asked, above the answers."""
    st.caption(plain(text), width="stretch")
