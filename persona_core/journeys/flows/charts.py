"""Flows as a picture: a broad stream from stage to stage, and what branches off it, by kind in its own colour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from persona_core.journeys.charts import NARROW, STEP
from persona_core.journeys.flows import wording
from persona_core.journeys.flows.analysis import (
    AGAIN,
    BACK,
    CHURNED,
    KINDS,
    LOST,
    NEXT,
    ONWARD,
    SKIP,
    STILL,
    Flow,
    Flows,
    largest,
)
from persona_core.journeys.spans import lines
from persona_core.kit.figures import Theme, base, plain, tick
from persona_core.kit.words import Words

MOST, STAGES, STAGES_NARROW = 40, 10, 5
"""So many flows are drawn in a half, the largest, among so many stages, the most visited; the table has all."""

_LINE, _NODE = 30, 12

_TALL, _LEVEL = 0.2, 0.5
"""Places so large a part of the largest have room for their number under their name; of those a branch so large lies
level with the name of its stage, and says its number alone, as all branches do on a phone: its colour names it."""


def colors(look: Theme) -> dict[str, str]:
    """The colour of each kind; what branches off carries its name too."""
    step = look.steps[STEP]
    return {
        NEXT: look.tint(step, 0.55),
        SKIP: look.tint(look.steps[1], 0.6),
        BACK: look.tint(look.quiet, 0.6),
        AGAIN: look.tint(look.steps[2], 0.55),
        LOST: look.tint(look.stance[-1], 0.6),
        CHURNED: look.tint(look.steps[4], 0.6),
        STILL: look.tint(step, 0.16),
    }


def streams(
    found: Flows,
    labels: Mapping[int, str],
    t: Words,
    look: Theme,
    *,
    signed: bool = False,
    width: float = NARROW,
    stages: int = STAGES,
) -> go.Figure:
    """The flows of one half of the journey, `signed` the one from signing on; `width` is that of the title."""
    drawn, _ = largest(found, MOST, stages)
    nodes = _Nodes(drawn, labels, t, most=max((f.of for f in drawn), default=0), phone=width == NARROW)
    palette = colors(look)
    ends = [(nodes.at(("stage", f.start)), nodes.at(nodes.end(f))) for f in drawn]
    sankey = {
        "type": "sankey",
        "arrangement": "snap",
        "node": {
            "label": nodes.labels,
            "align": "left",
            "pad": 16,
            "thickness": _NODE,
            "color": look.soft,
            "line": {"width": 0},
            "customdata": nodes.told,
            "hovertemplate": "%{customdata}<extra></extra>",
        },
        "link": {
            "source": [start for start, _ in ends],
            "target": [end for _, end in ends],
            "value": [f.n for f in drawn],
            "color": [palette[f.kind] for f in drawn],
            "customdata": [_told(f, labels, t) for f in drawn],
            "hovertemplate": "%{customdata}<extra></extra>",
        },
        "textfont": {"color": look.ink, "size": 13},
    }
    return base(
        look,
        title=wording.finding(t, found, labels, signed=signed),
        width=width,
        height=400 + (_LINE if width == NARROW else 0),
        above=_LINE * (2 if width == NARROW else 1),
        traces=[sankey],
        margin={"l": 4, "r": 4, "b": 12},
        annotations=[_legend([k for k in KINDS if any(f.kind == k for f in drawn)], palette, t, look, width > NARROW)],
    )


class _Nodes:
    """The places that flows touch: stages, and for each stage what branches off it, by kind."""

    def __init__(self, drawn: Sequence[Flow], labels: Mapping[int, str], t: Words, *, most: int, phone: bool) -> None:
        self._drawn, self._labels, self._t, self._most, self._phone = drawn, labels, t, most, phone
        self._at: dict[tuple[str, int], int] = {}
        self.labels: list[str] = []
        self.told: list[str] = []
        for flow in drawn:
            self._add(("stage", flow.start))
            self._add(self.end(flow))

    def at(self, key: tuple[str, int]) -> int:
        """The number of a place."""
        return self._at[key]

    def end(self, flow: Flow) -> tuple[str, int]:
        """Where a flow ends: at a stage, or beside the stage that it leaves in another way."""
        return ("stage", flow.to) if flow.kind in ONWARD else (flow.kind, flow.start)

    def _add(self, key: tuple[str, int]) -> None:
        if key in self._at:
            return
        self._at[key] = len(self._at)
        kind, num = key
        t, name = self._t, self._labels[num]
        if kind == "stage":
            n = next((f.of for f in self._drawn if f.start == num), 0)
            n = n or sum(f.n for f in self._drawn if self.end(f) == key)
            self.labels.append(self._label(tick(name, 7, 1), n))
            self.told.append(lines(name, t("was there: {n}", n=wording.times(t, n))))
            return
        n = sum(f.n for f in self._drawn if f.start == num and f.kind == kind)
        alone = self._phone or n >= _LEVEL * self._most
        self.labels.append(t.number(n) if alone else self._label(plain(t(wording.KIND_LABELS[kind])), n))
        self.told.append(lines(name, t("{kind}: {n}", kind=t(wording.KIND_LABELS[kind]), n=wording.times(t, n))))

    def _label(self, name: str, n: int) -> str:
        """A name with its number, under it where there is room for two lines."""
        said = self._t("{kind} {n}", kind=name, n=self._t.number(n))
        return f"{name}<br>{self._t.number(n)}" if n >= _TALL * self._most else said


def _told(flow: Flow, labels: Mapping[int, str], t: Words) -> str:
    chance = wording.chance(t, flow)
    return lines(
        wording.way(t, flow, labels),
        t("{kind}: {n}", kind=wording.kind(t, flow), n=wording.of_all(t, flow)),
        t("chance of it: {share}", share=chance) if chance else "",
    )


def _legend(kinds: Sequence[str], palette: Mapping[str, str], t: Words, look: Theme, wide: bool) -> dict[str, object]:
    """What the colours mean, above the picture; Sankeys have no legend of their own."""
    names = [f'<span style="color:{palette[k]}">■</span> {plain(t(wording.KIND_LABELS[k]))}' for k in kinds]
    half = len(names) if wide else (len(names) + 1) // 2
    rows = [names[:half], names[half:]]
    return {
        "x": 0,
        "y": 1,
        "xref": "paper",
        "yref": "paper",
        "xanchor": "left",
        "yanchor": "bottom",
        "yshift": 10,
        "align": "left",
        "showarrow": False,
        "text": "<br>".join("   ".join(row) for row in rows if row),
        "font": {"color": look.soft, "size": 13},
    }
