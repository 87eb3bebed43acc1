"""A cut as a picture: each customer a dot at its days to signing, its face telling whether it stayed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from persona_core.journeys.cuts import wording
from persona_core.journeys.cuts.analysis import Cut, Group, Outcomes
from persona_core.journeys.cuts.wording import Namer
from persona_core.kit.figures import Theme, base, plain, tick
from persona_core.kit.words import N_, Words

MOST_DOTS = 150
"""More dots would hide each other: then the middle half of each group is drawn."""

_ROOM, _LEGEND = 1.1, 28

RENEWED, LEFT, UNDECIDED = "renewed", "left", "undecided"
FATES = {RENEWED: N_("renewed"), LEFT: N_("left"), UNDECIDED: N_("not due yet")}
_SIGNS = {RENEWED: "circle", LEFT: "x", UNDECIDED: "circle-open"}


def fate(found: Outcomes, place: int) -> str:
    """What became of a customer."""
    if not found.decided[place]:
        return UNDECIDED
    return RENEWED if found.renewed[place] else LEFT


def drawn(cut: Cut) -> list[Group]:
    """The groups that have somebody whose days are known."""
    return [g for g in cut.groups if g.days.n]


def spread(cut: Cut, found: Outcomes, t: Words, look: Theme, say: Namer) -> go.Figure:
    """Days to signing by group, a row a group with its median as a line: dots, or the middle half where many."""
    groups = drawn(cut)
    figure = base(
        look, title=wording.finding(cut, t, say), height=100 + 62 * len(groups), rows=True, unit=t("days to signing")
    )
    if sum(g.days.n for g in groups) <= MOST_DOTS:
        figure.add_traces(_dots(groups, found, t, look))
    else:
        figure.add_traces(_halves(groups, found, look))
    longest = max(g.days.hi for g in groups)
    told = len(figure.data) > 1
    figure.update_layout(
        margin={"t": figure.layout.margin.t + (_LEGEND if told else 0)},
        height=figure.layout.height + (_LEGEND if told else 0),
        shapes=[_median(g, row, look) for row, g in enumerate(groups)],
        annotations=[_label(g, row, longest, t, look) for row, g in enumerate(groups)],
        showlegend=told,
        xaxis={"range": [0, longest * _ROOM]},
        yaxis={
            "tickvals": list(range(len(groups))),
            "ticktext": [tick(say(g.value)) for g in groups],
            "range": [len(groups) - 0.4, -0.75],
            "autorange": False,
        },
    )
    return figure


def _dots(groups: Sequence[Group], found: Outcomes, t: Words, look: Theme) -> list[go.Scatter]:
    """A trace for each fate, so that the legend tells them by shape and colour."""
    colors = {RENEWED: look.moments["renewal"], LEFT: look.stance[-2], UNDECIDED: look.quiet}
    traces = []
    for name, label in FATES.items():
        at = [
            (float(found.days[place]), row + _lift(n), found.names[place])
            for row, group in enumerate(groups)
            for n, place in enumerate(_by_days(group, found))
            if fate(found, place) == name
        ]
        if at:
            x, y, names = zip(*at, strict=True)
            traces.append(
                go.Scatter(
                    x=x,
                    y=y,
                    mode="markers",
                    name=t(label),
                    marker={"symbol": _SIGNS[name], "size": 11, "color": colors[name], "line": {"width": 1.5}},
                    hovertext=[_told(who, day, t(label), t) for who, day in zip(names, x, strict=True)],
                    hovertemplate="%{hovertext}<extra></extra>",
                )
            )
    return traces


def _by_days(group: Group, found: Outcomes) -> list[int]:
    return sorted((p for p in group.members if not np.isnan(found.days[p])), key=lambda p: found.days[p])


def _lift(n: int) -> float:
    """Neighbours stand a little apart, so that none hides another."""
    return (-0.12, 0.0, 0.12)[n % 3]


def _told(name: str, days: float, what: str, t: Words) -> str:
    lines = (name, t("{days} days to signing", days=t.number(days)), what)
    return "<br>".join(plain(line) for line in lines)


def _halves(groups: Sequence[Group], found: Outcomes, look: Theme) -> list[go.Bar]:
    """From the quarter that signed fastest to the one that took longest."""
    quarters = [np.percentile(found.days[_by_days(g, found)], (25, 75)) for g in groups]
    return [
        go.Bar(
            x=[float(high - low) for low, high in quarters],
            base=[float(low) for low, _ in quarters],
            y=list(range(len(groups))),
            orientation="h",
            width=0.35,
            marker={"color": look.tint(look.steps[3], 0.3), "line": {"color": look.steps[3], "width": 1}},
            hovertext=[f"{low:.0f}–{high:.0f}" for low, high in quarters],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    ]


def _median(group: Group, row: int, look: Theme) -> dict[str, Any]:
    x = group.days.value
    return {
        "type": "line",
        "x0": x,
        "x1": x,
        "y0": row - 0.3,
        "y1": row + 0.3,
        "line": {"color": look.ink, "width": 2},
    }


def _label(group: Group, row: int, longest: float, t: Words, look: Theme) -> dict[str, Any]:
    """Above the line: the median, and how many renewed of those who decided."""
    text = t("{days} days", days=t.number(group.days.value))
    if group.renewed.n:
        text = t("{days} · renewed {k}/{n}", days=text, k=t.number(group.renewed.k), n=t.number(group.renewed.n))
    part = group.days.value / longest if longest else 0.0
    return {
        "x": group.days.value,
        "y": row - 0.3,
        "text": plain(text),
        "showarrow": False,
        "xanchor": "left" if part < 0.2 else "right" if part > 0.7 else "center",
        "yanchor": "bottom",
        "font": {"color": look.ink, "size": 13},
    }
