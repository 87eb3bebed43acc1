"""这类客户特别爱说: words that one group of customers uses more than the rest (Monroe, Colaresi & Quinn 2008)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from persona_core.kit.comparing import Comparison, fisher, q_values
from persona_core.kit.estimates import share
from persona_core.stories.analysis.segmenting import Segmented

STRENGTH, LEAST, ZETA = 10.0, 3, 1.96
"""How many words the prior weighs, how many customers must use a word, and from where on a word stands out."""


class LogOdds(NamedTuple):
    """How much more a group uses each word: difference of log odds, its variance, and one in units of the other."""

    delta: np.ndarray
    variance: np.ndarray
    zeta: np.ndarray


def shares(mine: np.ndarray, others: np.ndarray, strength: float = STRENGTH) -> np.ndarray:
    """The informative prior: `strength` words, shared out as the words of both sides are."""
    both = np.asarray(mine, dtype=float) + np.asarray(others, dtype=float)
    return strength * both / max(both.sum(), 1)


def log_odds(mine: np.ndarray, others: np.ndarray, prior: np.ndarray) -> LogOdds:
    """Log odds of each word in one group against the other, both drawn towards `prior` (words of each kind)."""
    mine, others = np.asarray(mine, dtype=float), np.asarray(others, dtype=float)
    a, b, more = mine + prior, others + prior, np.sum(prior)
    with np.errstate(divide="ignore", invalid="ignore"):  # a word that nobody says stands nowhere: nan
        delta = np.log(a / (mine.sum() + more - a)) - np.log(b / (others.sum() + more - b))
        variance = 1 / a + 1 / b
        return LogOdds(delta, variance, delta / np.sqrt(variance))


@dataclass(frozen=True)
class Favourite:
    """A word that a group uses much: `zeta` weighs how often it is said, `found` by how many customers of each side."""

    group: str
    word: str
    zeta: float
    found: Comparison

    @property
    def k(self) -> int:
        """How many customers of the group say it."""
        return self.found.first.k

    @property
    def n(self) -> int:
        """How many customers of the group were asked."""
        return self.found.first.n


def favourites(
    found: Segmented,
    groups: Sequence[str | None],
    customers: Sequence[int],
    *,
    shown: Collection[str] | None = None,
    least: int = LEAST,
) -> list[Favourite]:
    """Words that stand out in a group, each group against all others; at least three of its customers say each.

    `groups` and `customers` tell for every text of `found` in which group it counts (None: nowhere) and whose it is (a
    number). All words of at least three customers, in all groups that are looked at (`shown`, else all), are one
    family; of two groups one is the other's mirror and counts once. The most telling come first.
    """
    names = sorted({group for group in groups if group is not None})
    number = {name: g for g, name in enumerate(names)} | {None: -1}
    group_of_text = np.array([number[group] for group in groups], dtype=np.int64)
    customer_of_text = np.array(customers, dtype=np.int64)
    text, size = found.text_of_word, len(found.vocabulary)
    counted = (group_of_text[text] >= 0) & ~found.silent[found.word] if len(text) else np.empty(0, dtype=bool)
    word, text = found.word[counted].astype(np.int64), text[counted]
    said = np.bincount(group_of_text[text] * size + word, minlength=len(names) * size).reshape(len(names), size)
    by = _customers(word, customer_of_text[text], group_of_text[text], len(names), size)
    told = np.unique(np.column_stack([group_of_text, customer_of_text])[group_of_text >= 0], axis=0)
    n = np.bincount(told[:, 0], minlength=len(names))
    often = np.flatnonzero(by.sum(axis=0) >= least)
    asked = [g for g, name in enumerate(names) if (shown is None or name in shown) and least <= n[g] <= n.sum() - least]
    return _standing_out(found.vocabulary, names, asked, said, by, n, often, least)


def _customers(word: np.ndarray, customer: np.ndarray, group: np.ndarray, groups: int, size: int) -> np.ndarray:
    """How many customers of each group say each word."""
    if not len(word):
        return np.zeros((groups, size), dtype=np.int64)
    most = int(customer.max()) + 1
    pairs = np.sort((group * most + customer) * size + word)
    pairs = pairs[np.flatnonzero(np.diff(pairs, prepend=-1))]
    return np.bincount(pairs // size // most * size + pairs % size, minlength=groups * size).reshape(groups, size)


def _standing_out(
    vocabulary: list[str],
    names: list[str],
    asked: list[int],
    said: np.ndarray,
    by: np.ndarray,
    n: np.ndarray,
    often: np.ndarray,
    least: int,
) -> list[Favourite]:
    if not asked or not len(often):
        return []
    whole, k_all = said.sum(axis=0), by[:, often].sum(axis=0)
    k = by[asked][:, often]
    others = n.sum() - n[asked]
    tables = np.stack([k, n[asked][:, None] - k, k_all - k, others[:, None] - k_all + k], axis=-1).reshape(-1, 4)
    seen, back = np.unique(tables, axis=0, return_inverse=True)
    p = fisher(seen)[back.ravel()]
    q = q_values(p).reshape(len(asked), -1)
    p = p.reshape(len(asked), -1)
    family = p.size // 2 if len(names) == 2 == len(asked) else p.size
    made = []
    for row, g in enumerate(asked):
        rest = whole - said[g]
        zeta = log_odds(said[g], rest, shares(said[g], rest)).zeta[often]
        for i in np.flatnonzero((zeta >= ZETA) & (k[row] >= least)).tolist():
            sides = share(int(k[row, i]), int(n[g])), share(int(k_all[i] - k[row, i]), int(others[row]))
            found = Comparison(*sides, float(p[row, i]), float(q[row, i]), family)
            made.append(Favourite(names[g], vocabulary[often[i]], float(zeta[i]), found))
    return sorted(made, key=lambda one: (-one.zeta, one.group, one.word))
