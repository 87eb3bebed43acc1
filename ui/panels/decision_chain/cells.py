"""What the cells of a chain are called and may hold, for the table and for the cards of a phone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from persona_core.companies.naming import UNKNOWN_PERSON
from persona_core.decision_chain import wording
from persona_core.decision_chain.editing import HEARD
from persona_core.decision_chain.inputs import check_seats, influence_of
from persona_core.decision_chain.models import (
    EFFORT_LABELS,
    LISTENS_LABELS,
    SAY_LABELS,
    STANCE_LABELS,
    STANCE_UNKNOWN,
    Moment,
)
from persona_core.kit.errors import PersonaError
from persona_core.kit.words import Words
from persona_core.vocabulary.models import ListName
from persona_core.vocabulary.queries import Lists
from ui.panels.decision_chain.draft import Cells, Draft

EARS = ("ear1", "ear2")
TICKS = ("veto", "trial")
_LAST = ("total", "stance", "contact", "veto", "trial", "role", "effort")
_FIELD = {"who": "person_id", "trial": "trial_gate", "role": "buying_role"}


class Choices:
    """Every choice a cell offers, as labels; each maps back to its code."""

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
            "effort": {k.value: t(v) for k, v in EFFORT_LABELS.items()},
        }
        self.positions = positions

    def label(self, column: str, code: Any) -> str | None:
        """What a code is called in a column; None leaves the cell empty."""
        return self.by_column[column].get(code)

    def code(self, column: str, label: Any) -> Any:
        """The code behind a label; None for an empty cell or an unknown text; numbers and ticks are their own code."""
        if column not in self.by_column:
            return label
        return next((c for c, text in self.by_column[column].items() if text == label), None)


def columns(draft: Draft) -> list[str]:
    """The columns after the position, in their order: words or points, and what belongs to this moment."""
    heard = [f"{HEARD}{r.seat.position}" for r in draft.stored.rows]
    first = ["who", "points", *heard] if draft.by_points else ["who", "say", *EARS]
    return [*first, *(c for c in _LAST if c != "trial" or draft.moment is Moment.PURCHASE)]


def value(row: Cells, column: str) -> Any:
    """The code that a cell holds."""
    if column in EARS:
        heard = sorted(row["listens"].items(), key=lambda x: -x[1])
        place = EARS.index(column)
        return heard[place] if place < len(heard) else None
    if column.startswith(HEARD):
        return row["listens"].get(column.removeprefix(HEARD))
    return row[_FIELD.get(column, column)]


def take(row: Cells, change: Mapping[str, Any]) -> None:
    """Put what was typed or chosen (column → code) into a row."""
    ears = {c: change.get(c, value(row, c)) for c in EARS}
    for column, code in change.items():
        if column.startswith(HEARD):
            position = column.removeprefix(HEARD)
            row["listens"] = {k: v for k, v in row["listens"].items() if k != position}
            if code:
                row["listens"][position] = float(code)
        elif column in TICKS:
            row[_FIELD.get(column, column)] = bool(code)
        elif column == "say":
            row["say"] = code or 0
        elif column not in EARS and _FIELD.get(column, column) in row:
            row[_FIELD.get(column, column)] = code
    if set(EARS) & set(change):
        row["listens"] = {}
        for heard in ears.values():
            if heard is not None:
                row["listens"][heard[0]] = max(heard[1], row["listens"].get(heard[0], 0))


def totals(draft: Draft, choices: Choices, t: Words) -> tuple[dict[UUID, str], str]:
    """Influence that follows from what the rows say now, and what is odd about it or why there is none."""
    inputs = draft.inputs()
    try:
        check_seats(inputs, choices.positions)
        influence = influence_of(inputs, choices.positions)
    except PersonaError as problem:
        return {}, problem.text(t)
    uneven = wording.uneven([s.points for s in inputs], t)
    return dict(zip(draft.rows, wording.percents(influence.total, t), strict=True)), uneven
