"""时间: how long each stage takes, and what becomes of those who come to one stage; pictures, sentence, rows."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from persona_core.journeys.stays import charts, wording
from persona_core.journeys.stays.analysis import (
    BACK,
    LEFT,
    ONWARD,
    Remaining,
    River,
    Stay,
    after_signing,
    fates,
    remaining,
    river,
    slowest,
    stays,
    telling,
)
from persona_core.kit import figures
from persona_core.kit.estimates import FEW
from persona_core.kit.words import Words
from ui import filters, tables
from ui.look import plain
from ui.panels.journey import splitting
from ui.panels.journey.panel import Panel


def draw(panel: Panel) -> None:
    """Both pictures, each with its rows."""
    if panel.by:
        splitting.draw_speeds(panel)
    every = stays(panel.found)
    left, right = st.columns(2, gap="large")
    with left:
        _ranges(panel, every)
    with right:
        stay = _chosen(panel, every)
        looks, flow = _course(panel, stay)
    if looks and stay.n >= FEW:
        _remaining(panel, stay, looks, flow)


def _ranges(panel: Panel, every: Sequence[Stay]) -> None:
    t = panel.t
    st.plotly_chart(
        charts.ranges(panel.found, every, panel.labels, t, panel.look, wide=not tables.on_phone()),
        key="journey-ranges",
        theme=None,
        config=figures.config("days", t),
    )
    tables.behind(lambda: table(panel, every), t, key="journey-days", file_name="days")


def _chosen(panel: Panel, every: Sequence[Stay]) -> Stay:
    """One stage, as the address says (`at`): the worst unless told."""
    found = panel.found
    first = found.worst[0] if found.worst else (s.num if (s := slowest(found, every)) else every[0].num)
    names = {panel.codes[s.num]: plain(panel.labels[s.num]) for s in every}
    label, code = panel.t("Stage"), panel.codes.get(first)
    at = filters.one("at", label, names, default=code, label_visibility="collapsed", width=220)
    return next(s for s in every if panel.codes[s.num] == at)


def _course(panel: Panel, stay: Stay) -> tuple[list[Remaining], River | None]:
    """What becomes of those who come to a stage; in words where they are few."""
    t, found = panel.t, panel.found
    spells = fates(found, stay.num)
    looks, flow = remaining(spells), river(spells)
    one = telling(looks)
    if flow is None:
        usual = wording.usual(t, found, stay)
        st.text(t("{stage}: {usual}", stage=panel.labels[stay.num], usual=usual))
        return looks, None
    title = wording.later(t, found, stay, one) if one else wording.usual(t, found, stay)
    signed = stay.num in after_signing(found)
    name, wide = panel.labels[stay.num], not tables.on_phone()
    st.plotly_chart(
        charts.course(flow, name, title, t, panel.look, wide=wide, signed=signed),
        key="journey-course",
        theme=None,
        config=figures.config("stay", t),
    )
    return looks, flow


def _remaining(panel: Panel, stay: Stay, looks: Sequence[Remaining], flow: River | None) -> None:
    """Who is still there after so many days, and what became of them; the days of the picture behind it."""
    t = panel.t
    st.markdown(f"**{plain(t('Who stayed long at “{stage}”', stage=panel.labels[stay.num]))}**")
    if tables.on_phone():
        tables.behind(lambda: left(panel, looks), t, key="journey-left", file_name="stay")
        return
    tables.listed(left(panel, looks), key="journey-left")
    if flow is not None:
        tables.behind(lambda: by_day(flow, t), t, key="journey-by-day", file_name="stay")


def table(panel: Panel, every: Sequence[Stay]) -> pd.DataFrame:
    """The numbers behind the ranges, one row a stage."""
    t, found = panel.t, panel.found
    rows = [
        {
            t("Stage"): panel.labels[s.num],
            t("Half have gone within"): wording.median(t, s) or wording.usual(t, found, s),
            t("Nine of ten within"): wording.nine_in_ten(t, s),
            t("Still there"): s.still,
            t("Stays known"): s.n,
        }
        for s in every
    ]
    return pd.DataFrame(rows)


def left(panel: Panel, looks: Sequence[Remaining]) -> pd.DataFrame:
    """What became of those still there after so many days, in counts."""
    t = panel.t
    rows = [
        {
            t("Stayed for"): t("at once") if not one.day else t.plural("{n} day", "{n} days", one.day),
            t("So many"): one.n,
            t("Moved on"): one.onward,
            t("Went back"): one.back,
            t("Left"): one.left,
            t("Still there"): one.still,
            t("Chance to move on"): wording.chance(t, one),
        }
        for one in looks
    ]
    frame = pd.DataFrame(rows)
    back = t("Went back")
    return frame if frame[back].any() else frame.drop(columns=back)


def by_day(flow: River, t: Words) -> pd.DataFrame:
    """The curve, one row a day on which somebody went."""
    columns = {
        t("Day"): flow.days.tolist(),
        t("Watched"): flow.watched.tolist(),
        t("Still there"): [t.percent(v, 1) for v in flow.still.tolist()],
    }
    for fate, label in ((ONWARD, t("Moved on")), (BACK, t("Went back")), (LEFT, t("Left"))):
        if fate in flow.fates:
            columns[label] = [t.percent(v, 1) for v in flow.fates[fate].tolist()]
    return pd.DataFrame(columns)
