"""写一篇: stories typed, pasted one after the other or dropped as files, looked over and stored in one step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from persona_core.access.models import Viewer
from persona_core.kit.errors import Invalid
from persona_core.kit.sheets.stories import SUFFIXES
from persona_core.kit.words import N_
from persona_core.stories import commands
from persona_core.stories.analysis import clip
from persona_core.stories.scenes import write_scenes
from ui import shell
from ui.panels.stories import address, checking, fields
from ui.panels.stories.checking import Decision
from ui.panels.stories.fields import Choices
from ui.saving import saving

_WRITTEN, _SEEN = "stories.written", "stories.looked-over"


def draw(viewer: Viewer, choices: Choices, *, first: bool) -> None:
    """The form; after saving, the first of the new stories is open for tagging. `first`: there is none yet.

    What is more than one plain text is shown for a look first; the button then says how many stories it stores.
    """
    t = shell.words()
    key = f"write-{st.session_state.get(_WRITTEN, 0)}"
    company = address.asked("company")
    values = {**fields.BLANK, "company_id": company if company in choices.companies else None}
    with st.container(border=True, key="story-write"):
        st.subheader(t("Write down what was told"), anchor=False)
        typed = fields.draw(key, choices, values)
        files = st.file_uploader(
            t("Or drop files: Word, Markdown, text, transcripts; several at once."),
            type=[suffix[1:] for suffix in SUFFIXES],
            accept_multiple_files=True,
            key=f"{key}-files",
        )
        texts = checking.texts_of(typed["text"] or "", files or [], t)
        with shell.read() as session:
            found = checking.look(session, viewer, texts, typed["company_id"])
        to_see = len(found) > 1 or not all(one.plain for one in found)
        decisions = checking.draw(f"{key}-check", found) if to_see else [Decision(one) for one in found]
        stored = sum(max(1, len(decision.scenes)) for decision in decisions if decision.take)
        with st.container(horizontal=True):
            label = t.plural("Store {n} story", "Store {n} stories", stored) if to_see and stored else t("Save")
            save = st.button(label, type="primary", key=f"{key}-save")
            if not first:
                st.button(t("Close"), key=f"{key}-close", on_click=address.go, kwargs={"write": None})
    now = checking.fingerprint(texts, typed["company_id"])
    if save and any(one.asks for one in found) and st.session_state.get(_SEEN) != now:
        st.info(t("Look it over first, then store it."), icon=":material/info:")
    elif save:
        _save(viewer, typed, decisions)
    st.session_state[_SEEN] = now


def _save(viewer: Viewer, typed: Mapping[str, Any], decisions: Sequence[Decision]) -> None:
    taken = [decision for decision in decisions if decision.take]
    stored = []
    with (done := saving(viewer, _label(decisions, taken, typed["title"]))) as session:
        if not taken:
            raise Invalid(N_("All of these stories are already here; nothing was stored twice."), field="text")
        for decision in taken:
            one = decision.found.text
            title = (typed["title"] if len(decisions) == 1 else "") or one.title
            values = {**typed, "text": one.text, "title": title, "sides": decision.sides or None}
            if decision.scenes:
                stored += write_scenes(session, viewer, scenes=decision.scenes, **values)
            else:
                stored.append(commands.write_story(session, viewer, **values))
    if done.ok:
        st.session_state[_WRITTEN] = st.session_state.get(_WRITTEN, 0) + 1
        address.go(**dict.fromkeys((*address.FILTERS, "page", "write", "view")), story=stored[0].id)
        st.rerun()


def _label(decisions: Sequence[Decision], taken: Sequence[Decision], title: str) -> str:
    t = shell.words()
    if len(decisions) == 1:
        one = decisions[0].found.text
        return t("Story “{title}”", title=title or one.title or clip(one.text, 16))
    stories = t.plural("{n} story", "{n} stories", len(taken))
    known = sum(bool(decision.found.twin) for decision in decisions)
    left = len(decisions) - len(taken)
    if left > known:
        return t("{stories} ({n} left out)", stories=stories, n=left)
    return t("{stories} ({n} were already here)", stories=stories, n=known) if known else stories
