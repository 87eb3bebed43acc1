"""Beside the map: the seat or arrow that is picked, a position to add, or what the whole chain says."""

from __future__ import annotations

import streamlit as st

from ui import shell
from ui.look import plain
from ui.panels.decision_chain import adding, chances, changing, clashing, listening, picking, seat, summary
from ui.panels.decision_chain.desk import Desk
from ui.panels.decision_chain.panel import Panel
from ui.panels.decision_chain.picking import Picked


def draw(desk: Desk, picked: Picked | None) -> None:
    """One thing at a time; a problem with the last change stands above it."""
    t = desk.t
    clashing.draw(desk, changing.SIDE)
    if picked is None:
        summary.draw(desk)
        return
    with st.container(horizontal=True, vertical_alignment="center", key="side-head"):
        st.markdown(f"**{plain(_title(picked))}**", width="stretch")
        close = {"icon": ":material/close:", "type": "tertiary"}
        st.button(t("Close"), key="side-close", on_click=picking.pick, args=(None,), **close)
    if picked.seat is None:
        (adding.one if picked.other == picking.ADDING else chances.ask)(desk)
        return
    subject = picked.listener or picked.seat
    panel = Panel(desk, next(r for r in desk.said.rows if r.seat.id == subject.id))
    if picked.listener is not None:
        listening.arrow(panel, picked.seat)
    else:
        seat.draw(panel)


def _title(picked: Picked) -> str:
    t = shell.words()
    if picked.seat is None:
        return t("Add position") if picked.other == picking.ADDING else t("Where the chance comes from")
    if picked.listener is None:
        return picked.seat.label
    return t("{heard} → {listener}", heard=picked.seat.label, listener=picked.listener.label)
