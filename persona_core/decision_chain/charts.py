"""Pictures of a chain: what each seat keeps and receives against its nominal share, and the slope to renewal."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd
import plotly.graph_objects as go

from persona_core.decision_chain import wording
from persona_core.decision_chain.analysis import MATTERS
from persona_core.decision_chain.models import Moment
from persona_core.kit.figures import Theme, base, plain, wrapped
from persona_core.kit.words import Words

LABEL = 8
"""So many Chinese characters of a position fit on a line beside its mark, about twice as many Latin ones."""

TOGETHER = 0.085
"""Labels of the slope closer than this share of the axis would cover each other."""


def influence(frame: pd.DataFrame, moment: Moment, t: Words, look: Theme, *, chains: int = 0) -> go.Figure:
    """A bar a seat: what it keeps of its own share, what others give it, and its nominal share as an outline.

    `frame`: position, share, kept, received, total (0–1), as `MomentView.frame()`; `chains` is how many chains it is
    the mean of, 0 for one chain (then the percents sum to 100).
    """
    figure = base(look, title=wording.influence_title(frame, moment, t, chains), height=_height(frame), rows=True)
    color = look.moments[moment]
    rows = list(range(len(frame)))
    shown = wording.percents(frame["total"], t, chains)
    hover = [
        "<br>".join(
            (
                plain(r.position),
                t("influence {share}", share=t.percent(r.total)),
                t("keeps {share} of its own", share=t.percent(r.kept)),
                t("{share} because others listen", share=t.percent(r.received)),
                t("nominal {share}", share=t.percent(r.share)),
            )
        )
        for r in frame.itertuples()
    ]
    bars = (
        (t("keeps"), frame["kept"], None, {"color": color}, 0.5),
        (
            t("others listen"),
            frame["received"].where(frame["received"] > 0),
            frame["kept"],
            {"color": look.tint(color, 0.3), "line": {"color": color, "width": 1}},
            0.5,
        ),
        (
            t("nominal"),
            frame["share"].where(frame["share"] > 0),
            None,
            {"color": "rgba(0,0,0,0)", "line": {"color": look.soft, "width": 1.5}},
            0.72,
        ),
    )
    for name, values, start, marker, width in bars:
        figure.add_bar(
            x=values,
            y=rows,
            base=start,
            orientation="h",
            width=width,
            name=name,
            marker=marker,
            hovertext=hover,
            hovertemplate="%{hovertext}<extra></extra>",
        )
    ends = frame[["total", "share"]].max(axis=1)
    for row, end, text in zip(rows, ends, shown, strict=True):
        _write(figure, look, end, row, text)
    figure.update_layout(barmode="overlay", showlegend=True, legend={"y": 0, "yanchor": "top", "traceorder": "normal"})
    figure.update_xaxes(visible=False, range=[0, max(float(ends.max()), 0.01) * 1.18])
    figure.update_yaxes(tickvals=rows, ticktext=[_short(p) for p in frame["position"]], ticklabelstandoff=6)
    return figure


def slope(frame: pd.DataFrame, t: Words, look: Theme, *, chains: int = 0) -> go.Figure:
    """One line a position from purchase to renewal, its name and share beside both ends; those without any left out.

    `frame`: position, purchase, renewal (0–1), as `ChainView.slope()`; `chains` as in `influence`.
    """
    figure = base(look, title=wording.slope_title(frame, t, chains), height=_height(frame))
    frame = frame[frame[["purchase", "renewal"]].max(axis=1) >= MATTERS]
    for r in frame.itertuples():
        turned = abs(r.renewal - r.purchase) >= 0.1
        figure.add_scatter(
            x=[0, 1],
            y=[r.purchase, r.renewal],
            mode="lines+markers",
            line={"color": look.ink if turned else look.quiet, "width": 2.5 if turned else 1.5},
            marker={"color": [look.moments["purchase"], look.moments["renewal"]], "size": 11},
            hovertext=[f"{plain(r.position)} {t.percent(v)}" for v in (r.purchase, r.renewal)],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    for x, column, anchor in ((0, "purchase", "right"), (1, "renewal", "left")):
        percents = wording.percents(frame[column], t, chains)
        for y, position, percent in zip(_apart(list(frame[column])), frame["position"], percents, strict=True):
            figure.add_annotation(
                x=x,
                y=y,
                text=f"{_short(position)} {percent}",
                showarrow=False,
                xanchor=anchor,
                align=anchor,
                xshift=-12 if anchor == "right" else 12,
                font={"color": look.ink, "size": 13},
            )
    figure.update_xaxes(
        range=[-1.05, 2.05], tickvals=[0, 1], ticktext=[t("Purchase"), t("Renewal")], tickfont={"color": look.ink}
    )
    figure.update_yaxes(visible=False, rangemode="normal")
    return figure


def _height(frame: pd.DataFrame) -> int:
    return 90 + 42 * max(len(frame), 4)


def _short(text: str) -> str:
    """A position in at most two short lines; what is cut off shows on hovering."""
    lines = wrapped(text, LABEL)
    lines = [line if len(line) <= 2 * LABEL else line[: 2 * LABEL] + "…" for line in lines]
    return "<br>".join(plain(line) for line in ([*lines[:1], lines[1] + "…"] if len(lines) > 2 else lines))


def _write(figure: go.Figure, look: Theme, x: float, y: float, text: str) -> None:
    figure.add_annotation(
        x=x, y=y, text=text, showarrow=False, xanchor="left", xshift=6, font={"color": look.ink, "size": 13}
    )


def _apart(values: list[float]) -> list[float]:
    """Where to write labels so that none covers another: pushed apart evenly, up and down, until each has its gap."""
    if not values:
        return []
    gap = TOGETHER * max(max(values) - min(values), 0.2)
    order = sorted(range(len(values)), key=lambda i: values[i])
    placed = list(values)
    for _ in range(60):
        for below, above in pairwise(order):
            lacking = gap - (placed[above] - placed[below])
            if lacking > 1e-6:
                placed[below] -= lacking / 2
                placed[above] += lacking / 2
    return placed
