"""② 决策链: who decides at purchase and at renewal, who listens to whom, and the chance that follows."""

import streamlit as st

from persona_core.companies import queries as companies
from ui import remembering, shell
from ui.panels.decision_chain import choosing, company, dealing, review, typical

viewer = shell.enter()
t = shell.words()
actions = shell.head(2, t("Decision chain"), t("Who decides, and whom they hear"))

with shell.read() as session:
    known = remembering.known(session, viewer)
    total = remembering.of(session, viewer)("population", lambda: companies.population(session, viewer)).total
if not total:
    shell.empty(
        t("A chain belongs to a company. Add the companies you know first; a pasted list is enough."),
        t("Add companies"),
        "companies",
    )
    st.stop()

with st.container(horizontal=True, vertical_alignment="center", key="chain-choice"):
    shown = choosing.view()
    moment = choosing.moment() if shown != choosing.REVIEW else None
    chosen = choosing.company(viewer, known, total) if shown == choosing.ONE else None
    chosen = dealing.choose(viewer, chosen) if chosen is not None else None
    tabs = st.container(width="content", key="chain-tabs")
if shown == choosing.REVIEW:
    review.draw(viewer, known)
elif shown == choosing.TYPICAL:
    typical.draw(viewer, moment, known)
elif chosen is not None:
    company.draw(viewer, chosen, moment, known, actions, tabs)
