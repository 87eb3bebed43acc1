"""Rows of the company table as they are drawn, and what was typed into them until it is saved."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
import streamlit as st

from persona_core.access.models import Viewer
from persona_core.deals.commands import RowEdit
from persona_core.kit.words import Words
from persona_core.vocabulary.queries import Lists
from persona_core.vocabulary.specs import OWN
from ui import tables

FIRST = (
    "status",
    "industry",
    "headcount",
    "business_model",
    "operating_model",
    "annual_revenue",
    "prior_product",
    "prior_kind",
    "lead_source",
    "referrer",
    "owner",
    "annual_fee",
    "signed_on",
    "ends_on",
    "problem",
)
MORE = ("region", "value_chain", "growth_stage", "culture", "org_structure", "growth_rate", "note")
BANDS = {"headcount": "headcount_band", "annual_revenue": "revenue_band"}
DRAWN, ROUND = "sheet-drawn", "sheet-round"
CHOSEN = ("status", "prior_kind", "lead_source")
"""Fields whose cells are chosen from a list; in the others anything can be typed."""


@dataclass(frozen=True)
class Row:
    """One company as it was drawn: column values, and the texts (or codes) of its cells."""

    id: uuid.UUID
    version: int
    num: int
    name: str
    values: Mapping[str, Any]
    cells: Mapping[str, str | None]


@dataclass
class Draft:
    """What was typed into one row and not saved yet, with what the row showed when it was typed."""

    name: str
    seen: int
    base: dict[str, Any] = field(default_factory=dict)
    changes: dict[str, str | None] = field(default_factory=dict)


def fields_of(known: Lists, *, more: bool = True) -> tuple[str, ...]:
    """The fields of the table in order: the first ones, then the others and those that the workspace made itself."""
    return (*FIRST, *MORE, *known.own) if more else FIRST


def read(frame: pd.DataFrame, t: Words, known: Lists) -> list[Row]:
    """The rows of a frame of `deals.queries.sheet`."""
    found = []
    for record in frame.to_dict("records"):
        values = {key: None if value != value else value for key, value in record.items()}
        values |= {OWN + code: value for code, value in (values.pop("custom", None) or {}).items()}
        cells = {key: cell(key, values, t, known) for key in fields_of(known)}
        found.append(Row(values["id"], values["version"], values["num"], values["name"], values, cells))
    return found


def cell(key: str, values: Mapping[str, Any], t: Words, known: Lists) -> str | None:
    """What the cell of a field holds: a code where it is chosen, else text that can be typed back."""
    if chosen(key, known):
        return values.get(key)
    band = values.get(BANDS[key]) if key in BANDS else None
    return tables.shown(known.spec(key), values.get(key), t, known, band=band)


def chosen(key: str, known: Lists) -> bool:
    """Whether the cells of a field are chosen from a list."""
    return key in CHOSEN or (key in known.own and known.own[key].list is not None)


def drafts(viewer: Viewer) -> dict[uuid.UUID, Draft]:
    """Everything typed and not saved in this workspace, by company."""
    return st.session_state.setdefault(f"sheet-drafts-{viewer.workspace_id}", {})


def take_in(found: dict[uuid.UUID, Draft], rows: list[Row], edited: Mapping[Any, Mapping[str, Any]]) -> None:
    """Keep what the table's cells hold now, by company instead of by place; a cell set back is no change.

    What comes from the browser is not trusted: places and fields that were not drawn are left out.
    """
    for place, cells in edited.items():
        if not (isinstance(place, int) and 0 <= place < len(rows)):
            continue
        row = rows[place]
        for key, value in cells.items():
            if key not in row.cells:
                continue
            text = None if value is None or not str(value).strip() else str(value)
            draft = found.get(row.id)
            if text == (row.cells[key] or None):
                if draft and draft.changes.get(key, text) != text:
                    forget(found, row.id, key)
                continue
            draft = found.setdefault(row.id, Draft(row.name, row.version))
            if key not in draft.changes:
                draft.base.update({k: row.values.get(k) for k in (key, BANDS.get(key, key))})
            draft.changes[key] = text


def forget(found: dict[uuid.UUID, Draft], company_id: uuid.UUID, key: str) -> None:
    """Give up one change."""
    draft = found[company_id]
    draft.changes.pop(key, None)
    if not draft.changes:
        del found[company_id]


def redraw() -> None:
    """Draw the table anew from the drafts: what its cells still hold by place is let go."""
    st.session_state[ROUND] = st.session_state.get(ROUND, 0) + 1
    st.session_state.pop(DRAWN, None)


def edits(found: Mapping[uuid.UUID, Draft]) -> list[RowEdit]:
    """What is to be saved."""
    return [RowEdit(row_id, d.seen, dict(d.base), dict(d.changes)) for row_id, d in found.items()]


def count(found: Mapping[uuid.UUID, Draft]) -> int:
    """How many cells were changed."""
    return sum(len(draft.changes) for draft in found.values())
