"""Export: the card in every format, the tables, the whole workspace; masked or not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from persona_core.access.models import Viewer
from persona_core.access.queries import current_workspace
from persona_core.companies.queries import population
from persona_core.exchange.exporting import CHAIN, COMPANIES, render
from persona_core.exchange.jobs.models import Kind
from persona_core.exchange.jobs.orders import Order
from persona_core.exchange.jobs.queries import running
from persona_core.exchange.jobs.running import EXPORTED_AT_ONCE
from persona_core.kit import clock
from persona_core.kit.words import N_
from ui import shell
from ui.panels.exchange import export_made


@dataclass(frozen=True)
class _File:
    """One thing to take away: what it is called here, its ending, and which table a .csv holds."""

    label: str
    ending: str
    mime: str
    icon: str
    kind: str = COMPANIES
    slow: bool = False
    """Whether it takes long where there are many companies."""


_OFFICE = "application/vnd.openxmlformats-officedocument"
_XLSX = f"{_OFFICE}.spreadsheetml.sheet"
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
            _File(N_("All three as a workbook (XLSX)"), ".xlsx", _XLSX, "table_view", slow=True),
            _File(N_("Company list as CSV"), ".csv", "text/csv", "table"),
            _File(N_("Decision chains as CSV"), ".csv", "text/csv", "account_tree", CHAIN, slow=True),
        ),
    ),
    (
        N_("Everything"),
        (_File(N_("The whole workspace as one file"), ".json", "application/json", "inventory_2", slow=True),),
    ),
)


def draw(viewer: Viewer, *, key: str, card: str | None = None, changed: bool = False) -> None:
    """Downloads, each made when it is asked for; `card` is the id of the one that is open, else the first.

    `changed` says that it was published and reads otherwise by now.
    """
    t = shell.words()
    masked = st.toggle(
        t("Mask names"),
        key=f"{key}-masked",
        help=t("No company and no person by name: a company reads region · industry · people."),
    )
    seen = replace(viewer, masked=masked)
    with shell.read() as session:
        name = current_workspace(session, viewer).name
        companies = population(session, viewer).total
    many = companies > EXPORTED_AT_ONCE
    for title, files in _PARTS:
        st.caption(t(title))
        for file in files:
            place = f"{key}{file.ending}" if file.kind == COMPANIES else f"{key}-{file.kind}{file.ending}"
            taken = f"{name}-{clock.today():%Y%m%d}{_suffix(seen, file)}"
            if many and file.slow:
                _begin_button(seen, file, taken, place, companies)
            else:
                _button(seen, file, taken, place, card)
        if files[0].ending == ".pdf":
            address = f"/c/{card or viewer.workspace_id}?lang={t.lang}{'&masked=1' if masked else ''}"
            label = t("Open as a plain page, as published") if changed else t("Open as a plain page")
            st.link_button(label, address, icon=":material/open_in_new:", width="stretch")
            if changed:
                label = t("Open as a plain page, as it reads today")
                st.link_button(label, f"{address}&today=1", icon=":material/open_in_new:", width="stretch")
    if many:
        export_made.draw(seen, t, key=key)


def _suffix(viewer: Viewer, file: _File) -> str:
    masked = export_made.MASKED if viewer.masked else ""
    return f"{'-chains' if file.kind == CHAIN else ''}{masked}{file.ending}"


def _begin_button(viewer: Viewer, file: _File, name: str, key: str, companies: int) -> None:
    """For what takes long: it is made beside the pages, and stands below when it is ready."""
    t = shell.words()
    what = {"ending": file.ending, "kind": file.kind}
    st.button(
        t("{what} …", what=t(file.label)),
        icon=f":material/{file.icon}:",
        key=key,
        on_click=_begin,
        args=(Order(Kind.EXPORT, viewer, name, companies, what),),
        **_refused(viewer, file, t("This takes a while: it is made beside your work and waits below.")),
        width="stretch",
    )


def _begin(order: Order) -> None:
    """Once at a time: a second click on it, or somebody else's, waits for the same file."""
    with shell.read() as session:
        made = any(one.label == order.label for one in running(session, order.viewer))
    if not made:
        shell.runner().start(order)


def _refused(viewer: Viewer, file: _File, help: str | None = None) -> dict[str, Any]:
    """Whether a button stands still, and why."""
    if file.ending == ".json" and viewer.masked:
        reason = N_("Names stand in every table, so there is no masked file of everything.")
        return {"disabled": True, "help": shell.words()(reason)}
    return {"disabled": False, "help": help}


def _button(viewer: Viewer, file: _File, name: str, key: str, card: str | None) -> None:
    t = shell.words()
    st.download_button(
        t(file.label),
        data=_maker(viewer, file, card),
        file_name=name,
        mime=file.mime,
        icon=f":material/{file.icon}:",
        key=key,
        on_click="ignore",
        **_refused(viewer, file),
        width="stretch",
    )


def _maker(viewer: Viewer, file: _File, card: str | None) -> Callable[[], bytes]:
    database, t = shell.database(), shell.words()

    def make() -> bytes:
        with database.read() as session:
            return render(session, viewer, t, file.ending, kind=file.kind, card_name=card)

    return make
