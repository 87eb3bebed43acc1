"""首页: where the four steps stand, the persona in one sentence, and what is worth doing now."""

import streamlit as st

from persona_core.access.queries import current_workspace
from persona_core.exchange.overview import overview
from persona_core.kit import clock
from ui import remembering, shell
from ui.look import plain
from ui.panels.home import steps, todo

viewer = shell.enter()
t = shell.words()
with shell.read() as session:
    workspace = current_workspace(session, viewer)
    remember = remembering.of(session, viewer)
    seen = remember(("overview", viewer, clock.today()), lambda: overview(session, viewer, t))

with shell.head(None, workspace.title, t("Who our customers are, and what to do next")):
    shell.link("card", t("Persona card"), icon=":material/id_card:")

if workspace.example:
    st.caption(plain(t("An example with invented customers. Try everything; nothing of your own is in it.")))
    steps.other_doors()

if seen.population.total == 0:
    shell.answer(t("A persona takes four steps. Begin with the companies you know; ten rows are enough."))
    steps.first_doors()
steps.draw(seen)

if seen.summary:
    with st.container(border=True, key="summary"):
        st.caption(plain(t("The persona in one sentence")))
        st.text(seen.summary)

todo.draw(seen.todo)
