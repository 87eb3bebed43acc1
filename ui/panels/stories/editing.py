"""Changing a story; when somebody else saved first, both values are shown and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import streamlit as st

from persona_core.access.models import Viewer
from persona_core.kit.errors import Conflict
from persona_core.stories import commands
from persona_core.stories.analysis import clip
from persona_core.stories.views import StoryView
from persona_core.vocabulary.fields import FIELDS
from ui import shell
from ui.panels.stories import fields
from ui.panels.stories.fields import Choices
from ui.saving import saving

_DRAFT = "stories.draft"
_LABELS = {"text": "text", "title": "story_title", "company_id": "company", "told_on": "told_on"}


@dataclass(frozen=True)
class Draft:
    """A form under way: the version and values it was drawn from, and what clashed when it was sent."""

    story_id: UUID
    number: int
    seen: int
    base: Mapping[str, Any]
    clash: Mapping[str, Any] | None = None


def under_way(story: StoryView) -> bool:
    """Whether this story is being changed in this session."""
    draft = st.session_state.get(_DRAFT)
    return draft is not None and draft.story_id == story.id


def begin(story: StoryView) -> None:
    """Open the form of a story as it is shown now."""
    number = st.session_state.get("stories.drafts", 0) + 1
    st.session_state["stories.drafts"] = number
    st.session_state[_DRAFT] = Draft(story.id, number, story.version, fields.values_of(story))


def end() -> None:
    """Leave the form; what was typed in it is gone."""
    st.session_state.pop(_DRAFT, None)


def draw(viewer: Viewer, story: StoryView, choices: Choices) -> None:
    """The form of a story that is under way."""
    t = shell.words()
    draft: Draft = st.session_state[_DRAFT]
    if draft.clash:
        _show_clash(draft, choices)
    key = f"edit-{draft.number}"
    typed = fields.draw(key, choices, draft.base, height=420)
    with st.container(horizontal=True):
        save = st.button(t("Save"), type="primary", key=f"{key}-save")
        st.button(t("Do not save"), key=f"{key}-leave", on_click=end)
    if save:
        _save(viewer, story, draft, typed)


def _save(viewer: Viewer, story: StoryView, draft: Draft, typed: Mapping[str, Any]) -> None:
    t = shell.words()
    changes = {name: typed[name] for name in commands.EDITABLE if typed[name] != draft.base[name]}
    with (done := saving(viewer, t("Story “{title}”", title=typed["title"] or clip(typed["text"], 16)))) as session:
        if changes:
            commands.edit_story(session, viewer, story.id, seen=draft.seen, base=draft.base, changes=changes)
        if set(typed["stage_ids"]) != set(draft.base["stage_ids"]):
            commands.set_stages(session, viewer, story.id, typed["stage_ids"])
        if set(typed["positions"]) != set(draft.base["positions"]):
            commands.set_positions(session, viewer, story.id, typed["positions"])
    if done.ok:
        end()
        st.rerun()
    if isinstance(done.problem, Conflict) and done.problem.version:
        current = {
            name: value if value is not None else fields.BLANK[name] for name, value in done.problem.current.items()
        }
        st.session_state[_DRAFT] = replace(
            draft, seen=done.problem.version, base={**draft.base, **current}, clash=current
        )
        st.rerun()


def _show_clash(draft: Draft, choices: Choices) -> None:
    """What somebody else wrote meanwhile; saving again puts what stands in the form in its place."""
    t = shell.words()
    with st.container(border=True, key="story-clash"):
        st.text(t("Somebody changed this story while you were typing. Save again to keep yours, or take theirs."))
        for name, value in (draft.clash or {}).items():
            label = t(FIELDS[_LABELS.get(name, name)].label)
            shown = choices.companies.get(value, "") if name == "company_id" else str(value or "")
            st.text(t("{field} is now: {value}", field=label, value=clip(shown, 300) or t("(empty)")))
        st.button(t("Take theirs"), key="story-take-theirs", on_click=_take_theirs, args=(draft,))


def _take_theirs(draft: Draft) -> None:
    key = f"edit-{draft.number}"
    for name, value in (draft.clash or {}).items():
        st.session_state[f"{key}-{name}"] = value
    st.session_state[_DRAFT] = replace(draft, clash=None)
