"""The card's charts on a screen: Plotly figures from the same rows that paper and slides are drawn from."""

from __future__ import annotations

import plotly.graph_objects as go

from persona_core.kit.figures import Theme, base, plain, tick
from persona_core.kit.labels import apart, lines
from persona_core.kit.words import Words
from persona_core.personas.card import BARS, FUNNEL, SLOPE, Chart, Point

_ROW = 40
_ROOM = 1.55
"""How much wider the axis is than its end, so that what is printed beside a bar has its place."""

_APART = 0.12
"""Labels of a slope keep so much of its height between them."""

_LEAST = 4

_TITLE = 19
"""So many Chinese characters of a title fit on a line within a frame on a phone."""


def colour(look: Theme, name: str) -> str:
    """The colour behind a name of `card.COLOURS`."""
    if name.startswith("step-"):
        return look.steps[int(name[-1])]
    if name in look.moments:
        return look.moments[name]
    return {"quiet": look.quiet, "lost": look.stance[-1]}.get(name, look.primary)


def figure(chart: Chart, t: Words, look: Theme, *, large: bool = False) -> go.Figure:
    """A chart as it stands on the page; `large` for a wall."""
    draw = {BARS: _bars, SLOPE: _slope, FUNNEL: _bars}[chart.kind]
    return draw(chart, t, look, 20 if large else 13)


def _bars(chart: Chart, t: Words, look: Theme, size: int) -> go.Figure:
    """A bar a row, what it prints behind its end; the second value as a thin one below, or cut off at the end."""
    points = chart.points
    scale = size / 13
    height = int((60 + _ROW * len(points)) * scale)
    made = base(look, title=chart.title, rows=True, height=height, width=_TITLE)
    places = list(range(len(points)))
    funnel, beside = chart.kind == FUNNEL, any(p.then is not None for p in points)
    main = [(p.value or 0) - (p.then or 0) if funnel else p.value for p in points]
    hover = [_told(chart, p) for p in points]
    look_of = {"orientation": "h", "hovertext": hover, "hovertemplate": "%{hovertext}<extra></extra>"}
    fills = [colour(look, p.colour) for p in points]
    thin = beside and not funnel
    made.add_bar(
        x=main,
        y=[place - 0.12 for place in places] if thin else places,
        width=0.42 if thin else 0.6,
        marker={"color": fills},
        name=chart.ends[0],
        **look_of,
    )
    if beside:
        then = [p.then if p.then else None for p in points]
        made.add_bar(
            x=then,
            y=[place + 0.24 for place in places] if thin else places,
            width=0.18 if thin else 0.6,
            marker={"color": look.quiet if thin else look.tint(colour(look, "lost"), 0.6)},
            name=chart.ends[1],
            **look_of,
        )
    made.update_layout(
        barmode="overlay" if thin else "stack",
        annotations=[_beside(chart, p, place, look, size) for place, p in enumerate(points)],
        xaxis={"visible": False, "range": [0, chart.most * _ROOM]},
        yaxis={"tickvals": places, "ticktext": [tick(p.label, 9) for p in points], "tickfont": {"size": size}},
        title={"font": {"size": size + 2}, "pad": {"t": int(made.layout.title.pad.t * scale)}},
        showlegend=beside and bool(chart.ends[1]),
        legend={"y": -0.02, "yanchor": "top", "font": {"size": size - 1}, "itemclick": False, "itemdoubleclick": False},
        margin={"t": int(made.layout.margin.t * scale), "b": int(34 * scale) if beside else 8},
    )
    return made


def _beside(chart: Chart, p: Point, place: int, look: Theme, size: int) -> dict:
    soft = plain(p.then_text)
    rest = f'  <span style="color:{look.soft};font-size:{size - 1}px">{soft}</span>' if soft else ""
    return {
        "x": max(p.value or 0, 0 if chart.kind == FUNNEL else p.then or 0),
        "y": place,
        "text": plain(p.text) + rest,
        "showarrow": False,
        "xanchor": "left",
        "align": "left",
        "xshift": 6,
        "font": {"color": look.ink, "size": size},
    }


def _told(chart: Chart, p: Point) -> str:
    lines = [p.label, " ".join(x for x in (chart.ends[0], p.text) if x)]
    if p.then_text:
        lines.append(" ".join(x for x in (chart.ends[1], p.then_text) if x))
    return "<br>".join(plain(line) for line in lines)


def _slope(chart: Chart, t: Words, look: Theme, size: int) -> go.Figure:
    """A line a row from one moment to the other, its name and number at both ends."""
    points = chart.points
    height = int((80 + 44 * max(len(points), _LEAST)) * size / 13)
    made = base(look, title=chart.title, height=height, width=_TITLE)
    ends = [[p.value or 0 for p in points], [p.then or 0 for p in points]]
    for p, value, then in zip(points, *ends, strict=True):
        turned = abs(then - value) >= 0.1
        made.add_scatter(
            x=[0, 1],
            y=[value, then],
            mode="lines+markers",
            line={"color": look.ink if turned else look.quiet, "width": size / 5 if turned else size / 8},
            marker={"color": [look.moments["purchase"], look.moments["renewal"]], "size": size - 2},
            hovertext=[plain(f"{p.label} {text}") for text in (p.text, p.then_text)],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    every = [*ends[0], *ends[1]]
    room = _APART * max(max(every, default=0) - min(every, default=0), 0.6)
    notes: list[dict] = []
    texts = ([p.text for p in points], [p.then_text for p in points])
    for x, values, said, anchor in ((0, ends[0], texts[0], "right"), (1, ends[1], texts[1], "left")):
        labels = [f"{tick(p.label, 6)} {plain(text)}" for p, text in zip(points, said, strict=True)]
        heights = apart(values, [lines(label) * room for label in labels])
        notes += [_note(x, y, label, anchor, look, size) for y, label in zip(heights, labels, strict=True)]
    shown = [0.0, *(note["y"] for note in notes), *ends[0], *ends[1]]
    made.update_layout(
        annotations=notes,
        title={"font": {"size": size + 2}, "pad": {"t": int(made.layout.title.pad.t * size / 13)}},
        margin={"t": int(made.layout.margin.t * size / 13)},
        xaxis={
            "range": [-1.1, 2.1],
            "tickvals": [0, 1],
            "ticktext": list(chart.ends),
            "tickfont": {"color": look.ink, "size": size},
        },
        yaxis={"visible": False, "range": [min(shown) - 0.06, max(shown) + 0.08], "autorange": False},
    )
    return made


def _note(x: float, y: float, text: str, anchor: str, look: Theme, size: int) -> dict:
    font = {"color": look.ink, "size": size}
    shift = -12 if anchor == "right" else 12
    return {"x": x, "y": y, "text": text, "showarrow": False, "xanchor": anchor, "xshift": shift, "font": font}
