"""The grid of concerns: stages × positions with lanes below; a cell that is clicked is told to the page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import streamlit as st

_HERE = Path(__file__).parent
_grid = st.components.v2.component(
    "concern_grid",
    css=(_HERE / "concern_grid.css").read_text(encoding="utf-8"),
    js=(_HERE / "concern_grid.js").read_text(encoding="utf-8"),
)


def draw(data: Mapping[str, Any], *, key: str, on_picked: Callable[[str], None]) -> None:
    """Draw `data` (stages, rows, cells by "stage|row", picked, words, colours); `on_picked` gets the clicked cell."""

    def picked() -> None:
        told = st.session_state[key].get("picked")
        if isinstance(told, str):
            on_picked(told)

    _grid(key=key, data=dict(data), on_picked_change=picked)
