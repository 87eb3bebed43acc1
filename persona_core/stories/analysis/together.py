"""常一起出现: tags that the same customers mention."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from persona_core.kit.comparing import SAID, fisher, q_values, verdict
from persona_core.stories.analysis.counting import Key, Told

LEAST = 3
"""Tags of fewer customers are in no pair, and a pair is told when so many mention both."""


@dataclass(frozen=True)
class Pair:
    """Two tags: `both` of `n` customers mention them together, `lift` times as often as if they were unrelated."""

    one: Key
    other: Key
    both: int
    one_k: int
    other_k: int
    n: int
    lift: float
    p: float
    q: float
    family: int

    @property
    def verdict(self) -> str:
        """Whether that they go together is said, is only a clue, or cannot be told."""
        return verdict(self.p, self.q)

    @property
    def holds(self) -> bool:
        """Whether the two belong together: more often than by chance, taken with all other pairs."""
        return self.lift > 1 and self.verdict == SAID


def pairs(told: Told, tags: Sequence[Key], *, least: int = LEAST) -> list[Pair]:
    """Pairs of tags that at least three customers both mention, the least likely by chance first.

    All pairs of tags that at least three customers mention are one family.
    """
    companies = {who: i for i, who in enumerate(dict.fromkeys(told.company.values()))}
    column = {tag: i for i, tag in enumerate(tags)}
    said = np.zeros((len(companies), len(tags)), dtype=np.float32)
    for story, tag in told.marks:
        if story in told.company and tag in column:
            said[companies[told.company[story]], column[tag]] = 1
    k = said.sum(axis=0).astype(int)
    often = np.flatnonzero(k >= least)
    both = (said[:, often].T @ said[:, often]).astype(int)
    a, b = np.triu_indices(len(often), 1)
    n, n_a, n_b, n_ab = len(companies), k[often][a], k[often][b], both[a, b]
    p = fisher(np.column_stack([n_ab, n_a - n_ab, n_b - n_ab, n - n_a - n_b + n_ab]))
    q = q_values(p)
    found = [
        Pair(
            tags[often[a[i]]],
            tags[often[b[i]]],
            int(n_ab[i]),
            int(n_a[i]),
            int(n_b[i]),
            n,
            float(n * n_ab[i] / (n_a[i] * n_b[i])),
            float(p[i]),
            float(q[i]),
            len(p),
        )
        for i in np.flatnonzero(n_ab >= least)
    ]
    return sorted(found, key=lambda pair: (pair.p, -pair.lift, str(pair.one), str(pair.other)))
