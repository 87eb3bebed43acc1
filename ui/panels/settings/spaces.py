"""This workspace, a new one, and deleting one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from persona_core.access.commands import delete_workspace, edit_workspace
from persona_core.access.models import Viewer, Workspace
from persona_core.access.queries import workspaces
from persona_core.exchange import examples
from persona_core.exchange.workspaces import open_workspace
from persona_core.kit.errors import PersonaError
from persona_core.kit.words import N_
from ui import mishaps, shell
from ui.look import plain
from ui.saving import saving

TEMPLATES = {
    "short": N_("Short: hear of us, weigh, sign, go live, use, renew"),
    "long": N_("Long: lead, talks, demo, trial, offer, sign, training, use, renew"),
    "tender": N_("Tender: project, talks, tender, bid, award, contract, delivery, upkeep"),
}


def this_one(viewer: Viewer, workspace: Workspace) -> None:
    """Title and currency of the workspace shown."""
    t = shell.words()
    st.subheader(plain(t("This workspace")), anchor=False)
    with st.form("workspace-form", enter_to_submit=False):
        title = st.text_input(t("What you sell, and at what price"), workspace.title, max_chars=200)
        currency = st.text_input(t("Currency (three letters)"), workspace.currency, max_chars=3)
        st.caption(plain(t("Name on the command line: {name}", name=workspace.name)))
        sent = st.form_submit_button(t("Save"), type="primary")
    if sent:
        with (save := saving(viewer, t("This workspace"))) as session:
            edit_workspace(session, viewer, title=title, currency=currency)
        if save.ok:
            st.rerun()


def another(viewer: Viewer) -> None:
    """A new, empty workspace, or an example once more."""
    t = shell.words()
    st.subheader(plain(t("New workspace")), anchor=False)
    with st.form("workspace-new", enter_to_submit=False, clear_on_submit=False):
        name = st.text_input(t("Short name"), max_chars=80, placeholder=t("for example scrm"))
        title = st.text_input(t("What you sell, and at what price"), max_chars=200, key="new-title")
        template = st.selectbox(
            t("Journey it starts with"), list(TEMPLATES), format_func=lambda x: t(TEMPLATES[x]), filter_mode=None
        )
        sent = st.form_submit_button(t("Create"), type="primary")
    if sent:
        _create(lambda session: open_workspace(session, name=name, title=title, lang=viewer.lang, template=template))
    missing = [(n, lang) for n, lang in examples.names() if lang == viewer.lang]
    with shell.read() as session:
        there = {w.name for w in workspaces(session)}
    for name, lang in missing:
        if f"{name}-{lang}" in there:
            continue
        label = plain(t("Load the example “{title}”", title=examples.title_of(name, lang)))
        if st.button(label, key=f"example-{name}", icon=":material/lightbulb:"):
            _create(lambda session, name=name, lang=lang: examples.load(session, name, lang))


def _create(make: Callable[[Session], Workspace]) -> None:
    try:
        with shell.database().write() as session:
            made = make(session).name
    except (PersonaError, SQLAlchemyError) as problem:
        known = mishaps.expected(problem)
        if known is None:
            raise
        st.error(known.text(shell.words()), icon=":material/info:")
    else:
        shell.go("home", w=made)


def remove(workspace: Workspace, every: Sequence[Workspace]) -> None:
    """Delete the workspace shown, after its name was typed; the last one stays."""
    t = shell.words()
    st.subheader(plain(t("Delete this workspace")), anchor=False)
    if len(every) < 2:
        st.caption(plain(t("This is the only workspace. Create another one first.")))
        return
    st.text(
        t("Companies, chains, stories and everything else in it go away for good. Export first what you want to keep.")
    )
    with st.form("workspace-delete", enter_to_submit=False):
        typed = st.text_input(t("Type {name} to confirm", name=plain(workspace.name)))
        sent = st.form_submit_button(t("Delete for good"))
    if not sent:
        return
    if typed.strip() != workspace.name:
        st.error(t("The name does not match; nothing was deleted."), icon=":material/info:")
        return
    with shell.database().write() as session:
        delete_workspace(session, workspace)
    shell.go("home", w=next(w.name for w in every if w.id != workspace.id))
