"""Beginning a chain, and adding a position or a person to it."""

from __future__ import annotations

import streamlit as st

from persona_core.access.models import Viewer
from persona_core.companies.commands import create_person
from persona_core.decision_chain.commands import add_seat, copy_moment, edit_seat, ensure_chain
from persona_core.decision_chain.models import Moment
from persona_core.decision_chain.views import ChainView, Choice
from persona_core.vocabulary.models import ListName
from persona_core.vocabulary.queries import Lists
from ui import shell
from ui.panels.decision_chain import draft as drafts
from ui.saving import saving


def begin(viewer: Viewer, company: Choice, known: Lists) -> None:
    """Nothing is known of this company's chain yet: which positions have to do with it?"""
    t = shell.words()
    with st.container(border=True, key="empty"):
        st.text(
            t(
                "Who has a word when this company buys? Choose the positions, two are enough to begin; "
                "then say who decides and who listens to whom."
            )
        )
        options = known.options(ListName.POSITION, t)
        chosen = st.multiselect(
            t("Positions"),
            list(options),
            format_func=lambda x: options.get(x, x),
            accept_new_options=True,
            placeholder=t("Choose, or type a new one and press Enter"),
            key=f"begin-{company.id}-{t.lang}",
        )
        with st.container(horizontal=True, vertical_alignment="center"):
            start = st.button(t("Begin the chain"), type="primary")
            if shell.example() not in {None, st.query_params.get("w")}:
                shell.link(
                    shell.page_name(), t("See it in the example"), icon=":material/lightbulb:", w=shell.example()
                )
    if start and not chosen:
        st.info(t("Choose at least one position first."), icon=":material/info:")
    elif start:
        with (step := saving(viewer, t("{company} · decision chain", company=company.name))) as session:
            chain = ensure_chain(session, viewer, company.id)
            for position in chosen:
                add_seat(session, viewer, chain.id, position)
        if step.ok:
            st.rerun()


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


def person(viewer: Viewer, view: ChainView) -> None:
    """Somebody of this company who was not known yet, put on a seat at once."""
    t = shell.words()
    seats = {s.id: s for s in view.seats}
    empty = next((n for n, s in enumerate(view.seats) if s.person_id is None), 0)
    with st.popover(t("Add person"), icon=":material/person_add:", key="add-person"):
        with st.form("add-person-form", border=False, clear_on_submit=True, enter_to_submit=False):
            name = st.text_input(
                t("Full name"), max_chars=200, placeholder=t("May stay empty if you only know the title")
            )
            title = st.text_input(t("Job title"), max_chars=200)
            seat_id = st.selectbox(
                t("On which seat?"), list(seats), index=empty, format_func=lambda s: seats[s].label, filter_mode=None
            )
            sent = st.form_submit_button(t("Add"), type="primary")
    if sent:
        seat = seats[seat_id]
        with (step := saving(viewer, name or title or seat.label)) as session:
            made = create_person(
                session, viewer, {"name": name, "title": title, "position": seat.position}, company_id=view.company_id
            )
            edit_seat(
                session,
                viewer,
                seat.id,
                seen=seat.version,
                base={"person_id": seat.person_id},
                changes={"person_id": made.id},
            )
        if step.ok:
            drafts.follow()
            st.rerun()
