"""A drawing as SVG inside a page: colours by class, so that the page's light and dark follow."""

from __future__ import annotations

from markupsafe import Markup, escape

from persona_core.exchange.exporting.drawn import SIZE, Bar, Dot, Drawing, Mark, Stroke


def svg(drawing: Drawing, title: str) -> Markup:
    """The marks of a drawing; `title` is what a reader hears who does not see it."""
    inside = Markup("").join(_mark(mark) for mark in drawing.marks)
    return Markup(
        '<svg class="chart" viewBox="0 0 {w:g} {h:g}" width="{w:g}" height="{h:g}" role="img" aria-label="{title}">'
        "{inside}</svg>"
    ).format(w=round(drawing.width, 1), h=round(drawing.height, 1), title=title, inside=inside)


def _mark(mark: Mark) -> Markup:
    if isinstance(mark, Bar):
        sizes = _lengths(x=mark.x, y=mark.y, width=max(mark.width, 0.0), height=mark.height)
        return Markup('<rect {} rx="2" class="f-{}"/>').format(sizes, mark.colour)
    if isinstance(mark, Stroke):
        ends = _lengths(x1=mark.x, y1=mark.y, x2=mark.to_x, y2=mark.to_y)
        return Markup('<line {} stroke-width="{:g}" class="s-{}"/>').format(ends, mark.thick, mark.colour)
    if isinstance(mark, Dot):
        return Markup('<circle {} class="f-{}"/>').format(_lengths(cx=mark.x, cy=mark.y, r=mark.radius), mark.colour)
    look = f"f-{mark.colour}" + (" b" if mark.bold else "") + (" e" if mark.anchor == "end" else "")
    place = _lengths(x=mark.x, y=mark.y + SIZE * 0.36)
    return Markup('<text {} class="{}">{}</text>').format(place, look, escape(mark.text))


def _lengths(**values: float) -> Markup:
    return Markup(" ").join(Markup('{}="{:g}"').format(name, round(value, 1)) for name, value in values.items())
