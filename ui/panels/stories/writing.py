"""写一篇: one story, or several pasted one after the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
        typed = fields.draw(key, choices, values)
        with st.container(horizontal=True):
            save = st.button(t("Save"), type="primary", key=f"{key}-save")
            if not first:
                st.button(t("Close"), key=f"{key}-close", on_click=address.go, kwargs={"write": None})
    if save:
        _save(viewer, typed)


def _save(viewer: Viewer, typed: Mapping[str, Any]) -> None:
    parts = split_pasted(typed["text"] or "") or [typed["text"] or ""]
    fresh = parts if len(parts) == 1 else _new_ones(viewer, parts, typed["company_id"])
    values = typed if len(parts) == 1 else {**typed, "title": ""}
    stored = []
    with (done := saving(viewer, _label(parts, fresh, typed["title"]))) as session:
        if not fresh:
            raise Invalid(N_("All of these stories are already here; nothing was stored twice."), field="text")
        stored += [commands.write_story(session, viewer, **{**values, "text": part}) for part in fresh]
    if done.ok:
        st.session_state[_WRITTEN] = st.session_state.get(_WRITTEN, 0) + 1
        address.go(**dict.fromkeys((*address.FILTERS, "page", "write", "view")), story=stored[0].id)
        st.rerun()


def _new_ones(viewer: Viewer, parts: Sequence[str], company_id: str | None) -> list[str]:
    """Of several stories pasted at once those that are not here yet, each once."""
    with shell.read() as session:
        return [p for p in dict.fromkeys(parts) if not queries.same_text(session, viewer, p, company_id)]


def _label(parts: Sequence[str], fresh: Sequence[str], title: str) -> str:
    t = shell.words()
    if len(parts) == 1:
        return t("Story “{title}”", title=title or clip(parts[0], 16))
    stories = t.plural("{n} story", "{n} stories", len(fresh))
    known = len(parts) - len(fresh)
    return t("{stories} ({n} were already here)", stories=stories, n=known) if known else stories
