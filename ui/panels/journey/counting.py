"""漏斗: the three ways to look at what was counted (漏斗 · 时间 · 流向), and what to do while there is nothing."""

from __future__ import annotations

import streamlit as st

from persona_core.journeys import wording
from persona_core.journeys.analysis import Funnel, notes
from persona_core.kit.words import Words
from ui import filters, shell
from ui.look import plain
from ui.panels.journey import explaining, flowing, noting, reaching, splitting, staying
from ui.panels.journey.explaining import FLOWS, FUNNEL, TIME
from ui.panels.journey.panel import Panel


def draw(panel: Panel) -> str:
    """The view that the address asks for (`show`), with its table and the data note; returns which one it is."""
    t = panel.t
    if panel.found.total == 0:
        _nothing(panel.found, t)
        return FUNNEL
    views = {FUNNEL: t("Funnel"), TIME: t("Time"), FLOWS: t("Flows")}
    with st.container(horizontal=True, vertical_alignment="center", key="journey-views"):
        view = filters.segment("show", t("Look at"), views)
        with st.popover("", icon=":material/info:", type="tertiary", help=t("How this is counted"), key="journey-how"):
            st.text(explaining.how(t, view))
    if view == TIME:
        staying.draw(panel)
    elif view == FLOWS:
        flowing.draw(panel)
    elif panel.by:
        splitting.draw(panel)
    else:
        reaching.draw(panel)
    noting.draw(panel.found, t)
    return view


def _nothing(found: Funnel, t: Words) -> None:
    """Nobody counted: because of what was asked, or because there is no date yet."""
    if {notes.OUTSIDE, notes.NOT_YET} & set(found.left_out):
        st.text(t("Nobody came into the funnel within these dates. Choose a longer time above."))
        noting.draw(found, t)
        return
    if found.left_out:
        sentence = t(
            "No deal has a dated stage yet, so there is nothing to count. Dates come with a file of deals, "
            "one column a stage; single ones you add on a company's page."
        )
    else:
        sentence = t(
            "The funnel shows where deals come through and where they get stuck. It needs companies, and for each "
            "the day it reached a stage."
        )
    shell.empty(sentence, t("Import deals with dates"), "import-export")
    if found.left_out:
        st.caption(plain(wording.left_out(t, found)))
        shell.link("companies", t("Choose a company and add dates"), icon=":material/domain:")
