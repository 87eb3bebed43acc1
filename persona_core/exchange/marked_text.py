"""Marks written into a text: `[words](tag)`, or `[words](tag | another tag)`; marks may lie inside one another."""

from __future__ import annotations

import re

from persona_core.kit.errors import Invalid
from persona_core.kit.words import N_
from persona_core.stories.analysis import clip

Span = tuple[str, int, int]
"""A tag, and where its words begin and end, in code points."""

_SIGN = re.compile(r"\[|\]\(([^()\[\]]+)\)")


def unmarked(written: str) -> tuple[str, list[Span]]:
    """The text without its marks, and the marks in the order of their words; Invalid when a bracket has no twin."""
    parts: list[str] = []
    opened: list[int] = []
    spans: list[Span] = []
    length = last = 0
    for sign in _SIGN.finditer(written):
        parts.append(written[last : sign.start()])
        length += sign.start() - last
        last = sign.end()
        if sign[1] is None:
            opened.append(length)
            continue
        if not opened:
            raise _unpaired(written[sign.start() :])
        start = opened.pop()
        spans += [(tag.strip(), start, length) for tag in sign[1].split("|")]
    text = "".join([*parts, written[last:]])
    if opened:
        raise _unpaired(text[opened[-1] :])
    return text, sorted(spans, key=lambda span: (span[1], -span[2]))


def _unpaired(rest: str) -> Invalid:
    return Invalid(N_("A bracket of a mark has no twin: “{words}”."), field="text", words=clip(rest, 40))
