"""The chain on a phone: a card a seat to read, and one seat at a time to change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import streamlit as st

from persona_core.kit.words import N_, Words
from persona_core.vocabulary.queries import Lists
from ui import shell
from ui.look import plain
from ui.panels.decision_chain.cells import EARS, HEARD, TICKS, Choices, columns, take, totals, value
from ui.panels.decision_chain.draft import Draft

_LABELS = {
    "who": N_("Who"),
    "say": N_("When deciding"),
    "ear1": N_("Listens to"),
    "ear2": N_("And to"),
    "points": N_("Points"),
    "stance": N_("Stance"),
    "contact": N_("Contact"),
    "veto": N_("Veto"),
    "trial": N_("Trial gate"),
    "role": N_("Role"),
    "effort": N_("Effort"),
}


def draw(draft: Draft, people: Mapping[UUID, str], known: Lists) -> None:
    """Cards, each with a way to change it; what is chosen goes into the draft at once, nothing is stored."""
    t = shell.words()
    choices = Choices(draft, people, known, t)
    names = {r.seat.id: r.seat.label for r in draft.stored.rows}
    opened = st.session_state.get("chain-card")
    if opened in draft.rows:
        _change(draft, choices, opened, names[opened], t)
    told, problem = totals(draft, choices, t)
    for seat_id, row in draft.rows.items():
        with st.container(border=True, key=f"seat-card-{seat_id}", gap="small"):
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(f"**{plain(names[seat_id])}**", width="stretch")
                st.text(told.get(seat_id, "–"), width="content")
                st.button(
                    t("Change"), key=f"card-open-{seat_id}", on_click=_open, args=(seat_id,), icon=":material/edit:"
                )
            st.text(" · ".join(_facts(draft, choices, row)))
    if problem:
        st.caption(plain(problem))


def _open(seat_id: UUID | None) -> None:
    st.session_state["chain-card"] = seat_id


def _facts(draft: Draft, choices: Choices, row: Mapping[str, Any]) -> list[str]:
    """What a card says of a seat, in the order of the table."""
    t = shell.words()
    found = []
    for column in columns(draft):
        code = None if column == "total" else value(row, column)
        if column in choices.by_column:
            label = choices.label(column, code)
            if label:
                found.append(t("listens to {whom}", whom=label) if column in EARS else label)
        elif column in TICKS:
            found += [t(_LABELS[column])] if code else []
        elif code:
            found.append(t("{name} {points}", name=_label(column, choices, t), points=f"{code:g}"))
    return found


def _label(column: str, choices: Choices, t: Words) -> str:
    if column.startswith(HEARD):
        return t("hears {position}", position=choices.positions[column.removeprefix(HEARD)])
    return t(_LABELS[column])


def _change(draft: Draft, choices: Choices, seat_id: UUID, name: str, t: Words) -> None:
    row = draft.rows[seat_id]
    with st.container(border=True, key="card-change"):
        st.markdown(f"**{plain(name)}**")
        change = {}
        for column in columns(draft):
            if column not in {"total", f"{HEARD}{_position(draft, seat_id)}"}:
                change[column] = _ask(draft, choices, seat_id, column, value(row, column), t)
        take(row, change)
        st.button(t("Done"), type="primary", on_click=_open, args=(None,), width="stretch")


def _position(draft: Draft, seat_id: UUID) -> str:
    return next(r.seat.position for r in draft.stored.rows if r.seat.id == seat_id)


def _ask(draft: Draft, choices: Choices, seat_id: UUID, column: str, code: Any, t: Words) -> Any:
    """One question about a seat; its answer as a code."""
    label, key = plain(_label(column, choices, t)), draft.key(f"card-{seat_id}-{column}")
    if column in TICKS:
        answer = st.checkbox(label, bool(code), key=key)
    elif column in choices.by_column:
        options = choices.by_column[column]
        codes = list(options) if None in options or column == "say" else [None, *options]
        answer = st.selectbox(
            label,
            codes,
            index=codes.index(code) if code in codes else 0,
            format_func=lambda x: options.get(x, "–"),
            key=key,
            filter_mode=None,
        )
    else:
        answer = st.number_input(label, min_value=0.0, max_value=100.0, step=5.0, value=code, format="%g", key=key)
    draft.taken[key] = answer
    return answer
