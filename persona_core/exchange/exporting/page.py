"""The card as one HTML page that needs nothing else: no script, no picture, no font from elsewhere."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from persona_core.exchange.exporting.drawn import drawn, palette
from persona_core.exchange.exporting.svg import svg
from persona_core.exchange.exporting.wording import filled, said, small
from persona_core.kit.figures import DARK, FONT, LIGHT
from persona_core.kit.words import Words
from persona_core.personas.card import FIVE, Card, Chart


def html(card: Card, t: Words, state: str = "") -> str:
    """The whole page; it may be kept as a file, sent, or served. `state` says at its top what the reader sees."""
    return (
        _templates()
        .get_template("card.html")
        .render(
            card=card,
            state=state,
            t=t,
            said=said(card, t),
            five=FIVE,
            small=small,
            filled=filled,
            picture=_picture,
            style=Markup(style()),
            policy=policy(),
        )
    )


def notice(head: str, texts: Sequence[str], t: Words) -> str:
    """A page that only says something, in the looks of the card."""
    told = {"head": head, "texts": texts, "t": t, "style": Markup(style()), "policy": policy()}
    return _templates().get_template("notice.html").render(**told)


@cache
def policy() -> str:
    """What a browser may do with the page: show it in its own style, nothing else."""
    digest = base64.b64encode(hashlib.sha256(style().encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


@cache
def style() -> str:
    """The style sheet, with the colours of both themes."""
    light, dark = palette(LIGHT), palette(DARK)
    return (
        _templates()
        .get_template("card.css")
        .render(
            font=Markup(FONT),
            light=Markup("".join(f"--{name}:{colour};" for name, colour in light.items())),
            dark=Markup("".join(f"--{name}:{colour};" for name, colour in dark.items())),
            names=list(light),
            steps=list(LIGHT.steps),
        )
        .strip()
    )


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("persona_core.exchange"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _picture(chart: Chart) -> Markup:
    told = "; ".join(f"{p.label} {p.text} {p.then_text}".strip() for p in chart.points)
    return svg(drawn(chart), f"{chart.title}: {told}" if chart.title else told)
