"""The head of the card's page: which card, whose, in which state; publishing, versions, settings, export."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from persona_core.access.models import Viewer
from persona_core.kit.words import Words
from persona_core.personas.card import Card
from persona_core.personas.models import STATUS_LABELS, CardStatus, PersonaCard
from persona_core.personas.publishing import Version
from persona_core.vocabulary.queries import Lists
from ui import shell
from ui.look import plain
from ui.panels.card import asking, publishing, settings
from ui.panels.exchange import export

PAIRS = (("who", "decides"), ("come", "leave"), ("worth", "facets"))
"""Blocks that stand side by side, in the order of the five questions; the others take the whole width."""


def draw(
    viewer: Viewer,
    row: PersonaCard | None,
    every: Sequence[PersonaCard],
    known: Lists,
    composed: Card,
    told: Sequence[Version],
    changed: Sequence[str],
    keep: Mapping[str, str],
) -> None:
    """Head and state of the card."""
    t = shell.words()
    with shell.head(None, t("Persona card"), t("Who buys from us, why, and what follows from it")):
        if not composed.bare and not (viewer.presenting or viewer.masked):
            with (
                st.container(key="card-publish", width="content"),
                st.popover(t("Publish"), icon=":material/publish:", type="primary"),
            ):
                publishing.form(viewer, row, told[0].number if told else 0, changed)
        with st.popover(t("Export"), icon=":material/download:"):
            stale = bool(changed and row and row.status == CardStatus.PUBLISHED)
            export.draw(viewer, key="card-export", card=str(row.id) if row else None, changed=stale)
    if viewer.presenting:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="card-row"):
        asking.choice(list(every), row)
        st.caption(plain(state(t, row, composed, told, changed)), width="content")
        if told:
            with st.popover(t("Versions"), icon=":material/history:"):
                publishing.choose(told)
                publishing.history(told, dict(keep))
        if not viewer.masked:
            with st.popover(t("Settings of the card"), icon=":material/tune:"):
                settings.edit(viewer, row, known, first=not keep)
            with st.popover(t("Another card"), icon=":material/add:"):
                settings.new(viewer, known)


def state(t: Words, row: PersonaCard | None, card: Card, told: Sequence[Version], changed: Sequence[str]) -> str:
    """Draft or published, how much has changed since, whose it is, when it is looked at again."""
    said = [t(STATUS_LABELS[CardStatus(row.status)]) if row else t(STATUS_LABELS[CardStatus.DRAFT])]
    if told:
        said.append(t("version {n} of {day}", n=told[0].number, day=t.date(told[0].at.date())))
    if changed:
        said.append(t.plural("{n} change since", "{n} changes since", len(changed)))
    if card.owner:
        said.append(t("owner {name}", name=t.name(card.owner)))
    if card.confirmed_by:
        said.append(t("confirmed by {name}", name=t.name(card.confirmed_by)))
    if card.review_on:
        said.append(t("next review {day}", day=t.date(card.review_on)))
    return " · ".join(said)
