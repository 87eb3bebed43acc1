"""Pictures of a journey: the funnel, and where deals are lost before and after signing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import plotly.graph_objects as go

from persona_core.journeys import wording
from persona_core.journeys.analysis import Funnel, Row
from persona_core.kit.figures import Theme, base, plain
from persona_core.kit.words import Words

STEP = 3
_ROOM = 2.2
"""How much wider the axis is than the longest bar, so that the words beside it fit on a phone."""


def funnel(found: Funnel, labels: Mapping[int, str], t: Words, look: Theme) -> go.Figure:
    """Who reached each stage; those still there lighter at the end of the bar, with the step onward under the count."""
    names = [plain(labels[row.num]) for row in found.rows]
    color = look.steps[STEP]
    figure = base(look, title=wording.finding(t, found, labels), height=56 + 54 * len(names), rows=True)
    hover = [_told(row, found, labels, t) for row in found.rows]
    for values, fill in (
        ([row.reached - row.open for row in found.rows], color),
        ([row.open for row in found.rows], look.tint(color, 0.3)),
    ):
        figure.add_bar(
            x=values,
            y=names,
            orientation="h",
            marker={"color": fill, "line": {"color": color, "width": 1}},
            hovertext=hover,
            hovertemplate="%{hovertext}<extra></extra>",
        )
    marks = [
        _mark(look, row.reached, name, _count(row, found, t), _step(row, t))
        for name, row in zip(names, found.rows, strict=True)
    ]
    most = max((row.reached for row in found.rows), default=1) or 1
    figure.update_layout(barmode="stack", annotations=marks, xaxis={"visible": False, "range": [0, most * _ROOM]})
    return figure


def where_lost(found: Funnel, labels: Mapping[int, str], t: Words, look: Theme) -> go.Figure:
    """The last stage of those lost before signing, and of those who left after it, apart by colour and word."""
    nums = [num for num in labels if num in found.lost_at or num in found.churned_at]
    names = [plain(labels[num]) for num in nums]
    figure = base(look, title=wording.losses(t, found), height=72 + 46 * len(nums), rows=True)
    groups = ((found.lost_at, look.stance[-1], 0.75), (found.churned_at, look.steps[4], 0.3))
    for tally, color, share in groups:
        figure.add_bar(
            x=[tally.get(num, 0) for num in nums],
            y=names,
            orientation="h",
            marker={"color": look.tint(color, share), "line": {"color": color, "width": 1}},
            hoverinfo="skip",
        )
    ends = [found.lost_at.get(num, 0) + found.churned_at.get(num, 0) for num in nums]
    marks = [
        _mark(look, end, name, _losses_at(num, found, t), "") for name, num, end in zip(names, nums, ends, strict=True)
    ]
    most = max(ends, default=1)
    figure.update_layout(barmode="stack", annotations=marks, xaxis={"visible": False, "range": [0, most * _ROOM]})
    return figure


def _losses_at(num: int, found: Funnel, t: Words) -> str:
    parts = []
    if n := found.lost_at.get(num):
        parts.append(t("{count} lost", count=wording.number(t, found.unit, n)))
    if n := found.churned_at.get(num):
        parts.append(t("{count} left", count=wording.number(t, found.unit, n)))
    return " · ".join(parts)


def _count(row: Row, found: Funnel, t: Words) -> str:
    return t("{count} · {share}", count=wording.number(t, found.unit, row.reached), share=t.percent(row.overall.value))


def _step(row: Row, t: Words) -> str:
    """Under the count: how many of those who decided moved on."""
    if row.step.n == 0:
        return ""
    if row.step.n < 10:
        return t("moved on {k} of {n}", k=t.number(row.step.k), n=t.number(row.step.n))
    return t(
        "moved on {share} · {k}/{n}", share=t.percent(row.step.value), k=t.number(row.step.k), n=t.number(row.step.n)
    )


def _told(row: Row, found: Funnel, labels: Mapping[int, str], t: Words) -> str:
    """What hovering over a bar says, line by line."""
    told = [
        labels[row.num],
        t("Reached: {count}", count=wording.number(t, found.unit, row.reached)),
        t("Still there: {count}", count=wording.number(t, found.unit, row.open)),
        t("Left here: {count}", count=wording.number(t, found.unit, row.left)),
    ]
    if row.step.n:
        told.append(t("Moved on: {step}", step=wording.step(t, row.step)))
    return "<br>".join(plain(line) for line in told)


def _mark(look: Theme, x: float, y: str, text: str, under: str) -> dict[str, Any]:
    """Words beside the end of a bar, with a softer second line."""
    soft = f'<br><span style="color:{look.soft};font-size:12px">{plain(under)}</span>' if under else ""
    return {
        "x": x,
        "y": y,
        "text": plain(text) + soft,
        "showarrow": False,
        "xanchor": "left",
        "align": "left",
        "xshift": 6,
        "font": {"color": look.ink, "size": 13},
    }
