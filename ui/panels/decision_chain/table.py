"""The whole chain in one table, in words or in points, with totals that follow while typing."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import pandas as pd
import streamlit as st

from persona_core.kit.words import Words
from persona_core.vocabulary.queries import Lists
from ui import shell
from ui.look import plain
from ui.panels.decision_chain.cells import HEARD, Choices, columns, take, totals, value
from ui.panels.decision_chain.draft import Draft, Rows


def draw(draft: Draft, people: Mapping[UUID, str], known: Lists) -> None:
    """The table; what is typed goes into the draft at once, nothing is stored."""
    t = shell.words()
    choices = Choices(draft, people, known, t)
    key = draft.key("table")
    if key not in st.session_state and draft.rows != draft.shown:
        draft.redraw()
        key = draft.key("table")
    edited = st.session_state.get(key, {}).get("edited_rows", {})
    draft.rows, draft.taken[key] = _with_edits(draft, choices, edited), copy.deepcopy(edited)
    told, problem = totals(draft, choices, t)
    st.data_editor(
        _frame(draft, choices, told),
        key=key,
        hide_index=True,
        num_rows="fixed",
        disabled=shell.enter().presenting,
        height="content" if len(draft.rows) <= 15 else 560,
        column_config=_columns(choices, t),
        placeholder="",
    )
    if problem:
        st.caption(plain(problem))


def mode(draft: Draft) -> None:
    """The switch to 高级: points instead of words."""
    t = shell.words()
    with st.container(horizontal=True, vertical_alignment="center"):
        st.toggle(
            t("Advanced: in points"),
            draft.by_points,
            key=draft.key("points"),
            on_change=lambda: draft.switch(not draft.by_points),
            width="content",
        )
        if draft.by_points:
            st.caption(
                t("Points of 100, for the decision and for whom they hear; what is left over is their own judgement.")
            )


def _with_edits(draft: Draft, choices: Choices, edited: Mapping[Any, Mapping[str, Any]]) -> Rows:
    rows = copy.deepcopy(draft.shown)
    ids = list(rows)
    for number, change in edited.items():
        if int(number) < len(ids):
            take(rows[ids[int(number)]], {column: choices.code(column, cell) for column, cell in change.items()})
    return rows


def _frame(draft: Draft, choices: Choices, told: Mapping[UUID, str]) -> pd.DataFrame:
    names = {r.seat.id: r.seat.label for r in draft.stored.rows}
    lines = []
    for seat_id, row in draft.shown.items():
        line: dict[str, Any] = {"position": names[seat_id]}
        for column in columns(draft):
            if column == "total":
                line[column] = told.get(seat_id, "–")  # always text: another type makes another table, edits are lost
            else:
                code = value(row, column)
                line[column] = choices.label(column, code) if column in choices.by_column else code
        lines.append(line)
    return pd.DataFrame(lines, columns=["position", *columns(draft)])


def _columns(choices: Choices, t: Words) -> dict[str, Any]:
    """Heads and widths that let the whole chain stand side by side on a laptop."""
    config = st.column_config
    no, trial = t("If this seat says no, nothing is bought."), t("If the trial fails here, nothing is bought.")
    computed = t("Computed: its own say, and that of those who listen to it.")

    def pick(column: str, label: str, width: int, hint: str | None = None) -> Any:
        options = list(choices.by_column[column].values())
        return config.SelectboxColumn(label, options=options, width=width, required=column == "say", help=hint)

    return {
        "position": config.TextColumn(t("Position"), disabled=True, pinned=True, width=98),
        "who": pick("who", t("Who"), 82),
        "say": pick("say", t("Say"), 86, t("What this seat has to say when it is decided.")),
        "ear1": pick("ear1", t("Hears"), 126, t("Whose word counts for this seat, and how closely it listens.")),
        "ear2": pick("ear2", t("Also hears"), 116),
        **_points(choices, t, 120 if t.lang == "zh" else 150),
        "total": config.TextColumn(t("Influence"), disabled=True, width=66, help=computed),
        "stance": pick("stance", t("Stance"), 82),
        "contact": pick("contact", t("Contact"), 80),
        "veto": config.CheckboxColumn(t("Vetoes"), width=68, help=no),
        "trial": config.CheckboxColumn(t("Trial"), width=68, help=trial),
        "role": pick("role", t("Role"), 92),
        "effort": pick("effort", t("Effort"), 68),
    }


def _points(choices: Choices, t: Words, width: int) -> dict[str, Any]:
    """The columns of 高级: points for the decision, and for each position that is heard."""
    number, limits = st.column_config.NumberColumn, {"min_value": 0, "max_value": 100}
    hint = t("Points of 100 of its judgement; what it gives to nobody is its own.")
    heard = {
        f"{HEARD}{p}": number(t("hears {position}", position=label), width=width, help=hint, **limits)
        for p, label in choices.positions.items()
    }
    return {
        "points": number(t("Points"), width=80, help=t("Points of 100 for the decision itself."), **limits),
        **heard,
    }
