"""Blocks of the card: lines with counts, trust, lost deals beside, quotes and the way to the rows."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go
import streamlit as st

from persona_core.kit import figures
from persona_core.personas.card import Block, Card, Line
from ui import shell
from ui.look import badge, plain

__all__ = ["block", "missing", "plain"]


def block(part: Block, drawn: Sequence[go.Figure]) -> None:
    """One block with its lines and charts, or the sentence that says what to do."""
    with st.container(border=True, key=f"block-{part.key}"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            badge(part.step, key=part.key)
            st.subheader(plain(part.title), anchor=False)
        if not part.lines:
            st.caption(plain(part.empty))
        for line in part.lines:
            _line(line)
        for number, figure in enumerate(drawn):
            st.plotly_chart(figure, key=f"card-{part.key}-{number}", config=figures.config(part.key, shell.words()))


def _line(line: Line) -> None:
    t = shell.words()
    key = line.key.replace(".", "-")
    with st.container(key=f"line-{key}", gap="xxsmall"):
        if line.quotes:
            st.markdown(f"**{plain(line.text)}**")
        else:
            st.text(line.text)
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"counts-{key}"):
            shell.link(line.way.page, line.counts or t("See the rows"), icon=":material/table_rows:", **line.way.params)
            notes = " · ".join(x for x in (line.trust, line.lost) if x)
            if notes:
                st.caption(plain(notes), width="content")
        for quote in line.quotes[:1]:
            with st.container(key=f"quote-{key}", gap=None):
                st.text(t("“{text}”", text=quote.text))
                said_by = " · ".join(x for x in (quote.who, quote.stage) if x)
                shell.link("stories", said_by, icon=":material/format_quote:", story=quote.story_id)


def missing(card: Card) -> None:
    """What the card still lacks, each with the way to mend it."""
    t = shell.words()
    if not card.missing:
        return
    with st.container(border=True, key="block-missing"):
        st.subheader(plain(t("What is still missing")), anchor=False)
        for line in card.missing:
            if line.way.page == "card":
                st.text(line.text)
            else:
                shell.link(line.way.page, line.text, icon=":material/arrow_forward:", **line.way.params)
