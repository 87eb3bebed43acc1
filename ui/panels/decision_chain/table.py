"""The whole chain in one table, in words or in points, with totals that follow while typing."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import pandas as pd
import streamlit as st

from persona_core.decision_chain import wording
from persona_core.decision_chain.inputs import check_seats, influence_of
from persona_core.decision_chain.models import (
    LISTENS_LABELS,
    SAY_LABELS,
    STANCE_LABELS,
    STANCE_UNKNOWN,
    Moment,
)
from persona_core.kit.errors import PersonaError
from persona_core.kit.words import N_, Words
from persona_core.vocabulary.models import ListName
from persona_core.vocabulary.queries import Lists
from ui import shell
from ui.look import plain
from ui.panels.decision_chain.draft import Cells, Draft, Rows

UNKNOWN_PERSON = N_("Not known who")
_WORDS = ("who", "say", "ear1", "ear2")
_POINTS = ("who", "points")
_LAST = ("total", "stance", "contact", "veto", "trial", "role")
_FIELD = {"who": "person_id", "trial": "trial_gate", "role": "buying_role"}


class Choices:
    """Every choice the table offers, as labels; each maps back to its code."""

    def __init__(self, draft: Draft, people: Mapping[UUID, str], known: Lists, t: Words) -> None:
        positions = {r.seat.position: r.seat.label for r in draft.stored.rows}
        ears = {
            (p, float(how)): t("{position} · {how}", position=label, how=t(text))
            for p, label in positions.items()
            for how, text in LISTENS_LABELS.items()
        }
        for row in draft.shown.values():
            for p, points in row["listens"].items():
                ears.setdefault((p, points), wording.listens_text(positions.get(p, p), points, t))
        self.by_column: dict[str, dict[Any, str]] = {
            "who": {None: t(UNKNOWN_PERSON), **people},
            "say": {int(k): t(v) for k, v in SAY_LABELS.items()},
            "ear1": ears,
            "ear2": ears,
            "stance": {**{int(k): t(v) for k, v in STANCE_LABELS.items()}, None: t(STANCE_UNKNOWN)},
            "contact": known.options(ListName.CONTACT, t),
            "role": known.options(ListName.BUYING_ROLE, t),
        }
        self.positions = positions

    def label(self, column: str, code: Any) -> str | None:
        """What a code is called in a column; None leaves the cell empty."""
        return self.by_column[column].get(code)

    def code(self, column: str, label: str | None) -> Any:
        """The code behind a label; None for an empty cell or an unknown text."""
        return next((c for c, text in self.by_column[column].items() if text == label), None)


def draw(draft: Draft, people: Mapping[UUID, str], known: Lists) -> None:
    """The table; what is typed goes into the draft at once, nothing is stored."""
    t = shell.words()
    choices = Choices(draft, people, known, t)
    key = draft.key("table")
    if key not in st.session_state and draft.rows != draft.shown:
        draft.redraw()
        key = draft.key("table")
    edited = st.session_state.get(key, {}).get("edited_rows", {})
    draft.rows, draft.taken = _with_edits(draft, choices, edited), copy.deepcopy(dict(edited))
    totals, problem = _totals(draft, choices, t)
    st.data_editor(
        _frame(draft, choices, totals),
        key=key,
        hide_index=True,
        num_rows="fixed",
        height="content" if len(draft.rows) <= 15 else 560,
        column_config=_columns(draft, choices, t),
        placeholder="",
    )
    if problem:
        st.caption(plain(problem))
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
            _take(rows[ids[int(number)]], change, choices)
    return rows


def _take(row: Cells, change: Mapping[str, Any], choices: Choices) -> None:
    ears = _ears(row, choices)
    for column, value in change.items():
        if column in {"ear1", "ear2"}:
            ears[column] = choices.code(column, value)
        elif column.startswith("to:"):
            position = column.removeprefix("to:")
            row["listens"] = {k: v for k, v in row["listens"].items() if k != position}
            if value:
                row["listens"][position] = float(value)
        elif column == "points":
            row["points"] = value
        elif column in {"veto", "trial"}:
            row[_FIELD.get(column, column)] = bool(value)
        elif column in choices.by_column:
            code = choices.code(column, value)
            row[_FIELD.get(column, column)] = 0 if column == "say" and code is None else code
    if {"ear1", "ear2"} & set(change):
        row["listens"] = {}
        for heard in ears.values():
            if heard is not None:
                row["listens"][heard[0]] = max(heard[1], row["listens"].get(heard[0], 0))


def _ears(row: Cells, choices: Choices) -> dict[str, Any]:
    heard = sorted(row["listens"].items(), key=lambda x: -x[1])
    return {f"ear{n + 1}": heard[n] if n < len(heard) else None for n in range(2)}


def _frame(draft: Draft, choices: Choices, totals: Mapping[UUID, str]) -> pd.DataFrame:
    frame = []
    for seat_id, row in draft.shown.items():
        ears = _ears(row, choices)
        line: dict[str, Any] = {"position": next(r.seat.label for r in draft.stored.rows if r.seat.id == seat_id)}
        line["who"] = choices.label("who", row["person_id"])
        if draft.by_points:
            line["points"] = row["points"]
            for position in choices.positions:
                line[f"to:{position}"] = row["listens"].get(position)
        else:
            line["say"] = choices.label("say", row["say"])
            line |= {column: choices.label(column, ears[column]) for column in ears}
        line["total"] = totals.get(seat_id, "–")  # always text: another type would make another table and lose edits
        line |= {c: choices.label(c, row[_FIELD.get(c, c)]) for c in ("stance", "contact", "role")}
        line |= {"veto": row["veto"], "trial": row["trial_gate"]}
        frame.append(line)
    listening = [f"to:{p}" for p in choices.positions]
    first = [*_POINTS, *listening] if draft.by_points else list(_WORDS)
    last = [c for c in _LAST if c != "trial" or draft.moment is Moment.PURCHASE]
    return pd.DataFrame(frame, columns=["position", *first, *last])


def _totals(draft: Draft, choices: Choices, t: Words) -> tuple[dict[UUID, str], str]:
    """Influence that follows from what the table says now, or the sentence that says why there is none."""
    inputs = draft.inputs()
    try:
        check_seats(inputs, choices.positions)
        influence = influence_of(inputs, choices.positions)
    except PersonaError as problem:
        return {}, problem.text(t)
    percents = wording.percents(influence.total, t)
    return dict(zip(draft.rows, percents, strict=True)), ""


def _columns(draft: Draft, choices: Choices, t: Words) -> dict[str, Any]:
    config, wider = st.column_config, 1.0 if t.lang == "zh" else 1.25
    no, trial = t("If this seat says no, nothing is bought."), t("If the trial fails here, nothing is bought.")
    computed = t("Computed: its own say, and that of those who listen to it.")

    def pick(column: str, label: str, width: int, hint: str | None = None) -> Any:
        options = list(choices.by_column[column].values())
        width = round(width * wider)
        return config.SelectboxColumn(label, options=options, width=width, required=column == "say", help=hint)

    return {
        "position": config.TextColumn(t("Position"), disabled=True, pinned=True, width=round(100 * wider)),
        "who": pick("who", t("Who"), 100),
        "say": pick("say", t("When deciding"), 92, t("What this seat has to say when it is decided.")),
        "ear1": pick("ear1", t("Listens to"), 135, t("Whose word counts for this seat, and how closely it listens.")),
        "ear2": pick("ear2", t("And to"), 130),
        **_points(choices, t, round(120 * wider)),
        "total": config.TextColumn(t("Influence"), disabled=True, width=66, help=computed),
        "stance": pick("stance", t("Stance"), 90),
        "contact": pick("contact", t("Contact"), 90),
        "veto": config.CheckboxColumn(t("Veto"), width=100, help=no),
        "trial": config.CheckboxColumn(t("Trial gate"), width=90, help=trial),
        "role": pick("role", t("Role"), 115),
    }


def _points(choices: Choices, t: Words, width: int) -> dict[str, Any]:
    """The columns of 高级: points for the decision, and for each position that is heard."""
    number, limits = st.column_config.NumberColumn, {"min_value": 0, "max_value": 100}
    hint = t("Points of 100 of its judgement; what it gives to nobody is its own.")
    heard = {
        f"to:{p}": number(t("hears {position}", position=label), width=width, help=hint, **limits)
        for p, label in choices.positions.items()
    }
    return {
        "points": number(t("Points"), width=80, help=t("Points of 100 for the decision itself."), **limits),
        **heard,
    }
