"""What every page stands in: its head, the line with the answer, empty states, links to other pages."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from ui import look, saving
from ui.links import go, here, link, url
from ui.panels import search
from ui.session import (
    database,
    enter,
    example,
    examples,
    hold,
    page_name,
    read,
    reception,
    runner,
    sign,
    theme,
    tray,
    words,
)

__all__ = [
    "answer",
    "database",
    "empty",
    "enter",
    "example",
    "examples",
    "go",
    "head",
    "hold",
    "link",
    "page_name",
    "read",
    "reception",
    "runner",
    "sign",
    "theme",
    "tray",
    "url",
    "words",
]

PRESENTING = "presenting"
_WAYS = ("home", "companies", "decision-chain", "journey", "stories", "card")


def head(
    step: int | None, name: str, question: str = "", primary: Callable[[], object] | None = None
) -> DeltaGenerator:
    """The head of a page: badge of the step 1–4, name, the question it answers; right, 演示模式 and the page's actions.

    Returns the place of the actions: `with shell.head(1, …): st.button(…)`; `primary` is drawn there already.
    """
    t = words()
    with st.container(key="head", horizontal=True, vertical_alignment="center", gap="small"):
        if step is not None:
            look.badge(step)
        st.header(look.plain(name), anchor=False, width="content")
        if question:
            with st.container(key="question", width="content"):
                st.text(question)
        if enter().presenting:
            _ways()
        st.space("stretch")
        with st.container(horizontal=True, width="content", vertical_alignment="center", gap="small"):
            st.toggle(
                t("Presentation mode"),
                key=PRESENTING,
                persist_state="session",
                width="content",
                help=t("Shows people as surname and title, for a wall or a screenshot. Companies stay readable."),
            )
            search.button()
            actions = st.container(horizontal=True, width="content", vertical_alignment="center", gap="small")
    if primary is not None:
        with actions:
            primary()
    saving.bar()
    return actions


def _ways() -> None:
    """The pages that are presented, in small; where they stand, `look` makes the screen a wall without its sidebar."""
    with st.container(key="ways", horizontal=True, width="content", gap="xxsmall"):
        for name in _WAYS:
            link(name)


def answer(sentence: str) -> None:
    """The page's answer in one sentence with its numbers and n, under the head."""
    with st.container(key="answer"):
        st.text(sentence)


def empty(sentence: str, action: str, target: str) -> None:
    """Nothing here yet: why it matters, one action that leads to page `target`, and a way to the example."""
    t = words()
    with st.container(key="empty", border=True):
        st.text(sentence)
        with st.container(horizontal=True, vertical_alignment="center"):
            if st.button(action, type="primary", icon=":material/arrow_forward:", key="empty-go"):
                go(target)
            if example() not in {None, here()}:
                link(page_name(), t("See it in the example"), icon=":material/lightbulb:", w=example())
