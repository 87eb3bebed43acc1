"""Finding marked words again after the text around them changed."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator

NEIGHBOURS = 40
"""How many characters before and after marked words tell which of several places is theirs."""


def find_again(old: str, new: str, start: int, quote: str) -> int | None:
    """Where the words `quote`, at `start` in the old text, stand in the new one; None when they are gone.

    Outside of what was changed they only move. Of several places the one with the same words around it; between equals
    the one nearest to where the text grew or shrank to.
    """
    first, last, grown = _edit(old, new)
    if start + len(quote) <= first:
        return start
    if start >= last:
        return start + grown
    expected = start + grown
    left, right = old[max(0, start - NEIGHBOURS) : start], old[start + len(quote) : start + len(quote) + NEIGHBOURS]

    def likeness(place: int) -> tuple[int, int]:
        same = _shared_end(left, new, place) + _shared_front(right, new, place + len(quote))
        return same, -abs(place - expected)

    return max(_places(new, quote), key=likeness, default=None)


def anchor_again(old: str, new: str, start: int, end: int) -> tuple[int, int] | None:
    """Where the words from `start` to `end` of the old text are in the new one; None when they are gone.

    An edit in the midst of the words, with some of them left on both sides, belongs to them.
    """
    place = find_again(old, new, start, old[start:end])
    if place is not None:
        return place, place + end - start
    first, last, grown = _edit(old, new)
    return (start, end + grown) if start < first and last < end and end + grown > start else None


def words_near(text: str, quote: str, start: int | None = None) -> tuple[int, int] | None:
    """The place of words in a text, the one nearest to `start`, else the first; None when they are not in it."""
    if not quote:
        return None
    place = min(_places(text, quote), key=lambda at: abs(at - (start or 0)), default=None)
    return None if place is None else (place, place + len(quote))


def _places(text: str, words: str) -> Iterator[int]:
    at = text.find(words)
    while at >= 0:
        yield at
        at = text.find(words, at + 1)


def _edit(old: str, new: str) -> tuple[int, int, int]:
    """The part of the old text that was replaced, from and to, and by how much the text grew."""
    shortest = min(len(old), len(new))
    first = _longest(shortest, lambda size: old[:size] == new[:size])
    after = _longest(shortest - first, lambda size: old[len(old) - size :] == new[len(new) - size :])
    return first, len(old) - after, len(new) - len(old)


def _longest(most: int, same: Callable[[int], bool]) -> int:
    """The largest size up to `most` at which the ends are the same."""
    return bisect_left(range(1, most + 1), True, key=lambda size: not same(size))


def _shared_end(words: str, text: str, at: int) -> int:
    return next((i for i, sign in enumerate(reversed(words)) if at - 1 - i < 0 or text[at - 1 - i] != sign), len(words))


def _shared_front(words: str, text: str, at: int) -> int:
    return next((i for i, sign in enumerate(words) if at + i >= len(text) or text[at + i] != sign), len(words))
