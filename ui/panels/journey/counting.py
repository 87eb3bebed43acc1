"""漏斗: who reached which stage, where they are lost, how long signing took; each picture with its table."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from persona_core.journeys import charts, wording
from persona_core.journeys.analysis import Funnel
from persona_core.kit import figures
from persona_core.kit.words import Words
from ui import shell
from ui.look import plain


def draw(found: Funnel, labels: Mapping[int, str], positions: Mapping[str, str]) -> None:
    """The funnel with its numbers; `labels` name stages by number in order, `positions` by code."""
    t, look = shell.words(), shell.theme()
    if found.total == 0:
        _nothing(found, t)
        return
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.plotly_chart(
            charts.funnel(found, labels, t, look), key="journey-funnel", theme=None, config=figures.config("funnel", t)
        )
        st.caption(
            plain(t("Light: still at that stage. Moved on: of those who decided, the open ones are not counted in."))
        )
    with right:
        if found.lost or found.churned:
            st.plotly_chart(
                charts.where_lost(found, labels, t, look),
                key="journey-lost",
                theme=None,
                config=figures.config("lost", t),
            )
        for sentence in (wording.pushed_by(t, found, positions), wording.left_out(t, found)):
            if sentence:
                st.caption(plain(sentence))
    with st.expander(t("See the rows"), icon=":material/table:"):
        st.dataframe(table(found, labels, t), hide_index=True, key="journey-rows")


def _nothing(found: Funnel, t: Words) -> None:
    if found.left_out:
        sentence = t(
            "No deal has a dated stage yet, so there is nothing to count. Dates come with a file of deals, "
            "one column a stage; single ones you add on a company's page."
        )
    else:
        sentence = t(
            "The funnel shows where deals come through and where they get stuck. It needs companies, and for each "
            "the day it reached a stage."
        )
    shell.empty(sentence, t("Import deals with dates"), "import-export")
    if found.left_out:
        st.caption(plain(wording.left_out(t, found)))
        shell.link("companies", t("Choose a company and add dates"), icon=":material/domain:")


def table(found: Funnel, labels: Mapping[int, str], t: Words) -> pd.DataFrame:
    """The numbers behind both pictures, one row a stage."""
    rows = [
        {
            t("Stage"): labels[row.num],
            t("Reached"): row.reached,
            t("Still there"): row.open,
            t("Lost here"): found.lost_at.get(row.num, 0),
            t("Left here after signing"): found.churned_at.get(row.num, 0),
            t("Moved on, of those who decided"): wording.step(t, row.step),
            t("Of all in the funnel"): t.percent(row.overall.value),
            t("Days there (median, those still there counted in)"): wording.spent(t, row.days),
        }
        for row in found.rows
    ]
    return pd.DataFrame(rows)
