"""The company table: edited in place, saved on request, with nothing typed ever lost."""

from __future__ import annotations

import hashlib
from typing import Any

import pandas as pd
import streamlit as st

from persona_core.access.models import Viewer
from persona_core.companies.naming import shorten
from persona_core.deals.commands import SheetRefused, edit_sheet
from persona_core.kit.words import Words
from persona_core.vocabulary.fields import FIELDS
from persona_core.vocabulary.queries import Lists
from ui import shell, tables
from ui.panels.companies import refusals, rows
from ui.saving import saving

_OPEN = "sheet-open"
_WANTED = "sheet-save-wanted"
NAME, NAME_LENGTH = "name", 40


def draw(viewer: Viewer, t: Words, frame: pd.DataFrame, known: Lists, *, more: bool) -> None:
    """The table with the bar above it; `frame` is one page of `deals.queries.sheet`."""
    found = rows.drafts(viewer)
    drawn = rows.read(frame, t, known)
    _bar(viewer, t, found, known)
    fields = rows.fields_of(known, more=more)
    key = _key(drawn, fields)
    st.session_state[rows.DRAWN] = (viewer.workspace_id, key, drawn)
    st.data_editor(
        _cells(drawn, found, fields),
        key=key,
        column_config=_columns(viewer, t, known, drawn, fields),
        hide_index=True,
        num_rows="fixed",
        placeholder="",
        height=min(38 + 35 * len(drawn), 38 + 35 * 16),
        alt=t("Company table"),
    )


def take_in(viewer: Viewer) -> None:
    """Before anything is drawn: keep what was typed since the last run, and follow a click on a name."""
    workspace_id, key, drawn = st.session_state.get(rows.DRAWN, (None, "", []))
    if workspace_id != viewer.workspace_id:
        return
    state = st.session_state.get(key)
    if state:
        rows.take_in(rows.drafts(viewer), drawn, state["edited_rows"])
    clicked = st.session_state.pop(_OPEN, None)
    if clicked is not None and 0 <= clicked < len(drawn):
        shell.go("company", id=drawn[clicked].id)


def _key(drawn: list[rows.Row], fields: tuple[str, ...]) -> str:
    """Cells belong to places: other rows, another order or another round make another table."""
    order = "".join(row.id.hex for row in drawn) + "".join(fields)
    return f"sheet-{hashlib.sha256(order.encode()).hexdigest()[:12]}-{st.session_state.get(rows.ROUND, 0)}"


def _cells(drawn: list[rows.Row], found: dict, fields: tuple[str, ...]) -> pd.DataFrame:
    table: dict[str, list[str | None]] = {NAME: [_button(row.name) for row in drawn]}
    for field in fields:
        table[field] = [
            found[row.id].changes.get(field, row.cells[field]) if row.id in found else row.cells[field] for row in drawn
        ]
    return pd.DataFrame({name: pd.Series(values, dtype="object") for name, values in table.items()})


def _button(name: str) -> str:
    """A name on a button, where :material/…: would be read as a picture."""
    return shorten(name, NAME_LENGTH).replace(":material/", ":\u200bmaterial/")


def _columns(viewer: Viewer, t: Words, known: Lists, drawn: list[rows.Row], fields: tuple[str, ...]) -> dict[str, Any]:
    columns: dict[str, Any] = {
        NAME: st.column_config.ButtonColumn(
            t(FIELDS[NAME].label),
            type="tertiary",
            alignment="left",
            pinned=True,
            width=170,
            help=t("Opens the company's own page, where its name can be changed too."),
            on_click=_note_click,
            key="sheet-click",
        )
    }
    for field in fields:
        spec = known.spec(field)
        options = None
        if rows.chosen(field, known):
            present = {row.cells[field] for row in drawn if row.cells[field]}
            options = tables.choices(spec, t, known)
            options |= {code: known.label(spec.list, code, t) for code in sorted(present - set(options))}
        columns[field] = tables.column(spec, t, currency=viewer.currency, options=options)
    return columns


def _note_click() -> None:
    st.session_state[_OPEN] = st.session_state["sheet-click"]["row"]


def _want() -> None:
    """Noted before the run begins: a click while the table still sends its last cell would else be lost."""
    st.session_state[_WANTED] = True


def _bar(viewer: Viewer, t: Words, found: dict, known: Lists) -> None:
    """改动 3 处 · 保存 · 不保存, at the foot of the window so that nothing moves under the hand that types."""
    if not found:
        return
    with st.bottom, st.container(horizontal=True, vertical_alignment="center", gap="small", key="sheet-bar"):
        n = rows.count(found)
        st.text(t.plural("{n} change not saved", "{n} changes not saved", n), width="content")
        st.button(t("Save"), key="sheet-save", type="primary", on_click=_want)
        if st.button(t("Don't save"), key="sheet-drop"):
            _start_again(viewer)
    if st.session_state.pop(_WANTED, False):
        save(viewer, t)
    with st.container(key="sheet-refusals"):
        if refusals.draw(viewer, t, found, known):
            save(viewer, t)


def save(viewer: Viewer, t: Words) -> None:
    """Store every change together; what is refused stays typed and is told row by row."""
    found = rows.drafts(viewer)
    n = rows.count(found)
    label = t.plural("{n} change in the company table", "{n} changes in the company table", n)
    with (saved := saving(viewer, label)) as session:
        edit_sheet(session, viewer, rows.edits(found))
    if saved.ok:
        _start_again(viewer)
    if isinstance(saved.problem, SheetRefused):
        refusals.keep(viewer, saved.problem)


def _start_again(viewer: Viewer) -> None:
    rows.drafts(viewer).clear()
    refusals.clear(viewer)
    rows.redraw()
    st.rerun()
