"""Adding a position to a chain, also the first one, and beginning a renewal."""

from __future__ import annotations

from functools import partial

import streamlit as st

from persona_core.decision_chain.commands import add_seat, copy_moment, ensure_chain
from persona_core.decision_chain.models import Moment
from persona_core.vocabulary.models import ListName
from ui.look import plain
from ui.panels.decision_chain import asking, changing, picking
from ui.panels.decision_chain import draft as drafts
from ui.panels.decision_chain.desk import Desk
from ui.saving import saving

COMMON = 12
"""So many positions are offered as one click each; the list holds all."""


def one(desk: Desk) -> None:
    """A position more, beside the map: one of those that are common, one from the list, or a new name."""
    t, there = desk.t, desk.labels
    options = {p: label for p, label in desk.known.options(ListName.POSITION, t).items() if p not in there}
    key = f"side-add-{desk.company.id}-{len(there)}-{t.lang}"
    common = {p: plain(label) for p, label in list(options.items())[:COMMON]}
    save = partial(_add, desk)
    asking.one(t("Common positions"), common, None, save, key=f"{key}-common")
    hint = t("Choose, or type a new one")
    asking.listed(t("Another position"), options, None, save, key=f"{key}-list", hint=hint, new=True)


def popover(desk: Desk) -> None:
    """The same behind a button, for the table."""
    key = f"add-position-{len(desk.labels)}"  # closes once a position has been added
    with st.popover(desk.t("Add position"), icon=":material/add:", key=key, on_change="rerun") as opened:
        if opened.open:
            one(desk)


def _add(desk: Desk, position: str | None) -> None:
    """Added at once and opened, so that its words can be said; a callback."""
    if not position:
        return
    changing.settle()
    label = desk.t("{company} · position added", company=desk.company.name)
    with (step := saving(desk.viewer, label, tell=False)) as session:
        chain = ensure_chain(session, desk.viewer, desk.company.id, desk.company.deal_id)
        added = add_seat(session, desk.viewer, chain.id, position, known=desk.known).position
    if step.ok:
        drafts.follow()
        picking.pick(added)
    elif step.problem is not None:
        changing.refuse(step.problem)


def renewal(desk: Desk) -> None:
    """Nothing is known of the renewal yet: begin with a copy of the purchase."""
    t = desk.t
    with st.container(border=True, key="copy-moment"):
        st.text(
            t(
                "Renewal is seldom decided by the same people: those who use it every day speak up. "
                "Start with a copy of the purchase, then change what is different."
            )
        )
        st.button(t("Start with a copy of the purchase"), type="primary", on_click=_copy, args=(desk,))


def _copy(desk: Desk) -> None:
    changing.settle()
    label = desk.t("{company} · decision chain", company=desk.company.name)
    with (step := saving(desk.viewer, label, tell=False)) as session:
        copy_moment(session, desk.viewer, desk.view.id, Moment.PURCHASE, Moment.RENEWAL)
    if step.ok:
        drafts.follow()
    elif step.problem is not None:
        changing.refuse(step.problem)
