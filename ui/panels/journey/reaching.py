"""漏斗: who reached which stage and what became of them; the picture, what to read in it, its rows."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from persona_core.journeys import charts, wording
from persona_core.kit import figures
from ui import tables
from ui.look import plain
from ui.panels.journey.panel import Panel


def draw(panel: Panel) -> None:
    """The funnel of everybody who is counted."""
    t, found = panel.t, panel.found
    middle = len(found.rows) <= charts.MANY
    left, right = st.columns([5, 2], gap="large", vertical_alignment="center" if middle else "top")
    with left:
        st.plotly_chart(
            charts.funnel(found, panel.labels, t, panel.look, cases=panel.cases, wide=not tables.on_phone()),
            key="journey-funnel",
            theme=None,
            config=figures.config("funnel", t),
        )
    with right:
        for sentence in (
            wording.losses(t, found),
            wording.came_in(t, found, panel.labels),
            wording.pushed_by(t, found, panel.positions),
        ):
            if sentence:
                st.text(sentence)
        st.caption(plain(t("Moved on: of those who decided; who is still there is not counted in.")))
    tables.behind(lambda: table(panel), t, key="journey-rows", file_name="funnel")


def table(panel: Panel) -> pd.DataFrame:
    """The numbers behind the picture, one row a stage."""
    t, found = panel.t, panel.found
    rows = [
        {
            t("Stage"): panel.labels[row.num],
            t("Reached"): row.reached,
            t("Came in here"): row.came_in,
            t("Still there"): row.open,
            t("Lost here"): found.lost_at.get(row.num, 0),
            t("Left here after signing"): found.churned_at.get(row.num, 0),
            t("Moved on, of those who decided"): wording.told(t, row.step) if row is not found.rows[-1] else "",
            t("Of all in the funnel"): wording.told(t, row.overall),
            t("Who, where they are few"): wording.who(t, row, panel.cases),
        }
        for row in found.rows
    ]
    frame = pd.DataFrame(rows)
    who = t("Who, where they are few")
    return frame if frame[who].any() else frame.drop(columns=who)
