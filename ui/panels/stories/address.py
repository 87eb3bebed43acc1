"""What the address of the stories page asks for; the address is the truth, so that a link opens the same view."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

import streamlit as st

PAGE_SIZE = 20
READ, THEMES, DIFFER = "read", "themes", "differ"
FILTERS = ("text", "company", "stage", "position", "tag", "untagged", "unasked")
NOBODY = "none"
"""Stands for stories whose customer is not known yet."""


def asked(name: str) -> str:
    """One value of the address; empty when it is not there."""
    return st.query_params.get(name, "")


def go(**values: object) -> None:
    """Change values of the address in one step of the browser's history; None takes one out."""
    wanted = st.query_params.to_dict()
    for name, value in values.items():
        wanted[name] = "1" if value is True else str(value or "")
    st.query_params.from_dict({name: value for name, value in wanted.items() if value})


def key(name: str) -> str:
    """The key of the input that belongs to a value of the address."""
    return f"stories-{name}"


def follow(name: str) -> None:
    """After an input changed: the address says the same, and a narrower list begins at its first page."""
    go(**{name: st.session_state.get(key(name)), "page": None, "story": None})


def identity(name: str) -> uuid.UUID | None:
    """A value of the address that names a row."""
    try:
        return uuid.UUID(asked(name))
    except ValueError:
        return None


def kept() -> dict[str, str]:
    """The filters in force, for links that keep them."""
    return {name: asked(name) for name in FILTERS if asked(name)}


def choose(
    name: str, label: str, options: Mapping[str, str], placeholder: str, *, search: bool = True, width: int = 170
) -> str:
    """A choice bound to the address: `options` map its values to what is shown; empty means all."""
    now = asked(name) if asked(name) in options else None
    st.session_state[key(name)] = now
    st.selectbox(
        label,
        list(options),
        index=None,
        format_func=lambda code: options.get(code, ""),
        key=key(name),
        placeholder=placeholder,
        label_visibility="collapsed",
        filter_mode="contains" if search else None,
        on_change=follow,
        args=(name,),
        width=width,
    )
    return now or ""
