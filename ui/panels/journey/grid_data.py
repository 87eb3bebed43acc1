"""The grid of concerns as its component draws it: rows, cells in words, colours by how many tell of a concern."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from persona_core.journeys.grid import Grid, GridConcern, Voices
from persona_core.journeys.grid_wording import heard, heard_short
from persona_core.journeys.models import LANE_LABELS, MOOD_LABELS, Lane
from persona_core.journeys.queries import stage_label
from persona_core.kit.figures import Theme
from persona_core.kit.words import Words
from persona_core.vocabulary.models import Tag
from ui import shell

LEVELS = (1, 3, 6)
"""From so many companies a concern has the next deeper colour; below the first nobody has told of it."""

_TINTS = (0.1, 0.2, 0.32)
_TAGS = 300
_TALL = 12
"""From so many rows on the grid scrolls by itself, its heads staying in sight."""


def data(
    grid: Grid,
    rows: Mapping[str, str],
    picked: str | None,
    asks: Collection[tuple[UUID, str]],
    tags: Sequence[Tag],
    *,
    editable: bool,
) -> dict[str, Any]:
    """What the component is given; `asks` are the cells that are worth asking about next."""
    t, look = shell.words(), shell.theme()
    return {
        "stages": [{"id": str(stage.id), "label": stage_label(stage, t)} for stage in grid.stages],
        "rows": [
            *({"id": code, "label": label, "concerns": True} for code, label in rows.items()),
            *(_lane(lane, t(LANE_LABELS[lane])) for lane in (Lane.TOUCHPOINT, Lane.ACTION)),
            _lane(Lane.MOOD, _mood_label(grid, rows, t)),
        ],
        "cells": _cells(grid, asks, t),
        "picked": picked,
        "tags": [tag.name for tag in tags[:_TAGS]] if editable else [],
        "editable": editable,
        "first": 76 if t.lang == "zh" else 96,
        "narrow": 100,
        "tall": len(rows) > _TALL,
        "levels": _level_names(t),
        "words": {
            "corner": t("Who · stage"),
            "grid": t("Grid of concerns"),
            "write": t("Write a concern"),
            "writing": t("Write one concern, then Enter"),
            "signs": t("✔ answered · ○ not answered yet"),
            "counts": t("signed 3/12, lost 1/7: of 12 signed and 7 lost ones asked at that stage, so many tell of it"),
            "levels": t("Companies that tell of it:"),
        },
        "colours": colours(look),
    }


def _lane(lane: Lane, label: str) -> dict[str, Any]:
    return {"id": lane.value, "label": label, "concerns": False}


def _mood_label(grid: Grid, positions: Mapping[str, str], t: Words) -> str:
    name = positions.get(grid.key_position or "")
    return t("Mood of {position}", position=name) if name else t(LANE_LABELS[Lane.MOOD])


def _level_names(t: Words) -> list[str]:
    return [
        t("none yet"),
        t("{low}–{high}, a guess", low=LEVELS[0], high=LEVELS[1] - 1),
        t("{low}–{high}", low=LEVELS[1], high=LEVELS[2] - 1),
        t("{n} or more", n=LEVELS[2]),
    ]


def colours(look: Theme) -> dict[str, str]:
    """The colours of the grid in a theme, by what they stand for."""
    levels = {f"level-{n}": look.tint(look.steps[3], share) for n, share in enumerate(_TINTS, start=1)}
    return {
        **levels,
        "line": look.line,
        "edge": look.quiet,
        "panel": look.panel,
        "paper": look.paper,
        "soft": look.soft,
        "faint": look.quiet,
        "hover": look.tint(look.quiet, 0.1),
    }


def _cells(grid: Grid, asks: Collection[tuple[UUID, str]], t: Words) -> dict[str, dict[str, Any]]:
    cells: dict[str, dict[str, Any]] = {}
    for (stage_id, position), concerns in grid.cells.items():
        items = [_item(concern, stage_id, grid.asked.get(stage_id), t) for concern in concerns]
        cells[f"{stage_id}|{position}"] = {"concerns": items, "aria": t.listing([item["said"] for item in items])}
    for (stage_id, position), n in grid.stories.items():
        foot = cells.setdefault(f"{stage_id}|{position}", {})
        foot["foot"] = t.plural("{n} story", "{n} stories", n)
        foot["href"] = shell.url("stories", stage=stage_id, position=position)
        if new := sum(offer.new for offer in grid.offers.get((stage_id, position), ())):
            foot["offer"] = t("{n} to add", n=t.number(new))
    for stage_id, position in asks:
        ask = t("ask here first")
        cells.setdefault(f"{stage_id}|{position}", {}).update(ask=ask, aria=ask)
    for (stage_id, lane), note in grid.notes.items():
        text = t(MOOD_LABELS[note.mood]) if note.mood else note.text
        cells[f"{stage_id}|{lane}"] = {"text": text, "mood": note.mood, "aria": text}
    return cells


def _item(concern: GridConcern, stage_id: UUID, asked: Voices | None, t: Words) -> dict[str, Any]:
    if concern.answered:
        said = t("{name}: answered: {answer}", name=concern.name, answer=concern.answer or "–")
    else:
        said = t("{name}: not answered yet", name=concern.name)
    if counts := heard(t, concern.said, asked):
        said = t("{said} ({counts})", said=said, counts=counts)
    return {
        "name": concern.name,
        "answered": concern.answered,
        "level": bisect_right(LEVELS, concern.said.every),
        "counts": heard_short(t, concern.said, asked),
        "href": shell.url("stories", stage=stage_id, tag=concern.tag_id) if concern.said.every else "",
        "tag": str(concern.tag_id),
        "said": said,
    }
