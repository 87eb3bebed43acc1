"""Rows pasted from a spreadsheet: columns guessed, checked before anything is stored, then added."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from persona_core.access.models import Viewer
from persona_core.exchange.commands import import_given, plan_given
from persona_core.exchange.importing.mapping import key_label
from persona_core.exchange.importing.plan import Action
from persona_core.exchange.importing.planning import columns_for
from persona_core.exchange.importing.reading import Given, open_paste
from persona_core.exchange.importing.result import ImportResult
from persona_core.journeys.queries import stages
from persona_core.kit.errors import PersonaError
from persona_core.kit.words import Words
from persona_core.vocabulary.fields import IMPORT_KEYS
from ui import shell
from ui.look import plain
from ui.panels.companies import doors
from ui.saving import saving

KIND, MOST, SAMPLE = "companies", 2000, 8
_TEXT, _LEFT_OUT = "paste-text", ""


def draw(viewer: Viewer, t: Words) -> None:
    """The box for the rows, then what would become of them, then the button that stores them."""
    with st.container(border=True, key="paste"):
        text = st.text_area(
            plain(t("Copy rows in Excel, WPS or Feishu and paste them here. A plain list of names works too.")),
            key=_TEXT,
            height=140,
            placeholder=t("Name   Industry   Headcount   Status"),
        )
        with st.container(horizontal=True, key="paste-actions"):
            st.button(t("Check"), key="paste-check", type="secondary" if text.strip() else "primary")
            if st.button(t("Cancel"), key="paste-cancel"):
                _close()
        if text.strip():
            try:
                _check(viewer, t, text)
            except PersonaError as refusal:
                st.warning(plain(refusal.text(t)))


def _check(viewer: Viewer, t: Words, text: str) -> None:
    with shell.read() as session:
        given = open_paste(text, stages(session, viewer))
        if len(given.sheet.rows) > MOST:
            st.info(
                plain(t("These are {n} rows. Save them as a file and import it.", n=t.number(len(given.sheet.rows))))
            )
            shell.link("import-export", t("Import & export"), icon=":material/arrow_forward:")
            return
        mapping = _columns(viewer, t, given)
        result = plan_given(session, viewer, given, KIND, mapping=mapping)
    st.text(result.sentence(t))
    for note in result.plan.notes:
        st.caption(plain(note.text(t)))
    if result.plan.questions:
        st.info(
            plain(t("Some values can be read in two ways. Paste the rows under Import & export, where it is asked."))
        )
        shell.link("import-export", t("Import & export"), icon=":material/arrow_forward:")
    _refused(t, result)
    fit = result.plan.count(Action.NEW) + result.plan.count(Action.CHANGED)
    label = t.plural("Take in {n} row", "Take in {n} rows", fit)
    if fit and st.button(label, key="paste-store", type="primary"):
        _store(viewer, t, given, mapping)


def _columns(viewer: Viewer, t: Words, given: Given) -> dict[str, str | None]:
    """The first rows, each column under the field it is taken for; returns what was chosen by hand."""
    with shell.read() as session:
        found = columns_for(session, viewer, given.sheet, KIND)
    options = {_LEFT_OUT: t("leave out"), **{k: key_label(k, KIND, (), t) for k in IMPORT_KEYS[KIND]}}
    chosen: dict[str, str | None] = {}
    with st.container(horizontal=True, key="paste-columns"):
        for column in found:
            header = column.header or f"#{column.number + 1}"
            key = f"paste-{given.sheet.sha256[:8]}-{column.number}"
            st.session_state.setdefault(key, column.key or _LEFT_OUT)
            taken = st.selectbox(
                plain(given.sheet.label(column.number, t)), list(options), key=key, format_func=options.get, width=150
            )
            if taken != (column.key or _LEFT_OUT):
                chosen[header] = taken or None
    heads = [given.sheet.label(number, t) for number in range(len(given.sheet.header))]
    rows = pd.DataFrame(given.sheet.rows[:SAMPLE], columns=heads).astype("object")
    st.dataframe(rows, hide_index=True, placeholder="", alt=t("First rows"))
    return chosen


def _refused(t: Words, result: ImportResult) -> None:
    if not result.plan.refusals:
        return
    heads = [t("Line"), t("Column"), t("Written"), t("Why not")]
    rows = [(r.row, r.column or "", r.value, r.error.text(t)) for r in result.plan.refusals]
    st.dataframe(pd.DataFrame(rows, columns=heads), hide_index=True, alt=t("Refused rows"))


def _store(viewer: Viewer, t: Words, given: Given, mapping: dict[str, str | None]) -> None:
    n = len(given.sheet.rows)
    with (saved := saving(viewer, t.plural("{n} pasted row", "{n} pasted rows", n))) as session:
        import_given(session, viewer, given, KIND, mapping=mapping)
    if saved.ok:
        _close()


def _close() -> None:
    for key in [k for k in st.session_state if str(k).startswith("paste-")]:
        del st.session_state[key]
    doors.close()
