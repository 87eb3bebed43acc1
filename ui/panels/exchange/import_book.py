"""The template to fill in, and a filled one: its three tables taken in together."""

from __future__ import annotations

import streamlit as st

from persona_core.access.models import Viewer
from persona_core.access.queries import current_workspace
from persona_core.exchange.importing.book_sheets import Part
from persona_core.exchange.importing.books import import_book
from persona_core.exchange.importing.result import ImportResult
from persona_core.exchange.jobs.models import Kind
from persona_core.exchange.jobs.orders import Order
from persona_core.exchange.jobs.trays import InTray, Tray
from persona_core.exchange.template import template
from persona_core.kit.errors import PersonaError
from persona_core.kit.sheets import Opening
from persona_core.kit.words import Words
from ui import shell
from ui.look import plain
from ui.panels.exchange.import_draft import Draft

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST = 2_000
"""With a larger table they go in beside the pages, one after another."""
_DONE, _BEGUN = "import-book.done", "import-book.begun"


def template_button(viewer: Viewer, t: Words) -> None:
    """The template, made when it is asked for."""
    database = shell.database()
    with shell.read() as session:
        name = current_workspace(session, viewer).name

    def make() -> bytes:
        with database.read() as session:
            return template(session, viewer, t)

    st.download_button(
        t("Template to fill in (Excel)"),
        data=make,
        file_name=t("template-{name}.xlsx", name=name),
        mime=MIME,
        icon=":material/download:",
        key="import-template",
        on_click="ignore",
        type="tertiary",
        help=t("Three tables with drop-downs, hints and examples; give the filled file to this page."),
    )


def draw(viewer: Viewer, t: Words, draft: Draft) -> None:
    """For a workbook with several of our tables: one button for all of them, and what came of it."""
    parts = [part for part, _ in draft.opened.tables]
    if len(parts) < 2 or draft.job is not None:
        return
    done = st.session_state.get(_DONE, (None, []))
    if done[0] == draft.given.sheet.sha256:
        _told(t, done[1])
        return
    with st.container(border=True, key="import-book"):
        names = t.listing([part.sheet for part in parts])
        st.text(t("This workbook holds {names}. They can go in together, or one at a time below.", names=names))
        if st.session_state.get(_BEGUN) == draft.given.sheet.sha256:
            st.text(t("They go in one after another. How far they are, and then what came of each, stands below."))
        elif st.button(t("Take in all of them"), key="import-book-all", type="primary"):
            _take(viewer, t, draft)


def _take(viewer: Viewer, t: Words, draft: Draft) -> None:
    tables = draft.opened.tables
    if max(rows for _, rows in tables) > MOST:
        shell.runner().start_in_turn([_order(viewer, draft, part, rows) for part, rows in tables])
        st.session_state[_BEGUN] = draft.given.sheet.sha256
        st.rerun()
    try:
        with st.spinner(t("Taking in the tables …")):
            ((name, data),) = Tray(draft.tray).brought()
            done = import_book(shell.database(), viewer, data, name)
    except PersonaError as refusal:
        st.error(plain(refusal.text(t)), icon=":material/info:")
        return
    st.session_state[_DONE] = (draft.given.sheet.sha256, [(part.sheet, told) for part, told in done])
    st.rerun()


def _order(viewer: Viewer, draft: Draft, part: Part, rows: int) -> Order:
    """One table of the workbook as a piece of work of its own, which can be taken back by itself."""
    asked = {"given": InTray(draft.tray, Opening(part.sheet)), "kind": part.kind}
    return Order(Kind.IMPORT, viewer, f"{draft.name[:80]} · {part.sheet}", rows, asked)


def _told(t: Words, done: list[tuple[str, ImportResult | PersonaError]]) -> None:
    """What came of each table, its notes, and its refused rows to take away."""
    with st.container(border=True, key="import-book-done"):
        for number, (sheet, told) in enumerate(done):
            st.markdown(f"**{plain(sheet)}**")
            if isinstance(told, PersonaError):
                st.error(plain(told.text(t)), icon=":material/info:")
                continue
            st.text(told.sentence(t))
            for note in told.plan.notes:
                st.caption(plain(note.text(t)))
            if told.plan.refused:
                st.download_button(
                    t("Refused rows with reasons"),
                    data=lambda told=told: told.rejects_csv(t),
                    file_name=f"refused-{number + 1}.csv",
                    mime="text/csv",
                    icon=":material/download:",
                    key=f"import-book-rejects-{number}",
                    on_click="ignore",
                )
        with st.container(horizontal=True):
            shell.link("companies", t("See the companies"), icon=":material/arrow_forward:")
            shell.link("decision-chain", t("See the decision chain"), icon=":material/arrow_forward:")
            shell.link("journey", t("See the journey"), icon=":material/arrow_forward:")
