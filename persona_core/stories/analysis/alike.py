"""像已经划过的: passages that speak like those already marked with a tag."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from persona_core.stories.analysis.segmenting import BREAK, Segmented

BUCKETS = 1 << 20
"""Pairs of characters are told apart by a number below this; two of a hundred thousand may share one."""

_MIXER, _HAN_FIRST, _PUNCTUATION, _WIDE = 0x9E3779B1, 0x2E80, (0x3000, 0x303F), (0xFF00, 0xFFEF)


@dataclass(frozen=True)
class Kind:
    """One kind of signs of all passages: `sign` (numbers below `size`) and `weight` run passage by passage.

    Those of passage i stand from `begin[i]` to `begin[i + 1]`.
    """

    sign: np.ndarray
    weight: np.ndarray
    begin: np.ndarray
    size: int

    def centre(self, passages: Sequence[int]) -> np.ndarray:
        """The mean of some passages, as a weight for every sign."""
        middle = np.zeros(self.size)
        for passage in passages:
            part = slice(self.begin[passage], self.begin[passage + 1])
            middle[self.sign[part]] += self.weight[part]
        return middle / max(len(passages), 1)

    def along(self, centre: np.ndarray) -> np.ndarray:
        """How far each passage goes along with a centre."""
        summed = np.concatenate(([0.0], np.cumsum(centre[self.sign] * self.weight)))
        return summed[self.begin[1:]] - summed[self.begin[:-1]]


@dataclass(frozen=True)
class Signs:
    """Passages as weighted signs of three kinds: words, single Chinese characters, and pairs of them.

    Each kind weighs the same in a passage that has it; in all a passage has a length of nearly 1.
    """

    kinds: tuple[Kind, ...]

    def centre(self, passages: Sequence[int]) -> list[np.ndarray]:
        """The mean of some passages, for every kind."""
        return [kind.centre(passages) for kind in self.kinds]

    def likeness(self, centre: Sequence[np.ndarray]) -> np.ndarray:
        """How like `centre` each passage is: the cosine between them, 0–1."""
        length = float(np.sqrt(sum(part @ part for part in centre)))
        along = sum(kind.along(part) for kind, part in zip(self.kinds, centre, strict=True))
        return np.clip(along / length, 0.0, 1.0) if length else np.zeros(len(along))


def signs(found: Segmented) -> Signs:
    """Every passage's signs, weighted by how often it has them and how few passages do (TF-IDF)."""
    passages = len(found.text)
    words = (found.passage.astype(np.int64), found.word.astype(np.int64), max(len(found.vocabulary), 1))
    kinds = [_kind(*kind, passages) for kind in (words, *_characters(found.joined))]
    has = sum((np.diff(kind.begin) > 0).astype(float) for kind in kinds)
    scale = 1 / np.sqrt(np.maximum(has, 1))
    return Signs(tuple(replace(k, weight=k.weight * np.repeat(scale, np.diff(k.begin))) for k in kinds))


def _kind(passage: np.ndarray, sign: np.ndarray, room: int, passages: int) -> Kind:
    """One kind of signs; signs that occur are numbered anew.

    The length of each passage is brought to 1, as if it had one more sign that no other has: so two words alone are not
    as telling as a sentence.
    """
    key = np.sort(passage * room + sign)
    first = np.flatnonzero(np.diff(key, prepend=-1))
    often = np.diff(np.append(first, len(key)))
    passage, sign = key[first] // room, key[first] % room
    within = np.bincount(sign, minlength=room)
    rare = np.log((1 + passages) / (1 + within))
    number = np.cumsum(within > 0) - 1
    weight = (1 + np.log(often)) * rare[sign]
    length = np.sqrt(np.bincount(passage, weight * weight, minlength=passages) + np.log(1 + passages) ** 2)
    begin = np.concatenate(([0], np.cumsum(np.bincount(passage, minlength=passages))))
    return Kind(number[sign], weight / length[passage], begin, int(number[-1]) + 1)


def _characters(joined: str) -> list[tuple[np.ndarray, np.ndarray, int]]:
    """Passage, sign and number of kinds: of single Chinese characters, then of pairs of them that stand together."""
    points = np.frombuffer(joined.encode("utf-32-le"), dtype=np.uint32).astype(np.int64)
    passage = np.cumsum(points == ord(BREAK))
    chinese = (points >= _HAN_FIRST) & ~_between(points, _PUNCTUATION) & ~_between(points, _WIDE)
    both = chinese[:-1] & chinese[1:]
    pairs = (points[:-1][both] * _MIXER + points[1:][both] * 40503) % BUCKETS
    return [(passage[chinese], points[chinese], 0x110000), (passage[:-1][both], pairs, BUCKETS)]


def _between(points: np.ndarray, edges: tuple[int, int]) -> np.ndarray:
    return (points >= edges[0]) & (points <= edges[1])


def alike(found: Signs, about: Sequence[int], marked: Sequence[int], stories: Sequence[Sequence[int]]) -> np.ndarray:
    """How much each passage speaks like a tag.

    `about` are passages that say what the tag means (its name and definition), `marked` those that carry it, and
    `stories` the passages of each story that carries it as a whole: of those the one nearest to the tag counts.
    """
    meaning = found.centre(about)
    near = found.likeness(meaning)
    chosen = [max(passages, key=lambda i: (near[i], -i)) for passages in stories if len(passages)]
    examples = [*marked, *(i for i in chosen if near[i] > 0)]
    if not examples:
        return near
    return found.likeness([a + b for a, b in zip(meaning, found.centre(examples), strict=True)])
