"""Charts of the card as native charts of a slide, each with the sheet behind it, so that they can be changed there."""

from __future__ import annotations

import io
from typing import Any

import xlsxwriter
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION, XL_TICK_LABEL_POSITION
from pptx.util import Emu, Pt

from persona_core.exchange.exporting.drawn import breadth, palette, short
from persona_core.exchange.exporting.glyphs import visible
from persona_core.kit.figures import LIGHT
from persona_core.personas.card import FUNNEL, SLOPE, Chart

COLOURS = palette(LIGHT)
NAME_ROOM = 170.0
"""How long a name in a chart may be, in units of a drawing."""

Series = list[tuple[str, list[float | None], str]]
"""Each by name, values and colour."""


def hue(name: str) -> RGBColor:
    """A colour of the light theme by name."""
    return RGBColor.from_string(COLOURS[name].lstrip("#"))


def place(slide: Any, chart: Chart, left: Emu, top: Emu, width: Emu, height: Emu) -> None:
    """Draw a chart onto a slide."""
    if chart.kind == SLOPE:
        _slope(slide, chart, (left, top, width, height))
    elif chart.kind == FUNNEL:
        _funnel(slide, chart, (left, top, width, height))
    else:
        _bars(slide, chart, (left, top, width, height))


def _name(text: str) -> str:
    return short(visible(text), NAME_ROOM) or "–"


def _native(slide: Any, kind: Any, names: list[str], series: Series, where: tuple, share: bool) -> Any:
    """The chart with its sheet; text in the sheet stays text, also where it looks like a formula."""
    form = "0%" if share else "General"
    data = CategoryChartData(number_format=form)
    data.categories = names
    for title, values, _ in series:
        data.add_series(title, values)
    chart = slide.shapes.add_chart(kind, *where, data).chart
    chart.part.chart_workbook.update_from_xlsx_blob(_sheet(names, series, form))
    chart.font.size, chart.font.color.rgb = Pt(11), hue("ink")
    chart.has_title = False
    chart.has_legend = False
    for plotted, (_, _, colour) in zip(chart.plots[0].series, series, strict=True):
        fill = plotted.format.line.color if kind == XL_CHART_TYPE.LINE_MARKERS else None
        if fill is None:
            plotted.format.fill.solid()
            plotted.format.fill.fore_color.rgb = hue(colour)
        else:
            fill.rgb = hue(colour)
    values = chart.value_axis
    values.has_major_gridlines = values.has_minor_gridlines = False
    values.visible = False
    values.minimum_scale = 0
    chart.category_axis.format.line.color.rgb = hue("line")
    return chart


def _sheet(names: list[str], series: Series, form: str) -> bytes:
    kept = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(kept, options) as book:
        sheet, look = book.add_worksheet("Sheet1"), book.add_format({"num_format": form})
        sheet.set_column(0, 0, 24)
        for row, name in enumerate(names, 1):
            sheet.write_string(row, 0, name)
        for column, (title, values, _) in enumerate(series, 1):
            sheet.write_string(0, column, title)
            sheet.write_column(1, column, values, look)
    return kept.getvalue()


def _labels(plotted: Any, texts: list[str], position: Any = None, colour: str = "ink") -> None:
    """Write what the card prints at each point."""
    for number, text in enumerate(texts):
        if not text:
            continue
        label = plotted.points[number].data_label
        label.has_text_frame = True
        label.text_frame.text = visible(text)
        font = label.text_frame.paragraphs[0].runs[0].font
        font.size, font.bold, font.color.rgb = Pt(11), colour != "soft", hue(colour)
        if position is not None:
            label.position = position


def _bars(slide: Any, chart: Chart, where: tuple) -> None:
    points = chart.points
    names = [_name(p.label) for p in points]
    first, second = (visible(x) for x in chart.ends)
    series: Series = [(first or "–", [p.value or 0.0 for p in points], points[0].colour if points else "primary")]
    if any(p.then is not None for p in points):
        series.append((second or "–", [p.then or 0.0 for p in points], "quiet"))
    made = _native(slide, XL_CHART_TYPE.BAR_CLUSTERED, names, series, where, share=True)
    made.category_axis.reverse_order = True
    made.plots[0].gap_width, made.plots[0].overlap = 45, -5
    made.value_axis.maximum_scale = 1.15
    if len(series) > 1:
        made.has_legend = True
        made.legend.position, made.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
        _labels(made.plots[0].series[1], [p.then_text for p in points], XL_LABEL_POSITION.OUTSIDE_END, "soft")
    _labels(made.plots[0].series[0], [p.text for p in points], XL_LABEL_POSITION.OUTSIDE_END)


def _funnel(slide: Any, chart: Chart, where: tuple) -> None:
    points = chart.points
    kept = [(p.value or 0.0) - (p.then or 0.0) for p in points]
    series: Series = [
        (visible(chart.ends[0]) or "–", kept, points[0].colour if points else "primary"),
        (visible(chart.ends[1]) or "–", [p.then or 0.0 for p in points], "quiet"),
    ]
    made = _native(slide, XL_CHART_TYPE.BAR_STACKED, [_name(p.label) for p in points], series, where, share=False)
    made.category_axis.reverse_order = True
    made.plots[0].gap_width, made.plots[0].overlap = 35, 100
    most = chart.most
    for number, point in enumerate(points):
        fits = breadth(point.text) < 220 * kept[number] / most
        texts = [""] * number + [point.text if fits else f"{point.value or 0:g}"]
        _labels(made.plots[0].series[0], texts, XL_LABEL_POSITION.INSIDE_BASE, "paper")
        if point.then_text and (point.then or 0) > most * 0.15:
            _labels(
                made.plots[0].series[1], [""] * number + [f"{point.then or 0:g}"], XL_LABEL_POSITION.CENTER, "paper"
            )
    made.has_legend = True
    made.legend.position, made.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False


def _slope(slide: Any, chart: Chart, where: tuple) -> None:
    hues = ["renewal" if (p.then or 0.0) > (p.value or 0.0) else "purchase" for p in chart.points]
    pairs = [[p.value or 0.0, p.then or 0.0, None] for p in chart.points]
    series = [(_name(p.label), values, colour) for p, values, colour in zip(chart.points, pairs, hues, strict=True)]
    names = [*(visible(x) or "–" for x in chart.ends), " "]  # the third, empty, leaves room for what is written there
    made = _native(slide, XL_CHART_TYPE.LINE_MARKERS, names, series, where, share=True)
    made.value_axis.tick_label_position = XL_TICK_LABEL_POSITION.NONE
    for plotted, point, colour in zip(made.plots[0].series, chart.points, hues, strict=True):
        plotted.smooth = False
        plotted.format.line.width = Pt(2.5)
        plotted.marker.size = 8
        plotted.marker.format.fill.solid()
        plotted.marker.format.fill.fore_color.rgb = hue(colour)
        plotted.marker.format.line.color.rgb = hue(colour)
        _labels(plotted, [point.text], XL_LABEL_POSITION.LEFT)
        _labels(plotted, ["", f"{point.then_text} {_name(point.label)}"], XL_LABEL_POSITION.RIGHT)
