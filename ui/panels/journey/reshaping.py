"""并和拆: one stage goes over into another, or part of its dates into a new one after it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from persona_core.access.models import Viewer
from persona_core.journeys import commands, effects_wording
from persona_core.journeys.models import Stage, StageKind
from persona_core.journeys.queries import DatedDeal, dated_deals, stage_label
from persona_core.kit.errors import PersonaError
from persona_core.kit.words import Words
from persona_core.vocabulary.fields import FIELDS
from persona_core.vocabulary.values import past_day
from ui import forms, shell
from ui.look import plain
from ui.panels.journey import trying

NONE, SINCE, AGAIN, DEALS = "none", "since", "again", "deals"
MOST = 500
"""Above so many deals at a stage single ones are not offered: nobody finds them in a list."""


def merge(viewer: Viewer, stages: Sequence[Stage], stage: Stage) -> None:
    """Choose the stage that this one goes over into; what would move is said before it does."""
    t = shell.words()
    names = {s.id: stage_label(s, t) for s in stages if s.id != stage.id and _alike(s, stage)}
    if not names:
        st.text(t("No other stage is of this kind, so there is nothing to merge it with."))
        return
    place = [s.id for s in stages].index(stage.id)
    near = min(names, key=lambda key: abs([s.id for s in stages].index(key) - place))
    into = st.selectbox(
        t("Goes over into"),
        list(names),
        index=list(names).index(near),
        format_func=lambda key: names[key],
        key=f"merge-into-{stage.id}",
        filter_mode=None,
    )
    st.caption(
        plain(t("Dates, concerns, notes and stories move along. Files may go on using the old name. You can undo it."))
    )
    if st.button(t("See what would change"), key="merge-try"):
        name = stage_label(stage, t)
        trying.ask(
            viewer,
            stage.journey_id,
            t("“{name}” merged into “{other}”", name=name, other=names[into]),
            lambda session: commands.merge_stages(session, viewer, stage.id, into),
            told=lambda found: effects_wording.merged(t, found, names[into]),
        )


def _alike(one: Stage, other: Stage) -> bool:
    ends = {s.kind == StageKind.TERMINAL for s in (one, other)}
    return ends == {False} or (ends == {True} and one.sets_outcome == other.sets_outcome)


def split(viewer: Viewer, stage: Stage) -> None:
    """A new stage after this one, and which dates belong there."""
    t = shell.words()
    with shell.read() as session:
        dated = dated_deals(session, viewer, stage)
    name = st.text_input(t("Name of the new stage"), key=f"split-name-{stage.id}", max_chars=60)
    ways = {
        NONE: t("None; I will date it from now on"),
        SINCE: t("Those from a day on"),
        AGAIN: t("Of deals with several dates here, all but the first"),
        DEALS: t("Those of some deals"),
    }
    if len(dated) > MOST:
        ways.pop(DEALS)
    if not dated:
        ways = {NONE: ways[NONE]}
    way = st.radio(t("Which dates go over?"), list(ways), format_func=ways.get, key=f"split-way-{stage.id}")
    written, chosen = "", []
    if way == SINCE:
        written = st.text_input(t("From this day on"), key=f"split-day-{stage.id}", placeholder="2026-01-31", width=160)
    elif way == DEALS:
        labels = {deal.num: _label(t, deal) for deal in dated}
        chosen = st.multiselect(
            t("Deals"),
            list(labels),
            format_func=lambda num: labels[num],
            key=f"split-deals-{stage.id}",
            placeholder=t("Choose"),
        )
    st.caption(plain(t("Concerns, notes and stories stay at “{name}”.", name=stage_label(stage, t))))
    if st.button(t("See what would change"), key="split-try"):
        _try(viewer, stage, name, way, written, chosen)


def _try(viewer: Viewer, stage: Stage, name: str, way: str, written: str, chosen: Sequence[int]) -> None:
    t = shell.words()
    how: dict[str, Any] = {"again": way == AGAIN, "deals": chosen if way == DEALS else ()}
    try:
        if way == SINCE:
            how["since"] = past_day(FIELDS["date"], written)
            if how["since"] is None:
                raise forms.missing(FIELDS["date"])
    except PersonaError as refusal:
        st.error(plain(refusal.text(t)), icon=":material/info:")
        return
    trying.ask(
        viewer,
        stage.journey_id,
        t("“{name}” split off from “{other}”", name=name.strip(), other=stage_label(stage, t)),
        lambda session: commands.split_stage(session, viewer, stage.id, **{t.lang: name}, **how),
        told=lambda found: effects_wording.split(t, found[1], name.strip()),
    )


def _label(t: Words, deal: DatedDeal) -> str:
    product = f" · {deal.product}" if deal.product else ""
    return f"{deal.company}{product} · {t.date(deal.day)}"
