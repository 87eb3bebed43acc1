"""Saving one change at once, from the map or beside it; where somebody else was first, both are shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Any
from uuid import UUID

import streamlit as st
from sqlmodel import Session

from persona_core.access.models import Viewer
from persona_core.decision_chain.commands import edit_seat
from persona_core.decision_chain.editing import (
    ANCHOR,
    BASE_RATE_FIELD,
    HEARD,
    edit_at_moment,
    edit_chances,
    switch_points,
)
from persona_core.decision_chain.models import Moment
from persona_core.decision_chain.views import MomentRow, SeatView
from persona_core.kit.errors import Conflict, PersonaError
from ui import shell
from ui.panels.decision_chain import draft as drafts
from ui.panels.decision_chain.desk import Desk
from ui.panels.decision_chain.saying import LABELS
from ui.saving import saving

SIDE, CHANCES = "side", "chances"
"""Places of the page where something is changed at once."""

QUICK = 10.0
"""Seconds within which a second click may have been made before the first was drawn."""

_PROBLEM, _OWN = "chain.problem", "chain.own"


@dataclass(frozen=True)
class Problem:
    """Why a change was not saved, and how to save it all the same when somebody else had been first."""

    error: PersonaError
    again: Callable[[Mapping[str, Any]], None]
    place: str = SIDE


def at_moment(desk: Desk, row: MomentRow, changes: Mapping[str, Any]) -> None:
    """Save what a seat says at this moment; a callback, so the page is drawn once, from what is stored then."""
    shown = {f: getattr(row, f) for f in changes if not f.startswith(HEARD)}
    shown |= {f"{HEARD}{position}": points for position, points in row.listens}

    def store(session: Session, base: Mapping[str, Any]) -> None:
        which = (row.seat.id, desk.moment)
        edit_at_moment(session, desk.viewer, *which, base=base, changes=changes, known=desk.known)

    if _save(desk.viewer, _label(row.seat, changes), store, shown, changes, own=(row.seat.id, desk.moment)):
        drafts.took(desk.view.id, desk.moment, row.seat.id, changes)


def of_seat(desk: Desk, seat: SeatView, changes: Mapping[str, Any]) -> None:
    """Save what is known of a seat, whatever the moment; a callback."""
    shown = {f: getattr(seat, f) for f in changes}

    def store(session: Session, base: Mapping[str, Any]) -> None:
        edit_seat(session, desk.viewer, seat.id, seen=seat.version, base=base, changes=changes, known=desk.known)

    if _save(desk.viewer, _label(seat, changes), store, shown, changes, own=(seat.id, None)):
        drafts.took(desk.view.id, None, seat.id, changes)


def of_chances(desk: Desk, changes: Mapping[str, float | None]) -> None:
    """Save the base rate or an experience; a callback."""
    view, said = desk.view, desk.said
    shown = {BASE_RATE_FIELD: said.base_rate, **{f"{ANCHOR}{p}": chance for p, chance in said.anchors.items()}}

    def store(session: Session, base: Mapping[str, Any]) -> None:
        edit_chances(session, desk.viewer, view.id, desk.moment, base=base, changes=changes, known=desk.known)

    label = desk.t("{company} · how many of 10", company=view.company)
    if _save(desk.viewer, label, store, shown, changes, own=(view.id, desk.moment), place=CHANCES):
        drafts.follow()


def of_mode(desk: Desk, points: bool) -> None:
    """Say the moment in points, or in words again as near as they come; a callback, undone like any other save."""
    settle()
    label = desk.t("{company} · in points", company=desk.view.company)
    if not points:
        label = desk.t("{company} · in words", company=desk.view.company)
    seen = desk.said.version
    with (step := saving(desk.viewer, label, tell=False)) as session:
        switch_points(session, desk.viewer, desk.view.id, desk.moment, seen=seen, points=points, known=desk.known)
    if step.ok:
        drafts.switched(desk.view.id, desk.moment, points)
    elif step.problem is not None:
        refuse(step.problem)


def problem() -> Problem | None:
    """What could not be saved in this run or, as long as nothing else was changed, before it."""
    return st.session_state.get(_PROBLEM)


def settle() -> None:
    """The last problem is done with."""
    st.session_state.pop(_PROBLEM, None)


def refuse(error: PersonaError) -> None:
    """Say beside the map why a gesture on it does nothing."""
    st.session_state[_PROBLEM] = Problem(error, lambda _base: None)


def _save(
    viewer: Viewer,
    label: str,
    store: Callable[[Session, Mapping[str, Any]], None],
    shown: Mapping[str, Any],
    changes: Mapping[str, Any],
    *,
    own: tuple[UUID, Moment | None],
    place: str = SIDE,
) -> bool:
    """Store `changes` over what the screen showed; two quick clicks of one hand are no conflict."""
    settle()
    mine, now = st.session_state.setdefault(_OWN, {}).setdefault(own, {}), monotonic()
    quick = [(f, value) for f, (value, when) in mine.items() if now - when < QUICK]
    with (step := saving(viewer, label, tell=False)) as session:
        store(session, shown)
    found = step.problem
    if isinstance(found, Conflict) and all(pair in quick for pair in found.current.items()):
        with (step := saving(viewer, label, tell=False)) as session:
            store(session, {**shown, **found.current})
    if step.ok:
        mine |= {f: (value, now) for f, value in changes.items()}
    elif step.problem is not None:

        def again(base: Mapping[str, Any]) -> None:
            _save(viewer, label, store, {**shown, **base}, changes, own=own, place=place)

        st.session_state[_PROBLEM] = Problem(step.problem, again, place)
    return step.ok


def _label(seat: SeatView, changes: Mapping[str, Any]) -> str:
    t = shell.words()
    named = dict.fromkeys("listens" if f.startswith(HEARD) else f for f in changes)
    return t("{position} · {what}", position=seat.label, what=t.listing([t(LABELS[f]) for f in named]))
