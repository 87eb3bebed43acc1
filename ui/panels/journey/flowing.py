"""流向: where visits lead, before signing and after; a sentence, a picture for each half, and the rows."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from persona_core.journeys.charts import HALF, NARROW, WIDE
from persona_core.journeys.flows import charts, wording
from persona_core.journeys.flows.analysis import STILL, Flows, flows, halves, largest
from persona_core.journeys.wording import where_to
from persona_core.kit import figures
from ui import tables
from ui.look import plain
from ui.panels.journey.panel import Panel

SIDE_BY_SIDE = 5
"""Halves of so many stages stand side by side; longer ones one below the other."""

FIRST = 12
"""So many flows a phone begins with."""


def draw(panel: Panel) -> None:
    """A phone begins with the rows, a desk with the pictures."""
    t, whole = panel.t, flows(panel.found)
    st.text(wording.sentence(t, whole))
    for line in wording.renewed(t, panel.found, panel.labels):
        st.text(line)
    if panel.by:
        st.caption(plain(t("Flows are those of all groups together.")))
    if tables.on_phone():
        st.dataframe(short_table(panel, whole), hide_index=True, height="content", key="flows-first")
    parts = [(part, bool(at)) for at, part in enumerate(halves(panel.found, whole)) if part.every]
    together = len(parts) == 2 and all(len({f.start for f in part.every}) <= SIDE_BY_SIDE for part, _ in parts)
    columns = st.columns(2, gap="large") if together else [st.container() for _ in parts]
    for column, (part, signed) in zip(columns, parts, strict=True):
        with column:
            _picture(panel, part, signed, HALF if together else WIDE)
    tables.behind(lambda: table(panel, whole), t, key="flows-rows", file_name="flows")


def _picture(panel: Panel, part: Flows, signed: bool, width: float) -> None:
    t, narrow = panel.t, tables.on_phone()
    stages = charts.STAGES_NARROW if narrow else charts.STAGES
    name = "flows-after" if signed else "flows-before"
    st.plotly_chart(
        charts.streams(
            part, panel.labels, t, panel.look, signed=signed, width=NARROW if narrow else width, stages=stages
        ),
        key=name,
        theme=None,
        config=figures.config(name, t),
    )
    _, rest = largest(part, charts.MOST, stages)
    if rest:
        st.caption(plain(t.plural("{n} more stay is in the rows.", "{n} more stays are in the rows.", rest)))


def short_table(panel: Panel, whole: Flows) -> pd.DataFrame:
    """The largest flows in two columns, for a phone."""
    t = panel.t
    moving = sorted((f for f in whole.every if f.kind != STILL), key=lambda f: -f.n)[:FIRST]
    return pd.DataFrame(
        {
            t("From where to where"): [wording.way(t, flow, panel.labels) for flow in moving],
            t("Of the stays there"): [wording.of_all(t, flow) for flow in moving],
        }
    )


def table(panel: Panel, whole: Flows) -> pd.DataFrame:
    """A row a flow, in the order of the journey."""
    t = panel.t
    rows = [
        {
            t("From stage"): panel.labels[flow.start],
            t("To stage"): where_to(t, flow.to, panel.labels),
            t("Way"): wording.kind(t, flow),
            t("How often"): flow.n,
            t("Of the stays there"): wording.part(t, flow),
            t("Chance, those still there open"): wording.chance(t, flow),
        }
        for flow in whole.every
    ]
    return pd.DataFrame(rows)
