"""What every page stands in: its head, the line with the answer, empty states, links to other pages."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from ui import look, saving
from ui.session import database, enter, example, page, page_name, read, sign, theme, words

__all__ = [
    "answer",
    "database",
    "empty",
    "enter",
    "example",
    "go",
    "head",
    "link",
    "page_name",
    "read",
    "sign",
    "theme",
    "url",
    "words",
]

PRESENTING = "presenting"


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
        st.space("stretch")
        with st.container(horizontal=True, width="content", vertical_alignment="center", gap="small"):
            st.toggle(
                t("Presentation mode"),
                key=PRESENTING,
                persist_state="session",
                width="content",
                help=t("Shows people as surname and title, for a wall or a screenshot. Companies stay readable."),
            )
            actions = st.container(horizontal=True, width="content", vertical_alignment="center", gap="small")
    if primary is not None:
        with actions:
            primary()
    saving.bar()
    return actions


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
            if example() not in {None, _here()}:
                link(page_name(), t("See it in the example"), icon=":material/lightbulb:", w=example())


def _here() -> str:
    return st.query_params.get("w", "")


def _where(params: dict[str, object]) -> dict[str, str]:
    return {"w": _here(), **{key: str(value) for key, value in params.items() if value is not None}}


def link(
    name: str, label: str | None = None, *, icon: str | None = None, help: str | None = None, **params: object
) -> None:
    """A link to page `name` of the same workspace; `params` are its filters: `link("company", name, id=row.id)`."""
    st.page_link(
        page(name),
        label=None if label is None else look.plain(label),
        icon=icon,
        help=help,
        query_params=_where(params),
        width="content",
    )


def go(name: str, **params: object) -> None:
    """Leave for page `name` at once, after a button."""
    st.switch_page(page(name), query_params=_where(params))


def url(name: str, **params: object) -> str:
    """The address of page `name` in this workspace, for a column of links in a table."""
    target = page(name)
    return f"/{target.url_path}?{urlencode(_where(params))}"
