"""复制到…: a chain's shape for another company, or for one of the deals of any."""

from __future__ import annotations

from uuid import UUID

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from persona_core.companies.queries import population
from persona_core.decision_chain import queries
from persona_core.decision_chain.of_company import CompanyChains, company_chains
from persona_core.decision_chain.shaping import Existing, copy_chain
from persona_core.decision_chain.views import ChainView, Choice
from persona_core.kit.words import N_, Words
from ui import shell
from ui.look import plain
from ui.panels.decision_chain import changing, dealing
from ui.panels.decision_chain.beginning import with_recognised
from ui.panels.decision_chain.desk import Desk
from ui.saving import saving

LIMIT = 60
_DONE, _TURN = "chain.copied", "chain.copies"
_WAYS = {
    Existing.FILL: N_("Only add what is missing there"),
    Existing.REPLACE: N_("Replace what is there; positions on both keep person and stance"),
}


def draw(desk: Desk, actions: DeltaGenerator) -> None:
    """The menu in the head of the page, its inside drawn only while it is open; after a copy the way to it."""
    t = desk.t
    if not desk.viewer.presenting:
        key = f"chain-copy-{st.session_state.get(_TURN, 0)}"  # another one, closed, after each copy
        with actions.popover(t("Copy to …"), icon=":material/content_copy:", key=key, on_change="rerun") as menu:
            if menu.open:
                _ask(desk)
    _done(desk)


def _done(desk: Desk) -> None:
    """The way to where it went, until another chain is shown."""
    t, found = desk.t, st.session_state.get(_DONE)
    if found is None:
        return
    source, name, company_id, deal_id = found
    if source != desk.view.id:
        st.session_state.pop(_DONE)
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="chain-copied"):
        st.text(t("Copied to {company}.", company=t.name(name)), width="content")
        shell.link("decision-chain", t("Open it"), icon=":material/arrow_forward:", company=company_id, deal=deal_id)


def _ask(desk: Desk) -> None:
    t, view = desk.t, desk.view
    st.caption(
        plain(
            t(
                "Positions, buying roles, say, listening and gates go over, at both moments. Persons, contact, "
                "notes and where they stand stay here; to another deal of this company persons go along."
            )
        )
    )
    target = _company(desk)
    if target is None:
        return
    with shell.read() as session:
        chains = company_chains(session, desk.viewer, target.id)
    deal_id = _deal(view, target, chains, t)
    if (target.id, deal_id) == (view.company_id, view.deal_id):
        st.text(t("That is this very chain. Choose another company, or a deal."))
        return
    way = Existing.REFUSE
    if chains.seats_of(deal_id):
        way = st.radio(
            plain(t("{company} has a chain already.", company=target.name)),
            list(_WAYS),
            format_func=lambda x: t(_WAYS[x]),
            key="copy-way",
        )
    st.button(t("Copy"), type="primary", key="copy-go", on_click=_copy, args=(desk, target, deal_id, way))


def _company(desk: Desk) -> Choice | None:
    """The company to copy to; the list holds the first that fit what was typed."""
    t, viewer, text = desk.t, desk.viewer, ""
    with shell.read() as session:
        total = population(session, viewer).total
    if total > LIMIT:
        text = st.text_input(t("Find a company"), key="copy-find", placeholder=t("Part of its name"))
    with shell.read() as session:
        found = queries.choices(session, viewer, desk.known, text=text, limit=LIMIT)
    names = {c.id: c.name for c in found}
    if not names:
        st.text(t("No company of this name. Try a shorter part of it."))
        return None
    chosen = st.selectbox(
        t("To which company?"),
        list(names),
        index=None,
        format_func=names.get,
        key=f"copy-company-{hash(frozenset(names))}",
        placeholder=t("Choose"),
        filter_mode="contains",
    )
    return next((c for c in found if c.id == chosen), None)


def _deal(view: ChainView, target: Choice, chains: CompanyChains, t: Words) -> UUID | None:
    """The deal it is for, asked only where there is something to choose."""
    if not chains.several and not (target.id == view.company_id and chains.deals):
        return None
    names = dealing.names_of(chains, t)
    said = st.selectbox(
        t("For which deal?"), list(names), format_func=names.get, key=f"copy-deal-{target.id}", filter_mode=None
    )
    return UUID(said) if said else None


def _copy(desk: Desk, target: Choice, deal_id: UUID | None, way: Existing) -> None:
    """A callback: the page is drawn with the way to the copy."""
    changing.settle()
    label = desk.t("{company} · decision chain", company=target.name)
    with (step := saving(desk.viewer, label, tell=False)) as session:
        made = copy_chain(session, desk.viewer, desk.view.id, company_id=target.id, deal_id=deal_id, existing=way)
        step.label = with_recognised(label, made, session, desk.viewer)
    if step.ok:
        st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1
        st.session_state[_DONE] = (desk.view.id, target.name, target.id, deal_id)
    elif step.problem is not None:
        changing.refuse(step.problem)
