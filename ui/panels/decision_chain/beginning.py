"""An empty chain: ready-made ones to begin with, and for a deal the chain of its company."""

from __future__ import annotations

from uuid import UUID

import streamlit as st
from sqlmodel import Session

from persona_core.access.models import Viewer
from persona_core.decision_chain import queries
from persona_core.decision_chain.shaping import Shaped, begin_from_template, copy_chain
from persona_core.decision_chain.templates import Template, templates
from persona_core.vocabulary.models import ListName
from persona_core.vocabulary.queries import lists
from ui import shell
from ui.look import plain
from ui.panels.decision_chain import changing, picking
from ui.panels.decision_chain import draft as drafts
from ui.panels.decision_chain.desk import Desk
from ui.saving import saving
from ui.tables import on_phone


def draw(desk: Desk) -> None:
    """What to begin with, above the empty map."""
    t = desk.t
    if desk.company.deal_id is not None:
        _own(desk)
    sentence = plain(t("Begin with a ready-made chain and change what is different, or on the empty map below."))
    if on_phone():
        place = st.expander(sentence, key="chain-templates")
    else:
        st.caption(sentence)
        place = st.container(key="chain-templates")
    with place:
        for column, template in zip(st.columns(len(templates())), templates().values(), strict=True):
            with column:
                _offer(desk, template)


def _offer(desk: Desk, template: Template) -> None:
    """One ready-made chain: when to use it, who is on it, who may join."""
    t = desk.t
    key = f"template-{template.name}-{desk.company.deal_id or desk.company.id}-{t.lang}"
    with st.container(border=True, gap="small", height="stretch", key=f"chain-template-{template.name}"):
        st.markdown(f"**{plain(template.label(t))}**")
        st.caption(plain(template.when(t)))
        st.text(" · ".join(s.label(t) for s in template.seats if not s.optional))
        more = {s.code: plain(s.label(t)) for s in template.seats if s.optional}
        if more:
            st.pills(
                t("Add if they have a word"),
                list(more),
                selection_mode="multi",
                format_func=more.get,
                key=f"{key}-more",
            )
        st.button(t("Begin with this"), key=key, on_click=_begin, args=(desk, template, f"{key}-more"))


def _begin(desk: Desk, template: Template, more: str) -> None:
    """A callback: the page is drawn with the new chain at once."""
    t, company = desk.t, desk.company
    wanted = [s.code for s in template.seats if not s.optional or s.code in (st.session_state.get(more) or ())]
    changing.settle()
    label = t("{company} · chain begun: {name}", company=company.name, name=template.label(t))
    with (step := saving(desk.viewer, label, tell=False)) as session:
        done = begin_from_template(
            session, desk.viewer, company.id, template.name, deal_id=company.deal_id, positions=wanted
        )
        step.label = with_recognised(label, done, session, desk.viewer)
    _finish(step)


def _own(desk: Desk) -> None:
    """A deal that has no chain yet: one of its own after the company's."""
    with shell.read() as session:
        source = queries.chain(session, desk.viewer, desk.company.id, known=desk.known)
    if source is None or not source.seats:
        return
    t = desk.t
    with st.container(border=True, key="chain-own"):
        st.text(
            t(
                "This deal has no chain of its own; the company's stands for it. If others decide here, give it one: "
                "positions, persons and what they say are copied, where they stand is not."
            )
        )
        st.button(
            t("Give this deal its own chain"),
            type="primary",
            key="chain-own-go",
            on_click=_copy,
            args=(desk, source.id),
        )


def _copy(desk: Desk, chain_id: UUID) -> None:
    """A callback: the company's chain becomes the deal's own."""
    changing.settle()
    label = desk.t("{company} · chain of the deal", company=desk.company.name)
    with (step := saving(desk.viewer, label, tell=False)) as session:
        copy_chain(session, desk.viewer, chain_id, company_id=desk.company.id, deal_id=desk.company.deal_id)
    _finish(step)


def with_recognised(label: str, done: Shaped, session: Session, viewer: Viewer) -> str:
    """What was saved, and who was put on a seat because they hold its position."""
    if not done.recognised:
        return label
    t, known = shell.words(), lists(session, viewer)
    names = [known.label(ListName.POSITION, p, t) for p in done.recognised]
    return t("{what}; persons recognised: {names}", what=label, names=t.listing(names))


def _finish(step: saving) -> None:
    """After a callback that saved a whole chain: nothing is picked, or the refusal stands beside the map."""
    if step.ok:
        drafts.follow()
        picking.pick(None)
    elif step.problem is not None:
        changing.refuse(step.problem)
