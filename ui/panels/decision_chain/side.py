"""Beside the map: the seat or arrow that is picked, a position to add, or what the whole chain says."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import streamlit as st

from persona_core.decision_chain.editing import ANCHOR, BASE_RATE_FIELD, HEARD
from persona_core.kit.errors import Conflict
from persona_core.kit.words import N_
from ui import shell
from ui.look import plain
from ui.panels.decision_chain import adding, changing, listening, picking, seat, summary
from ui.panels.decision_chain.desk import Desk
from ui.panels.decision_chain.panel import Panel
from ui.panels.decision_chain.picking import Picked
from ui.panels.decision_chain.saying import LABELS, said


def draw(desk: Desk, picked: Picked | None) -> None:
    """One thing at a time; a problem with the last change stands above it."""
    t = desk.t
    _problem(desk)
    if picked is None:
        summary.draw(desk)
        return
    with st.container(horizontal=True, vertical_alignment="center", key="side-head"):
        st.markdown(f"**{plain(_title(picked))}**", width="stretch")
        close = {"icon": ":material/close:", "type": "tertiary"}
        st.button(t("Close"), key="side-close", on_click=picking.pick, args=(None,), **close)
    if picked.seat is None:
        adding.one(desk)
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
        return t("Add position")
    if picked.listener is None:
        return picked.seat.label
    return t("{heard} → {listener}", heard=picked.seat.label, listener=picked.listener.label)


def _problem(desk: Desk) -> None:
    """Why the last change was not saved; where somebody else was first, both values and the choice."""
    t, found = desk.t, changing.problem()
    if found is None:
        return
    if not isinstance(found.error, Conflict):
        st.error(found.error.text(t), icon=":material/info:")
        changing.settle()
        return
    names = desk.labels
    say = partial(said, t=t, known=desk.known, people=desk.people, names=names)
    with st.container(border=True, key="side-conflict"):
        for field, now in found.error.current.items():
            slots = {"what": _what(field, names), "now": say(field, now), "mine": say(field, found.error.mine[field])}
            st.text(t("{what}: somebody else has just chosen “{now}”, you “{mine}”.", **slots))
        with st.container(horizontal=True):
            again = {"on_click": found.again, "args": (found.error.current,)}
            st.button(t("Keep mine"), key="side-mine", type="primary", **again)
            st.button(t("Keep theirs"), key="side-theirs", on_click=changing.settle)


def _what(field: str, names: Mapping[str, str]) -> str:
    t = shell.words()
    for prefix, text in ((HEARD, N_("listens to {position}")), (ANCHOR, N_("of 10 when {position} champions us"))):
        if field.startswith(prefix):
            position = field.removeprefix(prefix)
            return t(text, position=names.get(position, position))
    return t(N_("usually of 10")) if field == BASE_RATE_FIELD else t(LABELS[field])
