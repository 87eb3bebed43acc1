"""The bars of 共性: which share of those asked says what, and the rows behind them."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from persona_core.kit import figures
from persona_core.kit.sheets.guard import write_csv
from persona_core.kit.words import Words
from persona_core.stories import charts
from persona_core.stories.themes import table
from persona_core.stories.views import Theme
from ui import shell, tables
from ui.look import plain

BARS = 12


def draw(said: Sequence[Theme], t: Words) -> None:
    """The themes said most, under the finding; below, every row to read and to take along."""
    shown = said[:BARS]
    st.plotly_chart(
        charts.themes(shown, t, shell.theme(), title=charts.finding(said, t), wide=not tables.on_phone()),
        key="themes-chart",
        theme=None,
        config=figures.config("themes", t),
    )
    st.caption(
        plain(
            t(
                "Share of those asked, with the range it may lie in. Coloured: what stands in the way; "
                "grey: what draws them; pale: a guess so far."
            )
        )
    )
    with st.expander(t("See the rows"), icon=":material/table:"):
        _rows(said, t)


def _rows(said: Sequence[Theme], t: Words) -> None:
    """The table behind the chart, to read and to take along."""
    rows = table(said, t)
    heads = {
        "tag": t("Tag"),
        "kind": t("Kind"),
        "k": t("Said so"),
        "asked": t("Asked"),
        "n": t("In all"),
        "share": t("Share"),
        "lo": t("At least"),
        "hi": t("At most"),
        "verdict": t("How far it carries"),
    }
    percent = st.column_config.NumberColumn(format="percent")
    st.dataframe(
        rows.rename(columns=heads),
        hide_index=True,
        key="themes-rows",
        column_config={heads[name]: percent for name in ("share", "lo", "hi")},
    )
    st.download_button(
        t("Download as CSV"),
        lambda: write_csv(list(heads.values()), rows.itertuples(index=False, name=None)),
        file_name="themes.csv",
        mime="text/csv",
        key="themes-csv",
        on_click="ignore",
    )
