"""Groups as pictures: how many of each signed, how far each gets stage by stage, how long each takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from persona_core.journeys.analysis import Funnel
from persona_core.journeys.charts import NARROW, STEP, WIDE
from persona_core.journeys.groups import wording
from persona_core.journeys.groups.analysis import Part, Reached, Speeds, Split
from persona_core.journeys.spans import Names, Single, Span, lines, spans
from persona_core.journeys.stays.wording import length
from persona_core.journeys.wording import brief, days, number, told
from persona_core.kit.comparing import UNCLEAR
from persona_core.kit.estimates import FEW, SOME
from persona_core.kit.figures import Theme, base, plain, tick
from persona_core.kit.survival import STILL
from persona_core.kit.words import Words

_CELL, _ROW = 0.86, 46
"""How much of its column a full bar takes; pixels of a row."""


def signed(found: Funnel, groups: Split, field: str, t: Words, look: Theme) -> go.Figure:
    """A row a group: a dot at the share that signed, its interval as a band; hollow where no difference is told."""
    return spans(
        [_signed(found, groups, part, t) for part in groups.parts],
        Names(dot=t("signed, of those who decided"), band=t("where that may lie")),
        look,
        title=wording.finding(t, groups, field),
        width=NARROW,
        whole=1.0,
        tickformat=".0%",
    )


def _signed(found: Funnel, groups: Split, part: Part, t: Words) -> Span:
    won, name = part.won, wording.size(t, found, part)
    if not won.n:
        return Span(name, t("nobody decided yet"), "")
    above = t("{count} · {share}", count=brief(t, won), share=wording.carries(t, groups.compared, part.value, won.n))
    if won.n < FEW:
        return Span(name, above, "")
    one = groups.compared.get(part.value)
    others = t("the others: {share}", share=told(t, one.second)) if one else ""
    return Span(
        label=name,
        above=above,
        told=lines(name, t("signed, of those who decided: {share}", share=told(t, won)), others),
        value=won.value,
        lo=won.lo,
        hi=won.hi,
        firm=one is not None and one.verdict != UNCLEAR,
    )


def stages(
    found: Funnel, groups: Split, nums: Sequence[int], labels: Mapping[int, str], t: Words, look: Theme
) -> go.Figure:
    """A row a group, a column a stage: how much of the group got there, as a small bar under its count."""
    places = {num: at for at, num in enumerate(nums)}
    cells = [
        (row, places[stage.num], part, stage)
        for row, part in enumerate(groups.parts)
        for stage in part.stages
        if stage.num in places
    ]
    return base(
        look,
        title=t("Who of each group got how far"),
        width=WIDE,
        height=96 + _ROW * len(groups.parts),
        rows=True,
        traces=_cells(cells, labels, found, t, look),
        barmode="overlay",
        annotations=[_head(tick(labels[num], 6), at, look) for num, at in places.items()],
        xaxis={"visible": False, "range": [-0.02, max(len(nums), 1)]},
        yaxis={
            "tickvals": list(range(len(groups.parts))),
            "ticktext": [tick(wording.size(t, found, part)) for part in groups.parts],
            "range": [len(groups.parts) - 0.45, -0.95],
            "autorange": False,
        },
    )


def _cells(
    cells: Sequence[tuple[int, int, Part, Reached]], labels: Mapping[int, str], found: Funnel, t: Words, look: Theme
) -> list[dict[str, Any]]:
    """The ground of each cell (its row and its place in it), the bar on it, and the count above."""
    hovers = [_told(part, stage, labels, found, t) for _, _, part, stage in cells]
    bar = {
        "type": "bar",
        "base": [place for _, place, _, _ in cells],
        "y": [row + 0.18 for row, _, _, _ in cells],
        "orientation": "h",
        "width": 0.22,
    }
    ground = {"x": [_CELL] * len(cells), "marker": {"color": look.panel, "line": {"width": 0}}, "hoverinfo": "skip"}
    share = {
        "x": [_bar(stage) for _, _, _, stage in cells],
        "marker": {"color": look.steps[STEP], "line": {"width": 0}},
        "hovertext": hovers,
        "hovertemplate": "%{hovertext}<extra></extra>",
    }
    words = {  # one trace of words: as many annotations would take ten times as long
        "type": "scatter",
        "x": [place for _, place, _, _ in cells],
        "y": [row - 0.2 for row, _, _, _ in cells],
        "text": [plain(_count(stage, t)) for _, _, _, stage in cells],
        "mode": "text",
        "textposition": "middle right",
        "textfont": {"color": look.ink, "size": 12},
        "hoverinfo": "skip",
    }
    return [bar | ground, bar | share, words]


def _told(part: Part, stage: Reached, labels: Mapping[int, str], found: Funnel, t: Words) -> str:
    return lines(
        f"{part.label} · {labels[stage.num]}",
        t("Reached: {count}", count=told(t, stage.overall)),
        t("Still there: {count}", count=number(t, found.unit, stage.open)),
        t("Left here: {count}", count=number(t, found.unit, stage.left)),
        t("Moved on, of those who decided: {share}", share=told(t, stage.step)) if stage.step.n else "",
    )


def _bar(stage: Reached) -> float:
    """How long a bar is; none for a group so small that a share would mislead."""
    return _CELL * (stage.overall.value or 0) if stage.overall.n >= FEW else 0.0


def _count(stage: Reached, t: Words) -> str:
    if stage.overall.n < SOME:
        return t.number(stage.reached)
    return t("{n} · {share}", n=t.number(stage.reached), share=t.percent(stage.overall.value))


def _head(text: str, place: int, look: Theme) -> dict[str, Any]:
    return {
        "x": place,
        "y": -0.75,
        "text": text,
        "showarrow": False,
        "xanchor": "left",
        "yanchor": "middle",
        "font": {"color": look.soft, "size": 13},
    }


def speeds(
    found: Funnel, groups: Split, took: Speeds, field: str, t: Words, look: Theme, *, wide: bool = False
) -> go.Figure:
    """A row a group: the day by which half of those who sign have signed, its interval, nine of ten as a stroke.

    Only a desk (`wide`) has room for how many signed and still talk; on a phone the rows below say it.
    """
    return spans(
        [_speed(found, part, stay, took, t, wide) for part, stay in zip(groups.parts, took.stays, strict=True)],
        Names(
            dot=t("half have signed"),
            band=t("where that half may lie"),
            open=t("no upper limit yet"),
            tail=t("nine of ten have signed"),
            single=t("single ones, where they are few"),
        ),
        look,
        title=wording.faster(t, groups, took, field, found.unit),
        unit=t("days from first contact to signing"),
        width=WIDE if wide else NARROW,
    )


def _speed(found: Funnel, part: Part, stay: Any, took: Speeds, t: Words, wide: bool) -> Span:
    name, said = wording.size(t, found, part), wording.spent(t, found, stay)
    above = days(t, stay.days.value) if stay.n >= FEW and stay.days.value and not wide else said
    if stay.n < FEW or not stay.days.k:
        singles = [Single(x.days, x.fate == STILL, f"{part.label}: {length(t, x)}") for x in stay.lengths]
        return Span(name, above, "", singles=singles)
    one = took.compared.get(part.value)
    return Span(
        label=name,
        above=above,
        told=lines(name, said, wording.carries(t, took.compared, part.value, stay.days.k)),
        value=stay.days.value,
        lo=stay.days.lo,
        hi=stay.days.hi,
        tail=stay.p90.value if stay.p90 else None,
        firm=one is not None and one.verdict != UNCLEAR,
    )
