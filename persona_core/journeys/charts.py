"""The funnel as a picture: who reached each stage, and what became of them there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from persona_core.journeys import wording
from persona_core.journeys.analysis import Funnel, Row
from persona_core.journeys.cases import Cases
from persona_core.kit.estimates import SOME
from persona_core.kit.figures import Theme, base, legend_lines, plain, tick
from persona_core.kit.words import N_, Words

STEP = 3
ROOM = 2.2
"""How much wider the axis is than the longest bar, so that the words beside it fit on a phone."""

WIDE_ROOM = 1.75
"""The same at a desk."""

LONG = 1000
"""From so many on only the number and its share fit beside a bar on a phone."""

NARROW, HALF, WIDE = 23, 28, 44
"""Chinese characters in a line of the title: on a phone, in half a desk, in most of it."""

_TALL, _FLAT, MANY = 54, 24, 14
"""Pixels of a row with two lines of words, and with one, where there are more stages than `MANY`."""

_LEGEND = 24

MOVED, STILL, LOST, CHURNED = "moved", "still", "lost", "churned"
PARTS = {
    MOVED: N_("moved on"),
    STILL: N_("still there"),
    LOST: N_("left before signing"),
    CHURNED: N_("left after signing"),
}
"""The parts of a bar: what became of those who reached a stage."""


def funnel(
    found: Funnel,
    labels: Mapping[int, str],
    t: Words,
    look: Theme,
    *,
    cases: Cases | None = None,
    wide: bool = False,
) -> go.Figure:
    """Who reached each stage and what became of them; counts, and the step onward, beside the end of the bar.

    `wide` is for a desk; else everything fits on a phone.
    """
    rows, cases = found.rows, cases or Cases()
    slim, width = len(rows) > MANY, WIDE if wide else NARROW
    shown = {part: values for part, values in parts(found).items() if any(values)}
    legend = _LEGEND * legend_lines([t(PARTS[part]) for part in shown], width)
    hover = [_told(row, found, labels, t, cases) for row in rows]
    places = list(range(len(rows)))
    most = max((row.reached for row in rows), default=1) or 1
    brief = not wide and most >= LONG
    return base(
        look,
        title=wording.finding(t, found, labels),
        width=width,
        height=56 + legend + (_FLAT if slim else _TALL) * len(rows),
        rows=True,
        above=legend,
        traces=[_bars(part, values, places, hover, t, look) for part, values in shown.items()],
        barmode="stack",
        annotations=[
            _beside(row, at, found, t, look, cases, slim, brief=brief, wide=wide) for at, row in enumerate(rows)
        ],
        xaxis={"visible": False, "range": [0, most * (WIDE_ROOM if wide else ROOM)]},
        yaxis={"tickvals": places, "ticktext": [tick(labels[row.num], lines=1 if slim else 2) for row in rows]},
        showlegend=len(shown) > 1,
        legend={"traceorder": "normal", "itemclick": False, "itemdoubleclick": False},
    )


def _bars(
    part: str, values: Sequence[int], places: Sequence[int], hover: Sequence[str], t: Words, look: Theme
) -> dict[str, Any]:
    """One part of every bar."""
    fill, edge = colors(look)[part]
    return {
        "type": "bar",
        "x": [value or None for value in values],
        "y": places,
        "name": t(PARTS[part]),
        "orientation": "h",
        "marker": {"color": fill, "line": {"color": edge, "width": 1}},
        "hovertext": hover,
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def parts(found: Funnel) -> dict[str, list[int]]:
    """What became of those who reached each stage of the funnel, the data behind its bars."""
    return {
        MOVED: [row.reached - row.open - row.left for row in found.rows],
        STILL: [row.open for row in found.rows],
        LOST: [found.lost_at.get(row.num, 0) for row in found.rows],
        CHURNED: [found.churned_at.get(row.num, 0) for row in found.rows],
    }


def colors(look: Theme) -> dict[str, tuple[str, str]]:
    """Fill and edge of each part; they differ in lightness too, so that nobody needs the hue."""
    step, red, amber = look.steps[STEP], look.stance[-1], look.steps[4]
    return {
        MOVED: (step, step),
        STILL: (look.tint(step, 0.22), step),
        LOST: (look.tint(red, 0.75), red),
        CHURNED: (look.tint(amber, 0.3), amber),
    }


def _beside(
    row: Row, at: int, found: Funnel, t: Words, look: Theme, cases: Cases, slim: bool, *, brief: bool, wide: bool
) -> dict[str, Any]:
    """Words beside the end of a bar: how many came, how many of those moved on, who came in here or who they are.

    Who came in here has no room on a phone; it is said beside the picture.
    """
    first, under = _count(row, found, t, brief), _under(row, at if wide else 0, found, t, cases, brief)
    if slim:
        text, soft = " · ".join(part for part in (first, under) if part), ""
    else:
        text = first
        soft = f'<br><span style="color:{look.soft};font-size:12px">{plain(under)}</span>' if under else ""
    return {
        "x": row.reached,
        "y": at,
        "text": plain(text) + soft,
        "showarrow": False,
        "xanchor": "left",
        "align": "left",
        "xshift": 6,
        "font": {"color": look.ink, "size": 13},
    }


def _count(row: Row, found: Funnel, t: Words, brief: bool) -> str:
    count = t.number(row.reached) if brief else wording.number(t, found.unit, row.reached)
    if row.overall.n < SOME or not row.reached:
        return count
    return t("{count} · {share}", count=count, share=t.percent(row.overall.value))


def _under(row: Row, at: int, found: Funnel, t: Words, cases: Cases, brief: bool) -> str:
    """Who they are where they are few; else how many of those who decided moved on, and how many began here."""
    if names := cases.reached.get(row.num):
        return wording.shortened(t, names)
    onward = row.step.n and row is not found.rows[-1]
    share = t.percent(row.step.value) if onward and brief else wording.brief(t, row.step)
    said = [t("moved on {share}", share=share)] if onward else []
    if at and row.came_in and not brief:
        said.append(t("{count} came in here", count=wording.number(t, found.unit, row.came_in)))
    return " · ".join(said)


def _told(row: Row, found: Funnel, labels: Mapping[int, str], t: Words, cases: Cases) -> str:
    """What hovering over a bar says, line by line."""
    told = [
        labels[row.num],
        t("Reached: {count}", count=wording.number(t, found.unit, row.reached)),
        t("Came in here: {count}", count=wording.number(t, found.unit, row.came_in)),
        t("Still there: {count}", count=wording.number(t, found.unit, row.open)),
        t("Left here: {count}", count=wording.number(t, found.unit, row.left)),
    ]
    if row.step.n and row is not found.rows[-1]:
        told.append(t("Moved on, of those who decided: {share}", share=wording.told(t, row.step)))
    if row.overall.n:
        told.append(t("Of all in the funnel: {share}", share=wording.told(t, row.overall)))
    if names := wording.who(t, row, cases):
        told.append(names)
    return "<br>".join(plain(line) for line in told)
