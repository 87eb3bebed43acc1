"""顾虑表: stages × positions with the lanes below; choosing a cell opens its editing beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from persona_core.access.models import Viewer
from persona_core.journeys.grid import Grid, GridConcern
from persona_core.journeys.models import LANE_LABELS, MOOD_LABELS, Lane, Stage
from persona_core.journeys.queries import find_stage, stage_label
from persona_core.kit.words import Words
from persona_core.vocabulary.models import Tag
from ui import shell
from ui.components import concern_grid
from ui.panels.journey import cell
from ui.tables import on_phone

STAGE, WHO = "stage", "who"
_FIRST = 4
"""How many positions an empty grid begins with."""


def draw(viewer: Viewer, grid: Grid, positions: dict[str, str], tags: Sequence[Tag]) -> None:
    """The grid, and the editing of the chosen cell; `positions` are all of the workspace, code → label."""
    t = shell.words()
    if not grid.stages:
        st.text(t("This journey has no stages yet. Add the first one under “Stages”."))
        return
    _summary(grid, t)
    stage, row = _choose(grid, positions, t)
    rows = grid.positions or dict(list(positions.items())[:_FIRST])
    if stage is None or row is None:
        _table(grid, rows, None, t)
        return
    if row not in {*rows, *Lane}:
        rows = {**rows, row: positions.get(row, row)}
    picked = f"{stage.id}|{row}"
    if on_phone():
        _table(grid, rows, picked, t)
        st.dialog(t("Cell"), on_dismiss=lambda: _go(None, None))(_cell)(viewer, grid, stage, row, positions, tags)
        return
    left, right = st.columns([7, 3], gap="medium")
    with left:
        _table(grid, rows, picked, t)
    with right, st.container(border=True, key="cell"):
        _cell(viewer, grid, stage, row, positions, tags)


def _summary(grid: Grid, t: Words) -> None:
    """How many concerns there are and how many lack an answer; what the grid is for while it is empty."""
    if grid.concerns:
        st.text(
            t.plural(
                "{n} concern, {open} without an answer yet",
                "{n} concerns, {open} without an answer yet",
                grid.concerns,
                open=t.number(grid.unanswered),
            )
        )
    else:
        st.text(
            t(
                "What worries each position at each stage, and what we answer: whoever talks to them next reads it "
                "here. Click a cell and write down the first one."
            )
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


def _table(grid: Grid, positions: Mapping[str, str], picked: str | None, t: Words) -> None:
    look = shell.theme()
    rows = [
        *({"id": code, "label": label} for code, label in positions.items()),
        *({"id": lane.value, "label": t(LANE_LABELS[lane])} for lane in (Lane.TOUCHPOINT, Lane.ACTION)),
        {"id": Lane.MOOD.value, "label": _mood_label(grid, positions, t)},
    ]
    data = {
        "stages": [{"id": str(stage.id), "label": stage_label(stage, t)} for stage in grid.stages],
        "rows": rows,
        "cells": _cells(grid, t),
        "picked": picked,
        "first": 76 if t.lang == "zh" else 96,
        "narrow": 94 if t.lang == "zh" else 102,
        "words": {
            "corner": t("Who · stage"),
            "legend": t("✔ answered · ○ not answered yet · the number is customers who tell of it at that stage"),
        },
        "colours": {
            "line": look.line,
            "panel": look.panel,
            "soft": look.soft,
            "faint": look.quiet,
            "good": look.freshness["fresh"],
            "warn": look.freshness["ageing"],
        },
    }
    codes = {str(stage.id): stage.code for stage in grid.stages}

    def pick(told: str) -> None:
        stage_id, _, row = told.partition("|")
        if stage_id in codes and row:
            _go(None, None) if told == picked else _go(codes[stage_id], row)

    concern_grid.draw(data, key="concern-grid", on_picked=pick)


def _mood_label(grid: Grid, positions: Mapping[str, str], t: Words) -> str:
    name = positions.get(grid.key_position or "")
    return t("Mood of {position}", position=name) if name else t(LANE_LABELS[Lane.MOOD])


def _cells(grid: Grid, t: Words) -> dict[str, Any]:
    cells: dict[str, Any] = {}
    for (stage_id, position), concerns in grid.cells.items():
        items = [_item(concern, t) for concern in concerns]
        cells[f"{stage_id}|{position}"] = {"concerns": items, "aria": t.listing([item["said"] for item in items])}
    for (stage_id, lane), note in grid.notes.items():
        text = t(MOOD_LABELS[note.mood]) if note.mood else note.text
        cells[f"{stage_id}|{lane}"] = {"text": text, "mood": note.mood, "aria": text}
    return cells


def _item(concern: GridConcern, t: Words) -> dict[str, Any]:
    if concern.answered:
        said = t("{name}: answered: {answer}", name=concern.name, answer=concern.answer or "–")
    else:
        said = t("{name}: not answered yet", name=concern.name)
    count = t("({n})", n=t.number(concern.customers)) if concern.customers else ""
    return {"name": concern.name, "answered": concern.answered, "count": count, "said": said}
