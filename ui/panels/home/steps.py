"""The four steps as cards: where each stands, and the way in."""

from __future__ import annotations

import streamlit as st

from persona_core.exchange.overview import Overview
from ui import shell
from ui.look import badge, plain


def first_doors() -> None:
    """What a fresh workspace offers: paste rows, import a file, look at an example."""
    t = shell.words()
    with st.container(horizontal=True, key="doors"):
        shell.link("companies", t("Paste a few companies"), icon=":material/content_paste:", paste=1)
        shell.link("import-export", t("Import a file"), icon=":material/upload_file:")
        for name, title in shell.examples().items():
            shell.link("home", t("Look at the example: {title}", title=title), icon=":material/lightbulb:", w=name)


def other_doors() -> None:
    """What an example offers: own data, and the other examples."""
    t = shell.words()
    with st.container(horizontal=True, key="doors"):
        shell.link("settings", t("Start with my own data: open a new workspace"), icon=":material/add_circle:")
        for name, title in shell.examples().items():
            if name != shell.here():
                text = t("Look at the other example: {title}", title=title)
                shell.link("home", text, icon=":material/lightbulb:", w=name)


def draw(seen: Overview) -> None:
    """Four cards beside each other, stacked on a phone."""
    for column, step in zip(st.columns(4), seen.steps, strict=True):
        with column, st.container(border=True, height="stretch", key=f"home-{step.page}"):
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                badge(step.number)
                shell.link(step.page, step.title)
            st.text(step.stands)
            if step.note:
                st.caption(plain(step.note))
