"""在哪儿痛: the stages that lose most, each with its worries in customers' words and the way to answer them."""

from __future__ import annotations

import streamlit as st

from persona_core.access.models import Viewer
from persona_core.journeys.grid_wording import heard
from persona_core.journeys.models import Journey
from persona_core.kit import clock
from persona_core.kit.words import Words
from persona_core.personas import hurting_wording as wording
from persona_core.personas.hurting import Hurt, Worry, hurting
from persona_core.vocabulary.queries import Lists
from ui import filters, remembering, shell
from ui.look import plain
from ui.panels.journey import choosing
from ui.panels.journey.panel import Panel

_BY = "pain"
COUNT, MONEY = "count", "money"


def draw(panel: Panel, journey: Journey | None, known: Lists) -> None:
    """The block under the funnel; nothing while nobody is in it."""
    t, viewer = panel.t, panel.viewer
    if not panel.found.total:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="hurting-head"):
        st.subheader(plain(t("Where it hurts")), anchor=False, width="content")
        by = filters.segment(_BY, t("Worst first"), {COUNT: t("By number"), MONEY: t("By amount")})
    journey_id = journey.id if journey else None
    with shell.read() as session:
        remember, money = remembering.of(session, viewer), by == MONEY
        found = remember(
            ("hurting", panel.question, clock.today(), money, viewer),
            lambda: hurting(session, viewer, t, panel.counted, journey_id, money=money, known=known),
        )
    if not found.worst:
        st.text(t("Nobody has left yet. Once a deal is lost, its stage stands here with what worried people there."))
        return
    st.text(wording.sentence(t, found, viewer.currency))
    for column, hurt in zip(st.columns(len(found.worst), gap="small"), found.worst, strict=True):
        with column, st.container(border=True, height="stretch", key=f"hurt-{hurt.stage.code}"):
            _one(hurt, found.unit, viewer, t)
    with st.expander(t("See the rows"), icon=":material/table:", key="hurting-rows"):
        amount = st.column_config.NumberColumn(format="localized")
        rows = wording.table(t, found, panel.labels)
        st.dataframe(rows, hide_index=True, column_config={t("Worth"): amount})


def _one(hurt: Hurt, unit: str, viewer: Viewer, t: Words) -> None:
    st.markdown(f"**{plain(hurt.label)}**")
    gone, money = wording.gone(t, unit, hurt.loss), wording.money(t, hurt.loss, viewer.currency)
    st.text(t("{gone} · {money}", gone=gone, money=money))
    if said := wording.reasons(t, hurt.loss):
        st.caption(plain(said))
    for worry in hurt.worries:
        _worry(hurt, worry, t)
    if not hurt.worries:
        st.caption(plain(wording.silence(t, hurt)))
        shell.link("stories", t("Write down a story"), icon=":material/edit_note:", write=1)
    if hurt.companies:
        with st.container(horizontal=True, gap="small", key=f"gone-{hurt.stage.code}"):
            st.caption(plain(t("Worth most:")), width="content")
            for company in hurt.companies:
                shell.link("company", company.name, id=company.id)


def _worry(hurt: Hurt, worry: Worry, t: Words) -> None:
    """One worry: the way to its cell, who tells of it and the way to their stories, who carries it, a quote."""
    with st.container(gap=None, key=f"worry-{hurt.stage.code}-{worry.tag_id}"):
        sign = "✔" if worry.answered else "○"
        st.button(
            f"**{plain(t('{sign} {name}', sign=sign, name=worry.name))}**",
            key=f"worry-open-{hurt.stage.code}-{worry.tag_id}",
            type="tertiary",
            help=worry.answer or t("Open its cell"),
            on_click=choosing.open_cell,
            args=(hurt.stage.code, worry.where),
        )
        counts = heard(t, worry.said, hurt.asked)
        if worry.said.every and counts:
            shell.link("stories", counts, icon=":material/table_rows:", stage=hurt.stage.id, tag=worry.tag_id)
        st.caption(plain(wording.carried(t, worry)))
        if worry.quote:
            quote = t("“{text}” {who}", text=worry.quote.text, who=worry.quote.company)
            shell.link("stories", quote, icon=":material/format_quote:", story=worry.quote.story_id)
