"""Filters that live in the address: the same link opens the same view, in either language.

The address carries codes, not labels, so a link made on a Chinese screen opens on an English one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import streamlit as st

from persona_core.kit import clock
from ui.session import page_name

_FIRST = date(1970, 1, 1)


def text(param: str, label: str, *, placeholder: str = "", width: int = 240) -> str:
    """A search box."""
    key = _follow(param, lambda said: said[0][:200] if said else "")
    found = st.text_input(label, key=key, placeholder=placeholder, width=width, icon=":material/search:")
    return _tell(param, key, found.strip())


def many(
    param: str,
    label: str,
    options: Mapping[str, str],
    *,
    placeholder: str,
    width: int = 170,
    most: int | None = None,
    search: bool = False,
) -> list[str]:
    """Any number of `options` (code → label), or at most `most`; empty means all. Links may also say several as a,b.

    `search` lets part of a label be typed, for long lists.
    """

    def split(said: Sequence[str]) -> list[str]:
        return [code for value in said for code in _apart(value, options)]

    key = _follow(param, split)
    st.session_state[key] = [code for code in st.session_state[key] if code in options][:most]
    found = st.multiselect(
        label,
        list(options),
        key=key,
        format_func=options.get,
        placeholder=placeholder,
        width=width,
        filter_mode="contains" if search else None,
        select_all=not search,
        max_selections=most,
    )
    return _tell(param, key, found)


def _apart(text: str, options: Mapping[str, str]) -> list[str]:
    """The codes that a link says as a,b; those on offer may hold commas themselves."""
    parts, found = text.split(","), []
    while parts:
        long = next((n for n in range(len(parts), 1, -1) if ",".join(parts[:n]) in options), 1)
        found.append(",".join(parts[:long]))
        parts = parts[long:]
    return found


def one(
    param: str, label: str, options: Mapping[str, str], *, default: str | None = None, width: int = 170, **rest: Any
) -> str:
    """One of `options`; `default` (the first unless told) is not written into the address."""
    first = default if default in options else next(iter(options))
    key = _follow(param, lambda said: said[0] if said and said[0] in options else first)
    if st.session_state[key] not in options:
        st.session_state[key] = first
    found = st.selectbox(label, list(options), key=key, format_func=options.get, width=width, filter_mode=None, **rest)
    return _tell(param, key, found, default=first)


def segment(param: str, label: str, options: Mapping[str, str], *, default: str | None = None) -> str:
    """One of a few `options` side by side; `default` (the first unless told) is not written into the address."""
    standard = default or next(iter(options))
    key = _follow(param, lambda said: said[0] if said and said[0] in options else standard)
    found = st.segmented_control(
        label, list(options), key=key, format_func=options.get, required=True, label_visibility="collapsed"
    )
    return _tell(param, key, found or standard, default=standard)


def switch(param: str, label: str, *, help: str | None = None) -> bool:
    """On or off."""
    key = _follow(param, lambda said: said == ["1"])
    return _tell(param, key, st.toggle(label, key=key, help=help)) is True


def day(param: str, label: str) -> date | None:
    """A day from 1970 to today, or none; the address has it as 2026-01-31."""
    key = _follow(param, lambda said: _day(said[0]) if said else None)
    found = st.date_input(label, key=key, min_value=_FIRST, max_value=clock.today(), format="YYYY-MM-DD")
    return _tell(param, key, found)


def said_day(param: str) -> date | None:
    """The day that `day` is going to say in this run, for what is drawn before it."""
    key = key_of(param)
    said = st.query_params.get_all(param)
    if key in st.session_state and st.session_state.get(f"{key}.said") == said:
        return st.session_state[key]
    return _day(said[0]) if said else None


def set_days(days: Mapping[str, date | None]) -> None:
    """Put these days into the address, for a button; their widgets follow."""
    for param, found in days.items():
        st.query_params.pop(param, None)
        if found is not None:
            st.query_params[param] = found.isoformat()


def page(param: str, pages: int) -> int:
    """Which of `pages` is shown, counted from 1; drawn only if there is more than one."""
    key = _follow(param, lambda said: int(said[0]) if said and said[0].isascii() and said[0].isdigit() else 1)
    st.session_state[key] = min(max(1, st.session_state[key]), max(1, pages))
    if pages > 1:
        st.pagination(pages, key=key)
    return _tell(param, key, st.session_state[key], default=1)


def clear(*params: str) -> None:
    """Take these out of the address, for a button; their widgets follow."""
    for param in params:
        st.query_params.pop(param, None)


def first_page(param: str) -> None:
    """Go back to the first page, when what is shown has changed."""
    st.session_state[key_of(param)] = 1


def key_of(param: str) -> str:
    """Where the session keeps what the filter `param` of this page says."""
    return f"filter-{page_name()}-{param}"


def _follow(param: str, read: Callable[[Sequence[str]], Any]) -> str:
    """Let the widget follow an address that was opened or changed from outside; returns the widget's key."""
    key = key_of(param)
    said = st.query_params.get_all(param)
    if key not in st.session_state or st.session_state.get(f"{key}.said") != said:
        st.session_state[key] = read(said)
        st.session_state[f"{key}.said"] = said
    return key


def _day(text: str) -> date | None:
    """The day that an address names, unless it is none, or lies before 1970 or ahead."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if _FIRST <= found <= clock.today() else None


def _tell(param: str, key: str, value: Any, *, default: Any = None) -> Any:
    """Let the address follow the widget; returns the value."""
    if value == default or value in ("", False, [], None):
        said = []
    else:
        said = list(value) if isinstance(value, list) else ["1" if value is True else str(value)]
    if said != st.query_params.get_all(param):
        if said:
            st.query_params[param] = said
        else:
            st.query_params.pop(param, None)
    st.session_state[f"{key}.said"] = said
    return value
