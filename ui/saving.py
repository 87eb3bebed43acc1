"""Saving: one transaction with its entry in the change log, then a bar with undo or a kind message."""

from __future__ import annotations

import uuid
from contextlib import ExitStack
from dataclasses import dataclass
from types import TracebackType

import streamlit as st
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from persona_core.access.models import Viewer
from persona_core.evidence import changes
from persona_core.kit.errors import PersonaError
from ui import mishaps
from ui.session import database, enter, page_name, words

_SAVED = "saving.saved"


@dataclass(frozen=True)
class _Saved:
    sentence: str
    change_id: uuid.UUID | None
    page: str


class saving:
    """`with (save := saving(viewer, label)) as session:` everything in the block is stored together, or nothing.

    `label` says in the user's words what is saved. Afterwards `save.ok` tells whether it was stored: if so, call
    `st.rerun()` to draw the page anew with the bar 已保存 · 撤销; if not, the reason stands on the page already, in
    `save.problem`, and what the user typed is untouched. Never rerun or stop inside the block. In a callback, which
    has no place on the page, pass `tell=False` and say `save.problem` where it belongs.
    """

    def __init__(self, viewer: Viewer, label: str, *, tell: bool = True) -> None:
        self.viewer = viewer
        self.label = label
        self.tell = tell
        self.ok = False
        self.problem: PersonaError | None = None
        self._stack = ExitStack()

    def __enter__(self) -> Session:
        self._stack.__enter__()
        session = self._stack.enter_context(database().write())
        self._log = self._stack.enter_context(changes.recording(session, self.viewer, self.label))
        return session

    def __exit__(self, kind: type | None, problem: BaseException | None, trace: TracebackType | None) -> bool:
        try:
            self._stack.__exit__(kind, problem, trace)
        except (PersonaError, SQLAlchemyError) as late:  # the database said no when it was to be stored
            kind, problem = type(late), late
            if mishaps.expected(late) is None:
                raise
        if problem is None:
            self.ok = True
            _announce(words()("Saved: {what}", what=self.label), self._log.change_id)
            return True
        self.problem = mishaps.expected(problem)
        if self.problem is None:
            return False
        if self.tell:
            st.error(self.problem.text(words()), icon=":material/info:")
        return True


def _announce(sentence: str, change_id: uuid.UUID | None) -> None:
    st.session_state[_SAVED] = _Saved(sentence, change_id, page_name())


def bar() -> None:
    """What was just saved on this page, with its undo; drawn by the page's head."""
    saved = st.session_state.get(_SAVED)
    if saved is None:
        return
    if saved.page != page_name():
        del st.session_state[_SAVED]
        return
    t = words()
    with st.container(key="saved-bar", horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(":material/check_circle:", width="content")
        st.text(saved.sentence, width="content")
        if saved.change_id is not None:
            st.button(t("Undo"), key="saved-undo", type="tertiary", on_click=_undo, args=(saved.change_id,))
        st.button(
            t("Hide"),
            key="saved-hide",
            type="tertiary",
            icon=":material/close:",
            on_click=st.session_state.pop,
            args=(_SAVED,),
        )


def undo_button(change_id: uuid.UUID, *, key: str) -> None:
    """撤销 of any earlier step; afterwards the bar says what was undone, or why it cannot be."""
    st.button(words()("Undo"), key=key, type="tertiary", on_click=_undo, args=(change_id,))


def undone() -> object | None:
    """The last undo while its bar stands; a form that was drawn before it has to begin anew."""
    saved = st.session_state.get(_SAVED)
    return saved if saved is not None and saved.change_id is None else None


def _undo(change_id: uuid.UUID) -> None:
    viewer, t = enter(), words()
    try:
        with database().write() as session:
            label = changes.undo(session, viewer, change_id).label
    except (PersonaError, SQLAlchemyError) as problem:
        known = mishaps.expected(problem)
        if known is None:
            raise
        _announce(known.text(t), None)
    else:
        _announce(t("Undone: {what}", what=label), None)
