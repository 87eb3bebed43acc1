"""The tags of one story on the right: each with its count, taking one off, finding or making another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

import streamlit as st

from persona_core.access.models import Viewer
from persona_core.kit.words import Words
from persona_core.stories import commands
from persona_core.stories.tags import near_tags
from persona_core.stories.views import MarkView, StoryView
from persona_core.vocabulary.models import TAG_KIND_LABELS, Tag, TagKind, fold
from ui import shell
from ui.look import plain
from ui.panels.stories import address
from ui.saving import saving

OFFERED = 8
_ADDED = "stories.tagged"


def draw(viewer: Viewer, story: StoryView, tags: Sequence[Tag], counts: Mapping[UUID, int], asked: int) -> None:
    """The tags of a story; `counts` are signed customers by tag, of `asked` who told any story."""
    t = shell.words()
    with st.container(key="story-tags", gap="xsmall"):
        st.markdown(
            f"**{plain(t('Tags of this story'))}**",
            help=t("8/12: 8 of the 12 signed customers who told a story say so."),
        )
        if not story.marks:
            st.caption(plain(t("What is it about? What several customers say becomes a theme.")))
        for one in story.marks:
            _mark(viewer, one, counts.get(one.tag_id, 0), asked)
        held = {one.tag_id for one in story.marks if one.start is None}
        if viewer.presenting or viewer.masked:
            return
        _adding(viewer, story.id, [tag for tag in tags if tag.id not in held], dict(counts), asked)


def _mark(viewer: Viewer, one: MarkView, k: int, asked: int) -> None:
    t = shell.words()
    with st.container(key=f"mark-{one.id}", horizontal=True, wrap=False, vertical_alignment="center", gap="small"):
        st.button(
            plain(one.tag),
            key=f"mark-open-{one.id}",
            type="tertiary",
            wrap=True,
            help=t("{kind}: show the stories with this tag", kind=t(TAG_KIND_LABELS[one.kind])),
            on_click=address.go,
            kwargs={**dict.fromkeys(address.FILTERS), "tag": one.tag_id, "page": None},
        )
        st.caption(plain(f"{k}/{asked}"), width="content")
        st.space("stretch")
        taken = not (viewer.presenting or viewer.masked) and st.button(
            "",
            key=f"unmark-{one.id}",
            type="tertiary",
            icon=":material/close:",
            help=t("Take this tag off"),
        )
    if one.quote:
        st.caption(plain(t("“{text}”", text=one.quote)))
    if one.ours:
        st.caption(plain(t("Our own people say this: it does not count.")))
    if one.lost:
        st.caption(plain(t("These words are not in the text any more; the tag stays on the whole story.")))
    if taken:
        with (done := saving(viewer, t("Tag “{name}” taken off", name=one.tag))) as session:
            commands.unmark(session, viewer, one.id)
        if done.ok:
            st.rerun()


@st.fragment
def _adding(viewer: Viewer, story_id: UUID, tags: Sequence[Tag], counts: Mapping[UUID, int], asked: int) -> None:
    """Find a tag by typing, or make a new one; alike names are offered before a new one is made."""
    t = shell.words()
    with st.container(key="add-tag", gap="small"):
        text = st.text_input(
            t("Add a tag"),
            key=f"tag-search-{story_id}-{st.session_state.get(_ADDED, 0)}",
            placeholder=t("Find a tag or type a new one"),
            live="200ms",
        ).strip()
        with st.container(key="tags-offered", horizontal=True, gap="xsmall"):
            for tag in offered(text, tags, counts):
                label = t("{name} · {k}/{asked}", name=tag.name, k=counts.get(tag.id, 0), asked=asked)
                if st.button(plain(label), key=f"add-{tag.id}", icon=":material/add:", wrap=True):
                    _add(viewer, story_id, tag.name, None)
        if text and fold(text) not in {fold(name) for tag in tags for name in (tag.name, *tag.aliases)}:
            _new(viewer, story_id, text, bool(near_tags(text, tags)), t)


def offered(text: str, tags: Sequence[Tag], counts: Mapping[UUID, int]) -> list[Tag]:
    """Tags that fit what was typed, nearest first; without it those that customers mention most."""
    if not text:
        return sorted(tags, key=lambda tag: (-counts.get(tag.id, 0), tag.name))[: OFFERED - 2]
    found = near_tags(text, tags)
    found += [tag for tag in tags if fold(text) in fold(tag.definition) and tag not in found]
    return found[:OFFERED]


def _new(viewer: Viewer, story_id: UUID, text: str, alike: bool, t: Words) -> None:
    if alike:
        st.caption(plain(t("Does one of these say the same? If not, make a new tag:")))
    kind = st.selectbox(
        t("Kind of the new tag"),
        list(TagKind),
        index=list(TagKind).index(TagKind.CONCERN),
        format_func=lambda code: t(TAG_KIND_LABELS[code]),
        key=f"tag-kind-{story_id}",
        filter_mode=None,
    )
    if st.button(plain(t("New tag “{name}”", name=text)), key="new-tag", icon=":material/new_label:"):
        _add(viewer, story_id, text, kind)


def _add(viewer: Viewer, story_id: UUID, name: str, kind: str | None) -> None:
    t = shell.words()
    with (done := saving(viewer, t("Tag “{name}”", name=name))) as session:
        commands.mark(session, viewer, story_id, name, kind=kind)
    if done.ok:
        st.session_state[_ADDED] = st.session_state.get(_ADDED, 0) + 1
        st.rerun()
