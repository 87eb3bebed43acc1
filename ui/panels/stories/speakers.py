"""谁是我们的人: the speakers of a conversation, each ours or theirs, asked once; what ours say does not count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from persona_core.access.models import Viewer
from persona_core.kit.words import N_, Words
from persona_core.stories.analysis import OURS, THEIRS
from persona_core.stories.speaking import say_sides
from persona_core.stories.views import Speaker, StoryView
from ui import shell
from ui.look import plain
from ui.saving import saving

LABELS = {OURS: N_("Ours"), THEIRS: N_("The customer's")}
_OPEN = "stories.speakers"


def draw(viewer: Viewer, story: StoryView) -> None:
    """Who speaks in the open story: the question while it is open, afterwards one line with a way to change it."""
    t = shell.words()
    if not story.speakers:
        return
    if story.breaks_off:
        st.caption(plain(t("This conversation seems to break off at the end; it is here as far as it goes.")))
    readonly = viewer.presenting or viewer.masked
    asked = all(speaker.side for speaker in story.speakers)
    if readonly or (asked and st.session_state.get(_OPEN) != story.id):
        with st.container(key="story-speakers-said", horizontal=True, vertical_alignment="center", gap="small"):
            st.caption(plain(_said(t, story.speakers)), width="content")
            if not readonly:
                st.button(
                    t("Change who is ours"),
                    key="story-speakers-change",
                    type="tertiary",
                    on_click=st.session_state.__setitem__,
                    args=(_OPEN, story.id),
                )
        return
    with st.container(border=True, key="story-speakers", gap="small"):
        st.text(
            t("Who of them is ours? What ours say stays in the text and does not count; the others are the customer's.")
        )
        sides = choose(f"speakers-{story.id}-{story.version}", story.speakers)
        if st.button(t("Save"), key="story-speakers-save", type="primary", disabled=not any(sides.values())):
            with (
                done := saving(viewer, t("Who speaks in “{title}”", title=story.title or t.listing(list(sides))))
            ) as session:
                say_sides(session, viewer, story.id, with_the_others(sides))
            if done.ok:
                st.session_state.pop(_OPEN, None)
                st.rerun()


def choose(key: str, speakers: Sequence[Speaker]) -> dict[str, str]:
    """One line a speaker: the name, the first words, and a choice; a name such as 客户 is proposed."""
    t, sides = shell.words(), {}
    for number, speaker in enumerate(speakers):
        with st.container(key=f"{key}-{number}", horizontal=True, vertical_alignment="center", gap="small"):
            sides[speaker.name] = (
                st.segmented_control(
                    plain(speaker.name),
                    [OURS, THEIRS],
                    default=speaker.side or speaker.likely or None,
                    format_func=lambda side: t(LABELS[side]),
                    key=f"{key}-{number}-side",
                    label_visibility="collapsed",
                    width="content",
                )
                or ""
            )
            st.markdown(f"**{plain(speaker.name)}**", width="content")
            turns = t.plural("speaks {n} time", "speaks {n} times", speaker.turns)
            st.caption(plain(t("{turns}: “{first}”", turns=turns, first=speaker.first)), width="content")
    return sides


def with_the_others(sides: Mapping[str, str]) -> dict[str, str]:
    """Where somebody is ours, the others are the customer's unless it was said otherwise."""
    others = THEIRS if OURS in sides.values() else ""
    return {name: side or others for name, side in sides.items()}


def _said(t: Words, speakers: Sequence[Speaker]) -> str:
    """Who is ours and who is the customer's, and of whom nobody said."""
    by_side: Mapping[str, list[str]] = {
        side: [s.name for s in speakers if s.side == side] for side in (OURS, THEIRS, "")
    }
    parts = []
    if by_side[OURS]:
        parts.append(t("Ours, not counted: {names}", names=t.listing(by_side[OURS])))
    if by_side[THEIRS]:
        parts.append(t("The customer's: {names}", names=t.listing(by_side[THEIRS])))
    if by_side[""]:
        parts.append(t("Not said whose, counted: {names}", names=t.listing(by_side[""])))
    return " · ".join(parts)
