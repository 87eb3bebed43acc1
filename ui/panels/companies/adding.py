"""A short form for one more company."""

from __future__ import annotations

import streamlit as st

from persona_core.access.models import Viewer
from persona_core.companies.naming import shorten
from persona_core.deals.commands import add_sheet_row
from persona_core.kit.words import Words
from persona_core.vocabulary.fields import FIELDS
from persona_core.vocabulary.queries import Lists
from ui import forms, tables
from ui.panels.companies import doors
from ui.saving import saving

FIELD_KEYS = ("name", "status", "industry", "headcount", "lead_source", "owner")


def draw(viewer: Viewer, t: Words, known: Lists) -> None:
    """The form; a company needs only its name."""
    with st.form("add-company", enter_to_submit=True):
        written = {}
        for number, column in enumerate(st.columns(3)):
            for key in FIELD_KEYS[number::3]:
                spec = FIELDS[key]
                options = tables.choices(spec, t, known) if spec.list else None
                with column:
                    written[key] = forms.field(spec, t, key=f"add-{key}", options=options, required=key == "name")
        with st.container(horizontal=True):
            wanted = st.form_submit_button(t("Add company"), type="primary")
            given_up = st.form_submit_button(t("Cancel"))
    if given_up:
        _close()
    if wanted:
        label = t("Company “{name}” added", name=shorten(written["name"] or "", 40))
        with (saved := saving(viewer, label)) as session:
            add_sheet_row(session, viewer, {key: value for key, value in written.items() if value})
        if saved.ok:
            _close()


def _close() -> None:
    for key in FIELD_KEYS:
        st.session_state.pop(f"add-{key}", None)
    doors.close()
