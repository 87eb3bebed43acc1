"""Saving a draft, giving it up, and what to do when somebody else saved first."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from uuid import UUID

import streamlit as st

from persona_core.access.models import Viewer
from persona_core.decision_chain.commands import edit_seat, save_moment
from persona_core.decision_chain.models import MOMENT_LABELS
from persona_core.decision_chain.views import ChainView
from persona_core.kit.errors import Conflict
from persona_core.vocabulary.queries import Lists
from ui import shell
from ui.look import plain
from ui.panels.decision_chain import draft as drafts
from ui.panels.decision_chain.draft import SEAT_FIELDS, Draft
from ui.panels.decision_chain.saying import LABELS, said
from ui.saving import saving

_WANTED = "chain-keep-wanted"


def _want() -> None:
    """Noted before the run begins: a click while the table still sends its last cell would else be lost."""
    st.session_state[_WANTED] = True


def bar(viewer: Viewer, draft: Draft) -> None:
    """改动 3 处 · 保存 · 不保存, at the foot of the window while there is something to save."""
    t = shell.words()
    if not draft.changes or draft.conflict:
        return
    with st.bottom, st.container(horizontal=True, vertical_alignment="center", gap="small", key="chain-save"):
        st.text(t.plural("{n} change not saved", "{n} changes not saved", draft.changes), width="content")
        st.button(t("Save"), type="primary", key="chain-keep", on_click=_want)
        st.button(t("Don't save"), key="chain-drop", on_click=drafts.drop, args=(draft,))
    if st.session_state.pop(_WANTED, False):
        with st.bottom:  # a refusal is read where the button is
            save(viewer, draft)


def save(viewer: Viewer, draft: Draft) -> None:
    """Store the draft as one step; a conflict keeps it and shows both values."""
    t = shell.words()
    view = draft.base
    label = t("{company} · decision chain · {moment}", company=view.company, moment=t(MOMENT_LABELS[draft.moment]))
    seats = {s.id: s for s in view.seats}
    with (step := saving(viewer, label)) as session:
        for seat_id, changes in draft.seat_changes().items():
            seat = seats[seat_id]
            base = {f: getattr(seat, f) for f in SEAT_FIELDS}
            edit_seat(session, viewer, seat_id, seen=seat.version, base=base, changes=changes)
        if draft.moment_changes():
            save_moment(
                session,
                viewer,
                view.id,
                draft.moment,
                seen=draft.stored.version,
                seats=draft.inputs(),
                base_rate=draft.stored.base_rate,
                anchors=draft.stored.anchors,
            )
    if step.ok:
        drafts.drop(draft)
        st.rerun()
    if isinstance(step.problem, Conflict):
        draft.conflict = True
        st.rerun()


def conflict(viewer: Viewer, draft: Draft, fresh: ChainView, known: Lists, people: Mapping[UUID, str]) -> None:
    """Both values side by side wherever they differ, and the choice whose hold; nothing typed is lost."""
    t = shell.words()
    names = {r.seat.position: r.seat.label for r in draft.stored.rows}
    say = partial(said, t=t, known=known, people=people, names=names)
    lines = [
        {
            t("Position"): row.seat.label,
            t("What"): t(LABELS[field]),
            t("Now (somebody else saved)"): say(field, now),
            t("Yours"): say(field, mine),
        }
        for row, field, now, mine in draft.clashes(fresh)
    ]
    with st.container(border=True, key="chain-conflict"):
        st.warning(plain(t("Somebody saved this chain while you were editing. Compare both and choose.")))
        st.dataframe(lines, hide_index=True, key="chain-both", height="content")
        with st.container(horizontal=True):
            mine = st.button(t("Save mine on top"), type="primary", key="chain-mine")
            theirs = st.button(t("Keep theirs where both changed"), key="chain-theirs")
    if mine or theirs:
        draft.rebase(fresh, keep_mine=mine)
        if mine and draft.changes:
            save(viewer, draft)
        else:
            st.rerun()
