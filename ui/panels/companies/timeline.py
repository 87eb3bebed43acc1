"""The way a company went: dated stages of its deals, and a line to add one."""

from __future__ import annotations

import uuid

import pandas as pd
import streamlit as st

from persona_core.access.models import Viewer
from persona_core.access.queries import get
from persona_core.companies.models import Company
from persona_core.deals.commands import create_deal
from persona_core.deals.models import Deal
from persona_core.deals.naming import deal_name
from persona_core.journeys.commands import add_events, remove_event
from persona_core.journeys.models import Stage
from persona_core.journeys.queries import Moment, stage_label, stages
from persona_core.kit.words import Words
from persona_core.vocabulary.fields import FIELDS
from persona_core.vocabulary.queries import Lists
from persona_core.vocabulary.values import past_day
from ui import forms, shell
from ui.panels.companies import facts
from ui.saving import saving

_CLICKED = "event-clicked"


def draw(viewer: Viewer, t: Words, known: Lists, company: Company, found: list[Deal], moments: list[Moment]) -> None:
    """Dates from the first to the latest, each removable, then the form for one more."""
    st.subheader(t("Journey"), anchor=False)
    names = {deal.id: deal_name(deal.product, number, t) for number, deal in enumerate(found, start=1)}
    if moments:
        _dates(viewer, t, known, names, moments)
    else:
        st.text(t("No dates yet. One date a stage is enough to count how long deals take."))
    _add(viewer, t, company, names, found[-1].journey_id if found else None)


def _dates(viewer: Viewer, t: Words, known: Lists, names: dict[uuid.UUID, str], moments: list[Moment]) -> None:
    heads = [t("Date"), t("Stage"), t("Deal"), " ", t("Source")]
    rows = [
        (t.date(m.day), stage_label(m.stage, t), names.get(m.deal_id, ""), "✕", facts.source_name(m.source, t, known))
        for m in moments
    ]
    table = pd.DataFrame(rows, columns=heads)
    widths = dict(zip(heads, (95, 85, 105, 36, 120), strict=True))
    remove = st.column_config.ButtonColumn(
        " ", type="tertiary", width=36, help=t("Takes this date away."), on_click=_note_click, key="event-click"
    )
    st.dataframe(
        table.drop(columns=heads[2]) if len(names) < 2 else table,
        hide_index=True,
        column_config={h: remove if h == " " else st.column_config.TextColumn(h, width=widths[h]) for h in heads},
        height=38 + 35 * min(len(rows), 12),
        alt=t("Journey"),
    )
    clicked = st.session_state.pop(_CLICKED, None)
    if clicked is not None and 0 <= clicked < len(moments):
        moment = moments[clicked]
        with (saved := saving(viewer, t("Date of “{stage}” removed", stage=stage_label(moment.stage, t)))) as session:
            remove_event(session, viewer, moment.event_id)
        if saved.ok:
            st.rerun()


def _note_click() -> None:
    st.session_state[_CLICKED] = st.session_state["event-click"]["row"]


def _add(viewer: Viewer, t: Words, company: Company, names: dict[uuid.UUID, str], journey_id: uuid.UUID | None) -> None:
    with shell.read() as session:
        steps = {stage.id: stage_label(stage, t) for stage in stages(session, viewer, journey_id)}
    if not steps:
        return
    with st.form("event-form", clear_on_submit=False, enter_to_submit=True):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            deal_id = next(reversed(names), None)
            if len(names) > 1:
                deal_id = st.selectbox(
                    t("Deal"),
                    list(names),
                    index=len(names) - 1,
                    format_func=names.get,
                    key=f"event-deal-{company.id}",
                    width=160,
                )
            stage_id = st.selectbox(
                t("Stage"), list(steps), format_func=steps.get, key=f"event-stage-{company.id}", width=160
            )
            written = st.text_input(t("Date"), key=f"event-day-{company.id}", placeholder="2026-01-31", width=140)
            wanted = st.form_submit_button(t("Add the date"))
    if wanted:
        with (saved := saving(viewer, t("Date of “{stage}”", stage=steps[stage_id]))) as session:
            day = past_day(FIELDS["date"], written)
            if day is None:
                raise forms.missing(FIELDS["date"])
            deal = get(session, viewer, Deal, deal_id) if deal_id else None
            if deal is None:
                deal = create_deal(session, viewer, get(session, viewer, Company, company.id), {})
            add_events(session, viewer, deal, [(get(session, viewer, Stage, stage_id), day)])
        if saved.ok:
            del st.session_state[f"event-day-{company.id}"]
            st.rerun()
