"""Forms under way: the version a form was drawn from stays with it until it is stored, so nothing typed is lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from persona_core.kit.errors import Conflict
from ui import shell
from ui.look import plain
from ui.saving import saving, undone

_STATE = "drafts"


@dataclass
class Draft:
    """One form: its key, the version it was drawn from, and the values it began with."""

    name: str
    key: str
    seen: int | None
    shown: Mapping[str, Any] = field(default_factory=dict)
    panel: str = ""


@dataclass
class _Open:
    scope: str
    drafts: dict[str, Draft] = field(default_factory=dict)
    number: int = 0
    undone: object | None = None


def draft(
    scope: str, name: str, version: int | None, shown: Mapping[str, Any] | None = None, *, panel: str = ""
) -> Draft:
    """The form `name` as it was first drawn while `scope` (a cell, a stage) has been chosen; an undo begins anew.

    Each `panel` of a page has a scope of its own.
    """
    state = st.session_state.setdefault(f"{_STATE}{panel}", _Open(scope))
    undo = undone()
    if state.scope != scope or (undo is not None and undo is not state.undone):
        state.scope, state.drafts, state.undone = scope, {}, undo or state.undone
    if name not in state.drafts:
        state.number += 1
        state.drafts[name] = Draft(name, f"draft{panel}-{state.number}", version, dict(shown or {}), panel)
    return state.drafts[name]


def begin_anew(form: Draft) -> None:
    """Let a stored form go: the next run draws it from what is stored."""
    st.session_state[f"{_STATE}{form.panel}"].drafts.pop(form.name, None)


def settle(done: saving, form: Draft | None = None) -> None:
    """After saving: draw the page anew, or show what somebody else stored and let the next try replace it."""
    if done.ok:
        if form is not None:
            begin_anew(form)
        st.rerun()
    if isinstance(done.problem, Conflict) and form is not None:
        t = shell.words()
        form.seen = done.problem.version
        form.shown = {**form.shown, **done.problem.current}
        st.caption(plain(t("Saved by somebody else meanwhile:")))
        for value in done.problem.current.values():
            st.text(t("(empty)") if value in (None, "") else str(value))
        st.caption(plain(t("What you typed is still here. Save again to keep yours.")))
