"""One cell of the grid of concerns: add, answer and remove concerns; fill a lane."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

import streamlit as st

from persona_core.access.models import Viewer
from persona_core.journeys import commands
from persona_core.journeys.grid import Grid, GridConcern, GridNote, Offer
from persona_core.journeys.grid_wording import heard
from persona_core.journeys.models import LANE_LABELS, MOOD_LABELS, Lane, Stage
from persona_core.journeys.queries import stage_label
from persona_core.vocabulary.models import Tag, TagKind
from ui import shell
from ui.drafts import draft, settle
from ui.look import plain
from ui.panels.journey import alike
from ui.saving import saving

_OFFERED = 6
"""So many tags at most are offered to a cell."""


def concerns(viewer: Viewer, grid: Grid, stage: Stage, position: str, name: str, tags: Sequence[Tag]) -> None:
    """What a position worries about at a stage."""
    t = shell.words()
    held = grid.cells.get((stage.id, position), ())
    st.markdown(f"**{plain(stage_label(stage, t))} · {plain(name)}**")
    _behind(grid, stage, position, name)
    if not held and not grid.stories.get((stage.id, position)):
        st.caption(plain(t("Nobody was asked here yet. Ask, and write it in their words.")))
    for concern in held:
        with st.container(border=True, key=f"concern-{concern.id}"):
            _told(grid, stage, concern)
            if viewer.presenting:
                st.text(concern.answer or t("not answered yet"))
            else:
                _answer(viewer, stage, position, concern)
    if not viewer.presenting:
        _offered(viewer, stage, position, grid.offers.get((stage.id, position), ()))
        alike.draw(viewer, stage, position)
        _add(viewer, stage, position, tags, {concern.tag_id for concern in held})


def _behind(grid: Grid, stage: Stage, position: str, name: str) -> None:
    """The stories at the stage about the position."""
    t = shell.words()
    if n := grid.stories.get((stage.id, position)):
        told = t.plural(
            "{n} story about {position} here", "{n} stories about {position} here", n, position=t.name(name)
        )
        shell.link("stories", told, icon=":material/auto_stories:", stage=stage.id, position=position)


def _told(grid: Grid, stage: Stage, concern: GridConcern) -> None:
    t = shell.words()
    st.text(("✔ " if concern.answered else "○ ") + concern.name)
    counts = heard(t, concern.said, grid.asked.get(stage.id))
    if concern.said.every:
        told = t("Told at this stage: {counts}", counts=counts)
        shell.link("stories", told, icon=":material/table_rows:", stage=stage.id, tag=concern.tag_id)
    elif counts:
        st.caption(plain(t("Nobody told of it at this stage yet: {counts}", counts=counts)))
    else:
        st.caption(plain(t("Nobody was asked at this stage yet: this is what we think.")))


def _offered(viewer: Viewer, stage: Stage, position: str, offers: Sequence[Offer]) -> None:
    """Tags that stories of this cell carry and the cell does not hold yet, each to be put in by a click."""
    t = shell.words()
    if not offers:
        return
    st.caption(plain(t("Stories here also tell of these. Put one in?")))
    with st.container(gap="xxsmall", key="offers"):
        for offer in offers[:_OFFERED]:
            label = t("{name} ({n})", name=offer.name, n=t.plural("{n} company", "{n} companies", offer.companies))
            if st.button(
                plain(label),
                key=f"offer-{stage.id}-{position}-{offer.tag_id}",
                icon=":material/add:",
                type="tertiary",
            ):
                with (done := saving(viewer, t("Concern “{name}”", name=offer.name))) as session:
                    commands.set_concern(session, viewer, stage.id, position, offer.name)
                settle(done)


def _answer(viewer: Viewer, stage: Stage, position: str, concern: GridConcern) -> None:
    t = shell.words()
    form = draft(f"{stage.id}|{position}", str(concern.id), concern.version)
    with st.form(f"{form.key}-form", border=False, enter_to_submit=False):
        answered = st.checkbox(t("We have an answer"), concern.answered, key=f"{form.key}-answered")
        answer = st.text_area(t("What we answer"), concern.answer, key=f"{form.key}-answer", height=90)
        with st.container(horizontal=True):
            save = st.form_submit_button(t("Save"), key=f"{form.key}-save", type="primary")
            remove = st.form_submit_button(t("Remove"), key=f"{form.key}-remove", icon=":material/delete:")
    if save:
        with (done := saving(viewer, t("Answer to “{name}”", name=concern.name))) as session:
            commands.set_concern(
                session,
                viewer,
                stage.id,
                position,
                concern.name,
                answered=answered or bool(answer.strip() and not concern.answer),
                answer=answer,
                seen=form.seen,
            )
        settle(done, form)
    if remove:
        with (done := saving(viewer, t("Removed “{name}”", name=concern.name))) as session:
            commands.remove_concern(session, viewer, concern.id)
        settle(done, form)


def _add(viewer: Viewer, stage: Stage, position: str, tags: Sequence[Tag], held: Collection[UUID]) -> None:
    """A tag chosen or typed; a new one that looks like another is asked about first."""
    t = shell.words()
    ordered = sorted(
        (tag for tag in tags if tag.id not in held), key=lambda tag: (tag.kind != TagKind.CONCERN, tag.name)
    )
    form = draft(f"{stage.id}|{position}", "add", None)
    with st.form(f"{form.key}-form", border=False, enter_to_submit=False):
        name = st.selectbox(
            t("Add a concern"),
            [tag.name for tag in ordered],
            index=None,
            accept_new_options=True,
            placeholder=t("Choose a tag or type a few words"),
            key=f"{form.key}-concern",
        )
        add = st.form_submit_button(t("Add"), icon=":material/add:", key=f"{form.key}-add")
    if add and name and alike.asks_first(str(stage.id), position, name, tags):
        st.rerun()
    elif add:
        with (done := saving(viewer, t("Concern “{name}”", name=name or ""))) as session:
            commands.set_concern(session, viewer, stage.id, position, name or "")
        settle(done, form)


def lane(viewer: Viewer, grid: Grid, stage: Stage, which: Lane, positions: Mapping[str, str]) -> None:
    """One cell of a lane: a text, or one of five faces in words."""
    t = shell.words()
    note = grid.notes.get((stage.id, which), GridNote())
    st.markdown(f"**{plain(stage_label(stage, t))} · {plain(t(LANE_LABELS[which]))}**")
    if viewer.presenting:
        st.text(t(MOOD_LABELS[note.mood]) if note.mood else note.text or "–")
        return
    form = draft(f"{stage.id}|{which}", "lane", note.version)
    text, mood, whose = "", None, grid.key_position
    with st.form(f"{form.key}-form", border=False, enter_to_submit=False):
        if which == Lane.MOOD:
            mood = st.radio(
                t("How do they feel here?"),
                [None, *MOOD_LABELS],
                index=note.mood or 0,
                format_func=lambda n: t("not known") if n is None else t("{n} {mood}", n=n, mood=t(MOOD_LABELS[n])),
                key=f"{form.key}-mood",
            )
            whose = _whose(grid, positions, form.key)
        else:
            text = st.text_area(t(LANE_LABELS[which]), note.text, key=f"{form.key}-note", label_visibility="collapsed")
        save = st.form_submit_button(t("Save"), type="primary", key=f"{form.key}-save")
    if save:
        label = t("{lane} at {stage}", lane=t(LANE_LABELS[which]), stage=stage_label(stage, t))
        with (done := saving(viewer, label)) as session:
            commands.set_note(session, viewer, stage.id, which, text=text, mood=mood, seen=form.seen)
            if which == Lane.MOOD and whose != grid.key_position and grid.journey_id:
                commands.set_key_position(session, viewer, grid.journey_id, whose or "")
        settle(done, form)


def _whose(grid: Grid, positions: Mapping[str, str], key: str) -> str | None:
    t = shell.words()
    codes = list(positions)
    return st.selectbox(
        t("Whose mood (the same for the whole line)"),
        codes,
        index=codes.index(grid.key_position) if grid.key_position in positions else None,
        format_func=positions.get,
        placeholder=t("Choose"),
        key=f"{key}-whose",
    )
