"""Whom a seat listens to: at most two in words, with points as many as share its hundred."""

from __future__ import annotations

from functools import partial

import streamlit as st

from persona_core.decision_chain import wording
from persona_core.decision_chain.editing import HEARD
from persona_core.decision_chain.inputs import WORDS_AT_MOST
from persona_core.decision_chain.models import LISTENS_LABELS, Listens
from persona_core.decision_chain.views import SeatView
from ui.look import plain
from ui.panels.decision_chain import asking, picking
from ui.panels.decision_chain.panel import Panel


def ask(panel: Panel) -> None:
    """A row for each that is heard, and a list to add one."""
    t, row = panel.t, panel.row
    names = panel.desk.labels
    heard = dict(row.listens)
    if len(names) < 2:
        return
    asking.heading(t("Listens to"))
    for position, points in heard.items():
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key=panel.key(f"ear-{position}")):
            st.text(names[position], width="stretch")
            how(panel, position, points)
    if panel.by_points and heard:
        own = 100 - sum(heard.values())
        st.caption(plain(t("Its own judgement: {points} of 100", points=f"{own:g}")))
    others = {p: label for p, label in names.items() if p not in heard and p != row.seat.position}
    if others and (panel.by_points or len(heard) < WORDS_AT_MOST):
        key = panel.key("ear-new")

        def add(position: str | None) -> None:
            if position is not None:
                left = 100 - sum(heard.values())
                panel.at_moment(f"{HEARD}{position}", float(min(left, Listens.CONSIDERS) or Listens.CONSIDERS))

        hint = t("Add whom they listen to") if heard else t("Nobody in particular")
        asking.listed(t("Listens to"), others, None, add, key=key, hint=hint, hidden=True)


def how(panel: Panel, position: str, points: float) -> None:
    """How closely one of them is heard, and the end of it."""
    t, key, save = panel.t, panel.key(f"how-{position}"), partial(panel.at_moment, f"{HEARD}{position}")
    if panel.by_points:
        asking.points(t("Points"), points, save, key=key, hidden=True)
    else:
        words = {float(k): plain(t(v)) for k, v in LISTENS_LABELS.items()}
        asking.one(t("Listens to"), words, points, save, key=key, required=True, hidden=True)
    st.button(
        t("Ends"),
        key=f"{key}-off",
        type="tertiary",
        on_click=save,
        args=(None,),
    )


def arrow(panel: Panel, heard: SeatView) -> None:
    """The arrow that is picked: how closely `panel`'s seat listens to `heard`."""
    t, row = panel.t, panel.row
    points = dict(row.listens).get(heard.position)
    if points is None:
        st.caption(plain(t("{listener} does not listen to {heard}.", listener=row.seat.label, heard=heard.label)))
        return
    st.text(t("{listener} listens to {heard}", listener=row.seat.label, heard=heard.label))
    if panel.desk.viewer.presenting:
        st.text(wording.listens_text(heard.label, points, t))
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        how(panel, heard.position, points)
    with st.container(horizontal=True, gap="small"):
        for seat in (row.seat, heard):
            st.button(plain(seat.label), key=panel.key(f"go-{seat.id}"), on_click=picking.pick, args=(seat.position,))
