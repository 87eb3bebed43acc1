"""Step 4: the good rows or none, stored in one step; then what happened and where it shows."""

from __future__ import annotations

import streamlit as st
from sqlalchemy.exc import SQLAlchemyError

from persona_core.access.models import Viewer
from persona_core.exchange.commands import import_given
from persona_core.exchange.importing.plan import Action
from persona_core.exchange.importing.result import ImportResult
from persona_core.kit.errors import PersonaError
from persona_core.kit.words import N_, Words
from ui import mishaps, shell
from ui.look import plain
from ui.panels.exchange import import_draft
from ui.panels.exchange.import_draft import MANY, Draft
from ui.panels.exchange.import_source import title
from ui.saving import saving

GOOD, NONE = "good", "none"
CHOICES = {GOOD: N_("Take in the good rows first"), NONE: N_("If one is wrong, take in none")}
WAYS = {
    "companies": (("companies", N_("See the companies")),),
    "people": (("companies", N_("See the companies")), ("decision-chain", N_("See the decision chain"))),
    "deals": (("journey", N_("See the journey")), ("companies", N_("See the companies"))),
    "stage-events": (("journey", N_("See the journey")),),
    "stories": (("stories", N_("See the stories")),),
    "marks": (("stories", N_("See the stories")),),
    "chain": (("decision-chain", N_("See the decision chain")), ("companies", N_("See the companies"))),
}


def draw(viewer: Viewer, t: Words, draft: Draft) -> None:
    """The choice and the button, once the check has been seen."""
    checked = import_draft.fresh_check(draft)
    if checked is None:
        return
    fit = checked.plan.count(Action.NEW) + checked.plan.count(Action.CHANGED)
    with st.container(border=True, key="import-done"):
        title(4, t)
        choice = GOOD
        if checked.plan.refused and not checked.plan.work.empty:
            choice = st.radio(
                t("Some rows are refused"),
                list(CHOICES),
                key=import_draft.key("choice"),
                format_func=lambda c: t(CHOICES[c]),
                horizontal=True,
            )
        if checked.plan.work.empty:
            st.text(t("There is nothing new in it: all rows that can go in are here already."))
        elif choice == NONE and checked.plan.refused:
            st.text(t("Mend the refused rows first, or take in the good ones."))
        elif st.button(_label(t, fit), key="import-store", type="primary"):
            _store(viewer, t, draft)


def _label(t: Words, fit: int) -> str:
    return t.plural("Take in {n} row", "Take in {n} rows", fit) if fit else t("Take it in")


def _store(viewer: Viewer, t: Words, draft: Draft) -> None:
    """Small files as a step with 撤销, larger ones in one transaction of their own."""
    if len(draft.given.sheet.rows) <= MANY:
        with (save := saving(viewer, t("Import of {file}", file=_name(t, draft)))) as session:
            draft.done = _import(session, viewer, draft)
        if not save.ok:
            draft.done = None
            return
    elif not _store_many(viewer, t, draft):
        return
    draft.done.plan.let_go()
    draft.checked = None
    st.rerun()


def _store_many(viewer: Viewer, t: Words, draft: Draft) -> bool:
    n = t.number(len(draft.given.sheet.rows))
    try:
        with st.spinner(t("Storing {n} rows; please leave this page open …", n=n)), shell.database().write() as session:
            done = _import(session, viewer, draft)
    except (PersonaError, SQLAlchemyError) as problem:
        known = mishaps.expected(problem)
        if known is None:
            raise
        st.error(plain(known.text(t)), icon=":material/info:")
        return False
    draft.done = done
    return True


def _import(session: object, viewer: Viewer, draft: Draft) -> ImportResult:
    return import_given(session, viewer, draft.given, draft.kind, **import_draft.asked(draft))


def _name(t: Words, draft: Draft) -> str:
    sheet = draft.given.sheet
    return t("Pasted table") if sheet.kind == "paste" else sheet.name[:80]


def draw_result(t: Words, draft: Draft) -> None:
    """What happened, and the ways to it."""
    with st.container(border=True, key="import-result"):
        title(4, t)
        st.text(draft.done.sentence(t))
        with st.container(gap=None):
            for note in draft.done.plan.notes[len(draft.given.sheet.notes) :]:
                st.caption(plain(note.text(t)))
        with st.container(horizontal=True, vertical_alignment="center"):
            for page, label in WAYS[draft.kind]:
                shell.link(page, t(label), icon=":material/arrow_forward:")
            shell.link("card", t("Open the persona card"), icon=":material/id_card:")
        with st.container(horizontal=True):
            _take_away(t, draft.done)
            st.button(t("Import something else"), key="import-next", on_click=import_draft.forget)


def _take_away(t: Words, done: ImportResult) -> None:
    if done.plan.refused:
        st.download_button(
            t("Refused rows with reasons"),
            data=lambda: done.rejects_csv(t),
            file_name=t("refused-{day}.csv", day=f"{done.plan.day:%Y%m%d}"),
            mime="text/csv",
            icon=":material/download:",
            key="import-rejects-done",
            on_click="ignore",
        )
