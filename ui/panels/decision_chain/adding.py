"""Adding a position to a chain, also the first one, and beginning a renewal."""

from __future__ import annotations

from functools import partial

import streamlit as st

from persona_core.access.models import Viewer
from persona_core.decision_chain.commands import add_seat, copy_moment, ensure_chain
from persona_core.decision_chain.models import Moment
from persona_core.decision_chain.views import ChainView, Choice
from persona_core.vocabulary.models import ListName
from persona_core.vocabulary.queries import Lists
from ui import shell
from ui.look import plain
from ui.panels.decision_chain import asking, changing, picking
from ui.panels.decision_chain import draft as drafts
from ui.saving import saving

COMMON = 12
"""So many positions are offered as one click each; the list holds all."""


def one(viewer: Viewer, company: Choice, view: ChainView | None, known: Lists) -> None:
    """A position more, beside the map: one of those that are common, one from the list, or a new name."""
    t = shell.words()
    there = {s.position for s in view.seats} if view else set()
    options = {p: label for p, label in known.options(ListName.POSITION, t).items() if p not in there}
    save = partial(_add, viewer, company)
    key = f"side-add-{company.id}-{len(there)}-{t.lang}"
    common = {p: plain(label) for p, label in list(options.items())[:COMMON]}
    asking.one(t("Common positions"), common, None, save, key=f"{key}-common")
    hint = t("Choose, or type a new one")
    asking.listed(t("Another position"), options, None, save, key=f"{key}-list", hint=hint, new=True)


def _add(viewer: Viewer, company: Choice, position: str | None) -> None:
    """Added at once and opened, so that its words can be said; a callback."""
    if not position:
        return
    t = shell.words()
    changing.settle()
    label = t("{company} · position added", company=company.name)
    with (step := saving(viewer, label, tell=False)) as session:
        seat = add_seat(session, viewer, ensure_chain(session, viewer, company.id).id, position)
        added = seat.position
    if step.ok:
        drafts.follow()
        picking.pick(added)
    elif step.problem is not None:
        changing.refuse(step.problem)


def renewal(viewer: Viewer, view: ChainView) -> None:
    """Nothing is known of the renewal yet: begin with a copy of the purchase."""
    t = shell.words()
    with st.container(border=True, key="copy-moment"):
        st.text(
            t(
                "Renewal is seldom decided by the same people: those who use it every day speak up. "
                "Start with a copy of the purchase, then change what is different."
            )
        )
        go = st.button(t("Start with a copy of the purchase"), type="primary")
    if go:
        with (step := saving(viewer, t("{company} · decision chain", company=view.company))) as session:
            copy_moment(session, viewer, view.id, Moment.PURCHASE, Moment.RENEWAL)
        if step.ok:
            st.rerun()


def position(viewer: Viewer, view: ChainView, known: Lists) -> None:
    """A position more, from the list or a new one."""
    t = shell.words()
    there = {s.position for s in view.seats}
    options = {code: label for code, label in known.options(ListName.POSITION, t).items() if code not in there}
    with st.popover(t("Add position"), icon=":material/add:", key="add-position"):
        with st.form("add-position-form", border=False, clear_on_submit=True, enter_to_submit=False):
            chosen = st.selectbox(
                t("Which position?"),
                list(options),
                index=None,
                format_func=lambda x: options.get(x, x),
                accept_new_options=True,
                placeholder=t("Choose, or type a new one"),
            )
            sent = st.form_submit_button(t("Add"), type="primary")
    if sent and chosen:
        with (step := saving(viewer, t("{company} · decision chain", company=view.company))) as session:
            add_seat(session, viewer, view.id, chosen)
        if step.ok:
            drafts.follow()
            st.rerun()
