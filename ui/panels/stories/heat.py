"""The heat map of 共性: themes by stage; a square that is clicked opens the sentences behind it."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from persona_core.access.models import Viewer
from persona_core.kit import figures
from persona_core.kit.words import Words
from persona_core.stories import comparing_charts
from persona_core.stories.material import Material, Population
from persona_core.stories.themes import themes
from persona_core.stories.views import Theme
from persona_core.vocabulary.queries import Lists
from ui import shell
from ui.look import plain
from ui.panels.stories import address
from ui.panels.stories.quoting import quote

ROWS, QUOTES = 14, 5
_PICKED = "stories.square"


def draw(viewer: Viewer, said: Sequence[Theme], found: Material, known: Lists, *, everybody: bool = False) -> None:
    """Where each theme is said, and the sentences of the square chosen; of those who signed, or of `everybody`."""
    t = shell.words()
    shown = [theme for theme in said if theme.k][:ROWS]
    if len(shown) < 2 or len(shown[0].stages) < 2:
        return  # the bars above say it already
    st.markdown(f"**{plain(_finding(shown, t))}**")
    st.plotly_chart(
        comparing_charts.heat(shown, t, shell.theme(), picked=st.session_state.get(_PICKED)),
        key="themes-heat",
        theme=None,
        config=figures.config("themes-by-stage", t),
        on_select=_pick,
        selection_mode="points",
    )
    st.caption(
        plain(
            t(
                "The darker, the larger the share of those asked at that stage; an empty square: nobody said so; no "
                "square: nobody was asked. Click one."
            )
        )
    )
    with st.expander(t("See the rows"), icon=":material/table:", key="themes-heat-rows", on_change="rerun") as rows:
        if rows.open:
            st.dataframe(_table(shown, t), hide_index=True, height="content")
    _sentences(viewer, found, known, t, "all" if everybody else "signed")


def _finding(shown: Sequence[Theme], t: Words) -> str:
    """The square that says most: the largest share among at least three customers."""
    squares = [(s.k / s.asked, s.k, theme.name, s) for theme in shown for s in theme.stages if s.asked and s.k >= 3]
    if not squares:
        return t("At no stage do three customers say the same yet")
    _, _, name, split = max(squares, key=lambda x: x[:3])
    return t("Said most at “{stage}”: {tag} ({k} of {n} asked)", stage=split.stage, tag=name, k=split.k, n=split.asked)


def _pick() -> None:
    points = st.session_state["themes-heat"]["selection"]["points"]
    told = points[0].get("customdata") if points else None
    st.session_state[_PICKED] = tuple(told) if told else None


def _table(shown: Sequence[Theme], t: Words) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                t("Tag"): theme.name,
                **{s.stage: t("{k} of {n} asked", k=s.k, n=s.asked) if s.asked else "" for s in theme.stages},
            }
            for theme in shown
        ]
    )


def _sentences(viewer: Viewer, found: Material, known: Lists, t: Words, who: Population) -> None:
    picked = st.session_state.get(_PICKED)
    if not picked or found.stage_key(picked[1]) is None:
        return
    with shell.read() as session:
        here = themes(session, viewer, t, stage_id=picked[1], population=who, quotes=QUOTES, found=found, known=known)
    theme = next((theme for theme in here if str(theme.tag_id) == picked[0]), None)
    if theme is None:
        return
    stage = next(s.stage for s in theme.stages if str(s.stage_id) == picked[1])
    with st.container(border=True, key="heat-sentences", gap="small"):
        head = t("{tag} · {stage}: {k} of {n} asked", tag=theme.name, stage=stage, k=theme.k, n=theme.asked)
        st.markdown(f"**{plain(head)}**")
        for number, told in enumerate(theme.quotes):
            quote(told, f"heat-{number}", t)
        if not theme.quotes:
            st.caption(plain(t("Nobody who was asked at this stage says so.")))
        st.button(
            t("Show the stories with this tag"),
            key="heat-stories",
            type="tertiary",
            on_click=address.go,
            kwargs={"view": None, "tag": picked[0], "stage": picked[1], "kind": None},
        )
