"""Who looks, in which words and colours, at which database: what the shell settled for this run."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager

import streamlit as st
from sqlmodel import Session

from persona_core.access.models import Viewer
from persona_core.exchange.jobs.reception import Reception
from persona_core.exchange.jobs.running import Runner
from persona_core.kit import config, figures
from persona_core.kit.db import Database
from persona_core.kit.words import Words
from persona_core.search.commands import keep_up

_VIEWER = "shell.viewer"
_PAGES = "shell.pages"
_PAGE = "shell.page"
_EXAMPLES = "shell.examples"
_NAME = "shell.name"
_TRAY = "shell.tray"


@st.cache_resource(show_spinner=False)
def _open(url: str) -> Database:
    return Database(url, closing=keep_up)


def database() -> Database:
    """The one database of this process."""
    return _open(config.load().database_url)


@st.cache_resource(show_spinner=False)
def _runner(url: str) -> Runner:
    return Runner(_open(url))


def runner() -> Runner:
    """What works beside the pages of this process."""
    return _runner(config.load().database_url)


@st.cache_resource(show_spinner=False)
def _reception(url: str) -> Reception:
    return Reception(_open(url))


def reception() -> Reception:
    """What looks into large files beside the pages of this process."""
    return _reception(config.load().database_url)


def tray() -> str | None:
    """The tray with the file that is being imported in this tab, "" when it was put away; None before anybody said."""
    return st.session_state.get(_TRAY)


def hold(name: str) -> None:
    """From now on that tray is at hand in this tab; an empty name is none."""
    st.session_state[_TRAY] = name


def found(name: str) -> None:
    """The tray that this tab kept from before it was loaded anew; one that was brought since stays."""
    st.session_state.setdefault(_TRAY, name)


def read() -> AbstractContextManager[Session]:
    """`with read() as session:` one snapshot to read from; a write in it fails."""
    return database().read(keeping=True)


def settle(viewer: Viewer, page: str, pages: Mapping[str, st.Page], examples: Mapping[str, str]) -> None:
    """For the shell script alone: note who looks, at which page, and what examples there are, before the page runs."""
    st.session_state[_VIEWER] = viewer
    st.session_state[_PAGE] = page
    st.session_state[_PAGES] = pages
    st.session_state[_EXAMPLES] = examples


def enter() -> Viewer:
    """The first line of every page: who looks. Without the shell having run in this session, nothing is shown."""
    viewer = st.session_state.get(_VIEWER)
    if viewer is None:
        st.stop()
    return viewer


def sign(name: str) -> None:
    """From now on, what is saved in this browser is signed with `name`."""
    st.session_state[_NAME] = name.strip()[:80]


def signature(kept: str) -> str:
    """The name that saves are signed with: given in this session, else `kept` from an earlier visit."""
    return st.session_state.get(_NAME, kept)


def words() -> Words:
    """How to say things to this viewer: `t = shell.words()`."""
    return Words(enter().lang)


def theme() -> figures.Theme:
    """Colours for figures, after the theme that this browser shows."""
    return figures.theme(st.context.theme.type)


def page_name() -> str:
    """The address of the page now shown, such as `companies`."""
    return st.session_state.get(_PAGE, "")


def page(name: str) -> st.Page:
    """The page at the address `name`, for links; a name that no page has leads home."""
    pages = st.session_state[_PAGES]
    return pages.get(name, pages["home"])


def examples() -> Mapping[str, str]:
    """name → title of the workspaces with an example, in the reader's language if there are any."""
    return st.session_state.get(_EXAMPLES, {})


def example() -> str | None:
    """The name of the first example's workspace, if one is there."""
    return next(iter(examples()), None)
