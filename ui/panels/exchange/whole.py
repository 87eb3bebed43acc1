"""A new workspace from the one file that another was written to."""

from __future__ import annotations

import streamlit as st

from persona_core.access.models import Viewer
from persona_core.exchange.jobs import questions
from persona_core.exchange.jobs.models import Job, Kind, Status
from persona_core.exchange.jobs.orders import Order
from persona_core.exchange.jobs.queries import job, said
from persona_core.exchange.jobs.trays import lay_files
from persona_core.exchange.jobs.work import LOADED
from persona_core.exchange.whole.loading import load_workspace
from persona_core.kit.errors import NotFound, PersonaError
from persona_core.kit.words import Words
from ui import shell
from ui.look import plain

_DONE, _JOB = "whole-loaded", "whole-job"


def draw(viewer: Viewer, t: Words) -> None:
    """The file, the new name, and the way to what came of it."""
    failed = _ended(viewer)
    made = st.session_state.get(_DONE)
    with st.expander(t("Load a whole workspace"), icon=":material/inventory_2:", expanded=bool(made or failed)):
        if made:
            st.success(plain(t(LOADED, name=made)), icon=":material/check:")
            shell.link("home", t("Open the new workspace"), icon=":material/arrow_forward:", w=made)
        if failed:
            st.error(plain(said(failed, t.lang)), icon=":material/info:")
        st.caption(plain(t("A .json file made under Export. It becomes a new workspace; nothing here changes.")))
        file = st.file_uploader(t("Workspace file"), type="json", key="whole-file")
        name = st.text_input(t("Name of the new workspace"), key="whole-name", max_chars=80)
        if st.button(t("Load it"), key="whole-load", disabled=file is None):
            _load(viewer, t, file.name, file.getvalue(), name.strip())


def _ended(viewer: Viewer) -> Job | None:
    """The loading that was begun here, if it came to nothing; one that is through leaves the name."""
    job_id, name = st.session_state.get(_JOB, (None, ""))
    if job_id is None:
        return None
    with shell.read() as session:
        try:
            found = job(session, viewer, job_id)
        except NotFound:  # it was begun in another workspace
            return None
    if found.status == Status.DONE:
        st.session_state[_DONE] = name
        del st.session_state[_JOB]
    return None if found.status in {Status.RUNNING, Status.DONE} else found


def _load(viewer: Viewer, t: Words, file: str, data: bytes, name: str) -> None:
    """A small file is loaded now, a large one beside the pages."""
    st.session_state.pop(_DONE, None)
    try:
        if len(data) > questions.LARGE:
            asked = {"tray": lay_files([(file, data)]).name, "name": name}
            st.session_state[_JOB] = (shell.runner().start(Order(Kind.LOAD, viewer, file[:80], 1, asked)), name)
            st.rerun()
        with st.spinner(t("Loading …")), shell.database().write() as session:
            st.session_state[_DONE] = load_workspace(session, data, name=name).name
    except PersonaError as refusal:
        st.error(plain(refusal.text(t)), icon=":material/info:")
    else:
        st.rerun()
