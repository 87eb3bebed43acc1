"""Which journey, and which part of its page (漏斗 | 顾虑表 | 环节), is shown; the address says it in any language."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from persona_core.journeys.models import Journey
from ui import filters, shell
from ui.look import plain

_TAB = "journey-tab"
FUNNEL, CONCERNS, STAGES = "funnel", "concerns", "stages"
_JOURNEY = "journey"


def journey(found: Sequence[Journey]) -> Journey | None:
    """The journey that is looked at: the main one, or the one in the address; a choice where there are several."""
    if len(found) < 2:
        return next(iter(found), None)
    t = shell.words()
    names = {str(one.id): plain(one.name) for one in found}
    chosen = filters.one(_JOURNEY, t("Journey"), names, label_visibility="collapsed")
    return next(one for one in found if str(one.id) == chosen)


def show(one: Journey | None) -> None:
    """Let the next run look at this journey, or at the main one."""
    st.query_params.pop(_JOURNEY, None)
    if one is not None:
        st.query_params[_JOURNEY] = str(one.id)


def open_cell(stage: str, position: str) -> None:
    """Let the next run show a cell of the grid of concerns, by codes."""
    st.query_params["view"] = CONCERNS
    for name, value in (("stage", stage), ("who", position)):
        if value:
            st.query_params[name] = value


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
