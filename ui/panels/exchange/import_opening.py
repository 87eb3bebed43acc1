"""How the file at hand is read: which of its sheets, where its header stands, in which encoding."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import streamlit as st

from persona_core.access.models import Viewer
from persona_core.companies.naming import shorten
from persona_core.kit.sheets import Sheet
from persona_core.kit.words import Words
from ui.look import plain
from ui.panels.exchange import import_draft
from ui.panels.exchange.import_draft import Draft

_TABLES = {"csv", "xlsx", "xls", "paste"}
_WORDS = 40


def draw(viewer: Viewer, t: Words, draft: Draft) -> None:
    """The choices there are; each reads the file anew."""
    sheet = draft.given.sheet
    with st.container(horizontal=True, key="import-opening"):
        if len(sheet.sheets) > 1:
            _sheet(viewer, t, draft, sheet)
        if sheet.kind in _TABLES and sheet.top:
            _header(viewer, t, draft, sheet)
    if sheet.kind == "csv" and draft.name and (sheet.others or draft.opening.encoding):
        _encoding(viewer, t, draft, sheet)
    if draft.problem is not None:
        st.warning(plain(draft.problem.text(t)), icon=":material/info:")


def _sheet(viewer: Viewer, t: Words, draft: Draft, sheet: Sheet) -> None:
    key = import_draft.key("part")
    st.session_state[key] = sheet.sheet

    def change() -> None:
        opening = replace(draft.opening, sheet=st.session_state[key], header=None)
        import_draft.reopen(viewer, draft, opening)

    label = t("Which table?") if sheet.kind == "tables" else t("Sheet of the workbook")
    st.selectbox(label, sheet.sheets, key=key, on_change=change, width=280, filter_mode=None)


def _header(viewer: Viewer, t: Words, draft: Draft, sheet: Sheet) -> None:
    """One line, two that belong together, or none."""
    lines = [line for line, _ in sheet.top]
    pairs = [*((line, line) for line in lines), *pairwise(lines)]
    options = [*dict.fromkeys([sheet.header_lines, *sorted(pairs)]), (0, 0)]
    key = import_draft.key("header")
    st.session_state[key] = sheet.header_lines

    def change() -> None:
        import_draft.reopen(viewer, draft, replace(draft.opening, header=st.session_state[key]))

    st.selectbox(
        t("Names of columns"),
        list(dict.fromkeys(options)),
        key=key,
        format_func=lambda one: _line(t, sheet, one),
        on_change=change,
        width=420,
        filter_mode=None,
    )


def _line(t: Words, sheet: Sheet, lines: tuple[int, int]) -> str:
    if lines == (0, 0):
        return t("The table has no names of columns")
    said = next((row for line, row in sheet.top if line == lines[0]), [])
    words = shorten(" · ".join(str(cell) for cell in said if cell not in (None, "")), _WORDS)
    if lines[0] == lines[1]:
        return t("Line {n}: {words}", n=lines[0], words=words)
    return t("Lines {n} and {m} together: {words}", n=lines[0], m=lines[1], words=words)


def _encoding(viewer: Viewer, t: Words, draft: Draft, sheet: Sheet) -> None:
    """Which of several readings is right: each with its first words."""
    key = import_draft.key("encoding")
    known: list[Any] = list(dict.fromkeys([sheet.encoding, *sheet.others, *draft.glimpses]))
    st.session_state[key] = sheet.encoding

    def change() -> None:
        import_draft.reopen(viewer, draft, replace(draft.opening, encoding=st.session_state[key]))

    st.radio(
        t("The file can be read in more than one way. Where are the words right?"),
        known,
        key=key,
        captions=[plain(draft.glimpses.get(one, "")) for one in known],
        on_change=change,
    )
