"""Charts of the card as plain marks (bars, strokes, dots, words), which SVG and paper draw alike.

Lengths are in units of the drawing; a letter of its type is `SIZE` of them high. Colours are names, see `palette`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from persona_core.kit.figures import Theme
from persona_core.personas.card import FUNNEL, SLOPE, Chart, Point

SIZE = 12.0
INK, SOFT, LINE, PANEL = "ink", "soft", "line", "panel"


@dataclass(frozen=True)
class Bar:
    """A filled rectangle."""

    x: float
    y: float
    width: float
    height: float
    colour: str


@dataclass(frozen=True)
class Stroke:
    """A straight line."""

    x: float
    y: float
    to_x: float
    to_y: float
    colour: str
    thick: float = 1.0


@dataclass(frozen=True)
class Dot:
    """A filled circle around its centre."""

    x: float
    y: float
    radius: float
    colour: str


@dataclass(frozen=True)
class Text:
    """One line of words; y is the middle of the line, `anchor` the end that stands at x."""

    x: float
    y: float
    text: str
    colour: str = INK
    anchor: str = "start"
    bold: bool = False


Mark = Bar | Stroke | Dot | Text


@dataclass(frozen=True)
class Drawing:
    """Marks on a sheet of their own, the later ones above."""

    width: float
    height: float
    marks: tuple[Mark, ...]


def palette(look: Theme) -> dict[str, str]:
    """Every name of a colour with the colour it has in a theme."""
    return {
        **{INK: look.ink, SOFT: look.soft, LINE: look.line, PANEL: look.panel, "paper": look.paper},
        **{"primary": look.primary, "quiet": look.quiet, "lost": look.quiet},
        **look.moments,
        **{f"step-{step}": colour for step, colour in look.steps.items()},
    }


def drawn(chart: Chart, width: float = 340.0) -> Drawing:
    """A chart laid out for a width."""
    if chart.kind == SLOPE:
        return _slope(chart, width)
    return _funnel(chart, width) if chart.kind == FUNNEL else _bars(chart, width)


_NARROW, _BROAD = frozenset("iljtfrI.,:;'|!()[] /-·"), frozenset("mwMW@%—")


def breadth(text: str) -> float:
    """How wide a text is about, in units."""
    return SIZE * sum(_ems(c) for c in text)


def _ems(character: str) -> float:
    if unicodedata.east_asian_width(character) in "WFA":
        return 1.0
    if character in _NARROW:
        return 0.34
    return 0.86 if character in _BROAD else 0.66 if character.isupper() else 0.56


def short(text: str, room: float) -> str:
    """As much of a text as there is room for."""
    text = " ".join(text.split())
    if breadth(text) <= room:
        return text
    while text and breadth(text) > room - SIZE:
        text = text[:-1]
    return text.rstrip() + ("…" if any(unicodedata.east_asian_width(c) in "WF" for c in text) else "...")


def _names(points: Sequence[Point], most: float) -> float:
    return min(max((breadth(p.label) for p in points), default=0.0), most)


def _bars(chart: Chart, width: float) -> Drawing:
    points, twice = chart.points, any(p.then is not None for p in chart.points)
    room = _names(points, width * 0.42)
    left, end = room + 8, max((breadth(_beside(p)) for p in points), default=0.0) + 10
    full, step = width - left - end, 32.0 if twice else 26.0
    marks: list[Mark] = list(_key(chart, width)) if twice and all(chart.ends) else []
    top = 24.0 if marks else 0.0
    for number, point in enumerate(points):
        y = top + number * step
        middle = y + step / 2 - 1
        value = full * (point.value or 0.0) / chart.most
        marks.append(Bar(left, y + 4, full, step - 10, PANEL))
        if twice:
            marks.append(Bar(left, y + 4, value, step - 17, point.colour))
            marks.append(Bar(left, y + step - 12, full * (point.then or 0.0) / chart.most, 4, "quiet"))
        else:
            marks.append(Bar(left, y + 4, value, step - 10, point.colour))
        if point.lo is not None and point.hi is not None and point.hi - point.lo > 0.005:
            height = y + 4 + (step - 17 if twice else step - 10) / 2
            ends = [left + full * x / chart.most for x in (point.lo, point.hi)]
            marks.append(Stroke(ends[0], height, ends[1], height, INK))
            marks += [Stroke(x, height - 3, x, height + 3, INK) for x in ends]
        marks.append(Text(room, middle, short(point.label, room), anchor="end"))
        marks += _printed(point, left + full + 6, middle)
    return Drawing(width, top + len(points) * step, tuple(marks))


def _beside(point: Point) -> str:
    return f"{point.text}  {point.then_text}" if point.then_text else point.text


def _printed(point: Point, x: float, y: float) -> Iterator[Mark]:
    yield Text(x, y, point.text, bold=True)
    if point.then_text:
        yield Text(x + breadth(point.text) + 9, y, point.then_text, SOFT)


def _key(chart: Chart, width: float) -> Iterator[Mark]:
    """What the thick and the thin bar are, in a line above."""
    first, second = chart.ends
    yield Bar(0, 5, 14, 9, chart.points[0].colour)
    yield Text(20, 9.5, first, SOFT)
    x = 34 + breadth(first)
    yield Bar(x, 8, 14, 4, "quiet")
    yield Text(x + 20, 9.5, short(second, width - x - 20), SOFT)


def _funnel(chart: Chart, width: float) -> Drawing:
    room = _names(chart.points, width * 0.3)
    left, end = room + 8, max((breadth(p.then_text) for p in chart.points), default=0.0) + 8
    full, step = width - left - end, 30.0
    for _ in chart.points:  # words beside a long bar may need more room than those at its end
        full -= max([0.0, *(_past(chart, p, full) - (width - left) for p in chart.points)])
    marks: list[Mark] = []
    for number, point in enumerate(chart.points):
        y, middle = number * step, number * step + step / 2 - 2
        value = full * (point.value or 0.0) / chart.most
        gone = full * (point.then or 0.0) / chart.most
        marks.append(Bar(left, y + 2, value, step - 8, point.colour))
        marks.append(Bar(left + value - gone, y + 2, gone, step - 8, "quiet"))
        inside = value - gone > _inner(point)
        marks.append(Text(room, middle, short(point.label, room), anchor="end"))
        marks.append(Text(left + 6, middle, point.text, "paper", bold=True) if inside else
                     Text(left + value + 5, middle, point.text, bold=True))  # fmt: skip
        if point.then_text:
            after = left + value + 5 + (0 if inside else breadth(point.text) + 8)
            marks.append(Text(after, middle, point.then_text, SOFT))
    return Drawing(width, max(len(chart.points) * step - 4, step), tuple(marks))


def _inner(point: Point) -> float:
    """How long a bar must be for its words to stand in it."""
    return breadth(point.text) + 10


def _past(chart: Chart, point: Point, full: float) -> float:
    """Where the words of a stage end, counted from the start of the bars."""
    value, gone = (full * (number or 0.0) / chart.most for number in (point.value, point.then))
    beside = 0.0 if value - gone > _inner(point) else breadth(point.text) + 8
    return value + 5 + beside + (breadth(point.then_text) + 3 if point.then_text else 0.0)


def _slope(chart: Chart, width: float) -> Drawing:
    points = chart.points
    beside = max((breadth(f"{p.label} {x}") for p in points for x in (p.text, p.then_text)), default=0.0) + 4
    stacked = beside > width * 0.34  # then the name stands under its number
    room, gap = min(beside, width * 0.34), 31.0 if stacked else 17.0
    ends = (room + 8, width - room - 8)
    top, bottom = 34.0, 34.0 + max(150.0, (gap + 6) * len(points))
    highest = max((v for p in points for v in (p.value, p.then) if v is not None), default=0.0) or 1.0

    def height(value: float | None) -> float:
        return bottom - (bottom - top) * (value or 0.0) / highest

    marks: list[Mark] = [
        mark
        for x, name, anchor in zip(ends, chart.ends, ("end", "start"), strict=True)
        for mark in (Text(x, 10, name, SOFT, anchor, bold=True), Stroke(x, top - 8, x, bottom + 4, LINE, 1.5))
    ]
    firsts = _apart([height(p.value) for p in points], top, bottom, gap)
    thens = _apart([height(p.then) for p in points], top, bottom, gap)
    for point, first, then in zip(points, firsts, thens, strict=True):
        colour = "renewal" if (point.then or 0.0) > (point.value or 0.0) else "purchase"
        marks.append(Stroke(ends[0], height(point.value), ends[1], height(point.then), colour, 2.5))
        marks += [Dot(x, height(v), 4, colour) for x, v in zip(ends, (point.value, point.then), strict=True)]
        marks += _end(ends[0] - 9, first, point.label, point.text, room if stacked else 0.0, "end")
        marks += _end(ends[1] + 9, then, point.label, point.then_text, room if stacked else 0.0, "start")
    return Drawing(width, bottom + (26 if stacked else 14), tuple(marks))


def _end(x: float, y: float, label: str, text: str, room: float, anchor: str) -> Iterator[Mark]:
    """What is written at one end of a line: name and number side by side, or one above the other within a room."""
    if room:
        yield Text(x, y, text, anchor=anchor, bold=True)
        yield Text(x, y + 13, short(label, room), SOFT, anchor)
    else:
        yield Text(x, y, f"{label} {text}" if anchor == "end" else f"{text} {label}", anchor=anchor)


def _apart(heights: Sequence[float], top: float, bottom: float, gap: float) -> list[float]:
    """Where to write beside marks at these heights, so that no two lines touch."""
    order = sorted(range(len(heights)), key=lambda i: heights[i])
    placed: list[float] = []
    for i in order:
        placed.append(max(heights[i], placed[-1] + gap) if placed else heights[i])
    over = placed[-1] - (bottom + 4) if placed else 0.0
    if over > 0:
        for n in range(len(placed) - 1, -1, -1):
            limit = bottom + 4 if n == len(placed) - 1 else placed[n + 1] - gap
            placed[n] = min(placed[n], limit)
    return [placed[order.index(i)] for i in range(len(heights))]
