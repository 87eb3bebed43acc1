"""Text in the form in which it is compared, its pairs of characters, and where in the original a word stands."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import pairwise

BETWEEN = "\x1e"
"""Stands between the fields of a row, so that no word reaches from one into the next; nobody can type it."""

BLANK = "␣"
"""A space inside a pair of characters: the index splits pairs at spaces."""

MOST_PAIRS = 32
"""So many pairs of a long query are asked of the index; what it finds is compared in full anyway."""

_HAN = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef]")
_SPACES = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")
_SPACE_AT_HAN = re.compile(f"(?<=[{_HAN}]) | (?=[{_HAN}])")
_LETTER = re.compile(r"\S[\u0300-\u036f\u3099\u309a\ufe00-\ufe0f\u200b-\u200f]*|\s", re.DOTALL)

Span = tuple[int, int]


def fold(text: str) -> str:
    """Width, case and other forms of one letter folded, what cannot be seen left out, spaces single.

    A space beside a Chinese character says nothing and goes: “CRM 系统” is found as “CRM系统” and the other way round.
    """
    plain = unicodedata.normalize("NFKC", _UNSEEN.sub("", text)).casefold()
    return _SPACE_AT_HAN.sub("", _SPACES.sub(" ", plain)).strip()


def joined(parts: Iterable[str | None]) -> str:
    """The fields of a row folded and put one after the other."""
    return BETWEEN.join(filter(None, (fold(part) for part in parts if part)))


def terms(query: str) -> list[str]:
    """The words of a query, folded, each once; all of them are wanted."""
    return list(dict.fromkeys(filter(None, (fold(word) for word in _SPACES.split(query)))))


def pairs(text: str) -> set[str]:
    """Every two neighbouring characters of folded text; the last one stands before a space."""
    return {(a + b).replace(" ", BLANK) for a, b in pairwise(text + " ")} if text else set()


def wanted_pairs(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """(pairs, single characters) that a row with all these words has: of very long words only some."""
    found = {pair: None for word in words for pair in map("".join, pairwise(word))}
    every = list(found)
    step = max(1, -(-len(every) // MOST_PAIRS))
    return every[::step], [word for word in words if len(word) == 1][:MOST_PAIRS]


def spans(text: str, words: Sequence[str]) -> list[Span]:
    """Where the words stand in the text as written: (start, end) in code points, in order, never overlapping."""
    plain = fold(text)
    if not any(word in plain for word in words):
        return []
    letters = _letters(text)
    line = "".join(letter for letter, _ in letters)
    found = [
        (letters[hit.start()][1], letters[hit.end() - 1][1])
        for word in words
        for hit in re.finditer(re.escape(word), line)
    ]
    return _apart([(start[0], end[1]) for start, end in found])


def _letters(text: str) -> list[tuple[str, Span]]:
    """Each character of the folded text with the place in the original that it comes from."""
    letters: list[tuple[str, Span]] = []
    for hit in _LETTER.finditer(text):
        folded = _SPACES.sub(" ", unicodedata.normalize("NFKC", _UNSEEN.sub("", hit[0])).casefold())
        letters += [(letter, hit.span()) for letter in folded if letter != " " or not _ends_blank(letters)]
    line = "".join(letter for letter, _ in letters)
    gone = {hit.start() for hit in _SPACE_AT_HAN.finditer(line)}
    return [pair for place, pair in enumerate(letters) if place not in gone]


def _ends_blank(letters: list[tuple[str, Span]]) -> bool:
    return bool(letters) and letters[-1][0] == " "


def _apart(found: list[Span]) -> list[Span]:
    """Places in order, those that touch made one."""
    apart: list[Span] = []
    for start, end in sorted(found):
        if apart and start <= apart[-1][1]:
            apart[-1] = (apart[-1][0], max(end, apart[-1][1]))
        else:
            apart.append((start, end))
    return apart


def around(text: str, words: Sequence[str], *, before: int = 18, length: int = 72) -> tuple[str, list[Span]]:
    """A line of the text around the first hit, and where the words stand in it; its beginning without one."""
    places = spans(text, words)
    first = places[0][0] if places else 0
    start = max(0, first - before)
    end = min(len(text), start + length)
    start = max(0, min(start, end - length))
    head, tail = "…" if start else "", "…" if end < len(text) else ""
    line = head + re.sub(r"\s", " ", text[start:end]) + tail
    shift = len(head) - start
    inside = [(max(a, start) + shift, min(b, end) + shift) for a, b in places if a < end and b > start]
    return line, inside
