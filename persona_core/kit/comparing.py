"""Whether two groups differ: exact tests for small groups, many comparisons taken as one family, and the words for it.

The methods and where they come from: docs/methods.md, "Comparing two groups".
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

import numpy as np

from persona_core.kit.estimates import CLUE, Estimate, median, share
from persona_core.kit.words import N_, Words

Key = TypeVar("Key", bound=Hashable)

P_LIMIT, Q_LIMIT = 0.05, 0.10
"""A difference is said at p and q up to these; settings of the house."""

SAID, ONLY_CLUE, UNCLEAR = "said", "clue", "unclear"
VERDICTS = {SAID: N_("holds"), ONLY_CLUE: CLUE, UNCLEAR: N_("unclear")}

SEED, SHUFFLES = 20240101, 9999
_TIE = 1e-7
"""Outcomes whose chances agree this closely are equally likely, as R's fisher.test takes them."""
_TERMS = 2_000_000
"""So many terms of Fisher's sums are held in memory at once."""
_STEPS = 4_000_000
"""An exact rank sum may take so many additions (60 cases in all); beyond, it is shuffled or approximated."""
_LARGE = 10
"""From so many cases in the smaller group on, beyond what is counted exactly, the normal curve is close."""


class Counts(NamedTuple):
    """`k` of `n` in one group against `other_k` of `other_n` in the other."""

    k: int
    n: int
    other_k: int
    other_n: int


class Values(NamedTuple):
    """The values of one group against those of the other."""

    first: Sequence[float] | np.ndarray
    second: Sequence[float] | np.ndarray


@dataclass(frozen=True)
class Comparison:
    """Two groups side by side: how likely chance alone differs as much (`p`), and that as one of `family` (`q`)."""

    first: Estimate
    second: Estimate
    p: float
    q: float
    family: int

    @property
    def verdict(self) -> str:
        """Whether the difference is said, is only a clue, or cannot be told."""
        return verdict(self.p, self.q)


def verdict(p: float, q: float) -> str:
    """Code of how far a finding carries, by its p and its q within everything that was looked at together."""
    if p > P_LIMIT:
        return UNCLEAR
    return SAID if q <= Q_LIMIT else ONLY_CLUE


def compare(questions: Mapping[Key, Counts | Values]) -> dict[Key, Comparison]:
    """All comparisons that are looked at together, as one family; one with an empty side is not made."""
    asked = {key: q for key, q in questions.items() if _sides(q)}
    counts = [key for key, q in asked.items() if isinstance(q, Counts)]
    tables = [(q.k, q.n - q.k, q.other_k, q.other_n - q.other_k) for q in (asked[key] for key in counts)]
    found = dict(zip(counts, fisher(tables), strict=True))
    found |= {key: rank_sum(*q) for key, q in asked.items() if isinstance(q, Values)}
    order = list(asked)
    qs = q_values([found[key] for key in order])
    return {
        key: Comparison(*_estimates(asked[key]), float(found[key]), float(q), len(order))
        for key, q in zip(order, qs, strict=True)
    }


def _sides(question: Counts | Values) -> bool:
    if isinstance(question, Counts):
        return question.n > 0 and question.other_n > 0
    return len(question.first) > 0 and len(question.second) > 0


def _estimates(question: Counts | Values) -> tuple[Estimate, Estimate]:
    if isinstance(question, Counts):
        return share(question.k, question.n), share(question.other_k, question.other_n)
    return median(question.first), median(question.second)


def fisher(tables: Sequence[Sequence[int]] | np.ndarray) -> np.ndarray:
    """Two-sided exact p of each 2×2 table (a, b, c, d) (Fisher 1935): all tables with its margins no likelier than it.

    All tables share one table of log factorials; relative error below 1e-9 up to some ten thousand cases.
    """
    cells = np.asarray(tables, dtype=np.int64).reshape(-1, 4)
    if len(cells) == 0:
        return np.empty(0)
    if (cells < 0).any():
        raise ValueError("counts cannot be negative")
    a, b, c, d = cells.T
    row, column, total = a + b, a + c, a + b + c + d
    lowest, highest = np.maximum(0, row + column - total), np.minimum(row, column)
    logs = np.concatenate(([0.0], np.cumsum(np.log(np.arange(1, max(total.max(), 1) + 1, dtype=np.longdouble)))))
    logs = logs.astype(float)
    fixed = logs[row] + logs[total - row] + logs[column] + logs[total - column] - logs[total]
    room = highest - lowest + 1
    found = np.empty(len(cells))
    for part in np.split(np.arange(len(cells)), _breaks(room)):
        of = np.repeat(part, room[part])
        starts = np.cumsum(room[part]) - room[part]
        x = np.arange(len(of)) - np.repeat(starts, room[part]) + lowest[of]
        chance = np.exp(
            fixed[of] - logs[x] - logs[row[of] - x] - logs[column[of] - x] - logs[total[of] - row[of] - column[of] + x]
        )
        own = chance[starts + a[part] - lowest[part]]
        counted = np.where(chance <= np.repeat(own * (1 + _TIE), room[part]), chance, 0.0)
        found[part] = np.add.reduceat(counted, starts)
    return np.minimum(found, 1.0)


def _breaks(room: np.ndarray) -> np.ndarray:
    """Where to cut the tables into parts of about `_TERMS` terms."""
    return np.flatnonzero(np.diff((np.cumsum(room) - 1) // _TERMS)) + 1


def rank_sum(first: Sequence[float] | np.ndarray, second: Sequence[float] | np.ndarray) -> float:
    """Two-sided p that two groups differ in size of their values (Wilcoxon 1945; Mann & Whitney 1947), ties included.

    Exact over all ways to deal the values out while that is quick; else by seeded shuffles while one group is small,
    else by the normal curve with its corrections for ties and steps. 1 when a side is empty.
    """
    values = np.concatenate([np.asarray(first, dtype=float), np.asarray(second, dtype=float)])
    m, n = min(len(first), len(second)), len(values)
    if m == 0:
        return 1.0
    ranks = _doubled_ranks(values)
    sum_here = int(ranks[: len(first)].sum())
    if len(first) > m:
        sum_here = int(ranks.sum()) - sum_here
    if n * m * n * m <= _STEPS:
        return _exact(ranks, m, sum_here)
    if m < _LARGE:
        return _shuffled(ranks, m, sum_here)
    return _normal(ranks, m, sum_here)


def _doubled_ranks(values: np.ndarray) -> np.ndarray:
    """Twice the rank of each value, ties sharing theirs: whole numbers."""
    _, at, ties = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(ties)
    return (2 * last - ties + 1)[at]


def _distance(sums: np.ndarray | int, ranks: np.ndarray, m: int) -> np.ndarray:
    """How far sums of `m` doubled ranks lie from their middle, in whole numbers."""
    return np.abs(len(ranks) * sums - m * int(ranks.sum()))


def _exact(ranks: np.ndarray, m: int, found: int) -> float:
    """The share of all choices of `m` ranks whose sum lies as far out: ways[k, s] counts those of k with sum s."""
    ways = np.zeros((m + 1, int(np.sort(ranks)[-m:].sum()) + 1))
    ways[0, 0] = 1
    for rank in ranks:
        ways[1:, rank:] += ways[:-1, :-rank]
    out = _distance(np.arange(ways.shape[1]), ranks, m) >= _distance(found, ranks, m)
    return float(ways[m][out].sum() / math.comb(len(ranks), m))


def _shuffled(ranks: np.ndarray, m: int, found: int) -> float:
    """The same of random choices without replacement: draws that hold a case twice are drawn again."""
    chance = np.random.default_rng(SEED)
    drawn = chance.integers(len(ranks), size=(SHUFFLES, m))
    while len(again := np.flatnonzero((np.diff(np.sort(drawn, axis=1), axis=1) == 0).any(axis=1))):
        drawn[again] = chance.integers(len(ranks), size=(len(again), m))
    out = _distance(ranks[drawn].sum(axis=1), ranks, m) >= _distance(found, ranks, m)
    return float((1 + out.sum()) / (1 + SHUFFLES))


def _normal(ranks: np.ndarray, m: int, found: int) -> float:
    n = len(ranks)
    spread = math.sqrt(m * (n - m) / (n - 1) * float(np.var(ranks)))
    if spread == 0:
        return 1.0
    away = max(0.0, abs(found - m * float(ranks.mean())) - 1)
    return math.erfc(away / spread / math.sqrt(2))


def q_values(p: Sequence[float] | np.ndarray) -> np.ndarray:
    """The share of false findings when all up to this p are believed (Benjamini & Hochberg 1995), in their order."""
    p = np.asarray(p, dtype=float)
    order = np.argsort(p)
    stepped = p[order] * len(p) / np.arange(1, len(p) + 1)
    q = np.empty(len(p))
    q[order] = np.minimum(np.minimum.accumulate(stepped[::-1])[::-1], 1.0)
    return q


def verdict_text(t: Words, found: Comparison) -> str:
    """How far a difference carries: 差别站得住, 只当线索, 说不准."""
    return t(VERDICTS[found.verdict])


def family_text(t: Words, family: int) -> str:
    """How many comparisons were made together, without which a verdict means little."""
    return t.plural("{n} comparison made in all", "{n} comparisons made in all", family)
