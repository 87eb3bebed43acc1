"""① 企业: everyone we talked to, what those who signed have in common, and the table of them all."""

import streamlit as st

from persona_core.companies import analysis, queries
from persona_core.deals.queries import sheet as read_sheet
from persona_core.deals.queries import sheet_count
from ui import remembering, shell, tables
from ui.panels.companies import adding, cards, distributions, doors, pasting, sheet, summary, uniting, view
from ui.panels.exchange import export

viewer = shell.enter()
t = shell.words()
sheet.take_in(viewer)

with shell.read() as session:
    known = remembering.known(session, viewer)
    people = queries.population(session, viewer)
    owners = queries.owners(session, viewer)
    tally = queries.tally(session, viewer, "industry", signed=True)
    headcounts = queries.headcounts(session, viewer, signed=True)
    industries = analysis.distribution(tally)

with shell.head(1, t("Companies"), t("Who our customers are")):
    if people.total:
        with st.popover(t("Export"), icon=":material/download:", key="companies-taking", on_change="rerun") as taking:
            if taking.open:
                export.draw(viewer, key="companies-export")
    doors.buttons(t)

shell.answer(
    summary.answer(
        t,
        people,
        industries,
        analysis.headcounts(headcounts),
        analysis.median_headcount(headcounts),
        lambda code: known.label("industry", code, t),
    )
)

door = doors.standing_open(nobody=not people.total)
if not people.total:
    view.beginning(t)
if door == doors.PASTE:
    pasting.draw(viewer, t)
elif door == doors.ADD:
    adding.draw(viewer, t, known)
if not people.total:
    st.stop()

with st.expander(t("Who they are"), expanded=not tables.on_phone(), key="pictures", on_change="rerun") as pictures:
    if pictures.open:
        everyone = view.population(t, people)
        with shell.read() as session:
            found = remembering.of(session, viewer)(
                ("distributions", t.lang, everyone),
                lambda: distributions.read(session, viewer, t, known, signed=None if everyone else True),
            )
            distributions.draw(t, found)
        distributions.draw_own(viewer, t, known, signed=None if everyone else True)

wanted = view.wanted(viewer, t, known, owners)
with shell.read() as session:
    found = sheet_count(session, viewer, wanted)
look = view.looks(t, wanted, found, people.total)
offset = tables.pager(t, found)
with shell.read() as session:
    frame = read_sheet(
        session, viewer, wanted, sort=look.sort, descending=look.descending, offset=offset, limit=tables.PAGE
    )
if look.cards:
    cards.draw(t, frame, known)
else:
    sheet.draw(viewer, t, frame, known, more=look.more)

with st.expander(t("Is one here twice?"), key="companies-twice", on_change="rerun") as twice:
    if twice.open:
        uniting.listed(viewer, t, known)
