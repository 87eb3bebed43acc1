"""Telling how far a long piece of work is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sized
from typing import TypeVar

CHECK, STORE, READ, WRITE = "check", "store", "read", "write"

Tell = Callable[[str, int, int, float], object]
"""Takes a phase, rows done of all, and the share of the whole work. An import checks and stores, an export reads and
writes."""

T = TypeVar("T")
_STEP = 500


def silent(_phase: str, _done: int, _total: int, _share: float) -> None:
    """For work that nobody waits for."""


def part(tell: Tell, first: float, last: float) -> Tell:
    """What is told of a part of the work, as a share of the whole."""
    return lambda phase, done, total, share: tell(phase, done, total, first + share * (last - first))


def counted(tell: Tell, phase: str, rows: Iterable[T], *, of: Sized, size: int = 1) -> Iterator[T]:
    """The rows, or chunks of `size` rows; every few hundred rows it is told how many of `of` are through."""
    total = max(len(of), 1)
    for number, row in enumerate(rows):
        if number * size % _STEP < size:
            done = min(number * size, total)
            tell(phase, done, total, done / total)
        yield row
    tell(phase, total, total, 1.0)
