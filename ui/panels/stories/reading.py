"""One story in the middle: whose words, and the words themselves at reading width."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

import streamlit as st

from persona_core.access.models import Viewer
from persona_core.stories import commands
from persona_core.stories.views import StoryView
from persona_core.vocabulary.models import Tag
from ui import shell
from ui.look import plain
from ui.panels.stories import address, editing, highlighting, naming, speakers, splitting
from ui.panels.stories.fields import Choices
from ui.saving import saving


def draw(
    viewer: Viewer,
    story: StoryView,
    choices: Choices,
    neighbours: tuple[object, object],
    tags: Sequence[Tag],
    counts: Mapping[UUID, int],
) -> None:
    """The story; `neighbours` are the ids before and after it in the list, None at an end.

    `tags` are all of the workspace, `counts` how many signed customers have each.
    """
    t = shell.words()
    with st.container(key="story"):
        if editing.under_way(story) and not viewer.presenting:
            editing.draw(viewer, story, choices)
            return
        with st.container(key="story-back"):
            st.button(
                t("All stories"),
                key="story-back-button",
                icon=":material/arrow_back:",
                type="tertiary",
                on_click=address.go,
                kwargs={"story": None},
            )
        if splitting.under_way(story) and not (viewer.presenting or viewer.masked):
            splitting.draw(viewer, story, choices.stages)
            highlighting.draw(viewer, story, tags, counts)
            return
        _head(viewer, story, choices)
        splitting.siblings(viewer, story)
        speakers.draw(viewer, story)
        highlighting.draw(viewer, story, tags, counts)
        _turn_pages(neighbours)


def _head(viewer: Viewer, story: StoryView, choices: Choices) -> None:
    t = shell.words()
    with st.container(key="story-head", horizontal=True, vertical_alignment="center", gap="small"):
        if story.title:
            st.subheader(plain(story.title), anchor=False, width="content")
        elif story.company_id:
            shell.link("company", story.company, id=story.company_id)
        st.space("stretch")
        if not viewer.presenting:
            _actions(viewer, story)
    with st.container(key="story-about", horizontal=True, vertical_alignment="center", gap="small"):
        if story.company_id and story.title:
            shell.link("company", story.company, id=story.company_id)
        elif not story.company_id:
            naming.draw(viewer, story, choices.companies)
        told = [
            t.listing(list(story.stages.values())),
            t.listing(list(story.positions.values())),
            t.date(story.told_on),
        ]
        if story.teller:
            told.append(t("told by {name}", name=story.teller))
        told.append(story.source_label)
        st.caption(plain(" · ".join(part for part in told if part)))


def _actions(viewer: Viewer, story: StoryView) -> None:
    t = shell.words()
    with st.popover(t("Change"), type="tertiary", icon=":material/edit:", key="story-change"):
        st.button(
            t("Change text or details"),
            key="story-edit",
            icon=":material/edit:",
            on_click=editing.begin,
            args=(story,),
            width="stretch",
        )
        st.button(
            t("Split into scenes"),
            key="story-split-begin",
            icon=":material/content_cut:",
            on_click=splitting.begin,
            args=(story,),
            width="stretch",
        )
        if st.button(t("Delete story"), key="story-delete", icon=":material/delete:", width="stretch"):
            with (done := saving(viewer, t("Deleted a story"))) as session:
                commands.delete_story(session, viewer, story.id)
            if done.ok:
                address.go(story=None)
                st.rerun()


def _turn_pages(neighbours: tuple[object, object]) -> None:
    t = shell.words()
    before, after = neighbours
    with st.container(key="story-turn", horizontal=True, gap="small"):
        st.button(
            t("Previous story"),
            key="story-before",
            icon=":material/arrow_back:",
            disabled=before is None,
            on_click=address.go,
            kwargs={"story": before},
        )
        st.button(
            t("Next story"),
            key="story-after",
            icon=":material/arrow_forward:",
            icon_position="right",
            disabled=after is None,
            on_click=address.go,
            kwargs={"story": after},
        )
