"""怎么用: what the team writes, what the evidence proposes, the list to go for, who confirmed the card."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from persona_core.access.models import Viewer
from persona_core.personas.card import AdviceText, Card
from persona_core.personas.commands import confirm, edit_card, set_advice, take_proposal
from persona_core.personas.conditions import read_conditions
from persona_core.personas.models import PersonaCard
from persona_core.personas.taking import take_offer
from persona_core.vocabulary.queries import Lists
from ui import shell
from ui.drafts import Draft, begin_anew, draft, settle
from ui.look import plain
from ui.panels.card import conditions
from ui.saving import saving


def draw(viewer: Viewer, card: Card, row: PersonaCard | None, known: Lists, *, editable: bool) -> None:
    """The four parts and the target; behind buttons the forms 写一写, 名单条件 and 销售确认."""
    t = shell.words()
    with st.container(border=True, key="block-advice"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.subheader(plain(t("How to use it")), anchor=False, width="stretch")
            if editable:
                with st.popover(t("Write"), icon=":material/edit:"):
                    _write(viewer, card)
                with st.popover(t("List to go for"), icon=":material/filter_list:"):
                    _target(viewer, row, known)
                with st.popover(t("Confirmed by sales"), icon=":material/verified:"):
                    _confirm(viewer, card)
        for column, part in zip(st.columns(4), card.advice, strict=True):
            with column, st.container(key=f"advice-{part.kind}", gap="xsmall"):
                _part(viewer, card, part, editable)
        _list(viewer, card, editable)


def _part(viewer: Viewer, card: Card, part: AdviceText, editable: bool) -> None:
    t = shell.words()
    st.markdown(f"**{plain(part.title)}**")
    for text in part.rows:
        st.text(t("- {text}", text=text))
    offered = [line for line in part.proposals if line.text not in part.rows] if editable else []
    if not part.rows:
        st.caption(plain(t("Nothing written yet.")))
    if offered:
        st.caption(plain(t("The evidence proposes:")))
    for number, line in enumerate(offered):
        st.button(
            plain(line.text),
            key=f"take-{part.kind}-{number}",
            icon=":material/add:",
            type="tertiary",
            wrap=True,
            help=plain(t("{counts}. One click takes it over, then it is yours.", counts=line.counts)),
            on_click=_take,
            args=(viewer, card.id, part, line.text),
        )


def _take(viewer: Viewer, card_id: str, part: AdviceText, text: str) -> None:
    with saving(viewer, shell.words()("{part}: taken over", part=part.title), tell=False) as session:
        take_proposal(session, viewer, part.kind, text, card_id=card_id or None)


def _list(viewer: Viewer, card: Card, editable: bool) -> None:
    """名单条件 as a saved filter with its count, or what the evidence proposes."""
    t = shell.words()
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="card-target"):
        if card.target:
            said = t("List: {filter} ({counts})", filter=card.target.text, counts=card.target.counts)
            shell.link(card.target.way.page, said, icon=":material/filter_list:", **card.target.way.params)
        elif card.target_offer and editable:
            st.button(
                plain(
                    t(
                        "Proposed list: {filter} ({counts})",
                        filter=card.target_offer.text,
                        counts=card.target_offer.counts,
                    )
                ),
                key="take-target",
                icon=":material/add:",
                type="tertiary",
                wrap=True,
                on_click=_take_target,
                args=(viewer, card.id),
            )


def _take_target(viewer: Viewer, card_id: str) -> None:
    t = shell.words()
    with saving(viewer, t("List to go for"), tell=False) as session:
        take_offer(session, viewer, t, card_id or None)


def _target(viewer: Viewer, row: PersonaCard | None, known: Lists) -> None:
    t = shell.words()
    form = draft(str(row.id) if row else "first", "target", row.version if row else None, panel="card-target")
    with st.form(f"{form.key}-form", border=False, enter_to_submit=False):
        now = read_conditions(row.target if row else {})
        asked = conditions.inputs(viewer, now, known, key=f"{form.key}-target", status=True)
        sent = st.form_submit_button(t("Save"), type="primary")
    if sent:
        with (save := saving(viewer, t("List to go for"))) as session:
            edit_card(session, viewer, row.id if row else None, {"target": asked}, seen=form.seen)
        settle(save, form)


def _write(viewer: Viewer, card: Card) -> None:
    t = shell.words()
    forms = [draft(f"card-{card.id}", part.kind, part.version, {"text": part.text}) for part in card.advice]
    with st.form("advice-form", border=False, enter_to_submit=False):
        typed = [
            st.text_area(part.title, form.shown["text"], key=f"{form.key}-{part.kind}", help=t("One thought a line."))
            for part, form in zip(card.advice, forms, strict=True)
        ]
        sent = st.form_submit_button(t("Save"), type="primary")
    if sent:
        _save(viewer, card, forms, typed)


def _save(viewer: Viewer, card: Card, forms: Sequence[Draft], typed: Sequence[str]) -> None:
    changed = [(f, text) for f, text in zip(forms, typed, strict=True) if text.strip() != f.shown["text"].strip()]
    current = None
    with (save := saving(viewer, shell.words()("How to use it"))) as session:
        for current, text in changed:
            set_advice(session, viewer, current.name, text, seen=current.seen, card_id=card.id or None)
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
            confirm(session, viewer, by=by, card_id=card.id or None)
        if save.ok:
            st.rerun()
