"""Which card the address asks for, which version of it, which position, and which block on the wall."""

from __future__ import annotations

import streamlit as st

from persona_core.access.models import Viewer
from persona_core.kit.errors import NotFound
from persona_core.kit.words import Words
from persona_core.personas.models import PersonaCard
from persona_core.personas.queries import cards, find_card
from ui import filters, shell

CARD, ROLE, VERSION, SLIDE = "card", "role", "version", "block"
OLD, NEW = "old", "new"


def name_of(row: PersonaCard | None, t: Words) -> str:
    """What a card is called; the first one is about all customers unless somebody named it."""
    return (row.name if row else "") or t("All customers")


def chosen(viewer: Viewer) -> tuple[PersonaCard | None, list[PersonaCard]]:
    """The card of the address and all there are."""
    with shell.read() as session:
        every = cards(session, viewer)
        try:
            return find_card(session, viewer, st.query_params.get(CARD)), every
        except NotFound as gone:
            st.info(gone.text(shell.words()))
            return next(iter(every), None), every


def choice(every: list[PersonaCard], row: PersonaCard | None) -> None:
    """The cards to choose from, where there are several."""
    t = shell.words()
    if len(every) < 2:
        return
    options = {str(one.id): name_of(one, t) for one in every}
    before = str(row.id) if row else ""
    found = filters.one(CARD, t("Card"), options, width=240, label_visibility="collapsed")
    if found != before:
        filters.clear(ROLE, VERSION, SLIDE, OLD, NEW)
        st.rerun()


def params(row: PersonaCard | None, every: list[PersonaCard]) -> dict[str, str]:
    """What a link within the card has to keep."""
    return {CARD: str(row.id)} if row and every and every[0].id != row.id else {}


def number(name: str) -> int:
    """A whole number of the address; 0 where there is none."""
    said = st.query_params.get(name, "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 6 else 0
