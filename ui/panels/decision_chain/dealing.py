"""Which of a company's chains is shown, its own or that of one deal: in the address, asked only where there is one."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import streamlit as st

from persona_core.access.models import Viewer
from persona_core.decision_chain.of_company import CompanyChains, company_chains
from persona_core.decision_chain.views import Choice
from persona_core.kit.words import Words
from persona_core.vocabulary.fixed_lists import ENUM_LABELS
from ui import shell
from ui.panels.decision_chain import picking

PARAM = "deal"
_COMPANY = ""


def choose(viewer: Viewer, company: Choice) -> Choice:
    """The company with the deal chosen here or in the address; without one its own chain is meant."""
    t = shell.words()
    with shell.read() as session:
        chains = company_chains(session, viewer, company.id)
    wanted = _wanted(chains)
    if not chains.several and wanted == _COMPANY:
        return company
    names = names_of(chains, t)
    key = f"chain-deal-{company.id}-{wanted}-{hash(frozenset(names.items()))}"
    st.selectbox(
        t("Deal"),
        list(names),
        index=list(names).index(wanted),
        format_func=lambda x: names.get(x, ""),
        key=key,
        on_change=_to_address,
        args=(key,),
        label_visibility="collapsed",
        filter_mode=None,
    )
    return replace(company, deal_id=UUID(wanted)) if wanted else company


def names_of(chains: CompanyChains, t: Words) -> dict[str, str]:
    """The company's own chain and those of its deals, as they are called in a list; "" stands for its own."""
    names = {_COMPANY: t("The company's chain")}
    for deal in chains.deals:
        slots = {"deal": deal.name, "outcome": t(ENUM_LABELS["outcome"][deal.outcome])}
        told = (
            t("{deal} · {outcome}", **slots) if deal.seats else t("{deal} · {outcome} · no chain of its own", **slots)
        )
        names[str(deal.deal_id)] = told
    return names


def _wanted(chains: CompanyChains) -> str:
    """The deal in the address; one that is not this company's is forgotten."""
    said = st.query_params.get(PARAM)
    try:
        found = chains.deal(UUID(said)) if said else None
    except ValueError:
        found = None
    if said and found is None:
        st.query_params.pop(PARAM)
    return str(found.deal_id) if found else _COMPANY


def _to_address(key: str) -> None:
    said = st.session_state[key]
    if said:
        st.query_params[PARAM] = said
    else:
        st.query_params.pop(PARAM, None)
    picking.pick(None)
