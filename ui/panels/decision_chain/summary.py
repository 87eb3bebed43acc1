"""What the whole chain says, beside the map: whom to see, what is not known, how it stands, what it rests on."""

from __future__ import annotations

import streamlit as st

from persona_core.decision_chain import wording
from persona_core.decision_chain.models import Moment
from persona_core.decision_chain.remarks import Question
from persona_core.decision_chain.views import MomentView
from ui import shell
from ui.look import plain
from ui.panels.decision_chain import asking, picking
from ui.panels.decision_chain.desk import Desk

MOST = 3
"""So many are named to be seen next."""


def draw(desk: Desk) -> None:
    """Only what has something to say; a click on a name opens that seat."""
    t, view, moment = desk.t, desk.view, desk.said
    with st.container(key="chain-summary", gap="medium"):
        if desk.moment is Moment.RENEWAL:
            _block(t("Purchase → renewal"), wording.shift(view, t))
        _next(moment)
        _unknown(moment)
        if health := wording.health(moment, t):
            with st.container(key=f"health-{moment.health.light}"):
                _block(t("Health"), health, help=t(wording.HEALTH_RULE))
        _block(t("Roles nobody holds"), wording.missing_roles(view, t, desk.known))
        _block(t("How it is known"), wording.single_thread(view, t))
        _block(t("Does it hold?"), wording.robustness(moment, t))
        _grounds(moment)


def _block(name: str, sentence: str, *, help: str | None = None) -> None:
    """A small heading and what is said under it; nothing at all where nothing is said."""
    if sentence:
        with st.container(gap=None):
            st.caption(plain(name), help=help)
            st.text(sentence)


def _next(moment: MomentView) -> None:
    """The first few to be seen, with what one step of each adds."""
    t = shell.words()
    if moment.settled is not None or not moment.advice:
        return
    with st.container(gap=None, key="chain-next"):
        asking.heading(t("Whom to see next"))
        told = dict(
            zip((r.seat.id for r in moment.rows), wording.percents([r.total for r in moment.rows], t), strict=True)
        )
        for advice in moment.advice[:MOST]:
            seat = advice.row.seat
            gain = told[seat.id] if advice.gain is None else wording.points(advice.gain, t)
            st.button(
                f"{plain(seat.label)} :small[{plain(gain)}]",
                key=f"next-{seat.id}",
                type="tertiary",
                icon=":material/arrow_forward:",
                on_click=picking.show,
                args=(seat.position,),
            )


def _unknown(moment: MomentView) -> None:
    """The three things not known, each leading to where it is answered."""
    t = shell.words()
    sentences = wording.open_questions(moment, t)
    if not sentences:
        return
    with st.container(gap=None, key="chain-unknown"):
        asking.heading(t("Things not known"))
        for question, sentence in zip(moment.open_questions, sentences, strict=True):
            _ask(question, sentence)


def _ask(question: Question, sentence: str) -> None:
    where = picking.CHANCES if question.row is None else question.row.seat.position
    st.button(
        plain(sentence),
        key=f"unknown-{question.kind}-{where}",
        type="tertiary",
        icon=":material/help:",
        on_click=picking.show,
        args=(where,),
    )


def _grounds(moment: MomentView) -> None:
    """看依据: what the chance rests on."""
    t = shell.words()
    sentences = [*wording.assumptions(moment, t), wording.without_gates(moment, t)]
    sentences = [sentence for sentence in sentences if sentence]
    if sentences:
        with st.expander(t("What this rests on"), key="chain-grounds"):
            for sentence in sentences:
                st.text(sentence)
