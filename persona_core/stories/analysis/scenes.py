"""Where a long text falls into scenes: at its headings and stage names, or wherever a paragraph begins."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from typing import Any, NamedTuple

from persona_core.stories.analysis.quoting import clip, passage_ends
from persona_core.stories.analysis.transcripts import transcript

_HEADING = re.compile(r"(#{1,6})[ \t]+(.+?)[ \t]*#*[ \t]*")
_BRACKETED = re.compile(
    r"[ \t]*(?:（([^（）]{1,20})）|\(([^()]{1,20})\)|【([^【】]{1,20})】|\[([^\[\]]{1,20})\]|〔([^〔〕]{1,20})〕)(.*)"
)
_NUMBERED = re.compile(
    r"(?:第?[一二三四五六七八九十\d]{1,3}(?:[、.．)）]|部分|阶段|步)[ \t]*[:：]?)?[ \t]*"
    r"(.{1,20}?)[ \t]*(?:阶段|环节|时期)?[ \t]*[:：]?[ \t]*"
)
_PREFACE = 60
"""A beginning of at most so many characters before the first marker is a title, and goes with the first scene."""

_FIRST_WORDS = 30


class Cut(NamedTuple):
    """Where a scene begins, what it is called, and the stage that its marker names."""

    at: int
    name: str = ""
    stage: Any = None


class Place(NamedTuple):
    """Where a scene could begin, and the first words from there."""

    at: int
    words: str


def cuts_at_markers(text: str, stage_of: Callable[[str], Any]) -> list[Cut]:
    """The scenes that a text's own markers make; none when they make fewer than two.

    Markers are headings of the highest level that comes more than once, and lines with nothing but a stage or a few
    words in brackets; `stage_of` tells the stage that a name stands for. A sentence after a stage in brackets is fine.
    """
    found: list[Cut] = []
    headings: list[tuple[int, Cut]] = []
    at, fenced = 0, False
    for line in text.split("\n"):
        if line.startswith(("```", "~~~")):
            fenced = not fenced
        heading = None if fenced else _HEADING.fullmatch(line)
        if heading:
            headings.append((len(heading[1]), Cut(at, heading[2], stage_of(_plain(heading[2])))))
        elif not fenced and (cut := _marker(line, at, stage_of)) is not None:
            found.append(cut)
        at += len(line) + 1
    levels = Counter(level for level, _ in headings)
    level = min((level for level, n in levels.items() if n > 1), default=None)
    found += [cut for depth, cut in headings if depth == level or (cut.stage is not None and depth > 1)]
    return _whole(text, sorted(found, key=lambda cut: cut.at))


def _marker(line: str, at: int, stage_of: Callable[[str], Any]) -> Cut | None:
    """A line that names a stage: in brackets, or alone."""
    bracketed = _BRACKETED.fullmatch(line)
    if bracketed:
        name = next(part for part in bracketed.groups()[:-1] if part).strip()
        stage = stage_of(_plain(name))
        return Cut(at, name, stage) if stage is not None or not bracketed[6].strip() else None
    name = line.strip()
    stage = stage_of(_plain(name)) if 0 < len(name) <= 24 else None
    return Cut(at, name.rstrip(":："), stage) if stage is not None else None


def _plain(name: str) -> str:
    """A name without its number and without 阶段."""
    found = _NUMBERED.fullmatch(name.strip())
    return found[1] if found else name


def _whole(text: str, cuts: list[Cut]) -> list[Cut]:
    """The cuts with one at the beginning, without scenes that hold no more than their marker."""
    kept: list[Cut] = []
    for cut, after in zip(cuts, [*(cut.at for cut in cuts), len(text)][1:], strict=True):
        if text[cut.at : after].strip().count("\n") or len(text[cut.at : after].strip()) > len(cut.name) + 8:
            kept.append(cut)
    if not kept:
        return []
    preface = text[: kept[0].at].strip()
    if len(preface) <= _PREFACE:
        kept[0] = kept[0]._replace(at=0)
    else:
        kept.insert(0, Cut(0))
    return kept if len(kept) > 1 else []


def places(text: str) -> list[Place]:
    """Where a scene could begin, after the first: at a turn of a conversation, a paragraph, else a sentence."""
    talk = transcript(text)
    if talk is not None:
        starts = [turn.head for turn in talk.turns]
    else:
        starts = [found.start() for found in re.finditer(r"^(?=.*\S)", text, re.MULTILINE)]
    if len(starts) < 3:
        starts = passage_ends(text).tolist()
    first, last = len(text) - len(text.lstrip()), len(text.rstrip())
    inside = [at for at in starts if first < at < last]
    return [Place(at, clip(text[at : at + 4 * _FIRST_WORDS].partition("\n")[0], _FIRST_WORDS)) for at in inside]


def shifted(spans: list[list[int]] | None, start: int, end: int) -> list[list[int]] | None:
    """Spans of a text as they lie in the part from `start` to `end`."""
    if spans is None:
        return None
    return [[max(a, start) - start, min(b, end) - start] for a, b in spans if a < end and b > start]
