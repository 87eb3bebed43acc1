"""Export: the persona as Markdown or one HTML page, the company list as CSV, masked or not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from persona_core.access.models import Viewer
from persona_core.access.queries import current_workspace
from persona_core.exchange.exporting import render
from persona_core.kit import clock
from persona_core.kit.words import N_
from ui import shell

_FILES = (
    (".html", "text/html", N_("Persona as one HTML page"), "web"),
    (".md", "text/markdown", N_("Persona as Markdown"), "article"),
    (".csv", "text/csv", N_("Company list as CSV"), "table"),
)


def draw(viewer: Viewer, *, key: str) -> None:
    """Three downloads, each made when it is asked for."""
    t = shell.words()
    masked = st.toggle(
        t("Mask names"),
        key=f"{key}-masked",
        help=t("No company and no person by name: a company reads region · industry · people."),
    )
    seen = replace(viewer, masked=masked)
    with shell.read() as session:
        name = current_workspace(session, viewer).name
    for ending, mime, label, icon in _FILES:
        suffix = "-masked" if masked else ""
        st.download_button(
            t(label),
            data=_maker(seen, ending),
            file_name=f"{name}-{clock.today():%Y%m%d}{suffix}{ending}",
            mime=mime,
            icon=f":material/{icon}:",
            key=f"{key}{ending}",
            on_click="ignore",
            width="stretch",
        )


def _maker(viewer: Viewer, ending: str) -> Callable[[], bytes]:
    database, t = shell.database(), shell.words()

    def make() -> bytes:
        with database.read() as session:
            return render(session, viewer, t, ending)

    return make
