"""Stays as pictures: how long each stage takes, and what becomes of everybody who comes to one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from persona_core.journeys.analysis import Funnel
from persona_core.journeys.charts import CHURNED, HALF, LOST, MOVED, NARROW, STEP, colors
from persona_core.journeys.spans import Names, Single, Span, lines, spans
from persona_core.journeys.stays import wording
from persona_core.journeys.stays.analysis import BACK, FATES, LEFT, ONWARD, River, Stay
from persona_core.journeys.wording import days
from persona_core.kit.estimates import FEW, SOME
from persona_core.kit.figures import Theme, base, plain
from persona_core.kit.survival import STILL
from persona_core.kit.words import Words

_ROOM, _TAIL = 1.05, 1.5
"""How far the axis of a course goes past its last step, and past the day by which most is over."""


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
    names = Names(
        dot=t("half have gone"),
        band=t("where that half may lie"),
        open=t("no upper limit yet"),
        tail=t("nine of ten have gone"),
        single=t("single stays, where they are few"),
    )
    return spans(
        [_span(found, stay, labels[stay.num], t, wide) for stay in every],
        names,
        look,
        title=wording.finding(t, found, every, labels),
        unit=t("days at the stage"),
        width=HALF if wide else NARROW,
    )


def _span(found: Funnel, stay: Stay, name: str, t: Words, wide: bool) -> Span:
    if stay.n < FEW:
        above = wording.many(t, found, stay, stay.n) if stay.n else t("nothing known")
        singles = [Single(x.days, x.fate == STILL, f"{name}: {wording.length(t, x)}") for x in stay.lengths]
        return Span(name, above, "", singles=singles)
    above, nine = wording.median(t, stay), wording.nine_in_ten(t, stay)
    if not wide and stay.days.value is not None:
        above = days(t, stay.days.value)  # the band says the rest; a phone has no room for it
    elif stay.still:
        above = t("{days} · {open} still there", days=above, open=wording.many(t, found, stay, stay.still))
    told = t("nine of ten have gone: {days}", days=nine)
    known = t("known: {n}", n=wording.many(t, found, stay, stay.n))
    return Span(
        label=name,
        above=above,
        told=lines(name, wording.usual(t, found, stay), told, known),
        value=stay.days.value,
        lo=stay.days.lo,
        hi=stay.days.hi,
        tail=stay.p90.value if stay.p90 else None,
        tail_told=told,
    )


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
    end, shown = _window(flow)
    x = np.concatenate(([0.0], flow.days[shown], [end]))
    watched = _watched(flow, shown)
    hover = plain(t("day {n}: {watched} watched", n="%{customdata[0]:,}", watched="%{customdata[1]:,}"))
    palette = fate_colors(look)
    if signed:
        palette[LEFT] = (palette[LEFT][0], colors(look)[CHURNED][1])
    traces, notes, floor = [], [], 0.0
    for fate in (STILL, *(fate for fate in reversed(FATES) if fate in flow.fates)):
        share = np.concatenate(([fate == STILL], (flow.still if fate == STILL else flow.fates[fate])[shown]))
        y, name = np.append(share, share[-1]), plain(t(wording.FATE_LABELS[fate]))
        traces.append(
            {
                "type": "scatter",
                "x": x,
                "y": y,
                "mode": "lines",
                "stackgroup": "all",
                "name": name,
                "line": {"shape": "hv", "color": palette[fate][1], "width": 2.5 if fate == STILL else 0.8},
                "fillcolor": palette[fate][0],
                "customdata": watched,
                "hovertemplate": f"{hover}<br>{name} %{{y:.0%}}<extra></extra>",
            }
        )
        notes.append(_at_the_end(fate, floor, float(y[-1]), flow.n, t, look))
        floor += float(y[-1])
    under = plain(t("days at “{stage}”, up to day {n}", stage=stage, n=t.number(round(end))))
    return base(
        look,
        title=title,
        width=HALF if wide else NARROW,
        height=400,
        above=8,
        traces=traces,
        annotations=notes,
        yaxis={"range": [0, 1], "tickformat": ".0%", "tickvals": [0, 0.25, 0.5, 0.75, 1], "title": {"text": ""}},
        xaxis={"title": {"text": under, "font": {"color": look.soft, "size": 13}}, "range": [0, end]},
        margin={"r": 110},
    )


def _window(flow: River) -> tuple[float, np.ndarray]:
    """Until which day a course is drawn, and which of its days that leaves."""
    end = flow.most * _TAIL
    shown = flow.days <= end
    if flow.n >= SOME:
        shown &= flow.watched >= FEW
    if shown.all():
        last = float(flow.days[-1])
        return max(last, min(end, last * _ROOM)), shown
    few = flow.days[flow.watched < FEW]
    return (min(end, float(few[0])) if flow.n >= SOME and few.size else end), shown


def _watched(flow: River, shown: np.ndarray) -> np.ndarray:
    """Day and how many are watched, for each point; the last point says again what the one before does."""
    rows = np.column_stack((flow.days[shown].astype(np.int64), flow.watched[shown].astype(np.int64)))
    rows = np.concatenate(([[0, flow.n]], rows))
    return np.concatenate((rows, rows[-1:]))


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
        "visible": share > 0.05,
    }
