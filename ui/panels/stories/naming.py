"""是谁家的: a story whose customer nobody named yet is given one with one choice."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from persona_core.access.models import Viewer
from persona_core.companies.commands import create_company
from persona_core.stories import commands
from persona_core.stories.views import StoryView
from ui import shell
from ui.look import plain
from ui.saving import saving

_OPENING, _OFFERED = 2000, 3
"""Characters of a story in which customers' names are looked for, and names offered at most."""


def draw(viewer: Viewer, story: StoryView, companies: Mapping[str, str]) -> None:
    """The question in the head of a story: customers that it names, a choice of all, or the name of a new one.

    What is chosen is saved at once; in the list of stories without a customer the next one comes up.
    """
    t = shell.words()
    if viewer.presenting or viewer.masked:
        st.caption(t("Customer not known yet; it does not count until somebody says whose story this is."))
        return
    with st.container(key="story-whose", gap="xsmall"):
        chosen = st.selectbox(
            t("Whose story is it? It does not count until somebody says."),
            list(companies),
            index=None,
            format_func=lambda key: companies.get(key, key),
            key=f"whose-{story.id}-{story.version}",
            placeholder=t("Choose the customer, or type a new one"),
            accept_new_options=True,
            filter_mode="contains",
            width=300,
        )
        with st.container(horizontal=True, gap="small"):
            for key in named_in(story, companies):
                if st.button(plain(companies[key]), key=f"whose-is-{key}", type="tertiary", icon=":material/add:"):
                    chosen = key
    if chosen:
        _say(viewer, story, chosen, companies)


def named_in(story: StoryView, companies: Mapping[str, str]) -> list[str]:
    """Customers whose name stands in the title or at the beginning of a story, the longest names first."""
    opening = f"{story.title}\n{story.text[:_OPENING]}"
    found = [key for key, name in companies.items() if len(name) > 1 and name in opening]
    return sorted(found, key=lambda key: -len(companies[key]))[:_OFFERED]


def _say(viewer: Viewer, story: StoryView, chosen: str, companies: Mapping[str, str]) -> None:
    """`chosen` is the id of a company, or the name of one that may be new."""
    t = shell.words()
    with (done := saving(viewer, t("A story of “{name}”", name=companies.get(chosen, chosen)))) as session:
        company = next((key for key, known in companies.items() if chosen in (key, known)), None)
        company = company or str(create_company(session, viewer, {"name": chosen}).id)
        changes = {"company_id": company}
        commands.edit_story(session, viewer, story.id, seen=story.version, base={"company_id": None}, changes=changes)
    if done.ok:
        st.rerun()
