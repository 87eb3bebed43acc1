"""A company's deals: what each stands at, and the form that adds or changes one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st
from sqlmodel import Session

from persona_core.access.models import Viewer
from persona_core.access.queries import get
from persona_core.companies.models import Company
from persona_core.companies.naming import shorten
from persona_core.deals.commands import create_deal, delete_deal, edit_deal
from persona_core.deals.models import Deal
from persona_core.deals.naming import deal_name
from persona_core.journeys.models import Journey
from persona_core.kit.words import Words
from persona_core.vocabulary.fields import FIELDS
from persona_core.vocabulary.queries import Lists
from ui.panels.companies import editor, facts, walking
from ui.saving import saving

SPECS = {
    name: FIELDS[name]
    for name in (
        "product",
        "outcome",
        "value",
        "annual_fee",
        "opened_on",
        "signed_on",
        "ends_on",
        "pushed_by",
        "lead_source",
        "referrer",
        "owner",
        "lost_reason",
    )
}


def draw(
    viewer: Viewer, t: Words, known: Lists, company: Company, found: list[Deal], journeys: Sequence[Journey]
) -> None:
    """Every deal, the latest last, and a form for one more; where there are several journeys, the one it walks."""
    new = f"deal-form-new-{company.id}"
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(t("Deals"), anchor=False)
        if not editor.is_open(new) and st.button(t("Add a deal"), key="deal-new", icon=":material/add:"):
            editor.open_form(new, {"outcome": "open"}, SPECS, t, known)
    if not found and not editor.is_open(new):
        st.text(t("No deal yet. The first one is made as soon as you add it, or give a date below."))
    for number, deal in enumerate(found, start=1):
        with st.container(border=True):
            _one(viewer, t, known, deal, deal_name(deal.product, number, t), journeys)
    if editor.is_open(new):
        _add(viewer, t, known, company, new, journeys)


def _one(viewer: Viewer, t: Words, known: Lists, deal: Deal, name: str, journeys: Sequence[Journey]) -> None:
    key = f"deal-form-{deal.id}"
    if editor.is_open(key):
        _edit(viewer, t, known, deal, key, name)
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        outcome = facts.text_of(deal, "outcome", t, known)
        st.text(t("{name} · {outcome}", name=name, outcome=outcome), width="stretch")
        if st.button(t("Edit"), key=f"deal-edit-{deal.id}", type="tertiary", icon=":material/edit:"):
            editor.open_form(key, deal.model_dump(), SPECS, t, known)
            st.rerun()
        if st.button(t("Delete"), key=f"deal-delete-{deal.id}", type="tertiary", icon=":material/delete:"):
            with (saved := saving(viewer, t("Deal “{name}” deleted", name=name))) as session:
                delete_deal(session, viewer, deal.id)
            if saved.ok:
                st.rerun()
    told = [
        t("{label}: {value}", label=t(spec.label), value=shorten(facts.text_of(deal, field, t, known), 60))
        for field, spec in SPECS.items()
        if field not in {"product", "outcome"} and getattr(deal, field) not in (None, "")
    ]
    if told:
        st.text(" · ".join(told))
    walking.draw(viewer, t, deal, name, journeys)


def _edit(viewer: Viewer, t: Words, known: Lists, deal: Deal, key: str, name: str) -> None:
    def save(session: Session, seen: int, base: Mapping[str, Any], changes: Mapping[str, Any]) -> object:
        return edit_deal(session, viewer, deal.id, seen=seen, base=base, changes=changes)

    editor.draw(viewer, t, known, editor.Form(key, SPECS, t("Deal “{name}”", name=name)), save)


def _add(viewer: Viewer, t: Words, known: Lists, company: Company, key: str, journeys: Sequence[Journey]) -> None:
    chosen = None
    if len(journeys) > 1:
        names = {j.id: j.name for j in journeys}
        chosen = st.selectbox(
            t("Which journey does it walk?"),
            list(names),
            format_func=lambda one: names[one],
            key=f"{key}-journey",
            filter_mode=None,
        )

    def save(session: Session, seen: int, base: Mapping[str, Any], changes: Mapping[str, Any]) -> object:
        return create_deal(session, viewer, get(session, viewer, Company, company.id), changes, journey_id=chosen)

    editor.draw(viewer, t, known, editor.Form(key, SPECS, t("A new deal")), save)
