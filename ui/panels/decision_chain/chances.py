"""Two questions with small numbers: how many of ten are usually won, and how many when somebody champions us."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import streamlit as st

from persona_core.decision_chain.analysis import BASE_RATE
from persona_core.decision_chain.editing import ANCHOR, BASE_RATE_FIELD
from persona_core.decision_chain.models import Moment
from persona_core.decision_chain.views import MomentView
from persona_core.kit.words import N_
from ui.look import plain
from ui.panels.decision_chain import asking, changing, clashing
from ui.panels.decision_chain.desk import Desk
from ui.session import words

_USUAL = {
    Moment.PURCHASE: N_("Of 10 deals at this stage, how many are usually won?"),
    Moment.RENEWAL: N_("Of 10 customers due, how many usually renew?"),
}
_CHAMPIONED = {
    Moment.PURCHASE: N_("If {position} champions us, how many of 10 are won?"),
    Moment.RENEWAL: N_("If {position} champions us, how many of 10 renew?"),
}
_ALSO = "chain.also-asked"
Save = Callable[[Mapping[str, float | None]], None]


def draw(desk: Desk) -> None:
    """The questions in a box of their own."""
    with st.container(border=True, key="chances"):
        st.subheader(desk.t("Where the chance comes from"), anchor=False)
        ask(desk)


def ask(desk: Desk) -> None:
    """The questions; an answer is one click and saved at once, a second click takes it back."""
    t, view, moment = desk.t, desk.view, desk.said
    names = {r.seat.position: r.seat.label for r in moment.rows}
    save = partial(changing.of_chances, desk)
    also = st.session_state.setdefault(_ALSO, {}).setdefault((view.id, moment.moment), [])
    asked = [p for p in names if p in moment.anchors or p in also] or _first(moment)
    clashing.draw(desk, changing.CHANCES)
    _ask(t(_USUAL[moment.moment]), BASE_RATE_FIELD, moment.base_rate, save, off=False)
    if moment.base_rate is None:
        st.caption(plain(t("While nobody says, {n} is assumed.", n=f"{10 * BASE_RATE:g}")))
    for position in asked:
        question = t(_CHAMPIONED[moment.moment], position=names[position])
        chance = moment.anchors.get(position)
        _ask(question, f"{ANCHOR}{position}", chance, save, off=chance is not None)
    others = {r.seat.position: r.seat.label for r in moment.rows if r.seat.position not in asked and r.total > 0}
    if others:
        hint = t("Ask about somebody else too")
        asking.listed(hint, others, None, also.append, key=f"chances-also-{view.id}", hint=hint, hidden=True)


def _first(moment: MomentView) -> list[str]:
    """Whom to ask about first: the seat with most influence, nobody while none has any."""
    most = max(moment.rows, key=lambda r: r.total, default=None)
    return [most.seat.position] if most is not None and most.total > 0 else []


def _ask(question: str, field: str, chance: float | None, save: Save, *, off: bool) -> None:
    """So many of ten; `off`: with a button that takes the answer away."""
    t, wins = words(), None if chance is None else round(10 * chance, 4)
    choices = sorted({*map(float, range(11)), *([] if wins is None else [wins])})
    st.text(question)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"chance-{field}"):
        asking.one(
            question,
            {n: f"{n:g}" for n in choices},
            wins,
            lambda n: save({field: None if n is None else round(n / 10, 6)}),
            key=f"chance-{field}-of-ten",
            hidden=True,
        )
        if off:
            st.button(
                t("Leave out"),
                key=f"chance-{field}-off",
                type="tertiary",
                on_click=save,
                args=({field: None},),
            )
