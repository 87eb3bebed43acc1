"""The chain of one company: the answer, the map with what is picked or the table, then the pictures."""

from __future__ import annotations

from uuid import UUID

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from persona_core.access.models import Viewer
from persona_core.decision_chain import queries, wording
from persona_core.decision_chain.loading import closed_deals
from persona_core.decision_chain.models import Moment
from persona_core.decision_chain.views import Choice
from persona_core.kit import config
from persona_core.vocabulary.queries import Lists
from ui import shell
from ui.panels.decision_chain import (
    adding,
    beginning,
    cards,
    chances,
    changing,
    choosing,
    clashing,
    copying,
    keeping,
    mapping,
    picking,
    pictures,
    side,
    summary,
    table,
    trying,
)
from ui.panels.decision_chain import draft as drafts
from ui.panels.decision_chain.desk import Desk
from ui.panels.decision_chain.draft import Draft
from ui.panels.decision_chain.picking import Picked
from ui.tables import on_phone


def draw(
    viewer: Viewer, company: Choice, moment: Moment, known: Lists, actions: DeltaGenerator, tabs: DeltaGenerator
) -> None:
    """Everything about one company; with no seat yet, an empty map to begin on. `actions`, `tabs`: places above."""
    desk = _read(viewer, company, moment, known)
    t, view, said = desk.t, desk.view, desk.said
    if desk.empty:
        shell.answer(t("Who has a say when {company} buys? Begin with the one who decides.", company=company.name))
        beginning.draw(desk)
        _mapped(desk)
        return
    copying.draw(desk, actions)
    with tabs:
        arranged = choosing.arrangement()
    shell.answer(wording.answer(view, said, t))
    if moment is Moment.RENEWAL and said.version is None and view.moments[Moment.PURCHASE].version is not None:
        adding.renewal(desk)
    drafts.catch_up(view)
    draft = drafts.current(view, moment) if arranged == choosing.TABLE else drafts.waiting(view, moment)
    if draft is not None and draft.conflict:
        keeping.conflict(viewer, draft, view, known, desk.people)
    if arranged == choosing.MAP or (viewer.presenting and on_phone()):
        _mapped(desk)
    else:
        (cards if on_phone() else table).draw(draft, desk.people, known)
        _tabled(desk, draft)
    if draft is not None:
        keeping.bar(viewer, draft)
    if said.version is not None:
        both = all(view.moments[m].version is not None for m in Moment)
        pictures.draw(said.frame(), moment, view.slope() if both else None)


def _read(viewer: Viewer, company: Choice, moment: Moment, known: Lists) -> Desk:
    closed = _closed(viewer, viewer.workspace_id, config.load().database_url)
    with shell.read() as session:
        view = queries.chain(session, viewer, company.id, deal_id=company.deal_id, known=known, closed=closed)
        people = queries.people_to_seat(session, viewer, company.id, known)
    return Desk(viewer, company, view, moment, known, people, shell.words())


@st.cache_data(ttl=600, max_entries=200, show_spinner=False)
def _closed(_viewer: Viewer, workspace_id: UUID, url: str) -> int:
    """How many closed deals a chance could be checked against: it moves slowly, and counting reads every chain."""
    with shell.read() as session:
        return closed_deals(session, _viewer)


def _tabled(desk: Desk, draft: Draft) -> None:
    """Under the table the same questions and sentences as under and beside the map; on the wall nothing is asked."""
    if desk.viewer.presenting:
        summary.draw(desk)
        return
    left, right = st.columns([7, 3], gap="medium")
    with left:
        clashing.draw(desk, changing.SIDE)
        with st.container(horizontal=True, vertical_alignment="center"):
            adding.popover(desk)
            table.mode(draft)
        chances.draw(desk)
        trying.draw(desk)
    with right:
        summary.draw(desk)


def _mode(desk: Desk) -> None:
    """The switch to 高级: points instead of words, saved at once."""
    key = f"chain-mode-{desk.view.id}-{desk.moment}"
    points = st.session_state[key] = desk.said.by_points
    switch = {"key": key, "on_change": changing.of_mode, "args": (desk, not points)}
    st.toggle(desk.t("Advanced: in points"), width="content", **switch)


def _mapped(desk: Desk) -> None:
    """The map, and beside it one thing at a time."""
    picked = picking.picked(desk.view) or (Picked() if desk.empty else None)
    left, right = st.columns([7, 3], gap="medium")
    with left:
        mapping.draw(desk, picked)
        if not desk.empty and not desk.viewer.presenting:
            if picked is None or picked.other != picking.CHANCES:
                chances.draw(desk)
            trying.draw(desk)
            _mode(desk)
    opened = picking.picked(desk.view) is not None
    with right, st.container(key="chain-side-open" if opened else "chain-side", gap="xsmall"):
        side.draw(desk, picked)
