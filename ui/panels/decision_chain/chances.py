"""Two questions with small numbers: how many of ten are usually won, and how many when one seat champions us."""

from __future__ import annotations

import streamlit as st

from persona_core.decision_chain.analysis import BASE_RATE
from persona_core.decision_chain.models import Moment
from persona_core.kit.words import N_
from ui import shell
from ui.look import plain
from ui.panels.decision_chain.draft import Draft

_USUAL = {
    Moment.PURCHASE: N_("Of 10 deals at this stage, how many are usually won?"),
    Moment.RENEWAL: N_("Of 10 customers due, how many usually renew?"),
}
_CHAMPIONED = {
    Moment.PURCHASE: N_("If {position} champions us, how many of 10 are won?"),
    Moment.RENEWAL: N_("If {position} champions us, how many of 10 renew?"),
}


def draw(draft: Draft) -> None:
    """The questions; answers go into the draft, nothing is stored."""
    t = shell.words()
    names = {r.seat.position: r.seat.label for r in draft.stored.rows}
    if not names:
        return
    with st.container(border=True, key="chances"):
        usual, who, then = st.columns([3, 2, 3], vertical_alignment="bottom")
        hint = t("{n} while nobody says", n=f"{10 * BASE_RATE:g}")
        with usual:
            draft.base_rate = _of_ten(draft, "base", t(_USUAL[draft.moment]), draft.base_rate, hint)
        with who:
            position = st.selectbox(
                plain(t("Who champions us?")),
                list(names),
                index=_most(draft),
                format_func=names.get,
                key=draft.key("anchor-who"),
                filter_mode=None,
            )
        with then:
            question = t(_CHAMPIONED[draft.moment], position=names[position])
            hint = t("From experience, such as 7")
            wins = _of_ten(draft, f"anchor-{position}", question, draft.anchors.pop(position, None), hint)
        if wins is not None:
            draft.anchors[position] = wins
        others = [
            t("{position}: {n} of 10", position=names[p], n=f"{10 * chance:g}")
            for p, chance in draft.anchors.items()
            if p != position and p in names
        ]
        if others:
            st.caption(plain(t("Also counted: {others}.", others=t.listing(others))))


def _of_ten(draft: Draft, part: str, question: str, chance: float | None, hint: str) -> float | None:
    """So many of ten, asked as a small number; back as a chance 0–1, None while it stays empty."""
    limits = {"min_value": 0.0, "max_value": 10.0, "step": 1.0, "format": "%g"}
    wins = None if chance is None else round(10 * chance, 4)
    asked = st.number_input(plain(question), value=wins, placeholder=hint, key=draft.key(part), **limits)
    draft.taken[draft.key(part)] = asked
    return None if asked is None else round(asked / 10, 6)


def _most(draft: Draft) -> int:
    """The seat to ask about first: one that was asked about before, else the one with most influence."""
    rows = draft.stored.rows
    asked = [n for n, r in enumerate(rows) if r.seat.position in draft.anchors]
    return asked[0] if asked else max(range(len(rows)), key=lambda n: rows[n].total, default=0)
