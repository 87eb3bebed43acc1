"""Export: the card in every format, companies and decision chains as CSV, the whole workspace; masked or not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from persona_core.access.models import Viewer
from persona_core.access.queries import current_workspace
from persona_core.exchange.exporting import CHAIN, COMPANIES, render
from persona_core.kit import clock
from persona_core.kit.words import N_
from ui import shell

_FILES = (
    (COMPANIES, ".pdf", "application/pdf", N_("Card on A4 pages (PDF)"), "picture_as_pdf"),
    (COMPANIES, ".png", "image/png", N_("Card as one long picture"), "image"),
    (COMPANIES, ".html", "text/html", N_("Persona as one HTML page"), "web"),
    (COMPANIES, ".md", "text/markdown", N_("Persona as Markdown"), "article"),
    (COMPANIES, ".csv", "text/csv", N_("Company list as CSV"), "table"),
    (CHAIN, ".csv", "text/csv", N_("Decision chains as CSV"), "account_tree"),
    (COMPANIES, ".json", "application/json", N_("The whole workspace as one file"), "inventory_2"),
)


def draw(viewer: Viewer, *, key: str) -> None:
    """Downloads, each made when it is asked for."""
    t = shell.words()
    masked = st.toggle(
        t("Mask names"),
        key=f"{key}-masked",
        help=t("No company and no person by name: a company reads region · industry · people."),
    )
    seen = replace(viewer, masked=masked)
    with shell.read() as session:
        name = current_workspace(session, viewer).name
    for kind, ending, mime, label, icon in _FILES:
        suffix = f"{'-chains' if kind == CHAIN else ''}{'-masked' if masked else ''}"
        st.download_button(
            t(label),
            data=_maker(seen, ending, kind),
            file_name=f"{name}-{clock.today():%Y%m%d}{suffix}{ending}",
            mime=mime,
            icon=f":material/{icon}:",
            key=f"{key}{ending}" if kind == COMPANIES else f"{key}-{kind}{ending}",
            on_click="ignore",
            disabled=masked and ending == ".json",
            width="stretch",
        )


def _maker(viewer: Viewer, ending: str, kind: str) -> Callable[[], bytes]:
    database, t = shell.database(), shell.words()

    def make() -> bytes:
        with database.read() as session:
            return render(session, viewer, t, ending, kind=kind)

    return make
