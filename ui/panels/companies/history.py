"""What was said about a company and its deals, statement by statement."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from persona_core.companies.naming import shorten
from persona_core.evidence.models import Observation
from persona_core.kit.words import Words
from persona_core.vocabulary.queries import Lists
from ui import tables
from ui.panels.companies import facts, rows

MOST = 100
_BANDS = set(rows.BANDS.values())


def draw(t: Words, known: Lists, found: list[Observation]) -> None:
    """The latest statements first: when, who, by which source, what."""
    if not found:
        st.text(t("Nothing was said yet."))
        return
    heads = [t("When"), t("Who"), t("Source"), t("Said")]
    lines = [
        (t.date(o.observed_on), o.said_by, facts.source_name(o.source, t, known), sentence(o, t, known)) for o in found
    ]
    st.dataframe(
        pd.DataFrame(lines, columns=heads),
        hide_index=True,
        column_config={heads[3]: st.column_config.TextColumn(heads[3], width=700)},
        alt=t("What was said, and by whom"),
    )
    if len(found) == MOST:
        st.caption(t("The latest {n} statements.", n=MOST))


def sentence(observation: Observation, t: Words, known: Lists) -> str:
    """One statement in plain words: 人数 180、区域 华东."""
    parts = []
    for name, value in observation.values.items():
        spec = known.spec("person_name" if name == "name" and observation.subject_kind == "person" else name)
        if name in _BANDS or spec is None:
            continue
        text = tables.shown(spec, value, t, known, band=observation.values.get(rows.BANDS.get(name, "")))
        if text:
            parts.append(t("{field} {value}", field=t(spec.label), value=shorten(text, 80)))
        else:
            parts.append(t("{field} cleared", field=t(spec.label)))
    return t.listing(parts)
