"""The sentences of a text, and the one that shows a tag best."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np

from persona_core.vocabulary.models import fold

QUOTE_LENGTH, LATIN_LENGTH, SHORTEST = 80, 180, 10
_HAN = re.compile(r"[\u4e00-\u9fff]")
LONGEST_PASSAGE = 200
"""What runs on without an end is cut into passages of at most so many characters."""

_END = re.compile(r"[。！？!?…]+[”’\"'」』）)]*|(?<=[A-Za-z0-9)])\.(?=\s)|\n")
_COMMA = re.compile(r"[，、；：,;:]")
_CLAUSE = re.compile(r"[^，、；：,;:]*[，、；：,;:]?")


def sentences(text: str) -> list[str]:
    """The sentences of a text, without empty ones."""
    ends = [found.end() for found in _END.finditer(text)] + [len(text)]
    return [s for a, b in zip([0, *ends], ends, strict=False) if (s := text[a:b].strip())]


def passage_ends(text: str) -> np.ndarray:
    """Where each passage of a text ends: at the end of a sentence or line, what is longer between its clauses."""
    ends = np.array([found.end() for found in _END.finditer(text)] + [len(text)], dtype=np.int64)
    ends = ends[:-1] if len(ends) > 1 and ends[-1] == ends[-2] else ends
    starts = np.concatenate(([0], ends[:-1]))
    long = np.flatnonzero(ends - starts > LONGEST_PASSAGE)
    inside = [end for i in long.tolist() for end in _clause_ends(text, int(starts[i]), int(ends[i]))]
    return np.sort(np.concatenate((ends, np.array(inside, dtype=np.int64)))) if inside else ends


def _clause_ends(text: str, start: int, end: int) -> list[int]:
    """Where to cut what is too long: after the last comma that still fits, or anywhere when there is none."""
    found, commas = [], [m.end() for m in _COMMA.finditer(text, start, end)]
    for comma, following in zip(commas, [*commas, end][1:], strict=True):
        if following - start > LONGEST_PASSAGE and comma > start:
            while comma - start > LONGEST_PASSAGE:
                start += LONGEST_PASSAGE
                found.append(start)
            start = comma
            found.append(start)
    return found + list(range(start + LONGEST_PASSAGE, end, LONGEST_PASSAGE))


def grams(text: str) -> set[str]:
    """The pairs of neighbouring characters of a text, width and case folded."""
    folded = fold(text)
    return {folded[i : i + 2] for i in range(len(folded) - 1)}


def telling(text: str, name: str, definition: str = "") -> tuple[float, str]:
    """The sentence of `text` that shows a tag best, at most about 80 characters, and how much it shares with the tag.

    Shared pairs of characters count 2 with the tag's name and 1 with its definition, single Chinese characters of the
    name .3; between equals the first sentence that is not just a few characters.
    """
    signs = dict.fromkeys((sign for sign in fold(name) if "\u4e00" <= sign <= "\u9fff"), 0.3)
    weights = signs | dict.fromkeys(grams(definition), 1.0) | dict.fromkeys(grams(name), 2.0)

    def score(sentence: str) -> float:
        folded = fold(sentence)
        return sum(weight for gram, weight in weights.items() if gram in folded)

    found = [(score(sentence), len(sentence) >= SHORTEST, sentence) for sentence in sentences(text)]
    best, _, sentence = max(found, key=lambda one: one[:2], default=(0.0, False, ""))
    return best, _window(sentence, score)


def _room(text: str) -> int:
    """How long a quote may be: Chinese says more in a character than an alphabet does."""
    return QUOTE_LENGTH if _HAN.search(text) else LATIN_LENGTH


def _window(sentence: str, score: Callable[[str], float]) -> str:
    """A long sentence cut to the clauses around its most telling one."""
    room = _room(sentence)
    if len(sentence) <= room:
        return sentence
    clauses = [c for c in _CLAUSE.findall(sentence) if c]
    first = last = max(range(len(clauses)), key=lambda i: (score(clauses[i]), -i))
    length = len(clauses[first])
    while True:
        after = len(clauses[last + 1]) if last + 1 < len(clauses) else room
        before = len(clauses[first - 1]) if first else room
        if length + min(after, before) > room:
            break
        if length + after <= room:
            last, length = last + 1, length + after
        else:
            first, length = first - 1, length + before
    kept = "".join(clauses[first : last + 1])
    return f"{'…' if first else ''}{clip(kept, room)}{'…' if last + 1 < len(clauses) and len(kept) <= room else ''}"


def quoted(text: str) -> str:
    """Marked words as a quote: on one line, and as long as quotes in their script may be."""
    return clip(text, _room(text))


def clip(text: str, length: int = QUOTE_LENGTH) -> str:
    """The beginning of a text on one line, with … where more follows."""
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1] + "…"
