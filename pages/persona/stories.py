"""④ 场景故事: what customers told, tagged, and what they have in common."""

import streamlit as st

from persona_core.companies.queries import population
from persona_core.journeys.queries import stage_label, stages
from persona_core.kit.errors import NotFound
from persona_core.stories import queries
from persona_core.vocabulary.models import ListName
from persona_core.vocabulary.queries import tags
from ui import remembering, shell
from ui.panels.stories import (
    address,
    answering,
    differing,
    filters,
    heat,
    listing,
    reading,
    suggesting,
    tagging,
    themes,
    whose,
    writing,
)
from ui.panels.stories.fields import Choices

viewer = shell.enter()
t = shell.words()
actions = shell.head(4, t("Stories"), t("What customers told us, and what they have in common"))

with shell.read() as session:
    remember = remembering.of(session, viewer)
    known = remembering.known(session, viewer)
    to_read = answering.view() == address.READ
    found = None if to_read else queries.material(session, viewer)
    covered = found.coverage() if found else queries.coverage(session, viewer)
    counts = found.tag_counts() if found else queries.tag_counts(session, viewer)
    every_tag = tags(session, viewer)
    signed = population(session, viewer).signed
    steps = {str(stage.id): stage_label(stage, t) for stage in stages(session, viewer)}
choices = Choices(
    lambda: whose.everybody(viewer), steps, known.options(ListName.POSITION, t), known.options(ListName.SOURCE, t)
)

if covered.stories and not viewer.presenting and not address.asked("write"):
    actions.button(
        t("Write one"),
        type="primary",
        icon=":material/edit_note:",
        key="stories-write",
        on_click=address.go,
        kwargs={"write": True},
    )
answering.draw(covered, signed, every_tag, counts)
if not covered.stories:
    answering.empty()
if (address.asked("write") or not covered.stories) and not viewer.presenting:
    writing.draw(viewer, choices, first=not covered.stories)
if not covered.stories:
    st.stop()

read, shared, differ = answering.tabs()
if shared.open:
    with shared:
        kinds, stage = themes.filters(steps)
        with shell.read() as session:
            mine, lost = themes.read(session, viewer, kinds, stage, found, known)
        between = (
            (lambda: None) if stage else (lambda: heat.draw(viewer, mine, found, known, everybody=themes.everybody()))
        )
        themes.draw(mine, lost, steps.get(stage, ""), covered, between=between)
if differ.open:
    with differ:
        differing.draw(viewer, found, steps, known)
if read.open:
    with read, st.container(key="reading-open" if address.asked("story") else "reading"):
        with shell.read() as session:
            telling = queries.storytellers(session, viewer, t, known)
        asked = filters.draw(
            telling,
            steps,
            choices.positions,
            {str(tag.id): tag.name for tag in every_tag},
        )
        wanted_tag = next((tag for tag in every_tag if tag.id in asked.tag_ids), None)
        if wanted_tag is not None and not (viewer.presenting or viewer.masked):
            suggesting.draw(viewer, wanted_tag, known)
        with shell.read() as session:
            total = queries.story_count(session, viewer, asked)
            page = listing.page_number(total)
            frame = queries.story_list(
                session, viewer, t, asked, offset=(page - 1) * address.PAGE_SIZE, limit=address.PAGE_SIZE, known=known
            )
            ids = list(frame["id"])
            opened = address.identity("story") or next(iter(ids), None)
            try:
                story = queries.story(session, viewer, opened, t, known=known) if opened else None
            except NotFound as gone:
                st.info(gone.text(t))
                story = None
        if not total:
            answering.nothing_found()
        left, middle, right = st.columns([22, 54, 24], gap="medium")
        if total:
            with left:
                listing.draw(frame, total, page, opened)
        if story:
            with middle:
                reading.draw(viewer, story, choices, listing.neighbours(ids, opened), every_tag, counts)
            with right:
                tagging.draw(viewer, story, every_tag, counts, covered.signed)
