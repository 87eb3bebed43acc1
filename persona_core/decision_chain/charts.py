"""Pictures of a chain: what each seat keeps and receives against its nominal share, and the slope to renewal."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from persona_core.decision_chain import wording
from persona_core.decision_chain.analysis import MATTERS
from persona_core.decision_chain.models import Moment
from persona_core.kit.figures import Theme, base, plain, wrapped
from persona_core.kit.labels import apart, lines
from persona_core.kit.words import Words

LABEL = 8
"""So many Chinese characters of a position fit on a line beside its mark, about twice as many Latin ones."""

MOST_BARS, MOST_LINES = 15, 10
"""More would not be read; the tables hold all."""

TOGETHER = 0.12
"""Labels of the slope closer than this share of the axis would cover each other."""


def influence(frame: pd.DataFrame, moment: Moment, t: Words, look: Theme, *, chains: int = 0) -> go.Figure:
    """A bar a seat: what it keeps of its own share, what others give it, and its nominal share as an outline.

    `frame`: position, share, kept, received, total (0–1), as `MomentView.frame()`; `chains` is how many chains it is
    the mean of, 0 for one chain (then the percents sum to 100). The largest are drawn, the table holds all.
    """
    shown = wording.percents(frame["total"], t, chains)[:MOST_BARS]
    title = wording.influence_title(frame, moment, t, chains)
    frame = frame[:MOST_BARS]
    figure = base(look, title=title, height=_height(frame), rows=True)
    rows = list(range(len(frame)))
    figure.add_traces(_bars(frame, rows, look.moments[moment], t, look))
    ends = frame[["total", "share"]].max(axis=1)
    figure.update_layout(
        annotations=[_note(look, end, row, text, "left", 6) for row, end, text in zip(rows, ends, shown, strict=True)],
        barmode="overlay",
        showlegend=True,
        legend={"y": 0, "yanchor": "top", "traceorder": "normal"},
        xaxis={"visible": False, "range": [0, max(float(ends.max()), 0.01) * 1.18]},
        yaxis={"tickvals": rows, "ticktext": [_short(p) for p in frame["position"]], "ticklabelstandoff": 6},
    )
    return figure


def _bars(frame: pd.DataFrame, rows: list[int], color: str, t: Words, look: Theme) -> list[go.Bar]:
    """Keeps, receives, nominal; an empty part is left out, so that no line stands at zero."""
    outline = {"color": "rgba(0,0,0,0)", "line": {"color": look.soft, "width": 1.5}}
    lighter = {"color": look.tint(color, 0.3), "line": {"color": color, "width": 1}}
    parts = (
        (t("keeps"), "kept", None, {"color": color}, 0.5),
        (t("others listen"), "received", frame["kept"], lighter, 0.5),
        (t("nominal"), "share", None, outline, 0.72),
    )
    hover = [_told(row, t) for row in frame.itertuples()]
    return [
        go.Bar(
            x=frame[column] if column == "kept" else frame[column].where(frame[column] > 0),
            y=rows,
            base=start,
            orientation="h",
            width=width,
            name=name,
            marker=marker,
            hovertext=hover,
            hovertemplate="%{hovertext}<extra></extra>",
        )
        for name, column, start, marker, width in parts
    ]


def _told(row: Any, t: Words) -> str:
    """What hovering over a bar says, line by line."""
    lines = (
        row.position,
        t("influence {share}", share=t.percent(row.total)),
        t("keeps {share} of its own", share=t.percent(row.kept)),
        t("{share} because others listen", share=t.percent(row.received)),
        t("nominal {share}", share=t.percent(row.share)),
    )
    return "<br>".join(plain(line) for line in lines)


def slope(frame: pd.DataFrame, t: Words, look: Theme, *, chains: int = 0) -> go.Figure:
    """One line a position from purchase to renewal, its name and share beside both ends; those without any left out.

    `frame`: position, purchase, renewal (0–1), as `ChainView.slope()`; `chains` as in `influence`.
    """
    told = {c: wording.percents(frame[c], t, chains) for c in ("purchase", "renewal")}
    title = wording.slope_title(frame, t, chains)
    frame = frame.assign(**{f"{c}_text": texts for c, texts in told.items()})
    most = frame[["purchase", "renewal"]].max(axis=1)
    frame = frame.loc[most[most >= MATTERS].nlargest(MOST_LINES).index.sort_values()]
    figure = base(look, title=title, height=_height(frame))
    figure.add_traces([_line(row, t, look) for row in frame.itertuples()])
    notes: list[dict[str, Any]] = []
    lowest, highest = (frame[["purchase", "renewal"]].to_numpy().min(), most.max()) if len(frame) else (0.0, 0.0)
    room = TOGETHER * max(float(highest - lowest), 0.2)
    for x, column, anchor, shift in ((0, "purchase", "right", -12), (1, "renewal", "left", 12)):
        labels = [f"{_short(p)} {text}" for p, text in zip(frame["position"], frame[f"{column}_text"], strict=True)]
        heights = apart(list(frame[column]), [lines(label) * room for label in labels])
        notes += [_note(look, x, y, label, anchor, shift) for y, label in zip(heights, labels, strict=True)]
    ends = {"tickvals": [0, 1], "ticktext": [t("Purchase"), t("Renewal")], "tickfont": {"color": look.ink}}
    shown = [float(lowest), float(highest), *(note["y"] for note in notes)]
    figure.update_layout(
        annotations=notes,
        xaxis={"range": [-1.05, 2.05], **ends},
        yaxis={"visible": False, "range": [min(shown) - room, max(shown) + room], "autorange": False},
    )
    return figure


def _line(row: Any, t: Words, look: Theme) -> go.Scatter:
    """A position's line, strong where it shifts by ten points or more."""
    turned = abs(row.renewal - row.purchase) >= 0.1
    return go.Scatter(
        x=[0, 1],
        y=[row.purchase, row.renewal],
        mode="lines+markers",
        line={"color": look.ink if turned else look.quiet, "width": 2.5 if turned else 1.5},
        marker={"color": [look.moments["purchase"], look.moments["renewal"]], "size": 11},
        hovertext=[f"{plain(row.position)} {t.percent(v)}" for v in (row.purchase, row.renewal)],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _height(frame: pd.DataFrame) -> int:
    return 90 + 42 * max(len(frame), 4)


def _short(text: str) -> str:
    """A position in at most two short lines; what is cut off shows on hovering."""
    lines = wrapped(text, LABEL)
    lines = [line if len(line) <= 2 * LABEL else line[: 2 * LABEL] + "…" for line in lines]
    return "<br>".join(plain(line) for line in ([*lines[:1], lines[1] + "…"] if len(lines) > 2 else lines))


def _note(look: Theme, x: float, y: float, text: str, anchor: str, shift: int) -> dict[str, Any]:
    """Ready text beside a mark; all notes of a figure are given to it at once, which is ten times faster."""
    font = {"color": look.ink, "size": 13}
    return {
        "x": x,
        "y": y,
        "text": text,
        "showarrow": False,
        "xanchor": anchor,
        "align": anchor,
        "xshift": shift,
        "font": font,
    }
