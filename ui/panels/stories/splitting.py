"""分成几段: a long story cut into scenes, at its own markers or where somebody says; and the way back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from uuid import UUID

import streamlit as st

from persona_core.access.models import Viewer
from persona_core.journeys.queries import every_stage
from persona_core.stories.analysis import clip
from persona_core.stories.analysis.scenes import places
from persona_core.stories.scenes import Scene, join_scenes, proposed, split_story
from persona_core.stories.views import StoryView
from ui import shell
from ui.look import plain
from ui.panels.stories import address
from ui.saving import saving

_OPEN = "stories.splitting"
MOST = 400
"""So many places to begin are offered; a text with more of them is cut first and then once more."""


def under_way(story: StoryView) -> bool:
    """Whether this story is being cut in this session."""
    return st.session_state.get(_OPEN) == story.id


def begin(story: StoryView) -> None:
    """Open the form of a story."""
    st.session_state[_OPEN] = story.id


def end() -> None:
    """Leave the form."""
    st.session_state.pop(_OPEN, None)


def draw(viewer: Viewer, story: StoryView, stages: Mapping[str, str]) -> None:
    """The form: where scenes begin, and what each is called and tells of."""
    t = shell.words()
    with st.container(border=True, key="story-split"):
        st.subheader(t("Split into scenes"), anchor=False)
        with shell.read() as session:
            found = proposed(story.text, story.title, every_stage(session, viewer))
        scenes = choose(f"split-{story.id}-{story.version}", story.text, story.title, stages, found, list(story.stages))
        with st.container(horizontal=True):
            label = t("Split into {n}", n=t.number(len(scenes))) if len(scenes) > 1 else t("Split into scenes")
            split = st.button(label, key="story-split-save", type="primary", disabled=len(scenes) < 2)
            st.button(t("Do not split"), key="story-split-leave", on_click=end)
        if split:
            _split(viewer, story, scenes)


def _split(viewer: Viewer, story: StoryView, scenes: Sequence[Scene]) -> None:
    t = shell.words()
    label = t("“{title}” split into {n} scenes", title=story.title or clip(story.text, 16), n=len(scenes))
    with (done := saving(viewer, label)) as session:
        split_story(session, viewer, story.id, scenes)
    if done.ok:
        end()
        st.rerun()


def choose(
    key: str,
    text: str,
    title: str,
    stages: Mapping[str, str],
    found: Sequence[Scene],
    of_whole: Sequence[UUID] = (),
) -> list[Scene]:
    """Where scenes begin, at first where the text's markers say, and for each its stages; titles come with them."""
    t = shell.words()
    marked = {scene.start: scene for scene in found}
    offered = {place.at: place.words for place in places(text)[:MOST]}
    offered = dict(sorted({**offered, **{at: clip(text[at:], 30) for at in marked if at}}.items()))
    if found:
        st.caption(plain(t("The text marks {n} scenes itself. Change where they begin, if you like.", n=len(found))))
    starts = st.multiselect(
        t("A new scene begins at"),
        list(offered),
        [at for at in marked if at],
        format_func=lambda at: offered[at],
        key=f"{key}-starts",
        placeholder=t("Choose the first words of a scene"),
        filter_mode="contains",
        select_all=False,
    )
    if len(offered) == MOST:
        st.caption(
            plain(t("The first {n} places are offered. Split there first, then the last scene once more.", n=MOST))
        )
    scenes, edges = [], [0, *sorted(starts), len(text)]
    for number, (start, until) in enumerate(pairwise(edges), start=1):
        mark = marked.get(start, Scene(start))
        with st.container(key=f"{key}-{start}", horizontal=True, vertical_alignment="center", gap="small"):
            length = t.plural("{n} character", "{n} characters", until - start)
            st.text(f"{number}. {clip(text[start:until], 24)}", width=300)
            st.caption(plain(length), width="content")
            chosen = st.multiselect(
                t("Stages of scene {n}", n=number),
                list(stages),
                [str(stage) for stage in (mark.stage_ids or of_whole) if str(stage) in stages],
                format_func=lambda stage: stages[stage],
                key=f"{key}-{start}-stages",
                placeholder=t("Stages it tells of"),
                label_visibility="collapsed",
                filter_mode=None,
                select_all=False,
                width=240,
            )
        scenes.append(Scene(start, mark.title or _numbered(title, number), chosen))
    return scenes


def _numbered(title: str, number: int) -> str:
    return f"{title} · {number}" if title else ""


def siblings(viewer: Viewer, story: StoryView) -> None:
    """Which scene of how many this is, the ones beside it, and the way back to the whole."""
    t = shell.words()
    if len(story.scenes) < 2:
        return
    at = story.scenes.index(story.id)
    with st.container(key="story-scenes", horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(t("Scene {n} of {all}", n=at + 1, all=len(story.scenes)), width="content")
        for step, icon, label in ((-1, "arrow_back", t("Scene before")), (1, "arrow_forward", t("Next scene"))):
            if 0 <= at + step < len(story.scenes):
                st.button(
                    label,
                    key=f"story-scene{step}",
                    type="tertiary",
                    icon=f":material/{icon}:",
                    on_click=address.go,
                    kwargs={"story": story.scenes[at + step]},
                )
        if not (viewer.presenting or viewer.masked) and st.button(
            t("Put together again"), key="story-join", type="tertiary", icon=":material/merge:"
        ):
            with (done := saving(viewer, t("{n} scenes put together", n=len(story.scenes)))) as session:
                join_scenes(session, viewer, story.id)
            if done.ok:
                address.go(story=story.scenes[0])
                st.rerun()
