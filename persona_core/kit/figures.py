"""Looks of every figure: colours of both themes, the base layout, labels written beside their marks."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from types import MappingProxyType
from typing import Any

import plotly.graph_objects as go
from babel.dates import get_month_names

from persona_core.kit.words import Words

_LINE = 20
"""Pixels that a line of a title takes."""
_PIECE = re.compile(r"[（「“]*(?:[\u2e80-\uffef]|[^\s\u2e80-\uffef“”]+)[，。、；：！？）」”]*\s*|\s+|.")
"""What stays together at the end of a line: a Chinese character or a word, brackets before it and stops behind it."""

FONT = "'Noto Sans SC', 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif"


@dataclass(frozen=True)
class Theme:
    """One theme: paper and ink, and a colour for each thing that has one.

    `steps` by number 1–4; `stance` by code −2 … 2, and None for not known yet; `moments` purchase and renewal;
    `freshness` fresh, ageing, stale; `inks` nine colours by name for what people colour themselves, told apart by the
    colour-blind as far as nine can be; `series` for parts that carry no meaning of their own.
    """

    name: str
    paper: str
    panel: str
    ink: str
    soft: str
    line: str
    primary: str
    quiet: str
    steps: Mapping[int, str]
    stance: Mapping[int | None, str]
    moments: Mapping[str, str]
    freshness: Mapping[str, str]
    inks: Mapping[str, str]
    series: Sequence[str]
    scale: Sequence[str]

    @property
    def dark(self) -> bool:
        """Whether light ink stands on dark paper."""
        return self.name == "dark"

    def tint(self, color: str, share: float = 0.16) -> str:
        """`color` thinned with paper: 0 is paper, 1 the colour itself."""
        return mix(color, self.paper, share)

    def on(self, color: str) -> str:
        """Ink or paper, whichever reads better on a patch of `color`."""
        return max((self.ink, self.paper), key=lambda ink: contrast(ink, color))


def _fixed(**colours: str) -> Mapping[str, str]:
    return MappingProxyType(colours)


LIGHT = Theme(
    name="light",
    paper="#FBFBFD",
    panel="#F1F3F7",
    ink="#1B1F27",
    soft="#5B6472",
    line="#E3E6EC",
    primary="#3B5BDB",
    quiet="#7E8898",
    steps=MappingProxyType({1: "#3B5BDB", 2: "#7048E8", 3: "#0B7285", 4: "#B35C00"}),
    stance=MappingProxyType({-2: "#B2182B", -1: "#C8553D", 0: "#757D89", 1: "#3A86BD", 2: "#1B5FAA", None: "#757D89"}),
    moments=_fixed(purchase="#3B5BDB", renewal="#0B7285"),
    freshness=_fixed(fresh="#2B8A3E", ageing="#B35C00", stale="#C92A2A"),
    inks=_fixed(
        blue="#2563B8",
        green="#0B7A5B",
        amber="#8F6200",
        red="#C2341D",
        slate="#5B6472",
        magenta="#A83279",
        cyan="#0A7A99",
        violet="#6741D9",
        olive="#5C7A12",
    ),
    series=("#3B5BDB", "#0B7285", "#B35C00", "#7048E8", "#757D89", "#1B5FAA", "#B2182B"),
    scale=("#EEF1FC", "#C0CCF4", "#8198E8", "#4E6BDE", "#243785"),
)

DARK = Theme(
    name="dark",
    paper="#12151B",
    panel="#1C212A",
    ink="#E8EAF0",
    soft="#A3ABB8",
    line="#2A2F3A",
    primary="#748FFC",
    quiet="#7D8796",
    steps=MappingProxyType({1: "#8EA2FF", 2: "#B197FC", 3: "#3BC9DB", 4: "#FFA94D"}),
    stance=MappingProxyType({-2: "#F0616D", -1: "#F4A582", 0: "#A7AEBA", 1: "#7FBCE6", 2: "#4C93E0", None: "#A7AEBA"}),
    moments=_fixed(purchase="#8EA2FF", renewal="#3BC9DB"),
    freshness=_fixed(fresh="#69DB7C", ageing="#FFA94D", stale="#FF8787"),
    inks=_fixed(
        blue="#74A9F7",
        green="#4FCFA5",
        amber="#E0B04A",
        red="#FF8A70",
        slate="#A3ABB8",
        magenta="#EE8CC3",
        cyan="#56C9E8",
        violet="#B197FC",
        olive="#B4CF62",
    ),
    series=("#8EA2FF", "#3BC9DB", "#FFA94D", "#B197FC", "#A7AEBA", "#7FBCE6", "#F0616D"),
    scale=("#1A2036", "#293766", "#4A64BA", "#748FFC", "#B9C6FE"),
)


def theme(name: str | None) -> Theme:
    """The theme called `name`; light when nothing is known."""
    return DARK if name == "dark" else LIGHT


def base(
    look: Theme,
    *,
    title: str = "",
    height: int = 320,
    unit: str = "",
    rows: bool = False,
    width: float = 23,
    above: int = 0,
    traces: Sequence[Mapping[str, Any]] = (),
    **layout: Any,
) -> go.Figure:
    """A figure without a frame, on a light grid, to add traces to; `unit` heads the value axis.

    `title` is the finding in a sentence, not the field's name, in lines of `width` Chinese characters. `rows`:
    things down the left, read from the top, values to the right (horizontal bars); else values upwards. `above` are
    pixels kept free between title and plot, of the same height. `traces` with their `type`, and what else the
    `layout` says, are quickest given here: Plotly looks through all it is told anew with each step.
    """
    lines = wrapped(title, width)
    top = 24 + _LINE * len(lines) if lines else 12
    looks = {
        "template": "none",
        "height": height + _LINE * max(0, len(lines) - 1),
        "font": {"family": FONT, "size": 14, "color": look.ink},
        "title": _title(lines),
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "colorway": list(look.series),
        "margin": {"l": 8, "r": 16, "t": top + above, "b": 8},
        "bargap": 0.32,
        "showlegend": False,
        "hovermode": "closest",
        "hoverlabel": {
            "font": {"family": FONT, "size": 13, "color": look.ink},
            "bgcolor": look.panel,
            "bordercolor": look.line,
        },
        "modebar": {"bgcolor": "rgba(0,0,0,0)", "color": look.quiet, "activecolor": look.primary},
        "dragmode": False,
        "separators": ".,",
        **_axes(look, unit, rows),
        "legend": {"orientation": "h", "yanchor": "bottom", "y": 1.0, "x": 0, "font": {"size": 13}},
    }
    return go.Figure(data=list(traces), layout=_with(looks, layout))


def _with(layout: Mapping[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    """A layout in which `more` is said, too, part by part."""
    both = {
        name: _with(layout[name], said) if isinstance(said, Mapping) and isinstance(layout.get(name), Mapping) else said
        for name, said in more.items()
    }
    return {**layout, **both}


def _axes(look: Theme, unit: str, rows: bool) -> dict[str, dict[str, Any]]:
    axis = {
        "showline": False,
        "zeroline": False,
        "gridcolor": look.line,
        "tickfont": {"color": look.soft, "size": 13},
        "automargin": True,
        "fixedrange": True,
    }
    values = {**axis, "rangemode": "tozero", "title": {"text": plain(unit), "font": {"color": look.soft, "size": 13}}}
    things = {**axis, "showgrid": False, "ticklabelstandoff": 8 if rows else 4}
    return (
        {"xaxis": values, "yaxis": {**things, "autorange": "reversed"}} if rows else {"xaxis": things, "yaxis": values}
    )


def _title(lines: Sequence[str]) -> dict[str, Any] | None:
    if not lines:
        return None
    return {
        "text": "<br>".join(plain(line) for line in lines),
        "font": {"size": 15},
        "x": 0,
        "xref": "container",
        "xanchor": "left",
        "y": 1,
        "yref": "container",
        "yanchor": "top",
        "pad": {"t": 8 + _LINE // 2 * (len(lines) - 1)},
    }


def wrapped(text: str, width: float = 23) -> list[str]:
    """Text in lines of at most `width` Chinese characters, half as wide for Latin ones: what a phone shows."""
    lines: list[str] = []
    line, taken = "", 0.0
    for piece in _PIECE.findall(text):
        size = breadth(piece)
        if line and taken + size > width:
            lines.append(line.strip())
            line, taken = "", 0.0
        line, taken = line + piece, taken + size
    return [*lines, line.strip()] if line.strip() else lines


def legend_lines(names: Sequence[str], width: float) -> int:
    """How many lines a legend above a figure takes: columns as wide as its longest name and a sign.

    `width` is that of the title in Chinese characters; names beside the rows leave about seven tenths of it.
    """
    column = 13 * (3 + max(map(breadth, names), default=0))
    return ceil(len(names) / max(1, int(0.7 * 15 * width / column)))


def breadth(text: str) -> float:
    """How broad a text is, in Chinese characters: Latin ones take about half of one."""
    return sum(1.0 if ord(sign) > 0x2E80 else 0.55 for sign in text)


def tick(text: str, width: float = 8, lines: int = 2) -> str:
    """A name beside its row, in at most so many lines of so many Chinese characters; what is cut off ends in …."""
    found = wrapped(text, width)
    cut = found[:lines]
    if len(found) > lines:
        cut[-1] = f"{cut[-1]}…"
    most = int(2 * width)
    return "<br>".join(plain(line if len(line) <= most else f"{line[:most]}…") for line in cut)


def label(figure: go.Figure, look: Theme, x: Any, y: Any, text: str, *, anchor: str = "left", shift: int = 6) -> None:
    """Write `text` in ink beside the mark at (x, y), instead of a legend; its `anchor` side is at the mark."""
    figure.add_annotation(
        x=x,
        y=y,
        text=plain(text),
        showarrow=False,
        xanchor=anchor,
        xshift={"left": shift, "right": -shift}.get(anchor, 0),
        font={"color": look.ink, "size": 13},
    )


def plain(text: str) -> str:
    """Text that Plotly shows as it is: it reads a little HTML in titles, labels and hovers."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def config(file_name: str, t: Words) -> dict[str, Any]:
    """Plotly's own settings: no logo, one button that keeps the figure as an image called `file_name`, our words."""
    months = list(get_month_names("abbreviated", locale=t.locale).values())
    return {
        "locale": "persona",
        "locales": {
            "persona": {
                "dictionary": {
                    said: t("Keep as an image") for said in ("Download plot as a PNG", "Download plot as a png")
                },
                "format": {"months": months, "shortMonths": months, "date": "%Y-%m-%d"},
            }
        },
        "displaylogo": False,
        "displayModeBar": "hover",
        "modeBarButtons": [["toImage"]],
        "toImageButtonOptions": {"format": "png", "filename": file_name, "scale": 2},
        "responsive": True,
        "scrollZoom": False,
        "showTips": False,
    }


def _parts(color: str) -> tuple[int, int, int]:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def mix(color: str, other: str, share: float) -> str:
    """`share` of one colour, the rest of the other."""
    mixed = (round(a * share + b * (1 - share)) for a, b in zip(_parts(color), _parts(other), strict=True))
    return "#" + "".join(f"{part:02X}" for part in mixed)


def contrast(one: str, other: str) -> float:
    """Contrast of two colours after WCAG 2.2, 1 to 21."""

    def luminance(color: str) -> float:
        linear = [c / 12.92 if (c := p / 255) <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for p in _parts(color)]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)
