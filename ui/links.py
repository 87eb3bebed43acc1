"""Links to other pages of the same workspace, and leaving for one."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from ui import look
from ui.session import page


def here() -> str:
    """The workspace of the address."""
    return st.query_params.get("w", "")


def _where(params: dict[str, object]) -> dict[str, str]:
    return {"w": here(), **{key: str(value) for key, value in params.items() if value is not None}}


def link(
    name: str,
    label: str | None = None,
    *,
    icon: str | None = None,
    help: str | None = None,
    markdown: bool = False,
    **params: object,
) -> None:
    """A link to page `name` of the same workspace; `params` are its filters: `link("company", name, id=row.id)`.

    A label that is `markdown` has its stored words escaped already (`look.plain`).
    """
    st.page_link(
        page(name),
        label=label if label is None or markdown else look.plain(label),
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
