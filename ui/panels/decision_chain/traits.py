"""更多 about a seat: age, education, where they get information; a form, for it is typed, not chosen."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import streamlit as st

from persona_core.access.models import Viewer
from persona_core.decision_chain.commands import edit_seat
from persona_core.decision_chain.models import FLAG_LABELS, SEAT_LABELS
from persona_core.decision_chain.views import SeatView
from persona_core.kit.errors import Conflict
from ui import shell
from ui.look import plain
from ui.panels.decision_chain import draft as drafts
from ui.saving import saving

_TEXTS = ("function", "age_band", "education", "years", "information")
_HINTS = {"age_band": "32–40", "years": "3–6"}


def form(viewer: Viewer, seat: SeatView) -> None:
    """What is known of whoever sits there; saved by its button, since it is typed."""
    t = shell.words()
    seat = _seen(seat)
    labels = {field: plain(t(label)) for field, label in SEAT_LABELS.items()}
    values: dict[str, Any] = {}
    key = f"traits-{seat.id}-{st.session_state.get(_revision(seat.id), 0)}"
    with st.form(key, border=False, enter_to_submit=False):
        for flag in FLAG_LABELS:
            values[flag] = st.checkbox(labels[flag], getattr(seat, flag))
        for field in _TEXTS:
            values[field] = st.text_input(
                labels[field], getattr(seat, field) or "", max_chars=200, placeholder=_HINTS.get(field)
            )
        values["openness"] = st.slider(
            labels["openness"],
            0,
            5,
            seat.openness or 0,
            help=t("1 wants none of it, 5 tries everything; 0 is not known."),
        )
        values["note"] = st.text_area(labels["note"], seat.note or "", max_chars=10000)
        sent = st.form_submit_button(t("Save"), type="primary")
    if sent:
        values["openness"] = values["openness"] or None
        _save(viewer, seat, {k: v if v != "" else None for k, v in values.items()})


def _revision(seat_id: UUID) -> str:
    return f"seat-rev-{seat_id}"


def _seen(seat: SeatView) -> SeatView:
    """The seat as the form was first drawn; a later save by somebody else does not slip under what is typed."""
    kept = st.session_state.setdefault("seat-seen", {})
    key = (seat.id, st.session_state.get(_revision(seat.id), 0))
    return kept.setdefault(key, seat)


def _save(viewer: Viewer, seat: SeatView, values: dict[str, Any]) -> None:
    base = {f: getattr(seat, f) for f in values}
    changes = {f: v for f, v in values.items() if v != base[f]}
    if not changes:
        return
    with (step := saving(viewer, seat.label)) as session:
        edit_seat(session, viewer, seat.id, seen=seat.version, base=base, changes=changes)
    if step.ok:
        _redraw(seat.id)
        drafts.follow()
        st.rerun()
    if isinstance(step.problem, Conflict) and step.problem.current:
        _both(seat, step.problem)


def _both(seat: SeatView, problem: Conflict) -> None:
    """What somebody else saved meanwhile beside what is typed; saving again then means it."""
    t = shell.words()
    lines = [
        {
            t("What"): t(SEAT_LABELS.get(field, field)),
            t("Now (somebody else saved)"): "" if now is None else str(now),
            t("Yours"): "" if problem.mine.get(field) is None else str(problem.mine[field]),
        }
        for field, now in problem.current.items()
        if field in SEAT_LABELS
    ]
    st.dataframe(lines, hide_index=True, height="content")
    with st.container(horizontal=True):
        st.button(t("Keep typing on top of it"), on_click=_accept, args=(seat, problem))
        st.button(t("Show what is stored"), on_click=_redraw, args=(seat.id,))


def _accept(seat: SeatView, problem: Conflict) -> None:
    """From now on the form counts as drawn from the newest version; what is typed stays."""
    kept = st.session_state["seat-seen"]
    key = (seat.id, st.session_state.get(_revision(seat.id), 0))
    kept[key] = type(seat)(**{**seat.__dict__, **problem.current, "version": problem.version})


def _redraw(seat_id: UUID) -> None:
    st.session_state[_revision(seat_id)] = st.session_state.get(_revision(seat_id), 0) + 1
