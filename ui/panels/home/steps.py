"""The four steps as cards: where each stands, and the way in."""

from __future__ import annotations

import streamlit as st

from persona_core.exchange.overview import Overview
from ui import shell
from ui.look import badge, plain


def first_doors() -> None:
    """What a fresh workspace offers: paste rows, import a file, look at the example."""
    t = shell.words()
    with st.container(horizontal=True, key="doors"):
        shell.link("companies", t("Paste a few companies"), icon=":material/content_paste:", paste=1)
        shell.link("import-export", t("Import a file"), icon=":material/upload_file:")
        if shell.example():
            shell.link("home", t("Look at the example"), icon=":material/lightbulb:", w=shell.example())


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
