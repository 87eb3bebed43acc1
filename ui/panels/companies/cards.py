"""Companies as a list of links, for phones."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from persona_core.companies.naming import shorten
from persona_core.kit.words import Words
from persona_core.vocabulary.fields import FIELDS
from persona_core.vocabulary.queries import Lists
from ui import shell, tables
from ui.panels.companies import rows

SHOWN = ("status", "industry", "headcount", "prior_kind")


def draw(t: Words, frame: pd.DataFrame, known: Lists) -> None:
    """One card a company: its name opens its page."""
    for row in rows.read(frame, t, known):
        with st.container(border=True, gap=None):
            shell.link("company", shorten(row.name, 60), id=row.id)
            facts = [_fact(t, key, row, known) for key in SHOWN]
            st.text(" · ".join(fact for fact in facts if fact))


def _fact(t: Words, key: str, row: rows.Row, known: Lists) -> str:
    text = tables.shown(FIELDS[key], row.values[key], t, known, band=row.values.get(rows.BANDS.get(key, "")))
    return t("{n} people", n=text) if text and key == "headcount" else text
