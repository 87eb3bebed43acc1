"""One company: its fields with their sources, deals, people, dates, and what was said."""

import streamlit as st

from persona_core.access.queries import get
from persona_core.companies.models import Company
from persona_core.companies.naming import shorten
from persona_core.companies.queries import people as people_of
from persona_core.deals.queries import deals_of
from persona_core.evidence.changes import parts_of
from persona_core.evidence.queries import histories, keys_of
from persona_core.journeys.queries import journeys
from persona_core.journeys.queries import timeline as timeline_of
from persona_core.kit.errors import NotFound
from persona_core.stories.queries import StoryFilter, story_count
from persona_core.vocabulary.queries import lists
from ui import shell
from ui.panels.companies import deals, facts, heading, history, people, removal, timeline, uniting

viewer = shell.enter()
t = shell.words()

with shell.read() as session:
    known = lists(session, viewer)
    try:
        company = get(session, viewer, Company, st.query_params.get("id"))
    except NotFound:
        heading.gone(t)
        st.stop()
    found = deals_of(session, viewer, company.id)
    persons = people_of(session, viewer, company.id)
    moments = timeline_of(session, viewer, company.id)
    roads = journeys(session, viewer)
    keys = keys_of(session, viewer, company.id)
    said = histories(session, viewer, [company.id, *(deal.id for deal in found)], limit=history.MOST)
    stories = story_count(session, viewer, StoryFilter(company_ids=[company.id]))
latest = next((deal for deal in found if deal.id == company.latest_deal_id), None)

with shell.head(1, shorten(company.name, 40), t("One company")):
    shell.link("companies", t("All companies"), icon=":material/arrow_back:")
shell.answer(heading.answer(t, known, company, latest, len(found)))
with st.container(horizontal=True):
    shell.link("decision-chain", t("Decision chain"), icon=":material/account_tree:", company=company.id)
    shell.link("stories", heading.story_label(t, stories), icon=":material/auto_stories:", company=company.id)

left, right = st.columns([3, 2], gap="large")
with left:
    facts.draw(viewer, t, known, company, latest, keys)
    people.draw(viewer, t, known, company, persons)
with right:
    deals.draw(viewer, t, known, company, found, roads)
    timeline.draw(viewer, t, known, company, found, moments)

with st.expander(t("What was said, and by whom"), key="company-history", on_change="rerun") as told:
    if told.open:
        history.draw(t, known, said)
with st.expander(t("Make it one with another company"), key="company-uniting", on_change="rerun") as twice:
    if twice.open:
        uniting.on_page(viewer, t, known, company)
with st.expander(t("Delete this company"), key="company-removal", on_change="rerun") as leaving:
    if leaving.open:
        with shell.read() as session:
            parts = parts_of(session, company)
        removal.draw(viewer, t, company, parts, stories)
