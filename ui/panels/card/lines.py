"""Blocks of the card: lines with counts, trust, lost deals beside, quotes and the way to the rows; charts, tables."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import plotly.graph_objects as go
import streamlit as st

from persona_core.kit import figures
from persona_core.kit.words import Words
from persona_core.personas.card import Block, Card, Chart, Line, Table
from persona_core.personas.drawing import figure
from ui import shell
from ui.look import badge, plain

__all__ = ["block", "chart", "plain", "still_to_do", "table"]


def block(part: Block, *, name: str = "", wide: bool = False, beside: bool = False) -> None:
    """One block with its lines, charts and tables, or the sentence that says what to do.

    `wide` goes over all columns, `beside` is as tall as the one next to it.
    """
    key = f"{name}{part.key}"
    with st.container(border=True, key=f"block-{key}", height="stretch" if beside else "content"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            if part.step:
                badge(part.step, key=key)
            st.subheader(plain(part.title), anchor=False)
        if part.bare:
            st.caption(plain(part.empty))
        for line in part.lines:
            _line(line, name)
        _drawn(part, key, beside=wide and bool(part.charts and part.tables))


def _drawn(part: Block, key: str, *, beside: bool) -> None:
    """Charts and tables, side by side where there is room for both."""
    places = st.columns([4, 5], gap="large") if beside else (st.container(), st.container())
    with places[0]:
        for one in part.charts:
            chart(one, key=f"card-{key}-{one.key}")
    with places[1]:
        for one in part.tables:
            table(one, key=f"{key}-{one.key}")


def chart(one: Chart, *, key: str, large: bool = False) -> None:
    """A chart, drawn from the rows that paper and slides are drawn from."""
    t = shell.words()
    made = _figure(one, t.lang, shell.theme().name, large)
    st.plotly_chart(made, key=key, config=figures.config(one.key, t))


@lru_cache(maxsize=64)
def _figure(one: Chart, lang: str, look: str, large: bool) -> go.Figure:
    """A chart is made once: a page is drawn again and again, and what is sent is a copy."""
    return figure(one, Words(lang), figures.theme(look), large=large)


def table(one: Table, *, key: str, most: int | None = None) -> None:
    """A table whose first column leads to the rows behind it."""
    head = " | ".join(plain(cell) or " " for cell in one.head)
    rows = [f"| {head} |", "|" + "---|" * len(one.head)]
    for row in one.rows[:most]:
        first = plain(row.cells[0])
        if row.way:
            first = f"[{first}]({shell.url(row.way.page, **row.way.params)})"
        rows.append("| " + " | ".join([first, *map(plain, row.cells[1:])]) + " |")
    with st.container(key=f"table-{key}"):
        st.markdown("\n".join(rows))


def _line(line: Line, name: str) -> None:
    t = shell.words()
    key = f"{name}{line.key}".replace(".", "-")
    with st.container(key=f"line-{key}", gap="xxsmall"):
        if line.quotes:
            st.markdown(f"**{plain(line.text)}**")
        else:
            st.text(line.text)
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"counts-{key}"):
            shell.link(line.way.page, line.counts or t("See the rows"), icon=":material/table_rows:", **line.way.params)
            if line.notes:
                st.caption(plain(line.notes), width="content")
        for quote in line.quotes[:1]:
            with st.container(key=f"quote-{key}", gap=None):
                st.text(t("“{text}”", text=quote.text))
                shell.link("stories", quote.said_by, icon=":material/format_quote:", story=quote.story_id)


def still_to_do(card: Card) -> None:
    """What the card still lacks and what has aged, each with the way to mend it."""
    t = shell.words()
    for key, title, found in (
        ("missing", t("What is still missing"), card.missing),
        ("stale", t("What has aged"), card.stale),
    ):
        if found:
            with st.container(border=True, key=f"block-{key}"):
                st.subheader(plain(title), anchor=False)
                _list(found)


def _list(found: Sequence[Line]) -> None:
    for line in found:
        if line.way.page == "card":
            st.text(line.text)
        else:
            shell.link(line.way.page, line.text, icon=":material/arrow_forward:", **line.way.params)
