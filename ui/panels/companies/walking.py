"""换路径: a deal goes over to another journey; where each of its dates goes is seen and chosen before."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

import streamlit as st

from persona_core.access.models import Viewer
from persona_core.deals.models import Deal
from persona_core.journeys.commands import move_deal
from persona_core.journeys.models import Journey
from persona_core.journeys.moving import Fit, fitting
from persona_core.journeys.queries import stage_label, stages
from persona_core.kit.words import Words
from ui import shell
from ui.look import plain
from ui.saving import saving

_BEHIND = ""


def draw(viewer: Viewer, t: Words, deal: Deal, name: str, journeys: Sequence[Journey]) -> None:
    """The journey a deal walks, and the way to another one; nothing where there is only one."""
    if len(journeys) < 2:
        return
    current = next((j for j in journeys if j.id == deal.journey_id), journeys[0])
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(plain(t("Journey: {name}", name=current.name)), width="content")
        with st.popover(t("Another journey"), type="tertiary", key=f"walk-{deal.id}", on_change="rerun") as opened:
            if opened.open:
                _move(viewer, t, deal, name, [j for j in journeys if j.id != current.id])


def _move(viewer: Viewer, t: Words, deal: Deal, name: str, others: Sequence[Journey]) -> None:
    names = {j.id: j.name for j in others}
    chosen = st.selectbox(
        t("Goes over to"),
        list(names),
        format_func=lambda key: names[key],
        key=f"walk-to-{deal.id}",
        filter_mode=None,
    )
    with shell.read() as session:
        found = fitting(session, viewer, deal, chosen)
        there = {str(stage.id): stage_label(stage, t) for stage in stages(session, viewer, chosen)}
    choices = {fit.stage.id: _place(t, deal, fit, there, chosen) for fit in found}
    open_ones = [stage_id for stage_id, to in choices.items() if to is None]
    if open_ones:
        st.caption(plain(t("What fits nowhere by its name needs a word of yours.")))
    if st.button(t("Move the deal"), key=f"walk-do-{deal.id}", type="primary", disabled=bool(open_ones)):
        given = {stage_id: uuid.UUID(to) if to else None for stage_id, to in choices.items()}
        with (
            done := saving(viewer, t("“{name}” on the journey “{journey}”", name=name, journey=names[chosen]))
        ) as session:
            move_deal(session, viewer, deal.id, chosen, choices=given)
        if done.ok:
            st.rerun()


def _place(t: Words, deal: Deal, fit: Fit, there: dict[str, str], journey_id: uuid.UUID) -> str | None:
    """Where the dates of one stage go: an id, nowhere, or not said yet."""
    options = [*there, _BEHIND]
    return st.selectbox(
        plain(
            t.plural(
                "{stage} ({n} date) goes to", "{stage} ({n} dates) goes to", fit.dates, stage=stage_label(fit.stage, t)
            )
        ),
        options,
        index=options.index(str(fit.to.id)) if fit.to else None,
        format_func=lambda key: there.get(key) or t("Leave these dates behind"),
        placeholder=t("Choose"),
        key=f"walk-{deal.id}-{journey_id}-{fit.stage.id}",
        filter_mode=None,
    )
