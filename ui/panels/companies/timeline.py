"""The way a company went: dated stages of its deals, what is odd about them, and the forms to change them."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from persona_core.access.models import Viewer
from persona_core.companies.models import Company
from persona_core.deals.models import Deal
from persona_core.deals.naming import deal_name
from persona_core.journeys.commands import remove_event
from persona_core.journeys.models import Stage
from persona_core.journeys.queries import Moment, every_stage, main_journey, stage_label, steps
from persona_core.journeys.remarks import remarks
from persona_core.journeys.remarks_wording import sentence
from persona_core.kit import clock
from persona_core.kit.words import Words
from persona_core.vocabulary.queries import Lists
from ui import shell
from ui.look import plain
from ui.panels.companies import date_changes, dates, facts
from ui.saving import saving

_CLICKED = "event-clicked"
_CHANGE, _REMOVE = "event-change", "event-remove"


def draw(viewer: Viewer, t: Words, known: Lists, company: Company, found: list[Deal], moments: list[Moment]) -> None:
    """Dates from the first to the latest, each to be corrected or removed, then the forms for more."""
    st.subheader(t("Journey"), anchor=False)
    names = {deal.id: deal_name(deal.product, number, t) for number, deal in enumerate(found, start=1)}
    roads = _roads(viewer, found)
    if moments:
        _dates(viewer, t, known, names, moments)
        dates.correct(viewer, t, moments, roads)
        for line in odd(t, found, names, moments, roads):
            st.caption(plain(line))
    else:
        st.text(t("No dates yet. One date a stage is enough to count how long deals take."))
    dates.add(viewer, t, company, names, roads, moments)
    if found:
        date_changes.draw(viewer, t, company, found, roads)


def _roads(viewer: Viewer, found: Sequence[Deal]) -> dict[uuid.UUID | None, list[Stage]]:
    """The stages that each deal walks, by its id; those of the main journey under None."""
    with shell.read() as session:
        every, main = every_stage(session, viewer), main_journey(session, viewer)
    by_journey: dict[uuid.UUID, list[Stage]] = {}
    for stage in every:
        by_journey.setdefault(stage.journey_id, []).append(stage)
    first = by_journey.get(main.id, []) if main else []
    return {None: first, **{deal.id: by_journey.get(deal.journey_id, first) for deal in found}}


def odd(
    t: Words,
    found: Sequence[Deal],
    names: Mapping[uuid.UUID, str],
    moments: Sequence[Moment],
    roads: Mapping[uuid.UUID | None, Sequence[Stage]],
) -> list[str]:
    """What is odd about the dates, a sentence each; with several deals it says which one is meant."""
    lines = []
    for deal in found:
        events = [(m.stage.num, clock.day_number(m.day)) for m in moments if m.deal_id == deal.id]
        labels = {stage.num: stage_label(stage, t) for stage in roads[deal.id]}
        said = [sentence(t, remark, labels) for remark in remarks(events, steps(roads[deal.id]))]
        lines += [t("{label}: {value}", label=names[deal.id], value=line) for line in said] if len(found) > 1 else said
    return lines


def _dates(viewer: Viewer, t: Words, known: Lists, names: dict[uuid.UUID, str], moments: list[Moment]) -> None:
    heads = [t("Date"), t("Stage"), t("Deal"), "✎", "✕", t("Source")]
    rows = [
        (
            t.date(m.day),
            stage_label(m.stage, t),
            names.get(m.deal_id, ""),
            "✎",
            "✕",
            facts.source_name(m.source, t, known),
        )
        for m in moments
    ]
    table = pd.DataFrame(rows, columns=heads)
    widths = dict(zip(heads, (95, 85, 105, 36, 36, 110), strict=True))
    config = {head: st.column_config.TextColumn(head, width=widths[head]) for head in heads}
    for head, key, about in (
        ("✎", _CHANGE, t("Corrects the day or the stage.")),
        ("✕", _REMOVE, t("Takes this date away.")),
    ):
        config[head] = st.column_config.ButtonColumn(
            " ", type="tertiary", width=36, help=about, on_click=_note_click, args=(key,), key=key
        )
    st.dataframe(
        table.drop(columns=heads[2]) if len(names) < 2 else table,
        hide_index=True,
        column_config=config,
        height=38 + 35 * min(len(rows), 12),
        alt=t("Journey"),
    )
    key, number = st.session_state.pop(_CLICKED, (None, None))
    if key is None or not 0 <= number < len(moments):
        return
    moment = moments[number]
    if key == _CHANGE:
        dates.begin(moment)
        return
    with (saved := saving(viewer, t("Date of “{stage}” removed", stage=stage_label(moment.stage, t)))) as session:
        remove_event(session, viewer, moment.event_id)
    if saved.ok:
        st.rerun()


def _note_click(key: str) -> None:
    st.session_state[_CLICKED] = (key, st.session_state[key]["row"])
