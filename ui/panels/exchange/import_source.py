"""Step 1: a pasted table, or files from the drop zone; afterwards what was given, with its first rows."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from persona_core.access.models import Viewer
from persona_core.exchange.importing.mapping import FILE, TEXT, TITLE
from persona_core.kit.errors import PersonaError
from persona_core.kit.sheets import Sheet
from persona_core.kit.words import N_, Words
from ui.look import plain
from ui.panels.exchange import import_book, import_draft, import_opening, working
from ui.panels.exchange.import_draft import Draft

SAMPLE = 5
_WAY = (N_("Choose a file"), N_("Match columns"), N_("Check"), N_("Done"))


def title(number: int, t: Words) -> None:
    """The head of one of the four steps."""
    st.subheader(plain(f"{number} · {t(_WAY[number - 1])}"), anchor=False)


def draw(viewer: Viewer, t: Words, draft: Draft | None) -> None:
    """Both doors, or what came through one of them."""
    with st.container(border=True, key="import-source"):
        title(1, t)
        if draft is None:
            _doors(viewer, t)
            st.caption(plain(t("Then: {steps}", steps=" → ".join(t(step) for step in _WAY[1:]))))
        elif draft.opened is None:
            name = t("Pasted table") if draft.pasted else draft.name or t("Several files")
            reading = t("Reading {file} …", file=name)
            working.draw_look(draft.tray, reading, lambda: import_draft.as_before(draft))
        else:
            _given(viewer, t, draft)


def _doors(viewer: Viewer, t: Words) -> None:
    if (refused := import_draft.refusal()) is not None:
        st.error(plain(refused.text(t)), icon=":material/info:")
    left, right = st.columns(2, gap="large")
    with left:
        text = st.text_area(
            plain(t("Copy rows in Excel or Feishu and paste them here.")),
            key=import_draft.key("paste"),
            height=168,
            placeholder=t("Name   Industry   Headcount   Status"),
        )
        if st.button(t("Take this table"), key="import-take", type="primary" if text.strip() else "secondary"):
            _take(lambda: import_draft.take_paste(viewer, text), t, bool(text.strip()))
    with right:
        files = st.file_uploader(
            plain(t("Or choose files: a table, several tables, or texts.")),
            accept_multiple_files=True,
            key=import_draft.key("files"),
        )
        hint = t(
            "Excel and CSV as tables, several with the same columns as one; "
            "Word, Markdown and plain text as stories; all also in a ZIP. "
            "Nothing is stored before you have seen what would change."
        )
        st.caption(plain(hint))
        import_book.template_button(viewer, t)
        if files:
            _take(lambda: import_draft.take_files(viewer, [(f.name, f.getvalue()) for f in files]), t, True)


def _take(take: object, t: Words, anything: bool) -> None:
    if not anything:
        st.info(plain(t("Paste a table into the box first.")))
        return
    try:
        take()
    except PersonaError as refusal:
        st.error(plain(refusal.text(t)), icon=":material/info:")
    else:
        st.rerun()


def _given(viewer: Viewer, t: Words, draft: Draft) -> None:
    sheet = draft.given.sheet
    import_book.draw(viewer, t, draft)
    with st.container(horizontal=True, vertical_alignment="center", key="import-given"):
        st.text(_about(draft, t), width="content")
        if draft.job is None:
            st.button(t("Another file"), key="import-again", icon=":material/undo:", on_click=import_draft.forget)
    if draft.job is None:
        import_opening.draw(viewer, t, draft)
    with st.container(gap=None):
        for note in sheet.notes:
            st.caption(plain(note.text(t)))
    first_rows(sheet, t)


def _about(draft: Draft, t: Words) -> str:
    sheet = draft.given.sheet
    rows = t.plural("{n} row", "{n} rows", draft.rows)
    if TEXT in sheet.header:
        texts = t.plural("{n} text", "{n} texts", draft.rows)
        return texts if draft.rows > 1 else t("{name}: {rows}", name=sheet.name, rows=texts)
    name = t("Pasted table") if sheet.kind == "paste" else sheet.name
    columns = t.plural("{n} column", "{n} columns", len(sheet.header) - (FILE in sheet.header))
    return t("{name}: {rows}", name=name, rows=t.listing([rows, columns]))


def first_rows(sheet: Sheet, t: Words) -> None:
    """The file's first rows under its own headers, as they stand there."""
    shown = [n for n, name in enumerate(sheet.header) if name != TITLE]
    names = {FILE: t("File"), TEXT: t("Text")}
    heads = [names.get(sheet.header[n]) or sheet.label(n, t) for n in shown]
    rows = [["" if row[n] is None else str(row[n])[:200] for n in shown] for row in sheet.rows[:SAMPLE]]
    st.dataframe(pd.DataFrame(rows, columns=heads), hide_index=True, alt=t("First rows"))
