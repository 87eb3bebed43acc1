"""② 决策链: who decides at purchase and at renewal, who listens to whom, and the chance that follows."""

import streamlit as st

from persona_core.companies import queries as companies
from persona_core.decision_chain import queries, wording
from persona_core.decision_chain.models import Moment
from persona_core.vocabulary.queries import lists
from ui import shell
from ui.panels.decision_chain import adding, cards, chances, choosing, keeping, pictures, remarks, seat, table, typical
from ui.panels.decision_chain import draft as drafts
from ui.tables import on_phone

viewer = shell.enter()
t = shell.words()
actions = shell.head(2, t("Decision chain"), t("Who decides, and whom they hear"))

with shell.read() as session:
    known = lists(session, viewer)
    anybody = companies.population(session, viewer).total
if not anybody:
    shell.empty(
        t("A chain belongs to a company. Add the companies you know first; a pasted list is enough."),
        t("Add companies"),
        "companies",
    )
    st.stop()

with st.container(horizontal=True, vertical_alignment="center", key="chain-choice"):
    shown = choosing.view()
    moment = choosing.moment()
    company = choosing.company(viewer, known) if shown == choosing.ONE else None
if shown == choosing.TYPICAL:
    typical.draw(viewer, moment)
if company is None:
    st.stop()

with shell.read() as session:
    view = queries.chain(session, viewer, company.id, known=known)
    named = queries.people_to_seat(session, viewer, company.id, known)

if view is None or not view.seats:
    adding.begin(viewer, company, known)
    st.stop()

with actions:
    adding.position(viewer, view, known)
    adding.person(viewer, view)

said = view.moments[moment]
shell.answer(wording.answer(view, said, t))
remarks.draw(view, said, known)

if moment is Moment.RENEWAL and said.version is None and view.moments[Moment.PURCHASE].version is not None:
    adding.renewal(viewer, view)
    st.stop()

draft = drafts.current(view, moment)
if draft.conflict:
    keeping.conflict(viewer, draft, view, known, named)
(cards if on_phone() else table).draw(draft, named, known)
table.mode(draft)
chances.draw(draft)
keeping.bar(viewer, draft)

if said.version is not None:
    both = all(view.moments[m].version is not None for m in Moment)
    pictures.draw(said.frame(), moment, view.slope() if both else None)
seat.draw(viewer, view, draft, known)
