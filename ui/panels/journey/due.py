"""快到期: contracts that end soon, each with who weighs at renewal and when the customer was last heard of."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

import streamlit as st

from persona_core.access.models import Viewer
from persona_core.decision_chain.models import Moment
from persona_core.journeys.ending import Contract, ending
from persona_core.kit import clock
from persona_core.kit.words import Words
from persona_core.personas import due_wording as wording
from persona_core.personas.due import Due, due
from persona_core.vocabulary.queries import Lists
from ui import filters, remembering, shell
from ui.look import plain

OPEN, DUE = "open", "due"
SOON, PAST = "soon", "past"
_PAGE = 10
_SHORT, _MIDDLE = 30, 60
"""Days left up to which a contract is urgent, or getting so."""


def asked() -> bool:
    """Whether the address asks for this list."""
    return st.query_params.get(OPEN) == DUE


def draw(viewer: Viewer, known: Lists) -> None:
    """The list in a box that says the numbers; it is read when it is open. Nothing while no contract runs."""
    t = shell.words()
    with shell.read() as session:
        found = ending(session, viewer, clock.today())
    if not found.running and not asked():
        return
    label = wording.title(t, found, viewer.currency)
    with st.expander(
        plain(t("Due soon: {what}", what=label)),
        expanded=asked(),
        icon=":material/event_upcoming:",
        key="due-soon",
        on_change="rerun",
    ) as box:
        if not box.open:
            return
        which = SOON
        if found.past:
            options = {
                SOON: t("Ends soon ({n})", n=t.number(len(found.soon))),
                PAST: t("Has ended ({n})", n=t.number(len(found.past))),
            }
            which = filters.segment("contracts", t("Which contracts"), options)
        contracts = found.past if which == PAST else found.soon
        if not contracts:
            _nothing(wording.nothing(t, found), t)
        offset = (filters.page("duepage", ceil(len(contracts) / _PAGE)) - 1) * _PAGE
        for row in _rows(contracts[offset : offset + _PAGE], viewer, known):
            _one(row, viewer, t)
        for note in wording.notes(t, found):
            st.caption(plain(note))
        if found.undated:
            way = {"status": "active", "sort": "ends_on"}
            shell.link("companies", t("Fill in last days"), icon=":material/edit_calendar:", **way)


def _rows(contracts: Sequence[Contract], viewer: Viewer, known: Lists) -> list[Due]:
    """What is known of the contracts of a page; of the same ones again while nothing was written."""
    t, nums = shell.words(), tuple(contract.num for contract in contracts)
    with shell.read() as session:
        remember = remembering.of(session, viewer)
        return remember(("due", viewer, t.lang, clock.today(), nums), lambda: due(session, viewer, t, contracts, known))


def _nothing(said: str, t: Words) -> None:
    st.text(said)
    way = {"status": "active", "sort": "ends_on"}
    shell.link("companies", t("Look at customers by last day"), icon=":material/domain:", **way)


def _one(one: Due, viewer: Viewer, t: Words) -> None:
    num, days = one.contract.num, one.contract.days
    near = "now" if days <= _SHORT else "soon" if days <= _MIDDLE else "later"
    with st.container(border=True, gap="xxsmall", key=f"due-{num}"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"due-head-{num}"):
            shell.link("company", one.company, id=one.contract.company_id)
            with st.container(key=f"due-{near}-{num}", width="content"):
                st.text(t("{left} ({day})", left=wording.left(t, one), day=t.date(one.contract.ends_on)))
            facts = (one.deal, wording.fee(t, one, viewer.currency), one.owner)
            st.text(" · ".join(fact for fact in facts if fact), width="content")
        st.text(wording.about(t, one))
        _ways(one, t)


def _ways(one: Due, t: Words) -> None:
    """To the chain at renewal, and to the stories."""
    company = one.contract.company_id
    with st.container(horizontal=True, gap="small", key=f"due-ways-{one.contract.num}"):
        label = t("Chain at renewal") if one.moment is Moment.RENEWAL else t("Fill in who weighs at renewal")
        way = {"company": company, "deal": one.chain_deal, "moment": Moment.RENEWAL.value}
        shell.link("decision-chain", label, icon=":material/account_tree:", **way)
        shell.link("stories", t("Stories"), icon=":material/auto_stories:", company=company)
