"""Distributions of companies as horizontal bars; the title is the finding."""

from __future__ import annotations

from collections.abc import Callable

import plotly.graph_objects as go

from persona_core.companies.analysis import OTHERS, Distribution, Part
from persona_core.companies.naming import shorten
from persona_core.kit import figures
from persona_core.kit.estimates import SOME, share_text
from persona_core.kit.words import Words

NAME_LENGTH, LATIN_LENGTH, TITLE_NAME_LENGTH, LONG, WIDTH, WIDE = 12, 20, 16, 20, 15, 36


def finding(result: Distribution, t: Words, say: Callable[[str], str], kind: str, field: str = "") -> str:
    """What a distribution shows, in a sentence; `say` names a part, `kind` is industry, headcount, prior or own.

    `field` is what a field of the workspace's own is called.
    """
    leader = result.leader
    if leader is None:
        if kind == "headcount":
            return t("Sizes vary: no band leads among {n}", n=t.number(result.n))
        if kind == "prior":
            return t("What they used before varies: {n} companies, none leads", n=t.number(result.n))
        if kind == "own":
            return t("{field} varies: {n} companies, none leads", field=t.name(field), n=t.number(result.n))
        return t("{n} companies in {kinds} industries; none leads", n=t.number(result.n), kinds=t.number(result.kinds))
    slots = {"name": shorten(say(leader.key), TITLE_NAME_LENGTH), "share": share_label(leader, result.n, t)}
    if kind == "headcount":
        return t("Most often {name} people: {share}", **slots)
    if kind == "prior":
        return t("Before us, most often: {name}, {share}", **slots)
    if kind == "own":
        return t(
            "{field}, most often {name}: {share}", **slots | {"field": t.name(field), "name": t.name(slots["name"])}
        )
    return t("Most often {name}: {share}", **slots)


def share_label(part: Part, n: int, t: Words) -> str:
    """k of n, with the percentage only from ten companies on."""
    if n < SOME:
        return t("{k}/{n}", k=t.number(part.k), n=t.number(n))
    return t("{percent} · {k}/{n}", percent=t.percent(part.percent / 100), k=t.number(part.k), n=t.number(n))


def distribution(
    result: Distribution, t: Words, look: figures.Theme, *, say: Callable[[str], str], kind: str, field: str = ""
) -> go.Figure:
    """Horizontal bars of a distribution, k and share beside each; its table is `rows`."""
    title = finding(result, t, say, kind, shorten(field, LONG))
    figure = figures.base(
        look, title=title, height=84 + 30 * len(result.parts), rows=True, width=WIDE if kind == "own" else WIDTH
    )
    names = [_name(part, t, say) for part in result.parts]
    leader = result.leader
    figure.add_bar(
        y=list(range(len(names))),
        x=[part.k for part in result.parts],
        orientation="h",
        text=[share_label(part, result.n, t) for part in result.parts],
        textposition="outside",
        textfont={"color": look.ink, "size": 13},
        cliponaxis=False,
        constraintext="none",
        marker={"color": [_color(part, part is leader, look) for part in result.parts], "cornerradius": 4},
        hovertext=[
            f"{figures.plain(shorten(name, 60))}<br>{figures.plain(share_text(t, part.estimate))}"
            for name, part in zip(names, result.parts, strict=True)
        ],
        hoverinfo="text",
    )
    layout = figure.layout  # set one by one: update_layout takes ten times as long
    layout.xaxis.visible = False
    layout.xaxis.range = [0, 1.9 * max((part.k for part in result.parts), default=1)]
    layout.yaxis.tickmode = "array"
    layout.yaxis.tickvals = list(range(len(names)))
    layout.yaxis.ticktext = [figures.plain(_short(name)) for name in names]
    return figure


def rows(result: Distribution, t: Words, say: Callable[[str], str]) -> list[tuple[str, int, str, str]]:
    """The chart's table: name, companies, share, range."""
    return [
        (_name(part, t, say), part.k, t.percent(part.percent / 100), share_text(t, part.estimate))
        for part in result.parts
    ]


def _short(name: str) -> str:
    return shorten(name, LATIN_LENGTH if name.isascii() else NAME_LENGTH)


def _color(part: Part, leads: bool, look: figures.Theme) -> str:
    if part.key == OTHERS:
        return look.tint(look.quiet, 0.5)
    return look.steps[1] if leads else look.tint(look.steps[1], 0.55)


def _name(part: Part, t: Words, say: Callable[[str], str]) -> str:
    return t("Others") if part.key == OTHERS else say(part.key)
