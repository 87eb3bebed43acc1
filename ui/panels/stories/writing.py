"""写一篇: one story, or several pasted one after the other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from persona_core.access.models import Viewer
from persona_core.kit.errors import Invalid
from persona_core.kit.words import N_
from persona_core.stories import commands, queries
from persona_core.stories.analysis import clip, split_pasted
from ui import shell
from ui.panels.stories import address, fields
from ui.panels.stories.fields import Choices
from ui.saving import saving

_WRITTEN = "stories.written"


def draw(viewer: Viewer, choices: Choices, *, first: bool) -> None:
    """The form; after saving, the first of the new stories is open for tagging. `first`: there is none yet."""
    t = shell.words()
    key = f"write-{st.session_state.get(_WRITTEN, 0)}"
    company = address.asked("company")
    values = {**fields.BLANK, "company_id": company if company in choices.companies else None}
    with st.container(border=True, key="story-write"):
        st.subheader(t("Write down what was told"), anchor=False)
        with st.form(key, border=False, enter_to_submit=False):
            typed = fields.draw(key, choices, values)
            with st.container(horizontal=True):
                save = st.form_submit_button(t("Save"), type="primary", key=f"{key}-save")
                if not first:
                    st.form_submit_button(t("Close"), key=f"{key}-close", on_click=address.go, kwargs={"write": None})
    if save:
        _save(viewer, typed)


def _save(viewer: Viewer, typed: Mapping[str, Any]) -> None:
    t = shell.words()
    parts = split_pasted(typed["text"] or "") or [typed["text"] or ""]
    label = t("Story “{title}”", title=typed["title"] or clip(parts[0], 16))
    if len(parts) > 1:
        label = t.plural("{n} story", "{n} stories", len(parts))
    stored = []
    with (done := saving(viewer, label)) as session:
        for part in parts:
            if len(parts) > 1 and queries.same_text(session, viewer, part, typed["company_id"]):
                continue
            stored.append(
                commands.write_story(
                    session, viewer, **{**typed, "text": part, "title": typed["title"] if len(parts) == 1 else ""}
                )
            )
        if not stored:
            raise Invalid(N_("All of these stories are already here; nothing was stored twice."), field="text")
    if done.ok:
        st.session_state[_WRITTEN] = st.session_state.get(_WRITTEN, 0) + 1
        address.go(**dict.fromkeys((*address.FILTERS, "page", "write", "view")), story=stored[0].id)
        st.rerun()
