"""③ 用户路径: where deals come through and get stuck, what each position worries about on the way."""

from collections import Counter

import streamlit as st

from persona_core.decision_chain.weights import weights
from persona_core.journeys import queries, wording
from persona_core.journeys.homework import WEIGHTY, worth_asking
from persona_core.journeys.managing import deals_on
from persona_core.stories import behind_grid
from persona_core.vocabulary.queries import tags
from ui import remembering, shell
from ui.panels.journey import asking, changes, choosing, concerns, counting, due, hurting, several, stages
from ui.panels.journey.panel import panel

viewer = shell.enter()
t = shell.words()
with shell.head(3, t("Journey"), t("Where deals come through, and where they get stuck")):
    if not viewer.presenting:
        shell.link("import-export", t("Import dates"), icon=":material/upload:")

answer = st.container()
with shell.read() as session:
    journeys = queries.journeys(session, viewer)
    known = remembering.known(session, viewer)
asked = asking.row(journeys, viewer, known)
journey = asked.journey

with shell.read() as session:
    every = queries.stages(session, viewer, journey.id if journey else None)
    counted = panel(session, viewer, asked.question, asked.by, every, known)
positions = counted.positions

with answer:
    if counted.found.total:
        shell.answer(wording.answer(t, counted.found, counted.labels, counted.cases, asked.question))
    else:
        shell.answer(t("No deal has a dated stage yet; what people worry about can be gathered already."))

funnel_tab, grid_tab, stage_tab = choosing.tabs()
if funnel_tab.open:
    with funnel_tab:
        if due.asked():
            due.draw(viewer, known)
        if counting.draw(counted) == counting.FUNNEL and not asked.by:
            hurting.draw(counted, journey, known)
            if not due.asked():
                due.draw(viewer, known)
if grid_tab.open:
    with shell.read() as session:
        remember = remembering.of(session, viewer)
        ids = [stage.id for stage in every]
        told = behind_grid.told(session, viewer, ids)
        weigh = weights(session, viewer)
        grid = queries.grid(
            session,
            viewer,
            journey.id if journey else None,
            t,
            told=told,
            known=known,
            positions=weigh.leading(WEIGHTY),
        )
        words = tags(session, viewer)
    with grid_tab:
        concerns.draw(viewer, grid, positions, words, worth_asking(grid, weigh.by_position()))
if stage_tab.open:
    with shell.read() as session:
        dates = queries.event_counts(session, viewer)
        lengths = Counter(stage.journey_id for stage in queries.every_stage(session, viewer))
        deals = deals_on(session, viewer)
    with stage_tab:
        stages.draw(viewer, journey, every, dates)
        if journey is not None:
            several.draw(viewer, journeys, journey, lengths, deals)
            changes.draw(viewer)
