"""The filters of the stories page, in one row and in the address."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from persona_core.stories.views import StoryFilter
from ui import shell
from ui.panels.stories import address
from ui.panels.stories.address import asked, choose, identity, key


def draw(
    companies: Mapping[str, str], stages: Mapping[str, str], positions: Mapping[str, str], tags: Mapping[str, str]
) -> StoryFilter:
    """The row of filters; returns what part of the stories is asked for."""
    t = shell.words()
    with st.container(key="stories-filters", horizontal=True, vertical_alignment="center", gap="small"):
        st.session_state[key("text")] = asked("text")
        st.text_input(
            t("Find words in stories"),
            key=key("text"),
            type="search",
            placeholder=t("Find words"),
            label_visibility="collapsed",
            on_change=address.follow,
            args=("text",),
            width=130,
        )
        nobody = {address.NOBODY: t("Customer not known yet")}
        choose("company", t("Customer"), {**companies, **nobody}, t("All customers"), width=150)
        choose("stage", t("Stage"), stages, t("All stages"), search=False, width=130)
        choose("position", t("Position"), positions, t("All positions"), width=140)
        choose("tag", t("Tag"), tags, t("All tags"), width=150)
        st.session_state[key("untagged")] = bool(asked("untagged"))
        st.toggle(
            t("Not tagged yet"), key=key("untagged"), on_change=address.follow, args=("untagged",), width="content"
        )
        if asked("unasked"):
            st.session_state[key("unasked")] = True
            label = t("Nobody said who is ours")
            st.toggle(label, key=key("unasked"), on_change=address.follow, args=("unasked",), width="content")
    return wanted()


def wanted() -> StoryFilter:
    """What part of the stories the address asks for."""

    def ids(name: str) -> list:
        found = identity(name)
        return [found] if found else []

    return StoryFilter(
        text=asked("text"),
        company_ids=ids("company"),
        stage_ids=ids("stage"),
        positions=[asked("position")] if asked("position") else [],
        tag_ids=ids("tag"),
        untagged=bool(asked("untagged")),
        without_company=asked("company") == address.NOBODY,
        unasked=bool(asked("unasked")),
    )


def clear() -> None:
    """Take every filter out of the address."""
    address.go(**dict.fromkeys((*address.FILTERS, "page", "story")))
