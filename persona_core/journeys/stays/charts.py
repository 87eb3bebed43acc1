"""Stays as pictures: how long each stage takes, and what becomes of everybody who comes to one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from persona_core.journeys.analysis import Funnel
from persona_core.journeys.charts import CHURNED, HALF, LOST, MOVED, NARROW, STEP, colors
from persona_core.journeys.stays import wording
from persona_core.journeys.stays.analysis import BACK, FATES, LEFT, ONWARD, River, Stay
from persona_core.journeys.wording import days
from persona_core.kit.estimates import FEW, SOME
from persona_core.kit.figures import Theme, base, plain, tick
from persona_core.kit.survival import STILL
from persona_core.kit.words import Words

_ROW, _SLIM, _MANY, _LEGEND = 58, 24, 14, 28
_ROOM, _FAR, _TAIL = 1.12, 1.6, 1.5
"""How much longer the axis is than what is drawn; so much farther than all else, nine of ten are not drawn in place."""


def ranges(
    found: Funnel,
    every: Sequence[Stay],
    labels: Mapping[int, str],
    t: Words,
    look: Theme,
    *,
    wide: bool = False,
) -> go.Figure:
    """A row a stage: a dot where half have gone, its interval as a band, a stroke where nine of ten have.

    Of a stage with few stays each is a small dot of its own, hollow while it lasts.
    """
    slim = len(every) > _MANY
    figure = base(
        look,
        title=wording.finding(t, found, every, labels),
        width=HALF if wide else NARROW,
        height=84 + _LEGEND + (_SLIM if slim else _ROW) * len(every),
        rows=True,
        unit=t("days at the stage"),
    )
    right = _longest(every) * _ROOM
    enough = [(row, s) for row, s in enumerate(every) if s.n >= FEW]
    figure.add_traces([*_bands(enough, right, t, look), *_halves(found, enough, labels, t, look)])
    figure.add_traces(_singles(found, every, labels, t, look))
    figure.update_layout(
        annotations=[] if slim else [_above(found, s, row, right, t, look) for row, s in enumerate(every)],
        xaxis={"range": [0, right]},
        yaxis={
            "tickvals": list(range(len(every))),
            "ticktext": [tick(labels[s.num], lines=1 if slim else 2) for s in every],
            "range": [len(every) - 0.4, -0.75],
            "autorange": False,
        },
        showlegend=True,
        margin={"t": figure.layout.margin.t + _LEGEND},
        legend={"itemclick": False, "itemdoubleclick": False},
    )
    return figure


def _longest(every: Sequence[Stay]) -> float:
    """The longest time that is drawn where it lies; nine of ten may lie beyond, and are drawn at the edge then."""
    halves = [
        mark for s in every if s.n >= FEW for mark in (s.days.value, s.days.lo, s.days.hi) if mark is not None
    ] + [one.days for s in every for one in s.lengths]
    longest = max(halves, default=1.0)
    tails = [s.p90.value for s in every if s.n >= FEW and s.p90 and s.p90.value is not None]
    return max([longest, *(tail for tail in tails if tail <= _FAR * longest)])


def _bands(enough: Sequence[tuple[int, Stay]], right: float, t: Words, look: Theme) -> list[go.Scatter]:
    """The intervals as thick strokes, thin and dotted from where their upper limit cannot be told; a trace each."""
    known, open_ones = [], []
    for row, stay in enough:
        lo, middle, hi = stay.days.lo, stay.days.value, stay.days.hi
        if lo is not None and (end := hi if hi is not None else middle) is not None:
            known.append((row, lo, end))
        if hi is None and (start := middle if middle is not None else lo) is not None:
            open_ones.append((row, start, right))
    color = look.steps[STEP]
    return [
        _strokes(known, t("where that half may lie"), {"color": look.tint(color, 0.35), "width": 9}),
        _strokes(open_ones, t("no upper limit yet"), {"color": look.tint(color, 0.7), "width": 1.5, "dash": "dot"}),
        _tails(enough, right, t, look),
    ]


def _strokes(rows: Sequence[tuple[int, float, float]], name: str, line: dict[str, Any]) -> go.Scatter:
    return go.Scatter(
        x=[value for _, start, end in rows for value in (start, end, None)],
        y=[value for row, _, _ in rows for value in (row, row, None)],
        mode="lines",
        name=name,
        showlegend=bool(rows),
        line=line,
        hoverinfo="skip",
    )


def _tails(enough: Sequence[tuple[int, Stay]], right: float, t: Words, look: Theme) -> go.Scatter:
    """Where nine of ten have gone, as an upright stroke; beyond the edge, as an arrow to it."""
    rows = [(row, stay.p90.value) for row, stay in enough if stay.p90 and stay.p90.value is not None]
    return go.Scatter(
        x=[min(day, 0.99 * right) for _, day in rows],
        y=[row for row, _ in rows],
        mode="markers",
        name=t("nine of ten have gone"),
        marker={
            "symbol": ["line-ns" if day <= right else "triangle-right" for _, day in rows],
            "size": [14 if day <= right else 9 for _, day in rows],
            "color": look.soft,
            "line": {"color": look.soft, "width": 2},
        },
        showlegend=bool(rows),
        hovertext=[plain(t("nine of ten have gone: {days}", days=days(t, day))) for _, day in rows],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _halves(
    found: Funnel, enough: Sequence[tuple[int, Stay]], labels: Mapping[int, str], t: Words, look: Theme
) -> list[go.Scatter]:
    known = [(row, stay) for row, stay in enough if stay.days.value is not None]
    return [
        go.Scatter(
            x=[stay.days.value for _, stay in known],
            y=[row for row, _ in known],
            mode="markers",
            name=t("half have gone"),
            marker={"size": 12, "color": look.steps[STEP], "line": {"color": look.paper, "width": 1.5}},
            hovertext=[_told(found, stay, labels, t) for _, stay in known],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    ]


def _singles(
    found: Funnel, every: Sequence[Stay], labels: Mapping[int, str], t: Words, look: Theme
) -> list[go.Scatter]:
    """Each stay of a stage that has few of them."""
    dots = [(row, stay, one) for row, stay in enumerate(every) for one in stay.lengths]
    if not dots:
        return []
    symbols = ["circle-open" if one.fate == STILL else "circle" for _, _, one in dots]
    return [
        go.Scatter(
            x=[one.days for _, _, one in dots],
            y=[row for row, _, _ in dots],
            mode="markers",
            name=t("single stays, where they are few"),
            marker={"symbol": symbols, "size": 8, "color": look.soft, "line": {"width": 1.5}},
            hovertext=[plain(f"{labels[stay.num]}: {wording.length(t, one)}") for _, stay, one in dots],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    ]


def _told(found: Funnel, stay: Stay, labels: Mapping[int, str], t: Words) -> str:
    lines = [
        labels[stay.num],
        wording.usual(t, found, stay),
        t("nine of ten have gone: {days}", days=wording.nine_in_ten(t, stay)),
        t("known: {n}", n=wording.many(t, found, stay, stay.n)),
    ]
    return "<br>".join(plain(line) for line in lines)


def _above(found: Funnel, stay: Stay, row: int, right: float, t: Words, look: Theme) -> dict[str, Any]:
    """The words above a row: how long it usually takes and how many are still there."""
    at = next((day for day in (stay.days.value, stay.days.lo) if day is not None and stay.n >= FEW), 0.0)
    part = at / right if right else 0.0
    if stay.n < FEW:
        text = wording.many(t, found, stay, stay.n) if stay.n else t("nothing known")
    else:
        text = wording.median(t, stay)
        if stay.still:
            text = t("{days} · {open} still there", days=text, open=wording.many(t, found, stay, stay.still))
    return {
        "x": at,
        "y": row - 0.16,
        "text": plain(text),
        "showarrow": False,
        "xanchor": "left" if part < 0.25 else "right" if part > 0.7 else "center",
        "yanchor": "bottom",
        "font": {"color": look.ink, "size": 13},
    }


def fate_colors(look: Theme) -> dict[int, tuple[str, str]]:
    """Fill and edge of each part of a river: those of the funnel, and grey for going back."""
    known = colors(look)
    return {
        STILL: (look.tint(look.steps[STEP], 0.22), look.steps[STEP]),
        ONWARD: (look.tint(look.steps[STEP], 0.85), known[MOVED][1]),
        BACK: (look.tint(look.quiet, 0.45), look.quiet),
        LEFT: (look.tint(known[LOST][1], 0.6), known[LOST][1]),
    }


def course(
    flow: River, stage: str, title: str, t: Words, look: Theme, *, wide: bool = False, signed: bool = False
) -> go.Figure:
    """What becomes of everybody who comes to a stage, day by day, as steps: still there below, on it how they went.

    Drawn until most of it is over, and as long as at least `FEW` are watched, if there were many to begin with.
    `signed` paints leaving as leaving after signing.
    """
    figure = base(
        look,
        title=title,
        width=HALF if wide else NARROW,
        height=400,
    )
    end = flow.most * _TAIL
    shown = flow.days <= end
    if flow.n >= SOME:
        shown &= flow.watched >= FEW
    if shown.all() and flow.days.size:
        end = max(float(flow.days[-1]), min(end, float(flow.days[-1]) * _ROOM))
    elif flow.n >= SOME and (few := flow.days[flow.watched < FEW]).size:
        end = min(end, float(few[0]))
    x = np.concatenate(([0.0], flow.days[shown], [end]))
    hover = _watched(flow, shown, t)
    palette = fate_colors(look)
    if signed:
        palette[LEFT] = (palette[LEFT][0], colors(look)[CHURNED][1])
    parts = {STILL: flow.still} | {fate: flow.fates[fate] for fate in reversed(FATES) if fate in flow.fates}
    floor = 0.0
    for fate, share in parts.items():
        y = np.concatenate(([1.0 if fate == STILL else 0.0], share[shown]))
        y, name = np.append(y, y[-1]), plain(t(wording.FATE_LABELS[fate]))
        figure.add_scatter(
            x=x.tolist(),
            y=y.tolist(),
            mode="lines",
            stackgroup="all",
            name=name,
            line={"shape": "hv", "color": palette[fate][1], "width": 2.5 if fate == STILL else 0.8},
            fillcolor=palette[fate][0],
            hovertext=[f"{line}<br>{name} {t.percent(v)}" for line, v in zip(hover, y.tolist(), strict=True)],
            hovertemplate="%{hovertext}<extra></extra>",
        )
        figure.add_annotation(**_at_the_end(fate, floor, float(y[-1]), flow.n, t, look))
        floor += float(y[-1])
    under = t("days at “{stage}”, up to day {n}", stage=stage, n=t.number(end))
    figure.update_layout(
        yaxis={"range": [0, 1], "tickformat": ".0%", "tickvals": [0, 0.25, 0.5, 0.75, 1], "title": {"text": ""}},
        xaxis={
            "title": {"text": plain(under), "font": {"color": look.soft, "size": 13}},
            "range": [0, end],
        },
        margin={"r": 110, "t": figure.layout.margin.t + 8},
        hovermode="closest",
    )
    return figure


def _watched(flow: River, shown: np.ndarray, t: Words) -> list[str]:
    """Day and how many are watched, for each point."""
    first = plain(t("day {n}: {watched} watched", n=t.number(0), watched=t.number(flow.n)))
    rest = [
        plain(t("day {n}: {watched} watched", n=t.number(day), watched=t.number(n)))
        for day, n in zip(flow.days[shown].tolist(), flow.watched[shown].tolist(), strict=True)
    ]
    return [first, *rest, rest[-1] if rest else first]


def _at_the_end(fate: int, floor: float, share: float, n: int, t: Words, look: Theme) -> dict[str, Any]:
    """The name of a part at the right, with its share where that is not of too few."""
    name = t(wording.FATE_LABELS[fate])
    return {
        "x": 1,
        "xref": "paper",
        "y": floor + share / 2,
        "text": plain(name if n < SOME else t("{name} {share}", name=name, share=t.percent(share))),
        "showarrow": False,
        "xanchor": "left",
        "xshift": 8,
        "font": {"color": look.ink, "size": 13},
        "visible": share > 0.04,
    }
