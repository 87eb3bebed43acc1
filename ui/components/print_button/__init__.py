"""A button that opens the browser's own print window, from where a page also becomes a PDF."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

_HERE = Path(__file__).parent
_print = st.components.v2.component(
    "print_button",
    css=(_HERE / "print_button.css").read_text(encoding="utf-8"),
    js=(_HERE / "print_button.js").read_text(encoding="utf-8"),
)


def draw(label: str, *, key: str) -> None:
    """The button; nothing comes back from it."""
    _print(key=key, data={"label": label}, height="content", width="content")
