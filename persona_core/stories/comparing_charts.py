"""Pictures of what differs: two groups side by side, themes by stage, and how much each conversation still added."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from persona_core.kit.comparing import UNCLEAR, Comparison, verdict_text
from persona_core.kit.estimates import Estimate
from persona_core.kit.figures import Theme as Look
from persona_core.kit.figures import base, plain, tick
from persona_core.kit.words import Words
from persona_core.stories.analysis import NewGround
from persona_core.stories.charts import brief
from persona_core.stories.views import Theme

STEP = 4
SOONEST, MARKED = 24, 60
"""Customers whose curve is drawn at least, and up to how many each has a mark; where nothing is new, it is flat."""


@dataclass(frozen=True)
class Row:
    """One tag on both sides of a comparison; `tag` is its name as the viewer may see it."""

    key: str
    tag: str
    found: Comparison


def side_by_side(rows: Sequence[Row], mine: str, others: str, t: Words, look: Look) -> go.Figure:
    """A line a tag from one group's share to the other's, both written, paler where it may be chance.

    `mine` and `others` name the groups.
    """
    places = list(range(len(rows)))
    ends = [(row.found.first.value or 0, row.found.second.value or 0) for row in rows]
    told = [_told(row, mine, others, t) for row in rows]
    lines = {
        "type": "scatter",
        "x": [x for pair in ends for x in (*pair, None)],
        "y": [y for place in places for y in (place, place, None)],
        "mode": "lines",
        "line": {"color": look.line, "width": 4},
        "hoverinfo": "skip",
        "showlegend": False,
    }
    marks = [
        {
            "type": "scatter",
            "x": [pair[side] for pair in ends],
            "y": places,
            "mode": "markers",
            "name": plain(name),
            "marker": {
                "color": colour,
                "size": 13,
                "symbol": symbol,
                "opacity": [0.45 if row.found.verdict == UNCLEAR else 1.0 for row in rows],
            },
            "hovertext": told,
            "hovertemplate": "%{hovertext}<extra></extra>",
        }
        for name, side, colour, symbol in (
            (mine, 0, look.steps[STEP], "circle"),
            (others, 1, look.quiet, "diamond"),
        )
    ]
    words = {
        "type": "scatter",
        "x": [1.12] * len(rows),
        "y": places,
        "mode": "text",
        "text": [f"{_of(row.found.first, t)} · {_of(row.found.second, t)}" for row in rows],
        "textposition": "middle right",
        "cliponaxis": False,
        "textfont": {"color": look.ink, "size": 13},
        "hoverinfo": "skip",
        "showlegend": False,
    }
    return base(
        look,
        height=64 + 40 * max(len(rows), 2),
        rows=True,
        traces=[lines, *marks, words],
        showlegend=True,
        yaxis={"tickvals": places, "ticktext": [tick(row.tag) for row in rows], "range": [len(rows) - 0.4, -0.6]},
        xaxis={"range": [-0.03, 1.6], "tickvals": [0, 0.5, 1], "tickformat": ".0%"},
    )


def _of(found: Estimate, t: Words) -> str:
    return brief(found.k, found.n, t)


def _told(row: Row, mine: str, others: str, t: Words) -> str:
    lines = (
        row.tag,
        t("{group}: {k} of {n} asked", group=mine, k=row.found.first.k, n=row.found.first.n),
        t("{group}: {k} of {n} asked", group=others, k=row.found.second.k, n=row.found.second.n),
        verdict_text(t, row.found),
    )
    return "<br>".join(plain(line) for line in lines)


def heat(found: Sequence[Theme], t: Words, look: Look, *, picked: tuple[str, str] | None = None) -> go.Figure:
    """Themes down, stages across; a square is the darker the larger the share of those asked there who say so.

    Each square carries the tag's id and the stage's id; `picked` is framed. Empty where nobody was asked.
    """
    stages = [split.stage for split in found[0].stages] if found else []
    squares = [
        (x, y, theme, split) for y, theme in enumerate(found) for x, split in enumerate(theme.stages) if split.asked
    ]
    chosen = [(str(theme.tag_id), str(split.stage_id)) == picked for _, _, theme, split in squares]
    colours = [_shade(look, split.k / split.asked) for *_, split in squares]
    trace = {
        "type": "scatter",
        "x": [x for x, *_ in squares],
        "y": [y for _, y, *_ in squares],
        "mode": "markers+text",
        "marker": {
            "symbol": "square",
            "size": 32,
            "color": colours,
            "line": {"width": [3 if c else 1 for c in chosen], "color": [look.ink if c else look.line for c in chosen]},
            "opacity": 1,
        },
        "text": [brief(split.k, split.asked, t) if split.k else "" for *_, split in squares],
        "textfont": {"color": [look.on(colour) for colour in colours], "size": 11},
        "customdata": [[str(theme.tag_id), str(split.stage_id)] for _, _, theme, split in squares],
        "hovertext": [
            plain(t("{tag} · {stage}: {k} of {n} asked", tag=theme.name, stage=split.stage, k=split.k, n=split.asked))
            for _, _, theme, split in squares
        ],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "selected": {"marker": {"opacity": 1}},
        "unselected": {"marker": {"opacity": 1}},
    }
    return base(
        look,
        height=70 + 38 * max(len(found), 2),
        rows=True,
        traces=[trace],
        yaxis={
            "tickvals": list(range(len(found))),
            "ticktext": [tick(theme.name) for theme in found],
            "range": [len(found) - 0.4, -0.6],
        },
        xaxis={
            "tickvals": list(range(len(stages))),
            "ticktext": [tick(stage, 4) for stage in stages],
            "side": "top",
            "showgrid": False,
            "range": [-0.6, len(stages) - 0.4],
            "rangemode": "normal",
        },
    )


def _shade(look: Look, share: float) -> str:
    return look.paper if share == 0 else look.tint(look.steps[STEP], 0.18 + 0.82 * share)


def new_ground(found: NewGround, t: Words, look: Look) -> go.Figure:
    """How many different tags were known after each customer's stories; where hardly anything was new is marked."""
    every = len(found.curve)
    shown = min(every, max(SOONEST, 4 * found.reached)) if found.reached is not None else every
    part = t("the first {n} of {all} customers, as they were asked", n=t.number(shown), all=t.number(every))
    title = part if shown < every else t("customers, in the order of the conversations")
    curve = {
        "type": "scatter",
        "x": list(range(1, shown + 1)),
        "y": list(found.curve[:shown]),
        "mode": "lines+markers" if shown <= MARKED else "lines",
        "line": {"color": look.steps[STEP], "shape": "hv", "width": 2},
        "marker": {"size": 6},
        "hovertemplate": plain(t("after customer {n}: {tags} tags", n="%{x}", tags="%{y}")) + "<extra></extra>",
    }
    return base(
        look,
        height=250,
        unit=t("different tags"),
        traces=[curve],
        shapes=[] if found.reached is None else [_upright(found.reached, look)],
        xaxis={
            "title": {"text": plain(title), "font": {"size": 12, "color": look.soft}},
            "dtick": 1 if shown <= SOONEST / 2 else None,
            "tickangle": 0,
            "nticks": 8,
        },
    )


def _upright(at: int, look: Look) -> dict[str, Any]:
    """A dotted line over the whole height."""
    ends = {"x0": at, "x1": at, "xref": "x", "y0": 0, "y1": 1, "yref": "y domain"}
    return {"type": "line", **ends, "line": {"color": look.soft, "dash": "dot", "width": 1}}
