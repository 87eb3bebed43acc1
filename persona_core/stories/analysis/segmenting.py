"""Stories taken apart into passages and words, all at once: one text, a few arrays, no object for a word."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import count

import numpy as np
from rjieba import Jieba

from persona_core.stories.analysis.quoting import passage_ends

BREAK = "\x1e"
"""Stands between passages while they are cut; the cutter lets it be a word of its own."""

LONGEST_WORD, LONGEST = 6, 40
"""A name of more characters is no word that anybody would say again; what is longer still is no word at all."""

_VANISHING = "\u00ad\u200b-\u200f\u2060\ufe00-\ufe0f\ufeff"
_ODD = re.compile(
    f"[{_VANISHING}]+|[\u00a0\u2000-\u200a\u202f\u205f\u3000\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\uff66-\uffdc"
    "\u2460-\u24ff\u2e80-\u2fdf\u3200-\u33ff\uf900-\ufaff\ufb00-\ufb06]+|.[\u0300-\u036f]+"
)
"""What NFKC would change in words; it would change Chinese punctuation too, which is most of the work and no use."""

_HAN = "\u3400-\u9fff"
_NEAR = r"0-9A-Za-z.,:/%+\-"
_DIGIT = re.compile(rf"[0-9](?:(?<=[{_HAN}][0-9])(?![{_NEAR}])|(?<![{_NEAR}][0-9])(?=[{_HAN}]))")
_NUMERALS = dict(zip("0123456789", "零一二三四五六七八九", strict=True))
_ADDRESS = re.compile(rf"https?://[^\s\u3000-\u303f\uff00-\uffef{_HAN}]+")
_NOT = re.compile(r"n['’]t\b")
_NUMBERS = "零一二三四五六七八九十百千万亿两几半多第"


@dataclass(frozen=True)
class Ignored:
    """Words that say nothing by themselves, and words that turn the next one into its opposite: 不, 没, not."""

    words: frozenset[str] = frozenset()
    negations: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Segmented:
    """Texts as arrays.

    A passage (about a sentence) is characters `start` to `end` of text number `text`. `word` are places in
    `vocabulary`, in reading order, `passage` says for each in which passage it stands. `joined` are all passages as
    they were cut, a `BREAK` between them. `silent` words of the vocabulary say nothing by themselves.
    """

    vocabulary: list[str]
    silent: np.ndarray
    word: np.ndarray
    passage: np.ndarray
    text: np.ndarray
    start: np.ndarray
    end: np.ndarray
    joined: str

    @property
    def text_of_word(self) -> np.ndarray:
        """In which text each word stands."""
        return self.text[self.passage]


@lru_cache(maxsize=4)
def dictionary(own: frozenset[str] = frozenset()) -> Jieba:
    """What cuts Chinese into words (jieba's algorithm and dictionary), knowing words of one's own too.

    Kept for the last few sets of words: reading its dictionary takes as long as cutting a thousand stories.
    """
    cutter = Jieba()
    for word in sorted(own):
        cutter.add_word(word, cutter.suggest_freq(word), "n")
    return cutter


def own_words(names: Iterable[str]) -> frozenset[str]:
    """The names that can be words: Chinese, of 2 to 6 characters; what spaces or signs set apart counts on its own."""
    parts = {part for name in names for part in re.split(r"\W+", normal(name))}
    return frozenset(part for part in parts if 2 <= len(part) <= LONGEST_WORD and not part.isascii())


def normal(text: str) -> str:
    """A text as it is cut: width folded, invisible signs and addresses gone, a lone digit beside Chinese written as 一.

    Readings from pictures give "1个" and "张3" for 一个 and 张三.
    """
    if "://" in text:
        text = _ADDRESS.sub(" ", text)
    if text.isascii():
        return _NOT.sub(" not", text) if "'" in text else text
    text = _ODD.sub(_plain, text)
    text = _DIGIT.sub(lambda m: _NUMERALS[m[0]], text)
    return _NOT.sub(" not", text) if "'" in text or "’" in text else text


def _plain(found: re.Match[str]) -> str:
    return unicodedata.normalize("NFKC", re.sub(f"[{_VANISHING}]", "", found[0]))


def segment(texts: Sequence[str], ignored: Ignored = Ignored(), own: frozenset[str] = frozenset()) -> Segmented:
    """Cut texts into passages and words; words are in lower case, plurals as their singular where that is used too.

    A negation and the word after it are one word: 不 + 稳定 is not a story about 稳定.
    """
    whole = "\n".join(texts).replace(BREAK, " ")
    ends = passage_ends(whole) if texts else np.empty(0, dtype=np.int64)
    starts = np.concatenate(([0], ends))[: len(ends)]
    lengths = np.array([len(text) for text in texts], dtype=np.int64)
    first = np.cumsum(lengths + 1) - lengths - 1
    text = np.searchsorted(first, starts, side="right") - 1
    joined = normal(BREAK.join([whole[a:b] for a, b in zip(starts.tolist(), ends.tolist(), strict=True)]))
    tokens = dictionary(own).cut(joined)
    places: dict[str, int] = defaultdict(count().__next__)
    code = np.fromiter(map(places.__getitem__, tokens), dtype=np.int64, count=len(tokens))
    passage = np.cumsum(code == places[BREAK], dtype=np.int32)
    return Segmented(
        *_words(list(places), code, passage, ignored),
        text=text.astype(np.int32),
        start=starts - first[text],
        end=np.minimum(ends - first[text], lengths[text]),
        joined=joined,
    )


def _words(
    tokens: list[str], code: np.ndarray, passage: np.ndarray, ignored: Ignored
) -> tuple[list[str], np.ndarray, np.ndarray, np.ndarray]:
    """Vocabulary and which of it is silent, then word and passage of every word; `code` are places in `tokens`."""
    folded = [token.casefold() for token in tokens]
    every = set(folded)
    names = [_singular(token, every) if _lettered(token) else "" for token in folded]
    negates = np.array([name in ignored.negations for name in names], dtype=bool)
    nothing = np.array([not name or _number(name, ignored) for name in names], dtype=bool)
    silent = nothing | np.array([name in ignored.words for name in names], dtype=bool)
    spaces = np.array([token.isspace() for token in tokens], dtype=bool)
    at = np.flatnonzero(~spaces[code])
    code, passage = code[at], passage[at]
    turned = negates[code[:-1]] & ~(negates | silent)[code[1:]] & (passage[:-1] == passage[1:])
    turning = np.flatnonzero(turned)
    pairs, which = np.unique(code[turning] * len(tokens) + code[turning + 1], return_inverse=True)
    made = [_together(names[pair // len(tokens)], names[pair % len(tokens)]) for pair in pairs.tolist()]
    vocabulary = dict(zip(dict.fromkeys([*names, *made]), count(), strict=False))
    word = np.array([vocabulary[name] for name in names], dtype=np.int64)[code]
    word[turning + 1] = np.array([vocabulary[name] for name in made], dtype=np.int64)[which]
    kept = ~nothing[code]
    kept[turning] = False
    word, passage = word[kept], passage[kept]
    used = np.flatnonzero(np.bincount(word, minlength=len(vocabulary)))
    place = np.zeros(len(vocabulary), dtype=np.int32)
    place[used] = np.arange(len(used))
    every_name = list(vocabulary)
    shown = [every_name[i] for i in used.tolist()]
    return shown, np.array([name in ignored.words for name in shown], dtype=bool), place[word], passage


def _together(negation: str, word: str) -> str:
    return f"{negation} {word}" if negation.isascii() else negation + word


def _lettered(token: str) -> bool:
    return token.isalnum() or any(sign.isalnum() for sign in token)


def _number(word: str, ignored: Ignored) -> bool:
    """Whether a word is a number, also with what is counted (两次, 六个), a single letter, or no word at all."""
    if len(word) > LONGEST or (len(word) == 1 and word.isascii()) or not any(sign.isalpha() for sign in word):
        return True
    rest = word.lstrip(_NUMBERS)
    return not rest or (rest != word and rest in ignored.words)


def _singular(word: str, known: set[str]) -> str:
    """An English plural whose singular is used as well, as that."""
    if not word.isascii() or len(word) < 4 or not word.endswith("s"):
        return word
    for ending, instead in (("ies", "y"), ("es", ""), ("s", "")):
        if word.endswith(ending) and word[: -len(ending)] + instead in known:
            return word[: -len(ending)] + instead
    return word
