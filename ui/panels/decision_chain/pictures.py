"""The two charts with their tables, for one chain or the typical one."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from persona_core.decision_chain import charts
from persona_core.decision_chain.models import Moment
from persona_core.kit import figures
from persona_core.kit.words import Words
from ui import shell


def draw(influence: pd.DataFrame, moment: Moment, slope: pd.DataFrame | None, *, chains: int = 0) -> None:
    """The influence bars at a moment and, when both moments are known, the slope; each with 看明细."""
    t, look = shell.words(), shell.theme()
    if influence.empty:
        return
    bars = partial(charts.influence, influence, moment, t, look, chains=chains)
    left, right = st.columns(2, gap="large")
    with left:
        st.plotly_chart(
            _kept(
                "influence",
                (influence, moment, chains),
                bars,
            ),
            key="chain-influence",
            theme=None,
            config=figures.config(t("influence"), t),
        )
        with st.expander(t("Show the numbers"), key="chain-influence-numbers", on_change="rerun") as numbers:
            if numbers.open:
                st.dataframe(_shares(influence, t), hide_index=True, height="content")
                st.caption(
                    t("Nominal is what a seat decides by itself; influence is what it has after everybody listened.")
                )
    if slope is None or slope.empty:
        return
    with right:
        st.plotly_chart(
            _kept("slope", (slope, chains), partial(charts.slope, slope, t, look, chains=chains)),
            key="chain-slope",
            theme=None,
            config=figures.config(t("purchase to renewal"), t),
        )
        with st.expander(t("Show the numbers"), key="chain-slope-numbers", on_change="rerun") as numbers:
            if numbers.open:
                st.dataframe(_shifts(slope, t), hide_index=True, height="content")


def _kept(name: str, shown: tuple[Any, ...], make: Callable[[], go.Figure]) -> go.Figure:
    """The figure drawn last under `name` as long as it shows the same: a stance that is changed moves no bar."""
    seen = (shell.words().lang, shell.theme().name, *(x.to_json() if isinstance(x, pd.DataFrame) else x for x in shown))
    kept = st.session_state.setdefault("chain.figures", {})
    if name not in kept or kept[name][0] != seen:
        kept[name] = (seen, make())
    return kept[name][1]


def _shares(frame: pd.DataFrame, t: Words) -> pd.DataFrame:
    heads = {"share": t("Nominal"), "kept": t("Keeps"), "received": t("From listeners"), "total": t("Influence")}
    told = frame[list(heads)].map(lambda x: t.percent(x, 1)).rename(columns=heads)
    told.insert(0, t("Position"), frame["position"])
    return told


def _shifts(frame: pd.DataFrame, t: Words) -> pd.DataFrame:
    return pd.DataFrame(
        {
            t("Position"): frame["position"],
            t("Purchase"): frame["purchase"].map(lambda x: t.percent(x, 1)),
            t("Renewal"): frame["renewal"].map(lambda x: t.percent(x, 1)),
            t("Shift in points"): frame["shift"].map(lambda x: f"{100 * x:+.1f}"),
        }
    )
