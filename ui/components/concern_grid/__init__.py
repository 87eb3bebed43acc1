"""The grid of concerns: stages × positions with lanes below; what is done on it is told to the page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import streamlit as st

from ui.components.outbox import acts
from ui.components.parts import script

_HERE = Path(__file__).parent
_PARTS = ("drawing", "keys", "concern_grid")
_grid = st.components.v2.component(
    "concern_grid",
    css=(_HERE / "concern_grid.css").read_text(encoding="utf-8"),
    js=script(_HERE, *_PARTS),
)


def draw(
    data: Mapping[str, Any],
    *,
    key: str,
    on_picked: Callable[[str, str], None],
    on_added: Callable[[str, str, str], None],
    on_opened: Callable[[str, str, str], None],
) -> None:
    """Draw `data` and tell what people do, once each, in the order in which they did it.

    `data`: "stages" with id and label, "rows" with id, label and whether concerns go there (else a lane), "cells" by
    "stage|row" ("concerns", "text", "mood", "foot", "ask", "aria"), "picked" (such a key or None), "tags" to choose
    from, "editable", "levels", "words" and "colours".

    `on_picked` gets stage and row, both "" when nothing is chosen any more; `on_added` stage, row and what was written;
    `on_opened` stage, row and a tag's id: the number of those who tell was clicked ("": the number of stories).
    """
    told = f"{key}-told"
    stages = {stage["id"] for stage in data["stages"]}
    rows = {row["id"]: row["concerns"] for row in data["rows"]}

    def hear() -> None:
        for kind, act in acts(st.session_state[key].get("outbox"), told):
            stage, row, text = (str(act.get(name) or "") for name in ("stage", "row", "text"))
            if kind == "picked" and not stage:
                on_picked("", "")
            elif stage not in stages or row not in rows:
                continue
            elif kind == "picked":
                on_picked(stage, row)
            elif kind == "added" and data["editable"] and rows[row] and text.strip():
                on_added(stage, row, text)
            elif kind == "opened":
                on_opened(stage, row, text)

    _grid(key=key, data={**data, "key": key, "heard": st.session_state.get(told)}, on_outbox_change=hear)
