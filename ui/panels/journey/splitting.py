"""分组: which group goes further and which signs faster, each with its n and how far that carries."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from persona_core.journeys.cases import names_of
from persona_core.journeys.grouping import parts
from persona_core.journeys.groups import charts, wording
from persona_core.journeys.groups.analysis import Part, Speeds, Split, columns, speeds, split
from persona_core.journeys.wording import told
from persona_core.kit import clock, figures
from persona_core.kit.estimates import FEW
from ui import remembering, shell, tables
from ui.look import plain
from ui.panels.journey.panel import Panel


def draw(panel: Panel) -> None:
    """Who of each group signed, and how far each got; nothing more than a sentence where there is nothing to show."""
    t, found = panel.t, _split(panel)
    if not found.parts:
        st.text(wording.finding(t, found, _field(panel)))
        return
    wide = not tables.on_phone()
    left, right = st.columns([2, 3], gap="large") if wide else (st.container(), st.container())
    with left:
        st.plotly_chart(
            charts.signed(panel.found, found, _field(panel), t, panel.look),
            key="groups-signed",
            theme=None,
            config=figures.config("groups", t),
        )
        if said := wording.caption(t, found, found):
            st.caption(plain(said))
    nums = columns(found, panel.found.signing)
    if wide and nums:
        with right:
            st.plotly_chart(
                charts.stages(panel.found, found, nums, panel.labels, t, panel.look),
                key="groups-stages",
                theme=None,
                config=figures.config("groups-stages", t),
            )
    tables.behind(lambda: table(panel, found), t, key="groups-rows", file_name="groups")


def draw_speeds(panel: Panel) -> None:
    """How long each group takes to sign."""
    t, found = panel.t, _split(panel)
    took = _speeds(panel, found)
    if not found.parts:
        st.text(wording.finding(t, found, _field(panel)))
        return
    st.plotly_chart(
        charts.speeds(panel.found, found, took, _field(panel), t, panel.look, wide=not tables.on_phone()),
        key="groups-speeds",
        theme=None,
        config=figures.config("groups-days", t),
    )
    if said := wording.caption(t, took, found):
        st.caption(plain(said))
    tables.behind(lambda: speed_table(panel, found, took), t, key="groups-days", file_name="groups-days")


def _field(panel: Panel) -> str:
    return panel.by_label


def _asked(panel: Panel) -> tuple[object, ...]:
    return panel.question, clock.today(), panel.by, panel.viewer


def _speeds(panel: Panel, found: Split) -> Speeds:
    with shell.read() as session:
        remember = remembering.of(session, panel.viewer)
        return remember(("speeds", _asked(panel)), lambda: speeds(panel.counted, found))


def _split(panel: Panel) -> Split:
    with shell.read() as session:
        remember = remembering.of(session, panel.viewer)
        return remember(
            ("groups", _asked(panel)),
            lambda: split(
                panel.counted,
                parts(session, panel.viewer, panel.t, panel.counted, panel.by),
            ),
        )


def table(panel: Panel, found: Split) -> pd.DataFrame:
    """A row a group: its size, what became of it, how far it carries, each stage, and who they are where few."""
    t = panel.t
    with shell.read() as session:
        few = [place for part in found.parts for place in _few(part)]
        names = names_of(session, panel.viewer, t, panel.counted, few)
    rows = [
        {
            _field(panel): part.label,
            t("In the funnel"): part.total,
            t("Signed, of those who decided"): told(t, part.won),
            t("How far it carries"): wording.carries(t, found.compared, part.value, part.won.n),
            t("By chance"): t.chance(found.compared[part.value].p) if part.value in found.compared else "",
            t("Still open"): part.open,
            **{panel.labels[stage.num]: told(t, stage.overall) for stage in part.stages[1:]},
            t("Who, where they are few"): t.listing([names[place] for place in _few(part)]),
        }
        for part in found.parts
    ]
    return pd.DataFrame(rows)


def _few(part: Part) -> list[int]:
    return part.places.tolist() if part.total < FEW else []


def speed_table(panel: Panel, found: Split, took: Speeds) -> pd.DataFrame:
    """A row a group: days to signing with their range, and how far a difference carries."""
    t = panel.t
    rows = [
        {
            _field(panel): part.label,
            t("Days to signing"): wording.spent(t, panel.found, stay),
            t("At least"): stay.days.lo,
            t("At most"): stay.days.hi,
            t("How far it carries"): wording.carries(t, took.compared, part.value, stay.days.k or 0),
            t("By chance"): t.chance(took.compared[part.value].p) if part.value in took.compared else "",
        }
        for part, stay in zip(found.parts, took.stays, strict=True)
    ]
    return pd.DataFrame(rows)
