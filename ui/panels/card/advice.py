"""怎么用: the four lines the team writes, and who in sales confirmed the card."""

from __future__ import annotations

import streamlit as st

from persona_core.access.models import Viewer
from persona_core.kit.errors import Conflict
from persona_core.personas.card import AdviceText, Card
from persona_core.personas.commands import confirm, set_advice
from ui import shell
from ui.look import plain
from ui.saving import saving


def draw(viewer: Viewer, card: Card) -> None:
    """The four lines, and the forms behind 写一写 and 销售确认."""
    t = shell.words()
    with st.container(border=True, key="block-advice"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.subheader(plain(t("How to use it")), anchor=False, width="stretch")
            with st.popover(t("Write"), icon=":material/edit:"):
                _write(viewer, card)
            with st.popover(t("Confirmed by sales"), icon=":material/verified:"):
                _confirm(viewer, card)
        for column, part in zip(st.columns(4), card.advice, strict=True):
            with column:
                st.markdown(f"**{plain(part.title)}**")
                rows = [x for x in part.text.splitlines() if x.strip()]
                for row in rows:
                    st.text(t("- {text}", text=row))
                if not rows:
                    st.caption(plain(t("Nothing written yet.")))


def _write(viewer: Viewer, card: Card) -> None:
    t = shell.words()
    typed: dict[str, str] = {}
    with st.form("advice-form", border=False, enter_to_submit=False):
        for part in card.advice:
            typed[part.kind] = st.text_area(
                part.title, part.text, key=f"advice-{part.kind}-{part.version}", help=t("One thought a line.")
            )
        sent = st.form_submit_button(t("Save"), type="primary")
    if sent:
        _save(viewer, card.advice, typed)


def _save(viewer: Viewer, shown: tuple[AdviceText, ...], typed: dict[str, str]) -> None:
    t = shell.words()
    with (save := saving(viewer, t("How to use it"))) as session:
        for part in shown:
            if typed[part.kind].strip() != part.text.strip():
                set_advice(session, viewer, part.kind, typed[part.kind], seen=part.version)
    if save.ok:
        st.rerun()
    if isinstance(save.problem, Conflict):
        st.caption(plain(t("Saved by somebody else meanwhile:")))
        st.text(save.problem.current["text"])


def _confirm(viewer: Viewer, card: Card) -> None:
    t = shell.words()
    with st.form("confirm-form", border=False, enter_to_submit=False):
        by = st.text_input(
            t("Who in sales has read it and agrees"), card.confirmed_by, help=t("Leave empty to take it back.")
        )
        sent = st.form_submit_button(t("Save"), type="primary")
    if sent:
        with (save := saving(viewer, t("Confirmation by sales"))) as session:
            confirm(session, viewer, by=by)
        if save.ok:
            st.rerun()
