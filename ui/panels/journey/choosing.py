"""漏斗 | 顾虑表 | 环节: which part of the journey page is shown; the address says it in any language."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from ui import shell

_TAB = "journey-tab"
FUNNEL, CONCERNS, STAGES = "funnel", "concerns", "stages"


def tabs() -> Sequence:
    """The three tabs; `.open` tells which one is shown. A cell in the address opens the concerns."""
    t = shell.words()
    labels = {FUNNEL: t("Funnel"), CONCERNS: t("Concerns"), STAGES: t("Stages")}
    asked = st.query_params.get("view", CONCERNS if "stage" in st.query_params else FUNNEL)
    st.session_state[_TAB] = labels.get(asked, labels[FUNNEL])

    def follow() -> None:
        view = next(code for code, label in labels.items() if label == st.session_state[_TAB])
        for name in ("view", "stage", "who"):
            st.query_params.pop(name, None)
        if view != FUNNEL:
            st.query_params["view"] = view

    return st.tabs(list(labels.values()), key=_TAB, on_change=follow)
