"""Pictures of what stories have in common."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from persona_core.kit.estimates import GUESS, share_text, verdict_text
from persona_core.kit.figures import Theme as Look
from persona_core.kit.figures import base, plain
from persona_core.kit.words import Words
from persona_core.stories.analysis import clip
from persona_core.stories.views import Theme
from persona_core.vocabulary.models import TAG_KIND_LABELS, TagKind

STEP = 4
IN_THE_WAY = (TagKind.OBSTACLE, TagKind.CONCERN, TagKind.CHALLENGE)
"""Kinds that stand in the way carry the colour of the step; what draws customers to us is quiet."""

NARROW, WIDE = 23, 40
"""Chinese characters in a line of the title: on a phone, and at a desk."""

LONG = 100
"""From so many asked on a share stands beside a mark instead of two numbers."""


def themes(found: Sequence[Theme], t: Words, look: Look, *, title: str = "", wide: bool = False) -> go.Figure:
    """Share of those asked who mentioned each theme, with its interval; its table is `themes.table`.

    `wide` is for a desk; else the title fits on a phone.
    """
    figure = base(
        look,
        title=title,
        width=WIDE if wide else NARROW,
        height=(70 if title else 40) + max(34 * len(found), 70),
        rows=True,
    )
    rows = list(range(len(found)))
    colors = [look.steps[STEP] if theme.kind in IN_THE_WAY else look.quiet for theme in found]
    values = [theme.estimate.value or 0 for theme in found]
    figure.add_bar(
        x=values,
        y=rows,
        orientation="h",
        marker={
            "color": [look.tint(c, 0.3 if x.verdict == GUESS else 0.75) for x, c in zip(found, colors, strict=True)]
        },
        error_x={
            "type": "data",
            "symmetric": False,
            "array": [(x.estimate.hi or 0) - v for x, v in zip(found, values, strict=True)],
            "arrayminus": [v - (x.estimate.lo or 0) for x, v in zip(found, values, strict=True)],
            "color": look.soft,
            "thickness": 1,
            "width": 3,
        },
        hovertext=[_told(theme, t) for theme in found],
        hovertemplate="%{hovertext}<extra></extra>",
    )
    figure.add_scatter(
        x=[1.02] * len(found),
        y=rows,
        mode="text",
        text=[brief(theme.k, theme.asked, t) for theme in found],
        textposition="middle right",
        cliponaxis=False,
        textfont={"color": look.ink, "size": 13},
        hoverinfo="skip",
    )
    figure.update_yaxes(tickvals=rows, ticktext=[plain(_short(theme.name)) for theme in found])
    figure.update_xaxes(range=[0, 1.2], tickvals=[0, 0.5, 1], tickformat=".0%")
    return figure


def brief(k: int, n: int, t: Words) -> str:
    """k of n beside a mark: 6/17, or the share alone where both would not fit; the rows have both."""
    return f"{k}/{n}" if n < LONG else t.percent(k / n)


def _short(name: str) -> str:
    """A name that leaves room for the bars on a phone; Chinese characters are twice as wide."""
    return clip(name, 13 if any(sign >= "\u2e80" for sign in name) else 26)


def _told(theme: Theme, t: Words) -> str:
    lines = [
        theme.name,
        t(TAG_KIND_LABELS[theme.kind]),
        said(theme, t),
        t("Share of those asked: {share}", share=share_text(t, theme.estimate)),
        verdict_text(t, theme.k, theme.asked),
    ]
    return "<br>".join(plain(line) for line in lines)


def said(theme: Theme, t: Words) -> str:
    """How often a theme was mentioned: 8 家提到 / 问过 12 家 / 共 12 家."""
    return t(
        "{k} said so / {asked} asked / {n} in all",
        k=t.number(theme.k),
        asked=t.number(theme.asked),
        n=t.number(theme.n),
    )


def finding(found: Sequence[Theme], t: Words) -> str:
    """The title: what most of those asked mention; empty when nothing was mentioned."""
    top = [theme for theme in found if theme.k and theme.k == found[0].k][:2]
    if not top:
        return ""
    return t(
        "Mentioned most: {names} ({k} of {asked} asked)",
        names=t.listing([theme.name for theme in top]),
        k=t.number(top[0].k),
        asked=t.number(top[0].asked),
    )
