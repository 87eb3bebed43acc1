"""怎么用: the four lines the team writes, and who in sales confirmed the card."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from persona_core.access.models import Viewer
from persona_core.personas.card import Card
from persona_core.personas.commands import confirm, set_advice
from ui import shell
from ui.drafts import Draft, begin_anew, draft, settle
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
    forms = [draft("card", part.kind, part.version, {"text": part.text}) for part in card.advice]
    with st.form("advice-form", border=False, enter_to_submit=False):
        typed = [
            st.text_area(part.title, form.shown["text"], key=f"{form.key}-{part.kind}", help=t("One thought a line."))
            for part, form in zip(card.advice, forms, strict=True)
        ]
        sent = st.form_submit_button(t("Save"), type="primary")
    if sent:
        _save(viewer, forms, typed)


def _save(viewer: Viewer, forms: Sequence[Draft], typed: Sequence[str]) -> None:
    changed = [(f, text) for f, text in zip(forms, typed, strict=True) if text.strip() != f.shown["text"].strip()]
    current = None
    with (save := saving(viewer, shell.words()("How to use it"))) as session:
        for current, text in changed:
            set_advice(session, viewer, current.name, text, seen=current.seen)
    if save.ok:
        for form in forms:
            begin_anew(form)
    settle(save, current)


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
