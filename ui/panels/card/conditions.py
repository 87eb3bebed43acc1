"""The inputs of a saved filter of companies: kinds to choose, ranges to type, own fields."""

from __future__ import annotations

from typing import Any

import streamlit as st

from persona_core.access.models import Viewer
from persona_core.personas.conditions import Conditions
from persona_core.vocabulary.fields import FIELDS
from persona_core.vocabulary.queries import Lists
from ui import shell, tables
from ui.panels.companies import own_filters

KINDS = ("industry", "prior_kind", "lead_source")


def inputs(viewer: Viewer, now: Conditions, known: Lists, *, key: str, status: bool = False) -> dict[str, Any]:
    """Draw them inside a form; returns what is asked, in the form a card keeps."""
    t = shell.words()
    said: dict[str, Any] = {}
    for name in (("status",) if status else ()) + KINDS:
        options = tables.choices(FIELDS[name], t, known)
        said[name] = st.multiselect(
            t(FIELDS[name].label),
            list(options),
            [code for code in getattr(now, name) if code in options],
            format_func=options.get,
            placeholder=t("All"),
            key=f"{key}-{name}",
        )
    said["headcount"] = _range(t("People from"), t("to"), now.headcount, key=f"{key}-headcount")
    said["annual_fee"] = _range(t("Annual fee from"), t("to"), now.annual_fee, key=f"{key}-fee")
    said["own"] = own_filters.inputs(viewer, t, known, now.own, key=key)
    return said


def _range(low_label: str, high_label: str, now: tuple[float | None, float | None], *, key: str) -> list[int | None]:
    left, right = st.columns(2)
    ends = []
    for column, label, value, end in ((left, low_label, now[0], "low"), (right, high_label, now[1], "high")):
        with column:
            typed = st.number_input(
                label, 0, 10**12, None if value is None else int(value), step=1, placeholder="", key=f"{key}-{end}"
            )
            ends.append(None if typed is None else int(typed))
    return ends
