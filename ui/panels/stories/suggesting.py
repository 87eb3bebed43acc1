"""像已经划过的: passages that look like those a tag already has, one by one; taken or refused, and remembered."""

from __future__ import annotations

import streamlit as st
from sqlmodel import Session

from persona_core.access.models import Viewer
from persona_core.kit.words import Words
from persona_core.stories.answering import accept_suggestion, refuse_suggestion
from persona_core.stories.suggesting import Suggestion, Suggestions, suggestions, unanswered
from persona_core.vocabulary.models import Tag
from persona_core.vocabulary.queries import Lists
from ui import shell
from ui.look import plain
from ui.panels.stories import address
from ui.saving import saving

AT_ONCE = 20
_KEPT = "stories.suggested"


def draw(viewer: Viewer, tag: Tag, known: Lists) -> None:
    """The next passage for `tag`; read only when somebody opens it, since every story is looked at."""
    t = shell.words()
    title = plain(t("Like those already marked “{name}”", name=tag.name))
    with st.expander(title, icon=":material/ink_highlighter:", key="suggesting", on_change="rerun") as opened:
        if not opened.open:
            return
        with shell.read() as session:
            found = _read(session, viewer, tag, known, t)
        if not found.items:
            none = t("No other story has a passage like these.")
            st.text(_done(found, t) if found.taken or found.refused else none)
            return
        _one(viewer, tag, found.items[0], t)
        st.caption(plain(_progress(found, t)))


def _read(session: Session, viewer: Viewer, tag: Tag, known: Lists, t: Words) -> Suggestions:
    """The passages to look at; several are read at once, so that an answer shows the next one without reading all."""
    about = (tag.id, viewer, t.lang)
    key, kept = st.session_state.get(_KEPT, (None, None))
    found = unanswered(session, viewer, tag.id, kept) if key == about else None
    if found is None or not found.items:
        found = kept = suggestions(session, viewer, t, tag.id, limit=AT_ONCE, known=known)
        st.session_state[_KEPT] = (about, kept)
    return found


def _one(viewer: Viewer, tag: Tag, offer: Suggestion, t: Words) -> None:
    with st.container(key="suggested", border=True, gap="small"):
        st.markdown(f"{plain(offer.before)}**{plain(offer.text)}**{plain(offer.after)}")
        st.caption(plain(" · ".join(part for part in (offer.company, offer.stage, offer.title) if part)))
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            take = st.button(t("Yes, mark it"), type="primary", key="suggested-take", icon=":material/check:")
            refuse = st.button(t("No, not this"), key="suggested-refuse", icon=":material/close:")
            st.button(
                t("Open this story"),
                key="suggested-open",
                type="tertiary",
                on_click=address.go,
                kwargs={"story": offer.story_id, "tag": None, "page": None},
            )
    if take or refuse:
        answer = accept_suggestion if take else refuse_suggestion
        label = t("Tag “{name}”", name=tag.name) if take else t("Not “{name}”", name=tag.name)
        with (done := saving(viewer, label)) as session:
            answer(session, viewer, tag.id, offer.story_id, start=offer.start, end=offer.end, quote=offer.text)
        if done.ok:
            st.rerun()


def _progress(found: Suggestions, t: Words) -> str:
    waiting = t.plural("{n} story to look at", "{n} stories to look at", found.waiting)
    return waiting if not (found.taken or found.refused) else f"{waiting} · {_done(found, t)}"


def _done(found: Suggestions, t: Words) -> str:
    return t("{taken} taken, {refused} refused so far", taken=t.number(found.taken), refused=t.number(found.refused))
