"""Step 4: the good rows or none, stored in one step; then what happened and where it shows."""

from __future__ import annotations

import streamlit as st
from sqlalchemy.exc import SQLAlchemyError

from persona_core.access.models import Viewer
from persona_core.exchange.importing.plan import Action
from persona_core.exchange.jobs.models import Job, Kind, Status
from persona_core.exchange.jobs.orders import Order
from persona_core.exchange.jobs.queries import job, rejects, remarks_of, said
from persona_core.kit import clock
from persona_core.kit.words import N_, Words
from ui import mishaps, shell
from ui.look import plain
from ui.panels.exchange import import_checking, import_draft, working
from ui.panels.exchange.import_draft import Draft
from ui.panels.exchange.import_source import title

GOOD, NONE = "good", "none"
CHOICES = {GOOD: N_("Take in the good rows first"), NONE: N_("If one is wrong, take in none")}
WAYS = {
    "companies": (("companies", N_("See the companies")),),
    "people": (("companies", N_("See the companies")), ("decision-chain", N_("See the decision chain"))),
    "deals": (("journey", N_("See the journey")), ("companies", N_("See the companies"))),
    "stage-events": (("journey", N_("See the journey")),),
    "stories": (("stories", N_("See the stories")),),
    "marks": (("stories", N_("See the stories")),),
    "several": (("companies", N_("See the companies")), ("journey", N_("See the journey"))),
    "chain": (("decision-chain", N_("See the decision chain")), ("companies", N_("See the companies"))),
}


def draw(viewer: Viewer, t: Words, draft: Draft) -> None:
    """The choice and the button, once the check has been seen."""
    checked = import_checking.fresh_check(viewer, draft)
    if checked is None:
        return
    fit = checked.counts[Action.NEW] + checked.counts[Action.CHANGED]
    with st.container(border=True, key="import-done"):
        title(4, t)
        choice = GOOD
        if checked.refused and checked.stores:
            choice = st.radio(
                t("Some rows are refused"),
                list(CHOICES),
                key=import_draft.key("choice"),
                format_func=lambda c: t(CHOICES[c]),
                horizontal=True,
            )
        if checked.stored_nothing:
            st.text(t("No row can go in as it is. Mend the rows first, or answer what is asked above."))
        elif not checked.stores:
            st.text(t("There is nothing new in it: all rows that can go in are here already."))
        elif choice == NONE and checked.refused:
            st.text(t("Mend the refused rows first, or take in the good ones."))
        elif st.button(_label(t, fit), key="import-store", type="primary"):
            _store(viewer, t, draft, whole=choice == NONE)


def _label(t: Words, fit: int) -> str:
    return t.plural("Take in {n} row", "Take in {n} rows", fit) if fit else t("Take it in")


def _store(viewer: Viewer, t: Words, draft: Draft, *, whole: bool) -> None:
    """Hand it to a worker; small files are through when it answers."""
    asked = {
        "given": import_checking.whole(draft),
        "kind": draft.kind,
        **import_checking.wishes(draft),
        "all_or_nothing": whole,
    }
    try:
        draft.job = shell.runner().start(Order(Kind.IMPORT, viewer, _name(t, draft), draft.rows, asked))
    except SQLAlchemyError as problem:
        known = mishaps.expected(problem)
        if known is None:
            raise
        st.error(plain(known.text(t)), icon=":material/info:")
        return
    draft.checked = None
    st.rerun()


def _name(t: Words, draft: Draft) -> str:
    sheet = draft.given.sheet
    return t("Pasted table") if sheet.kind == "paste" else sheet.name[:80]


def draw_result(viewer: Viewer, t: Words, draft: Draft) -> None:
    """What happens with it now; then what happened, and the ways to it."""
    with shell.read() as session:
        found = job(session, viewer, draft.job)
    with st.container(border=True, key="import-result"):
        title(4, t)
        if found.status == Status.RUNNING:
            working.draw(found.id)
        elif found.status == Status.DONE:
            _happened(t, draft, found)
        else:
            st.error(plain(said(found, t.lang)), icon=":material/info:")
            st.button(t("Back to the check"), key="import-back", on_click=_back, args=(draft,))


def _back(draft: Draft) -> None:
    draft.job = None


def _happened(t: Words, draft: Draft, found: Job) -> None:
    st.text(said(found, t.lang))
    with st.container(gap=None):
        for remark in remarks_of(found, t.lang):
            st.caption(plain(remark))
    with st.container(horizontal=True, vertical_alignment="center"):
        for page, label in WAYS[draft.kind]:
            shell.link(page, t(label), icon=":material/arrow_forward:")
        shell.link("card", t("Open the persona card"), icon=":material/id_card:")
    with st.container(horizontal=True):
        if found.rejects:
            take_away(t, rejects(found), key="import-rejects-done")
        if found.batch_id is not None:
            working.take_back_button(found.batch_id, found.label, found.total, key="import-take-back")
        st.button(t("Import something else"), key="import-next", on_click=import_draft.forget)


def take_away(t: Words, data: bytes, *, key: str) -> None:
    """The refused rows of an import, to be mended and imported again."""
    st.download_button(
        t("Refused rows with reasons"),
        data=data,
        file_name=t("refused-{day}.csv", day=f"{clock.today():%Y%m%d}"),
        mime="text/csv",
        icon=":material/download:",
        key=key,
        on_click="ignore",
    )
