"""On a wall the arrow keys turn blocks at once: whatever was clicked last lets go of the keyboard."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

_free = st.components.v2.component("wall_keys", js=(Path(__file__).parent / "wall_keys.js").read_text(encoding="utf-8"))


def free(block: str) -> None:
    """Let go of the switch or button that brought us to `block`."""
    _free(key="wall-keys", data={"block": block}, height=1)
