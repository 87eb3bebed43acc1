"""是谁家的: stories whose customer nobody named yet, each said with one choice."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from persona_core.access.models import Viewer
from persona_core.stories import commands
from persona_core.stories.views import StoryView
from ui import shell
from ui.saving import saving


def draw(viewer: Viewer, story: StoryView, companies: Mapping[str, str]) -> None:
    """The question in the head of a story without a customer; a choice is saved at once, and the next story comes."""
    t = shell.words()
    if viewer.presenting or viewer.masked:
        st.caption(t("Customer not known yet; it does not count until somebody says whose story this is."))
        return
    chosen = st.selectbox(
        t("Whose story is it? It does not count until somebody says."),
        list(companies),
        index=None,
        format_func=lambda key: companies.get(key, key),
        key=f"whose-{story.id}-{story.version}",
        placeholder=t("Choose the customer"),
        filter_mode="contains",
        width=300,
    )
    if chosen:
        with (done := saving(viewer, t("A story of “{name}”", name=companies[chosen]))) as session:
            commands.edit_story(
                session,
                viewer,
                story.id,
                seen=story.version,
                base={"company_id": None},
                changes={"company_id": chosen},
            )
        if done.ok:
            st.rerun()
