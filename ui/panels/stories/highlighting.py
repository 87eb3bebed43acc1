"""划重点: the words of one story; who selects some tags them, and what is tagged stands out at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

import streamlit as st

from persona_core.access.models import Viewer
from persona_core.kit.words import Words
from persona_core.stories import commands
from persona_core.stories.analysis import clip
from persona_core.stories.views import StoryView
from persona_core.vocabulary.models import Tag
from ui import shell
from ui.components import highlighter
from ui.panels.stories import address
from ui.saving import saving

_PROBLEM = "stories.highlighting"
_SHOWN = 24


def draw(viewer: Viewer, story: StoryView, tags: Sequence[Tag], counts: Mapping[UUID, int]) -> None:
    """The text with its coloured words; tagging and taking off are saved as they happen, each with its undo."""
    t, names = shell.words(), {str(tag.id): tag.name for tag in tags}
    if problem := st.session_state.pop(_PROBLEM, ""):
        st.error(problem, icon=":material/info:")

    def tag(start: int, end: int, tag_id: str | None, name: str, kind: str) -> None:
        name = names.get(tag_id or "", name)
        words = clip(story.text[start:end], _SHOWN)
        with (done := saving(viewer, t("“{words}” tagged “{name}”", words=words, name=name), tell=False)) as session:
            commands.mark(
                session,
                viewer,
                story.id,
                name,
                tag_id=tag_id,
                kind=kind,
                start=start,
                end=end,
                quote=story.text[start:end],
            )
        _tell(done, t)

    def untag(mark_id: str) -> None:
        held = next(one for one in story.marks if str(one.id) == mark_id)
        with (done := saving(viewer, t("Tag “{name}” taken off", name=held.tag), tell=False)) as session:
            commands.unmark(session, viewer, held.id)
        _tell(done, t)

    def see(tag_id: str) -> None:
        address.go(**{**dict.fromkeys(address.FILTERS), "tag": tag_id, "page": None})

    with st.container(key="story-text"):
        highlighter.draw(
            highlighter.data_of(
                story,
                tags,
                counts,
                t,
                shell.theme(),
                readonly=viewer.presenting or viewer.masked,
                picked=address.asked("tag") or None,
            ),
            key=f"highlighter-{story.id}",
            on_tag=tag,
            on_untag=untag,
            on_open=see,
        )


def _tell(done: saving, t: Words) -> None:
    if done.problem is not None:
        st.session_state[_PROBLEM] = done.problem.text(t)
