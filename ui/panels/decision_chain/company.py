"""The chain of one company: the answer, the map with what is picked or the table, then the pictures."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from persona_core.access.models import Viewer
from persona_core.decision_chain import wording
from persona_core.decision_chain.models import Moment
from persona_core.decision_chain.views import ChainView, Choice
from persona_core.vocabulary.queries import Lists
from ui import shell
from ui.panels.decision_chain import (
    adding,
    cards,
    chances,
    choosing,
    keeping,
    mapping,
    picking,
    pictures,
    side,
    table,
)
from ui.panels.decision_chain import draft as drafts
from ui.panels.decision_chain.picking import Picked
from ui.tables import on_phone


def draw(
    viewer: Viewer,
    company: Choice,
    view: ChainView | None,
    moment: Moment,
    known: Lists,
    people: Mapping[UUID, str],
    actions: DeltaGenerator,
) -> None:
    """Everything about one company; with no seat yet, an empty map to begin on."""
    t = shell.words()
    if view is None or not view.seats:
        shell.answer(t("Who has a say when {company} buys? Begin with the one who decides.", company=company.name))
        _mapped(viewer, company, view, moment, known, people)
        return
    said = view.moments[moment]
    shell.answer(wording.answer(view, said, t))
    if moment is Moment.RENEWAL and said.version is None and view.moments[Moment.PURCHASE].version is not None:
        adding.renewal(viewer, view)
    drafts.catch_up(view)
    arranged = choosing.arrangement()
    draft = drafts.current(view, moment) if arranged == choosing.TABLE else drafts.waiting(view, moment)
    if draft is not None and draft.conflict:
        keeping.conflict(viewer, draft, view, known, people)
    if arranged == choosing.MAP:
        _mapped(viewer, company, view, moment, known, people)
    else:
        (cards if on_phone() else table).draw(draft, people, known)
        table.mode(draft)
        chances.draw(viewer, view, said)
    if draft is not None:
        keeping.bar(viewer, draft)
    if said.version is not None:
        both = all(view.moments[m].version is not None for m in Moment)
        pictures.draw(said.frame(), moment, view.slope() if both else None)


def _mapped(
    viewer: Viewer,
    company: Choice,
    view: ChainView | None,
    moment: Moment,
    known: Lists,
    people: Mapping[UUID, str],
) -> None:
    """The map, and beside it one thing at a time."""
    picked = picking.picked(view) or (None if view is not None and view.seats else Picked())
    left, right = st.columns([7, 3], gap="medium")
    with left:
        mapping.draw(viewer, view, view.moments[moment] if view else None, picked)
        if view is not None and view.seats and not viewer.presenting:
            chances.draw(viewer, view, view.moments[moment])
    with right, st.container(key="chain-side"):
        side.draw(viewer, company, view, moment, picked, known, people)
