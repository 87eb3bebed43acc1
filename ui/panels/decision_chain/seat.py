"""One seat in detail: traits, flags, since when and from whom a stance is known; and taking it off the chain."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import streamlit as st

from persona_core.access.models import Viewer
from persona_core.decision_chain.commands import edit_seat, remove_seat, save_moment
from persona_core.decision_chain.models import EFFORT_LABELS, FLAG_LABELS, SEAT_LABELS
from persona_core.decision_chain.views import ChainView, MomentRow, SeatView
from persona_core.kit import clock
from persona_core.kit.errors import Conflict
from persona_core.vocabulary.models import ListName
from persona_core.vocabulary.queries import Lists
from ui import shell
from ui.look import plain
from ui.panels.decision_chain import draft as drafts
from ui.panels.decision_chain.draft import Draft
from ui.saving import saving

_TEXTS = ("function", "age_band", "education", "years", "information", "note")
_HINTS = {"age_band": "32–40", "years": "3–6"}


def draw(viewer: Viewer, view: ChainView, draft: Draft, known: Lists) -> None:
    """Choose a seat, see and change what is known about whoever sits there."""
    t = shell.words()
    seats = {s.id: s for s in view.seats}
    title = t("About one seat: age, education, where they get information …")
    with st.expander(title, key="chain-seat", on_change="rerun") as details:
        if not details.open:
            return
        chosen = st.selectbox(
            t("Position"),
            list(seats),
            format_func=lambda s: seats[s].label,
            key=f"seat-{view.id}-{t.lang}",
            filter_mode=None,
        )
        if chosen is None:
            return
        row = next(r for r in view.moments[draft.moment].rows if r.seat.id == chosen)
        _form(viewer, view, draft, row, known)
        _remove(viewer, seats[chosen])


def _form(viewer: Viewer, view: ChainView, draft: Draft, row: MomentRow, known: Lists) -> None:
    t = shell.words()
    seat = _seen(row.seat, row)
    key = f"seat-form-{seat.id}-{draft.moment}-{st.session_state.get(_revision(seat.id), 0)}"
    with st.form(key, border=False, enter_to_submit=False):
        left, right = st.columns(2)
        labels = {field: plain(t(label)) for field, label in SEAT_LABELS.items()}
        values: dict[str, Any] = {}
        for number, field in enumerate(_TEXTS[:-1]):
            side = left if number % 2 == 0 else right
            values[field] = side.text_input(
                labels[field], getattr(seat, field) or "", max_chars=200, placeholder=_HINTS.get(field)
            )
        values["openness"] = right.slider(
            labels["openness"],
            0,
            5,
            seat.openness or 0,
            help=t("1 wants none of it, 5 tries everything; 0 is not known."),
        )
        efforts = {None: t("not known"), **{k.value: t(v) for k, v in EFFORT_LABELS.items()}}
        values["effort"] = left.selectbox(
            labels["effort"],
            list(efforts),
            index=list(efforts).index(seat.effort),
            format_func=efforts.get,
            filter_mode=None,
        )
        with st.container(horizontal=True):
            for flag in FLAG_LABELS:
                values[flag] = st.checkbox(labels[flag], getattr(seat, flag))
        values["note"] = st.text_area(labels["note"], seat.note or "", max_chars=10000)
        stance = _stance(row, known) if row.stance is not None else {}
        sent = st.form_submit_button(t("Save"), type="primary")
    if sent:
        values["openness"] = values["openness"] or None
        _save(viewer, view, draft, seat, row, {k: v if v != "" else None for k, v in values.items()}, stance)


def _stance(row: MomentRow, known: Lists) -> dict[str, Any]:
    t = shell.words()
    sources = {None: t("not known"), **known.options(ListName.SOURCE, t)}
    left, right = st.columns(2)
    return {
        "stance_on": left.date_input(
            t("Stance known since"),
            row.stance_on,
            min_value=clock.from_day_number(0),
            max_value=clock.today(),
            format="YYYY-MM-DD",
        ),
        "stance_source": right.selectbox(
            t("Stance known from"),
            list(sources),
            index=list(sources).index(row.stance_source) if row.stance_source in sources else 0,
            format_func=sources.get,
            filter_mode=None,
        ),
    }


def _revision(seat_id: UUID) -> str:
    return f"seat-rev-{seat_id}"


def _seen(seat: SeatView, row: MomentRow) -> SeatView:
    """The seat as the form was first drawn; a later save by somebody else does not slip under what is typed."""
    kept = st.session_state.setdefault("seat-seen", {})
    key = (seat.id, st.session_state.get(_revision(seat.id), 0))
    return kept.setdefault(key, seat)


def _save(
    viewer: Viewer,
    view: ChainView,
    draft: Draft,
    seat: SeatView,
    row: MomentRow,
    values: dict[str, Any],
    stance: dict[str, Any],
) -> None:
    base = {f: getattr(seat, f) for f in values}
    changes = {f: v for f, v in values.items() if v != base[f]}
    moved = {f: v for f, v in stance.items() if v != getattr(row, f)}
    if not changes and not moved:
        return
    moment = view.moments[draft.moment]
    with (step := saving(viewer, seat.label)) as session:
        edit_seat(session, viewer, seat.id, seen=seat.version, base=base, changes=changes)
        if moved:
            inputs = [r.as_input() for r in moment.rows]
            inputs = [i.model_copy(update=moved) if i.position == seat.position else i for i in inputs]
            save_moment(
                session,
                viewer,
                view.id,
                draft.moment,
                seen=moment.version,
                seats=inputs,
                base_rate=moment.base_rate,
                anchors=moment.anchors,
            )
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


def _remove(viewer: Viewer, seat: SeatView) -> None:
    t = shell.words()
    if st.button(
        t("Take this seat off the chain"), key=f"seat-off-{seat.id}", type="tertiary", icon=":material/delete:"
    ):
        with (step := saving(viewer, t("{position} taken off the chain", position=seat.label))) as session:
            remove_seat(session, viewer, seat.id)
        if step.ok:
            drafts.follow()
            st.rerun()
