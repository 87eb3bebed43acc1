"""顾虑表: stages × positions with the lanes below; choosing a cell opens its editing beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

import streamlit as st

from persona_core.access.models import Viewer
from persona_core.journeys.commands import set_concern
from persona_core.journeys.grid import Grid
from persona_core.journeys.homework import Ask
from persona_core.journeys.models import LANE_LABELS, Lane, Stage
from persona_core.journeys.queries import find_stage, stage_label
from persona_core.kit.words import Words
from persona_core.vocabulary.models import Tag
from ui import shell
from ui.components import concern_grid
from ui.look import plain
from ui.panels.journey import alike, cell, grid_data
from ui.saving import saving
from ui.tables import on_phone

STAGE, WHO = "stage", "who"
_FIRST = 4
"""How many positions an empty grid begins with."""

_ASKED = 3
"""So many cells are said to be worth asking about."""

_STORIES, _PROBLEM = "grid-stories", "grid-problem"


def draw(viewer: Viewer, grid: Grid, positions: dict[str, str], tags: Sequence[Tag], asks: Sequence[Ask] = ()) -> None:
    """The grid, and the editing of the chosen cell; `positions` are all of the workspace, code → label.

    `asks` are the empty cells worth asking about, those that matter most first.
    """
    t = shell.words()
    if wanted := st.session_state.pop(_STORIES, None):
        shell.go("stories", **wanted)
    if not grid.stages:
        st.text(t("This journey has no stages yet. Add the first one under “Stages”."))
        return
    _summary(grid, t)
    _homework(asks, positions, t)
    if problem := st.session_state.pop(_PROBLEM, None):
        st.error(problem, icon=":material/info:")
    stage, row = _choose(grid, positions, t)
    rows = grid.positions or dict(list(positions.items())[:_FIRST])
    if stage is None or row is None:
        _table(viewer, grid, rows, None, asks, tags)
        return
    if row not in {*rows, *Lane}:
        rows = {**rows, row: positions.get(row, row)}
    picked = f"{stage.id}|{row}"
    if on_phone():
        _table(viewer, grid, rows, picked, asks, tags)
        st.dialog(t("Cell"), on_dismiss=lambda: _go(None, None))(_cell)(viewer, grid, stage, row, positions, tags)
        return
    left, right = st.columns([7, 3], gap="medium")
    with left:
        _table(viewer, grid, rows, picked, asks, tags)
    with right, st.container(border=True, key="cell"):
        _cell(viewer, grid, stage, row, positions, tags)


def _summary(grid: Grid, t: Words) -> None:
    """How many concerns there are and how many lack an answer; what the grid is for while it is empty."""
    if grid.concerns:
        said = t.plural(
            "{n} concern, {open} without an answer yet",
            "{n} concerns, {open} without an answer yet",
            grid.concerns,
            open=t.number(grid.unanswered),
        )
        if grid.untold:
            said = t(
                "{said}; of {n} no customer has told yet, they are what we think", said=said, n=t.number(grid.untold)
            )
        st.text(said)
    else:
        st.text(
            t(
                "What worries each position at each stage, and what we answer: whoever talks to them next reads it "
                "here. Click a cell and write down the first one."
            )
        )


def _homework(asks: Sequence[Ask], positions: Mapping[str, str], t: Words) -> None:
    """Which cells to ask about next, each a way to its cell."""
    if not asks:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="grid-homework"):
        st.text(t("Nobody was asked yet, and they weigh much. Ask first:"), width="content")
        for ask in asks[:_ASKED]:
            label = t(
                "{position} · {stage}",
                position=positions.get(ask.position, ask.position),
                stage=stage_label(ask.stage, t),
            )
            st.button(
                plain(label),
                key=f"ask-{ask.stage.id}-{ask.position}",
                type="tertiary",
                icon=":material/forum:",
                on_click=_go,
                args=(ask.stage.code, ask.position),
            )


def _cell(viewer: Viewer, grid: Grid, stage: Stage, row: str, positions: dict[str, str], tags: Sequence[Tag]) -> None:
    if row in set(Lane):
        cell.lane(viewer, grid, stage, Lane(row), positions)
    else:
        cell.concerns(viewer, grid, stage, row, positions.get(row, row), tags)


def _choose(grid: Grid, positions: dict[str, str], t: Words) -> tuple[Stage | None, str | None]:
    """Which cell is chosen: clicked in the grid, picked here, or named by the address (codes, so in any language)."""
    names = {stage.code: stage_label(stage, t) for stage in grid.stages}
    rows = {**grid.positions, **positions, **{lane.value: t(LANE_LABELS[lane]) for lane in Lane}}
    asked = find_stage(grid.stages, st.query_params.get(STAGE))
    st.session_state[_key(STAGE)] = asked.code if asked else None
    st.session_state[_key(WHO)] = st.query_params.get(WHO)
    with st.container(horizontal=True, vertical_alignment="bottom", key="choose-cell"):
        st.selectbox(
            t("Stage"),
            list(names),
            index=None,
            format_func=names.get,
            key=_key(STAGE),
            placeholder=t("Choose, or click a cell"),
            on_change=_follow,
            width=220,
        )
        row = st.selectbox(
            t("Whose"),
            list(rows),
            index=None,
            format_func=lambda code: rows.get(code, code),
            key=_key(WHO),
            placeholder=t("Choose, or type a new position"),
            accept_new_options=True,
            on_change=_follow,
            width=220,
        )
    return asked, row


def _key(name: str) -> str:
    return f"journey-{name}"


def _follow() -> None:
    _go(st.session_state[_key(STAGE)], st.session_state[_key(WHO)])


def _go(stage: str | None, row: str | None) -> None:
    for name, value in ((STAGE, stage), (WHO, row)):
        if value:
            st.query_params[name] = value
        else:
            st.query_params.pop(name, None)


def _table(
    viewer: Viewer, grid: Grid, rows: Mapping[str, str], picked: str | None, asks: Sequence[Ask], tags: Sequence[Tag]
) -> None:
    cells = {(ask.stage.id, ask.position) for ask in asks[:_ASKED]}
    editable = not viewer.presenting and not on_phone()
    codes = {str(stage.id): stage.code for stage in grid.stages}

    def add(stage: str, row: str, text: str) -> None:
        t = shell.words()
        if alike.asks_first(stage, row, text, tags):
            _go(codes.get(stage), row)
            return
        with (done := saving(viewer, t("Concern “{name}”", name=text), tell=False)) as session:
            set_concern(session, viewer, stage, row, text)
        if done.problem:
            st.session_state[_PROBLEM] = done.problem.text(t)

    def stories(stage: str, row: str, tag: str) -> None:
        held = {str(concern.tag_id) for concern in grid.cells.get((UUID(stage), row), ())}
        behind = {"tag": tag} if tag in held else {"position": row}
        st.session_state[_STORIES] = {"stage": stage, **behind}

    concern_grid.draw(
        grid_data.data(grid, rows, picked, cells, tags, editable=editable),
        key="concern-grid",
        on_picked=lambda stage, row: _go(codes.get(stage), row or None),
        on_added=add,
        on_opened=stories,
    )
