"""What a card is about and whose it is: name, companies, owner, review date; another card; deleting one."""

from __future__ import annotations

from datetime import timedelta

import streamlit as st

from persona_core.access.models import Viewer
from persona_core.kit import clock
from persona_core.personas.commands import create_card, delete_card, edit_card
from persona_core.personas.conditions import EVERYBODY, read_conditions
from persona_core.personas.models import PersonaCard
from persona_core.vocabulary.queries import Lists
from ui import filters, shell
from ui.drafts import begin_anew, draft, settle
from ui.panels.card import conditions
from ui.panels.card.asking import CARD
from ui.saving import saving

PANEL = "card-settings"
YEARS = 5


def edit(viewer: Viewer, row: PersonaCard | None, known: Lists, *, first: bool) -> None:
    """The form of a card that is there."""
    t = shell.words()
    form = draft(str(row.id) if row else "first", "settings", row.version if row else None, panel=PANEL)
    today = clock.today()
    with st.form(f"{form.key}-form", border=False, enter_to_submit=False):
        fields = {
            "name": st.text_input(t("Name of the card"), row.name if row else "", max_chars=200),
            "owner": st.text_input(t("Owner"), row.owner if row else "", max_chars=200),
            "review_on": st.date_input(
                t("Next review"),
                row.review_on if row else None,
                min_value=min(today, row.review_on) if row and row.review_on else today,
                max_value=today + timedelta(days=366 * YEARS),
                format="YYYY-MM-DD",
            ),
        }
        if not first:
            fields["conditions"] = conditions.inputs(
                viewer, read_conditions(row.conditions), known, key=f"{form.key}-about"
            )
        sent = st.form_submit_button(t("Save"), type="primary")
    if sent:
        with (save := saving(viewer, t("Settings of the card"))) as session:
            edit_card(session, viewer, row.id if row else None, fields, seen=form.seen)
        settle(save, form)
    if not first:
        _delete(viewer, row)


def _delete(viewer: Viewer, row: PersonaCard) -> None:
    t = shell.words()
    if st.button(t("Delete this card"), icon=":material/delete:", key="card-delete"):
        with (save := saving(viewer, t("Card deleted: {name}", name=row.name))) as session:
            delete_card(session, viewer, row.id)
        if save.ok:
            filters.clear(CARD)
            st.rerun()


def new(viewer: Viewer, known: Lists) -> None:
    """The form of another card."""
    t = shell.words()
    form = draft("new", "new", None, panel=f"{PANEL}-new")
    with st.form(f"{form.key}-form", border=False, enter_to_submit=False):
        name = st.text_input(t("Name of the card"), max_chars=200, placeholder=t("Store chains, 100 people and more"))
        asked = conditions.inputs(viewer, EVERYBODY, known, key=f"{form.key}-about")
        sent = st.form_submit_button(t("Make the card"), type="primary")
    if sent:
        with (save := saving(viewer, t("New card: {name}", name=name))) as session:
            made = create_card(session, viewer, {"name": name, "conditions": asked})
        if save.ok:
            begin_anew(form)
            st.query_params[CARD] = str(made.id)
            st.rerun()
