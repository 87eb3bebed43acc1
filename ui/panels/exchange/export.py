"""Export: the card in every format, the tables, the whole workspace; masked or not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import streamlit as st

from persona_core.access.models import Viewer
from persona_core.access.queries import current_workspace
from persona_core.exchange.exporting import CHAIN, COMPANIES, render
from persona_core.kit import clock
from persona_core.kit.words import N_
from ui import shell


@dataclass(frozen=True)
class _File:
    """One thing to take away: what it is called here, its ending, and which table a .csv holds."""

    label: str
    ending: str
    mime: str
    icon: str
    kind: str = COMPANIES


_OFFICE = "application/vnd.openxmlformats-officedocument"
_PARTS = (
    (
        N_("The card"),
        (
            _File(N_("A4 pages (PDF)"), ".pdf", "application/pdf", "picture_as_pdf"),
            _File(N_("One long picture (PNG)"), ".png", "image/png", "image"),
            _File(N_("Slides to edit (PPTX)"), ".pptx", f"{_OFFICE}.presentationml.presentation", "slideshow"),
            _File(N_("One page (HTML)"), ".html", "text/html", "web"),
            _File(N_("Text (Markdown)"), ".md", "text/markdown", "article"),
        ),
    ),
    (
        N_("The tables"),
        (
            _File(N_("All three as a workbook (XLSX)"), ".xlsx", f"{_OFFICE}.spreadsheetml.sheet", "table_view"),
            _File(N_("Company list as CSV"), ".csv", "text/csv", "table"),
            _File(N_("Decision chains as CSV"), ".csv", "text/csv", "account_tree", CHAIN),
        ),
    ),
    (
        N_("Everything"),
        (_File(N_("The whole workspace as one file"), ".json", "application/json", "inventory_2"),),
    ),
)


def draw(viewer: Viewer, *, key: str, card: str | None = None) -> None:
    """Downloads, each made when it is asked for; `card` is the id of the one that is open, else the first."""
    t = shell.words()
    masked = st.toggle(
        t("Mask names"),
        key=f"{key}-masked",
        help=t("No company and no person by name: a company reads region · industry · people."),
    )
    seen = replace(viewer, masked=masked)
    with shell.read() as session:
        name = current_workspace(session, viewer).name
    for title, files in _PARTS:
        st.caption(t(title))
        for file in files:
            _button(seen, file, f"{name}-{clock.today():%Y%m%d}", key, card)
        if files[0].ending == ".pdf":
            address = f"/c/{card or viewer.workspace_id}?lang={t.lang}{'&masked=1' if masked else ''}"
            st.link_button(t("Open as a plain page"), address, icon=":material/open_in_new:", width="stretch")


def _button(viewer: Viewer, file: _File, name: str, key: str, card: str | None) -> None:
    t = shell.words()
    whole = file.ending == ".json"
    suffix = f"{'-chains' if file.kind == CHAIN else ''}{'-masked' if viewer.masked else ''}"
    st.download_button(
        t(file.label),
        data=_maker(viewer, file, card),
        file_name=f"{name}{suffix}{file.ending}",
        mime=file.mime,
        icon=f":material/{file.icon}:",
        key=f"{key}{file.ending}" if file.kind == COMPANIES else f"{key}-{file.kind}{file.ending}",
        on_click="ignore",
        disabled=whole and viewer.masked,
        help=t("Names stand in every table, so there is no masked file of everything.") if whole else None,
        width="stretch",
    )


def _maker(viewer: Viewer, file: _File, card: str | None) -> Callable[[], bytes]:
    database, t = shell.database(), shell.words()

    def make() -> bytes:
        with database.read() as session:
            return render(session, viewer, t, file.ending, kind=file.kind, card_name=card)

    return make
