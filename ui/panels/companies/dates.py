"""Forms for dates on a company's page: one more, several at once, and the correction of one."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import streamlit as st

from persona_core.access.models import Viewer
from persona_core.access.queries import get
from persona_core.companies.models import Company
from persona_core.deals.commands import create_deal
from persona_core.deals.models import Deal
from persona_core.journeys.commands import add_events, correct_event
from persona_core.journeys.models import Stage, StageKind
from persona_core.journeys.queries import Moment, stage_label
from persona_core.kit.errors import Conflict, PersonaError
from persona_core.kit.words import Words
from persona_core.vocabulary.fields import FIELDS
from persona_core.vocabulary.values import past_day
from ui import forms
from ui.look import plain
from ui.saving import saving

_CORRECTING, _ROUND = "event-correcting", "event-round"
_EXAMPLE = "2026-01-31"

Roads = Mapping[uuid.UUID | None, Sequence[Stage]]


@dataclass(frozen=True)
class _Correcting:
    """The date that is being corrected, as it stood when the form was opened."""

    event_id: int
    deal_id: uuid.UUID
    stage_id: uuid.UUID
    stage_num: int
    day: date


def begin(moment: Moment) -> None:
    """Open the correction of a date."""
    st.session_state[_CORRECTING] = _Correcting(
        moment.event_id, moment.deal_id, moment.stage.id, moment.stage.num, moment.day
    )


def correct(viewer: Viewer, t: Words, moments: Sequence[Moment], roads: Roads) -> None:
    """The open correction, if there is one among these dates."""
    open_one: _Correcting | None = st.session_state.get(_CORRECTING)
    if open_one is None or open_one.event_id not in {m.event_id for m in moments}:
        return
    steps = {stage.id: stage for stage in roads[open_one.deal_id]}
    key = f"{open_one.event_id}-{open_one.stage_num}-{open_one.day}"
    with st.form(f"event-correct-{key}", enter_to_submit=True):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            stage_id = st.selectbox(
                t("Stage"),
                list(steps),
                index=list(steps).index(open_one.stage_id) if open_one.stage_id in steps else 0,
                format_func=lambda one: stage_label(steps[one], t),
                key=f"correct-stage-{key}",
                width=160,
                filter_mode=None,
            )
            written = st.text_input(t("Date"), open_one.day.isoformat(), key=f"correct-day-{key}", width=140)
            wanted = st.form_submit_button(t("Save"), type="primary")
            given_up = st.form_submit_button(t("Don't save"))
    if given_up:
        st.session_state.pop(_CORRECTING)
        st.rerun()
    if wanted:
        name = stage_label(steps[stage_id], t)
        with (saved := saving(viewer, t("Date of “{stage}” corrected", stage=name))) as session:
            day = _day(written)
            stage = get(session, viewer, Stage, stage_id)
            seen = (open_one.stage_num, open_one.day)
            correct_event(session, viewer, open_one.event_id, stage=stage, day=day, seen=seen)
        if saved.ok or isinstance(saved.problem, Conflict):
            st.session_state.pop(_CORRECTING)
        if saved.ok:
            st.rerun()


def add(
    viewer: Viewer,
    t: Words,
    company: Company,
    names: Mapping[uuid.UUID, str],
    roads: Roads,
    moments: Sequence[Moment],
) -> None:
    """One more date, or several at once; with several deals the deal is chosen first."""
    if not roads[None]:
        return
    deal_id = next(reversed(names), None) if names else None
    if len(names) > 1:
        deal_id = st.selectbox(
            t("Dates of which deal?"),
            list(names),
            index=len(names) - 1,
            format_func=lambda one: names[one],
            key=f"event-deal-{company.id}",
            width=240,
            filter_mode=None,
        )
    road = roads[deal_id]
    _one_more(viewer, t, company, deal_id, road)
    with st.popover(t("Several at once"), icon=":material/playlist_add:", key="events-many", on_change="rerun") as many:
        if many.open:
            dated = {m.stage.num for m in moments if m.deal_id == deal_id}
            _several(viewer, t, company, deal_id, [s for s in road if s.num not in dated or _repeats(s)])


def _repeats(stage: Stage) -> bool:
    return stage.kind == StageKind.REPEATING


def _one_more(viewer: Viewer, t: Words, company: Company, deal_id: uuid.UUID | None, road: Sequence[Stage]) -> None:
    steps = {stage.id: stage_label(stage, t) for stage in road}
    with st.form("event-form", clear_on_submit=False, enter_to_submit=True):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            stage_id = st.selectbox(
                t("Stage"),
                list(steps),
                format_func=lambda one: steps.get(one, ""),
                key=f"event-stage-{company.id}-{road[0].journey_id}",
                width=160,
            )
            written = st.text_input(t("Date"), key=f"event-day-{company.id}", placeholder=_EXAMPLE, width=140)
            wanted = st.form_submit_button(t("Add the date"))
    if wanted:
        with (saved := saving(viewer, t("Date of “{stage}”", stage=steps[stage_id]))) as session:
            said = [(get(session, viewer, Stage, stage_id), _day(written))]
            add_events(session, viewer, deal_for(session, viewer, company, deal_id), said, visits=True)
        if saved.ok:
            del st.session_state[f"event-day-{company.id}"]
            st.rerun()


def _several(viewer: Viewer, t: Words, company: Company, deal_id: uuid.UUID | None, road: Sequence[Stage]) -> None:
    """A line for every stage without a date (and those that repeat); what is left empty stays so."""
    number = st.session_state.setdefault(_ROUND, 0)
    written: dict[uuid.UUID, str] = {}
    with st.form(f"events-form-{number}", border=False, enter_to_submit=False):
        for stage in road:
            written[stage.id] = st.text_input(
                plain(stage_label(stage, t)), key=f"events-{stage.id}-{number}", placeholder=_EXAMPLE
            )
        sent = st.form_submit_button(t("Add the dates"), type="primary")
    if not sent:
        return
    days, refusals = {}, []
    for stage in road:
        try:
            days[stage.id] = past_day(FIELDS["date"], written[stage.id])
        except PersonaError as refusal:
            refusals.append(t("{label}: {value}", label=stage_label(stage, t), value=refusal.text(t)))
    given = {stage_id: day for stage_id, day in days.items() if day is not None}
    if not given and not refusals:
        refusals = [t("No date is filled in yet.")]
    for line in refusals:
        st.error(plain(line), icon=":material/info:")
    if refusals:
        return
    with (saved := saving(viewer, t.plural("{n} date", "{n} dates", len(given)))) as session:
        said = [(get(session, viewer, Stage, stage_id), day) for stage_id, day in given.items()]
        add_events(session, viewer, deal_for(session, viewer, company, deal_id), said, visits=True)
    if saved.ok:
        st.session_state[_ROUND] += 1
        st.rerun()


def deal_for(session, viewer: Viewer, company: Company, deal_id: uuid.UUID | None) -> Deal:
    """The deal, or a new one of a company that has none yet."""
    if deal_id is not None:
        return get(session, viewer, Deal, deal_id)
    return create_deal(session, viewer, get(session, viewer, Company, company.id), {})


def _day(written: str) -> date:
    day = past_day(FIELDS["date"], written)
    if day is None:
        raise forms.missing(FIELDS["date"])
    return day
