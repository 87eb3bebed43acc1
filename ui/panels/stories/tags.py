"""The tags of a workspace: what each means and where it is used, a new one, and what can be done with one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

import streamlit as st

from persona_core.access.models import Viewer
from persona_core.kit.words import Words
from persona_core.stories.tags import Uses, near_tags, tag_uses
from persona_core.vocabulary.models import TAG_KIND_LABELS, Tag, TagKind
from persona_core.vocabulary.queries import find_tag, tags
from persona_core.vocabulary.tags import new_tag
from ui import shell
from ui.drafts import settle
from ui.look import plain
from ui.panels.stories import tag_changes
from ui.saving import saving

_MADE = "tags.made"
_TALL = 12


def draw(viewer: Viewer) -> None:
    """All tags with where they are used; one to change, merge, split or delete; and a new one."""
    with shell.read() as session:
        found, uses = tags(session, viewer), tag_uses(session, viewer)
    t = shell.words()
    if found:
        _table(found, uses, t)
    else:
        st.caption(plain(t("No tags yet. Tag a story, or add a concern to the journey, and they gather here.")))
    left, right = st.columns([3, 2], gap="large")
    with left:
        tag_changes.draw(viewer, found, uses)
    with right:
        _new(viewer, found)


def _table(found: Sequence[Tag], uses: Mapping[UUID, Uses], t: Words) -> None:
    grouped = any(tag.group for tag in found)
    rows = []
    for tag in sorted(found, key=lambda tag: (tag.group, list(TagKind).index(tag.kind), tag.name)):
        used = uses.get(tag.id, Uses())
        row = {t("Tag group"): tag.group} if grouped else {}
        rows.append(
            row
            | {
                t("Tag"): tag.name,
                t("Kind"): t(TAG_KIND_LABELS[tag.kind]),
                t("Stories"): used.stories,
                t("In the grid"): used.concerns,
                t("What counts"): tag.definition,
                t("Also written as"): t.listing(tag.aliases),
            }
        )
    st.dataframe(rows, hide_index=True, key="tags", height="content" if len(rows) < _TALL else 420)


def _new(viewer: Viewer, found: Sequence[Tag]) -> None:
    """A new tag; names alike are shown first, and then it takes a second look to make it."""
    t, number = shell.words(), st.session_state.get(_MADE, 0)
    with st.container(key="tag-new", gap="small"):
        name = st.text_input(t("New tag"), max_chars=60, key=f"tag-new-name-{number}").strip()
        kind = st.selectbox(
            t("Kind"),
            list(TAG_KIND_LABELS),
            index=list(TAG_KIND_LABELS).index(TagKind.CONCERN),
            format_func=lambda code: t(TAG_KIND_LABELS[code]),
            key=f"tag-new-kind-{number}",
            filter_mode=None,
        )
        definition = st.text_area(t("What counts"), max_chars=1000, key=f"tag-new-definition-{number}")
        with shell.read() as session:
            there = find_tag(session, viewer, name) if name else None
        near = [] if there else near_tags(name, found)[:5]
        if there:
            st.text(t("There is already a tag “{name}”.", name=there.name))
        elif near:
            st.text(t("Does one of these say the same?"))
            st.caption(plain(t.listing([f"{tag.name} ({t(TAG_KIND_LABELS[tag.kind])})" for tag in near])))
        label = t("No, make a new one") if near else t("Add")
        if st.button(label, key="tag-new-add", disabled=not name or there is not None):
            with (done := saving(viewer, t("Tag “{name}”", name=name))) as session:
                new_tag(session, viewer, name, kind=kind, definition=definition)
            if done.ok:
                st.session_state[_MADE] = number + 1
            settle(done)
