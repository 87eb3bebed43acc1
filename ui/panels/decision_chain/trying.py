"""What if they stood elsewhere: stances tried out beside the stored ones; nothing is saved until asked."""

from __future__ import annotations

from uuid import UUID

import streamlit as st

from persona_core.decision_chain.editing import take_stances
from persona_core.decision_chain.models import MOMENT_LABELS
from persona_core.decision_chain.rows import MomentRow
from persona_core.decision_chain.what_if import told, what_if
from ui.look import plain
from ui.panels.decision_chain import draft as drafts
from ui.panels.decision_chain.asking import NOTHING
from ui.panels.decision_chain.desk import Desk
from ui.panels.decision_chain.saying import stances
from ui.saving import saving

MOST = 8
"""So many seats are offered, those with most influence: the others move nothing."""


def draw(desk: Desk) -> None:
    """Behind its heading, for chains whose chance can be told and lies ahead."""
    if desk.viewer.presenting or desk.said.success is None or desk.said.settled is not None:
        return
    with st.expander(desk.t("What if they stood elsewhere?"), key="chain-trying", on_change="rerun") as opened:
        if opened.open:
            _try(desk)


@st.fragment
def _try(desk: Desk) -> None:
    """A fragment: only this part is drawn anew while stances are tried."""
    t, said = desk.t, desk.said
    answer = st.container(key="try-answer")
    rows = sorted((r for r in said.rows if r.total > 0 or r.veto or r.trial_gate), key=lambda r: -r.total)[:MOST]
    wanted = {}
    for row in rows:
        stance = _seat(desk, row)
        if stance != row.stance:
            wanted[row.seat.id] = stance
    answer.text(told(what_if(said, wanted), t))
    with st.container(horizontal=True):
        keep = st.button(t("Settle on this"), key="try-keep", type="primary", disabled=not wanted)
        st.button(t("Don't save"), key="try-drop", disabled=not wanted, on_click=_forget, args=(desk, rows))
    if keep:
        _keep(desk, rows, wanted)


def _seat(desk: Desk, row: MomentRow) -> int | None:
    """The stance tried for one seat, at first the stored one."""
    key = _key(desk, row)
    st.session_state.setdefault(key, NOTHING if row.stance is None else row.stance)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"try-{row.seat.id}"):
        st.markdown(plain(row.seat.label), width=110)
        options = stances(desk.t)
        said = st.pills(
            plain(row.seat.label),
            list(options),
            format_func=options.get,
            key=key,
            required=True,
            label_visibility="collapsed",
        )
    return None if said == NOTHING else said


def _key(desk: Desk, row: MomentRow) -> str:
    """Changes with the stored stance, which is shown then."""
    return f"try-{row.seat.id}-{desk.moment}-{row.stance}-{desk.t.lang}"


def _forget(desk: Desk, rows: list[MomentRow]) -> None:
    for row in rows:
        st.session_state.pop(_key(desk, row), None)


def _keep(desk: Desk, rows: list[MomentRow], wanted: dict[UUID, int | None]) -> None:
    t, view = desk.t, desk.view
    shown = {row.seat.id: row.stance for row in rows}
    label = t("{company} · decision chain · {moment}", company=view.company, moment=t(MOMENT_LABELS[desk.moment]))
    with (step := saving(desk.viewer, label)) as session:
        take_stances(session, desk.viewer, view.id, desk.moment, base=shown, stances=wanted, known=desk.known)
    if step.ok:
        for seat_id, stance in wanted.items():
            drafts.took(view.id, desk.moment, seat_id, {"stance": stance})
        st.rerun()
