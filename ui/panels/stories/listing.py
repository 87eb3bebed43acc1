"""The list of stories on the left: whose, at which stage, its first words; one of them is open."""

from __future__ import annotations

import uuid

import pandas as pd
import streamlit as st

from ui import shell
from ui.look import plain
from ui.panels.stories import address
from ui.panels.stories.address import PAGE_SIZE


def page_number(total: int) -> int:
    """The page of the list the address asks for, from 1."""
    last = max(1, -(-total // PAGE_SIZE))
    asked = address.asked("page")
    return min(int(asked), last) if asked.isdigit() and int(asked) else 1


def draw(frame: pd.DataFrame, total: int, page: int, opened: uuid.UUID | None) -> None:
    """One page of the list; `opened` is the story shown beside it."""
    t = shell.words()
    with st.container(key="stories-list", gap="small"):
        st.caption(t.plural("{n} story", "{n} stories", total))
        for row in frame.itertuples():
            _item(row, row.id == opened)
        if total > PAGE_SIZE:
            last = -(-total // PAGE_SIZE)
            key = f"{address.key('page')}-{page}"
            st.pagination(last, default=page, key=key, max_visible_pages=5, on_change=_turn, args=(key,))


def _item(row: tuple, opened: bool) -> None:
    t = shell.words()
    whose = row.company or t("Customer not known yet")
    with st.container(key=f"story-item-{row.id}", gap=None):
        st.button(
            plain(row.title or row.first),
            key=f"open-{row.id}",
            type="secondary" if opened else "tertiary",
            width="stretch",
            on_click=address.go,
            kwargs={"story": row.id},
        )
        tags = t.listing(row.tags) or t("no tag yet")
        st.caption(plain(" · ".join(part for part in (whose, t.listing(row.stages), tags) if part)))


def _turn(key: str) -> None:
    page = st.session_state[key]
    address.go(page=page if page > 1 else None, story=None)


def neighbours(ids: list[uuid.UUID], opened: uuid.UUID | None) -> tuple[uuid.UUID | None, uuid.UUID | None]:
    """The stories before and after the open one on this page of the list."""
    if opened not in ids:
        return None, next(iter(ids), None)
    at = ids.index(opened)
    return (ids[at - 1] if at else None), (ids[at + 1] if at + 1 < len(ids) else None)
