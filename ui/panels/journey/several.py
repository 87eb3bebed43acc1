"""路径: the journeys of the workspace; make one from a template or a copy, rename, choose the main one, delete."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from persona_core.access.models import Viewer
from persona_core.journeys import commands
from persona_core.journeys.models import Journey
from persona_core.kit.words import Words
from ui import shell
from ui.drafts import draft, settle
from ui.look import plain
from ui.panels.journey import choosing
from ui.saving import saving

_ROUND = "journey-new-round"


def draw(
    viewer: Viewer,
    journeys: Sequence[Journey],
    journey: Journey,
    stages: Mapping[uuid.UUID, int],
    deals: Mapping[uuid.UUID, int],
) -> None:
    """Every journey with its number of stages and deals, and what can be done with the one that is shown."""
    t = shell.words()
    st.subheader(t("Journeys of this workspace"), anchor=False)
    frame = pd.DataFrame(
        {
            t("Journey"): [j.name for j in journeys],
            t("Main one"): [j.id == journeys[0].id for j in journeys],
            t("Stages (number)"): [stages.get(j.id, 0) for j in journeys],
            t("Deals (number)"): [deals.get(j.id, 0) for j in journeys],
        }
    )
    st.dataframe(frame, hide_index=True, height="content", key="journey-table")
    st.caption(plain(t("New deals walk the main one unless told otherwise. A deal walks one journey.")))
    if viewer.presenting:
        return
    with st.container(horizontal=True, key="journey-actions"):
        made = st.session_state.setdefault(_ROUND, 0)  # once one is made, the next begins closed
        with st.popover(t("New journey"), icon=":material/add:", key=f"journey-new-{made}"):
            _new(viewer, journeys, t)
        with st.popover(t("Rename “{name}”", name=journey.name), icon=":material/edit:", key="journey-rename"):
            _rename(viewer, journey, t)
        if len(journeys) > 1:
            if journey.id != journeys[0].id:
                _main(viewer, journey, t)
            with st.popover(t("Delete “{name}”", name=journey.name), icon=":material/delete:", key="journey-delete"):
                _delete(viewer, journey, deals.get(journey.id, 0), t)


def _new(viewer: Viewer, journeys: Sequence[Journey], t: Words) -> None:
    shapes = {code: t.pick(shape["zh"], shape["en"]) for code, shape in commands.templates().items()}
    copies = {str(j.id): t("Copy of “{name}”", name=j.name) for j in journeys}
    number = st.session_state[_ROUND]
    with st.form(f"journey-form-{number}", border=False, enter_to_submit=False):
        start = st.selectbox(
            t("Begin with"),
            [*shapes, *copies],
            format_func=lambda code: {**shapes, **copies}[code],
            key=f"journey-start-{number}",
            filter_mode=None,
        )
        name = st.text_input(t("Name"), key=f"journey-name-{number}", max_chars=60)
        grid = st.checkbox(t("A copy takes concerns and notes along"), key=f"journey-grid-{number}")
        sent = st.form_submit_button(t("Make it"), type="primary")
    if not sent:
        return
    made = None
    with (done := saving(viewer, t("Journey “{name}”", name=name.strip() or shapes.get(start, "")))) as session:
        if start in shapes:
            made = commands.furnish(session, viewer, start, name=name)
        else:
            made = commands.copy_journey(session, viewer, start, name=name, grid=grid)
    if done.ok:
        st.session_state[_ROUND] += 1
        choosing.show(made)
    settle(done)


def _rename(viewer: Viewer, journey: Journey, t: Words) -> None:
    form = draft(f"journey-{journey.id}", "name", journey.version, {"name": journey.name}, panel="journeys")
    with st.form(f"journey-name-form-{form.key}", border=False, enter_to_submit=False):
        name = st.text_input(t("Name"), form.shown["name"], key=f"journey-name-{form.key}", max_chars=60)
        sent = st.form_submit_button(t("Save"), type="primary")
    if sent:
        with (done := saving(viewer, t("Journey “{name}”", name=name.strip()))) as session:
            commands.rename_journey(session, viewer, journey.id, name, seen=form.seen or 0, base=form.shown["name"])
        settle(done, form)


def _main(viewer: Viewer, journey: Journey, t: Words) -> None:
    if st.button(t("Make “{name}” the main one", name=journey.name), key="journey-main", icon=":material/star:"):
        with (done := saving(viewer, t("Main journey: {name}", name=journey.name))) as session:
            commands.choose_main(session, viewer, journey.id)
        if done.ok:
            choosing.show(journey)
        settle(done)


def _delete(viewer: Viewer, journey: Journey, deals: int, t: Words) -> None:
    if deals:
        st.text(
            t.plural(
                "{n} deal walks it, so it stays. Move it to another journey on its company's page first.",
                "{n} deals walk it, so it stays. Move them to another journey on their companies' pages first.",
                deals,
            )
        )
    else:
        st.text(t("Its stages and their concerns go with it. You can undo it."))
    if st.button(t("Delete this journey"), key="journey-delete-sure", disabled=bool(deals)):
        with (done := saving(viewer, t("Journey “{name}” deleted", name=journey.name))) as session:
            commands.delete_journey(session, viewer, journey.id)
        if done.ok:
            choosing.show(None)
        settle(done)
