"""Deleting a company, after saying what goes with it."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from persona_core.access.models import Viewer
from persona_core.companies.commands import delete_company
from persona_core.companies.models import Company
from persona_core.companies.naming import shorten
from persona_core.kit.words import Words
from ui.saving import saving


def draw(viewer: Viewer, t: Words, company: Company, parts: Mapping[str, int], stories: int) -> None:
    """What would go, what stays, a tick and the button."""
    st.text(sentence(t, parts, stories))
    sure = st.checkbox(t("Yes, delete this company"), key=f"delete-sure-{company.id}")
    if st.button(t("Delete the company"), key="company-delete", icon=":material/delete:", disabled=not sure):
        name = shorten(company.name, 40)
        with (saved := saving(viewer, t("Company “{name}” deleted", name=name))) as session:
            delete_company(session, viewer, company.id)
        if saved.ok:
            st.rerun()


def sentence(t: Words, parts: Mapping[str, int], stories: int) -> str:
    """What goes with a company and what stays."""
    said = counted(t, parts)
    if said and stories:
        return t(
            "Deleting it also deletes {parts}. Its {n} stories stay, without a customer. You can undo it right away.",
            parts=t.listing(said),
            n=t.number(stories),
        )
    if said:
        return t("Deleting it also deletes {parts}. You can undo it right away.", parts=t.listing(said))
    if stories:
        return t("Its {n} stories stay, without a customer. You can undo it right away.", n=t.number(stories))
    return t("Nothing else goes with it. You can undo it right away.")


def counted(t: Words, parts: Mapping[str, int]) -> list[str]:
    """What hangs on a company, each with its number."""
    texts = {
        "deal": t.plural("{n} deal", "{n} deals", parts.get("deal", 0)),
        "person": t.plural("{n} person", "{n} people", parts.get("person", 0)),
        "stage_event": t.plural("{n} date", "{n} dates", parts.get("stage_event", 0)),
        "chain": t.plural("{n} decision chain", "{n} decision chains", parts.get("chain", 0)),
        "seat": t.plural("{n} seat", "{n} seats", parts.get("seat", 0)),
    }
    return [text for table, text in texts.items() if parts.get(table)]
