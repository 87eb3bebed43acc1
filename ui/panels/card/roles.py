"""Role cards: the way to each from the card, and one by itself."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from persona_core.personas.card import Card, RoleCard
from ui import filters, shell
from ui.look import plain
from ui.panels.card import lines
from ui.panels.card.asking import ROLE


def ways(card: Card, keep: Mapping[str, str]) -> None:
    """A link to each core position with where it weighs."""
    t = shell.words()
    if not card.roles:
        return
    with st.container(border=True, key="block-roles"):
        st.subheader(plain(t("Who is who: a card for each core position")), anchor=False)
        for column, role in zip(st.columns(len(card.roles)), card.roles, strict=True):
            with column, st.container(key=f"role-{role.key}", gap="xxsmall"):
                shell.link("card", role.title, icon=":material/person:", role=role.key, **keep)
                st.caption(plain(role.top))


def opened() -> bool:
    """Whether the address names a position."""
    return bool(st.query_params.get(ROLE))


def asked(card: Card) -> RoleCard | None:
    """The position that the address names, if it has a card."""
    wanted = st.query_params.get(ROLE, "")
    return next((role for role in card.roles if role.key == wanted), None)


def draw(card: Card, role: RoleCard, keep: Mapping[str, str]) -> None:
    """One position by itself, and the way to the others."""
    t = shell.words()
    shell.answer(f"{role.title} · {role.top}")
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="role-ways"):
        st.button(t("Whole card"), icon=":material/arrow_back:", on_click=filters.clear, args=(ROLE,), key="role-back")
        for other in card.roles:
            if other.key != role.key:
                shell.link("card", other.title, icon=":material/person:", role=other.key, **keep)
    left, right = st.columns(2, gap="large")
    for number, part in enumerate(role.blocks):
        with left if number % 2 == 0 else right:
            lines.block(part, name="role-")
