"""Rows of dots, each with its interval: how long stages take, how long groups take, how many of a group signed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from persona_core.journeys.charts import NARROW, STEP
from persona_core.kit.figures import Theme, base, legend_lines, plain, tick

Trace = dict[str, Any]
"""A trace as Plotly is told of it."""

_ROW, _SLIM, _MANY, _LEGEND = 58, 24, 14, 22
_ROOM, _FAR = 1.12, 1.6
"""How much longer the axis is than what is drawn; so much farther than all else, a tail is not drawn in its place."""


@dataclass(frozen=True)
class Single:
    """One case, where they are few: where it lies, whether it still goes on, what hovering says."""

    at: float
    still: bool
    told: str


@dataclass(frozen=True)
class Span:
    """One row: a dot at `value`, a band from `lo` to `hi` (None where it cannot be told), a stroke at `tail`.

    `above` stands over it, `told` is what hovering says; `firm` says whether the dot is filled.
    """

    label: str
    above: str
    told: str
    value: float | None = None
    lo: float | None = None
    hi: float | None = None
    tail: float | None = None
    tail_told: str = ""
    singles: Sequence[Single] = ()
    firm: bool = True

    @property
    def start(self) -> float | None:
        """Where the row begins to say something."""
        return self.value if self.value is not None else self.lo


@dataclass(frozen=True)
class Names:
    """What the legend calls the dot, the band, an open end, the stroke and single cases."""

    dot: str
    band: str
    open: str = ""
    tail: str = ""
    single: str = ""


def spans(
    rows: Sequence[Span],
    names: Names,
    look: Theme,
    *,
    title: str,
    unit: str = "",
    width: float = NARROW,
    whole: float | None = None,
    tickformat: str = "",
) -> go.Figure:
    """The rows from top to bottom; `whole` is the end of the axis where that is known."""
    slim = len(rows) > _MANY
    legend = _LEGEND * legend_lines(_legend(rows, names), width)
    height = 84 + legend + (_SLIM if slim else _ROW) * len(rows)
    right = _longest(rows) * _ROOM if whole is None else whole
    return base(
        look,
        title=title,
        width=width,
        height=height,
        rows=True,
        unit=unit,
        above=legend,
        traces=[
            *_bands(rows, names, right, look),
            _tails(rows, names, right, look),
            _dots(rows, names, look),
            *_singles(rows, names, look),
            *([] if slim else [_above(rows, right, look)]),
        ],
        xaxis={"range": [0, right], "tickformat": tickformat, "visible": any(_says(row) for row in rows)},
        yaxis={
            "tickvals": list(range(len(rows))),
            "ticktext": [tick(row.label, lines=1 if slim else 2) for row in rows],
            "range": [len(rows) - 0.4, -0.75],
            "autorange": False,
        },
        showlegend=True,
        legend={"itemclick": False, "itemdoubleclick": False},
    )


def _says(row: Span) -> bool:
    return row.start is not None or bool(row.singles)


def _legend(rows: Sequence[Span], names: Names) -> list[str]:
    """What the legend names: what is drawn."""
    shown = [
        (names.dot, any(row.value is not None for row in rows)),
        (names.band, any(row.lo is not None for row in rows)),
        (names.open, any(row.hi is None and row.start is not None for row in rows)),
        (names.tail, any(row.tail is not None for row in rows)),
        (names.single, any(row.singles for row in rows)),
    ]
    return [name for name, there in shown if there]


def _longest(rows: Sequence[Span]) -> float:
    """The longest that is drawn where it lies; tails may lie beyond, and are drawn at the edge then."""
    marks = [mark for row in rows for mark in (row.value, row.lo, row.hi) if mark is not None]
    longest = max([*marks, *(one.at for row in rows for one in row.singles)], default=1.0) or 1.0
    return max([longest, *(row.tail for row in rows if row.tail is not None and row.tail <= _FAR * longest)])


def _bands(rows: Sequence[Span], names: Names, right: float, look: Theme) -> list[Trace]:
    """The intervals as thick strokes, thin and dotted from where their upper limit cannot be told; a trace each."""
    known = [
        (at, row.lo, end)
        for at, row in enumerate(rows)
        if row.lo is not None and (end := row.hi if row.hi is not None else row.value) is not None
    ]
    open_ones = [(at, row.start, right) for at, row in enumerate(rows) if row.hi is None and row.start is not None]
    color = look.steps[STEP]
    return [
        _strokes(known, names.band, {"color": look.tint(color, 0.35), "width": 9}),
        _strokes(open_ones, names.open, {"color": look.tint(color, 0.7), "width": 1.5, "dash": "dot"}),
    ]


def _strokes(rows: Sequence[tuple[int, float, float]], name: str, line: dict[str, Any]) -> Trace:
    return {
        "type": "scatter",
        "x": [value for _, start, end in rows for value in (start, end, None)],
        "y": [value for at, _, _ in rows for value in (at, at, None)],
        "mode": "lines",
        "name": name,
        "showlegend": bool(rows),
        "line": line,
        "hoverinfo": "skip",
    }


def _tails(rows: Sequence[Span], names: Names, right: float, look: Theme) -> Trace:
    """Upright strokes; beyond the edge, arrows to them."""
    tails = [(at, row.tail, row.tail_told) for at, row in enumerate(rows) if row.tail is not None]
    return {
        "type": "scatter",
        "x": [min(tail, 0.99 * right) for _, tail, _ in tails],
        "y": [at for at, _, _ in tails],
        "mode": "markers",
        "name": names.tail,
        "marker": {
            "symbol": ["line-ns" if tail <= right else "triangle-right" for _, tail, _ in tails],
            "size": [14 if tail <= right else 9 for _, tail, _ in tails],
            "color": look.soft,
            "line": {"color": look.soft, "width": 2},
        },
        "showlegend": bool(tails),
        "hovertext": [plain(told) for _, _, told in tails],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _dots(rows: Sequence[Span], names: Names, look: Theme) -> Trace:
    known = [(at, row) for at, row in enumerate(rows) if row.value is not None]
    color = look.steps[STEP]
    return {
        "type": "scatter",
        "x": [row.value for _, row in known],
        "y": [at for at, _ in known],
        "mode": "markers",
        "name": names.dot,
        "marker": {
            "size": 12,
            "color": [color if row.firm else look.paper for _, row in known],
            "line": {"color": [look.paper if row.firm else color for _, row in known], "width": 1.5},
        },
        "cliponaxis": False,
        "showlegend": bool(known),
        "hovertext": [row.told for _, row in known],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _singles(rows: Sequence[Span], names: Names, look: Theme) -> list[Trace]:
    """Each case of a row that has few of them, hollow while it goes on."""
    dots = [(at, one) for at, row in enumerate(rows) for one in row.singles]
    if not dots:
        return []
    return [
        {
            "type": "scatter",
            "x": [one.at for _, one in dots],
            "y": [at for at, _ in dots],
            "mode": "markers",
            "name": names.single,
            "marker": {
                "symbol": ["circle-open" if one.still else "circle" for _, one in dots],
                "size": 8,
                "color": look.soft,
                "line": {"width": 1.5},
            },
            "hovertext": [plain(one.told) for _, one in dots],
            "hovertemplate": "%{hovertext}<extra></extra>",
        }
    ]


def _above(rows: Sequence[Span], right: float, look: Theme) -> Trace:
    """The words above each row, beside its dot: one trace, for as many annotations take ten times as long."""

    def side(row: Span) -> str:
        part = (row.start or 0.0) / right if right else 0.0
        return "right" if part < 0.25 else "left" if part > 0.7 else "center"

    return {
        "type": "scatter",
        "x": [row.start or 0.0 for row in rows],
        "y": [at - 0.1 if _says(row) else at for at, row in enumerate(rows)],
        "text": [plain(row.above) for row in rows],
        "mode": "text",
        "textposition": [f"top {side(row)}" if _says(row) else "middle right" for row in rows],
        "textfont": {"color": look.ink, "size": 13},
        "cliponaxis": False,
        "showlegend": False,
        "hoverinfo": "skip",
    }


def lines(*said: str) -> str:
    """What hovering says, line by line; empty lines are left out."""
    return "<br>".join(plain(line) for line in said if line)
