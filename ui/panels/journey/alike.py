"""Before a new concern becomes a tag of its own: those that may say the same already are asked about, as in stories."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from persona_core.access.models import Viewer
from persona_core.journeys import commands
from persona_core.journeys.models import Stage
from persona_core.stories.tags import near_tags
from persona_core.vocabulary.models import Tag, fold
from ui import shell
from ui.drafts import settle
from ui.look import plain
from ui.saving import saving

ASKED = "journey.alike"
_OFFERED = 4


def asks_first(stage_id: str, position: str, name: str, tags: Sequence[Tag]) -> bool:
    """Whether a name is new and looks like a tag that is there; the question then stands in its cell."""
    if fold(name) in {fold(known) for tag in tags for known in (tag.name, *tag.aliases)}:
        return False
    near = near_tags(name, tags)[:_OFFERED]
    if near:
        st.session_state[ASKED] = (stage_id, position, name, [tag.name for tag in near])
    return bool(near)


def draw(viewer: Viewer, stage: Stage, position: str) -> None:
    """The question, when one is open in this cell: the same as one that is there, or new."""
    asked = st.session_state.get(ASKED)
    if asked is None or asked[:2] != (str(stage.id), position):
        return
    t, name, near = shell.words(), asked[2], asked[3]
    with st.container(border=True, key="concern-alike", gap="small"):
        st.text(t("Does “{name}” say the same as one of these?", name=name))
        with st.container(horizontal=True, gap="small"):
            for number, other in enumerate(near):
                if st.button(plain(other), key=f"concern-same-{number}"):
                    _put_in(viewer, stage, position, other)
            if st.button(t("No, it is new"), key="concern-new", type="primary"):
                _put_in(viewer, stage, position, name)
            st.button(t("Leave it"), key="concern-alike-leave", type="tertiary", on_click=forget)


def forget() -> None:
    """Let the question go."""
    st.session_state.pop(ASKED, None)


def _put_in(viewer: Viewer, stage: Stage, position: str, name: str) -> None:
    t = shell.words()
    with (done := saving(viewer, t("Concern “{name}”", name=name))) as session:
        commands.set_concern(session, viewer, stage.id, position, name)
    if done.ok:
        forget()
    settle(done)
