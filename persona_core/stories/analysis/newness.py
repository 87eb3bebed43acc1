"""再访还有没有新东西: how many new tags each further conversation still brings (Guest, Namey & Chen 2020)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

import numpy as np

from persona_core.kit.comparing import SEED
from persona_core.stories.analysis.counting import Key, Told

BASE, RUN, LIMIT, SHUFFLES = 4, 2, 0.05, 200
"""The first conversations that the later ones are measured by, the ones taken together, the share of new tags at which
nothing much is new, and how often the order is shuffled."""

_AT_ONCE = 4_000_000
"""So many ranks of shuffled tags are held in memory at once."""


@dataclass(frozen=True)
class NewGround:
    """`curve` holds how many different tags were known after each conversation.

    `reached` is after how many of them little was new: the `run` conversations after it brought at most `limit` of what
    the first `base` had brought; None while that has not happened. `silent` the same with nothing new at all. `typical`
    is the median of `reached` over shuffled orders, None when it is not reached in half of them; `latest` the number of
    new tags in the last `run` conversations.
    """

    curve: tuple[int, ...]
    base: int
    run: int
    limit: float
    reached: int | None
    silent: int | None
    ratio: float
    typical: float | None
    latest: int

    @property
    def label(self) -> str | None:
        """As it is written in the literature: 5+2."""
        return None if self.reached is None else f"{self.reached}+{self.run}"


def in_order(told: Told, days: Mapping[Key, Any]) -> dict[Key, set[Key]]:
    """Each customer's tags, customers in the order of their first conversation; who has no date comes last.

    Customers whose stories carry no tag yet are left out: unread, they would pass for bringing nothing new.
    """
    tags: dict[Key, set[Key]] = {}
    for story, tag in told.marks:
        if story in told.company:
            tags.setdefault(told.company[story], set()).add(tag)
    first: dict[Key, tuple] = {}
    for place, (story, who) in enumerate(told.company.items()):
        day = days.get(story)
        key = (day is None, day.toordinal() if day is not None else 0, place)
        first[who] = min(key, first.get(who, key))
    return {who: tags[who] for who in sorted(first, key=first.get) if who in tags}


def new_ground(
    heard: Sequence[AbstractSet[Key]],
    *,
    base: int = BASE,
    run: int = RUN,
    limit: float = LIMIT,
    shuffles: int = SHUFFLES,
) -> NewGround | None:
    """What each of the conversations `heard`, sets of tags in their order, added; None with fewer than `base`."""
    n = len(heard)
    if n < base or base < 1 or run < 1:
        return None
    column: dict[Key, int] = {}
    pairs = [(column.setdefault(tag, len(column)), place) for place, tags in enumerate(heard) for tag in tags]
    by_tag = np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2)
    starts = np.flatnonzero(np.diff(by_tag[:, 0], prepend=-1))
    curve = _curves(by_tag[:, 1][None, :], starts, n)
    chance = np.random.default_rng(SEED)
    orders = np.argsort(chance.random((shuffles, n)), axis=1)
    parts = max(1, math.ceil(shuffles * max(len(by_tag), n) / _AT_ONCE))
    shuffled = [
        _reached(_curves(part[:, by_tag[:, 1]], starts, n), base, run, limit) for part in np.array_split(orders, parts)
    ]
    typical = float(np.median(np.concatenate(shuffled))) if shuffles else math.inf
    reached, silent = (_whole(_reached(curve, base, run, most)[0]) for most in (limit, 0.0))
    new = int(curve[0, -1] - curve[0, max(n - run, 0) - 1])
    return NewGround(
        curve=tuple(curve[0].tolist()),
        base=base,
        run=run,
        limit=limit,
        reached=reached,
        silent=silent,
        ratio=_ratio(curve[0], base, run, reached),
        typical=typical if math.isfinite(typical) else None,
        latest=new,
    )


def _curves(ranks: np.ndarray, starts: np.ndarray, n: int) -> np.ndarray:
    """Different tags known after each place, one row an order; `ranks` are the places of each tag's conversations."""
    if not len(starts):
        return np.zeros((len(ranks), n), dtype=np.int64)
    first = np.minimum.reduceat(ranks, starts, axis=1)
    rows = np.arange(len(ranks))[:, None] * n
    return np.cumsum(np.bincount((first + rows).ravel(), minlength=len(ranks) * n).reshape(-1, n), axis=1)


def _reached(curves: np.ndarray, base: int, run: int, limit: float) -> np.ndarray:
    """After how many conversations each curve has brought little new; inf where it has not."""
    known = curves[:, base - 1]
    new = curves[:, base + run - 1 :] - curves[:, base - 1 : curves.shape[1] - run]
    if not new.shape[1]:
        return np.full(len(curves), math.inf)
    little = (new <= limit * known[:, None] + 1e-9) & (known[:, None] > 0)
    return np.where(little.any(axis=1), base + little.argmax(axis=1), math.inf)


def _whole(number: float) -> int | None:
    return int(number) if math.isfinite(number) else None


def _ratio(curve: np.ndarray, base: int, run: int, reached: int | None) -> float:
    """New tags over those of the base: of the run that reached it, else of the last one."""
    end = len(curve) if reached is None else reached + run
    start = max(end - run, base)
    return float(curve[end - 1] - curve[start - 1]) / max(int(curve[base - 1]), 1)


def chance_of_hearing(conversations: int, prevalence: float, times: int = 1) -> float:
    """How likely something that a share of customers say is heard so many times (Fugard & Potts 2015): binomial."""
    if not 0 <= prevalence <= 1 or conversations < 0 or times < 1:
        raise ValueError("a share lies between 0 and 1, and counts are not negative")
    return 1 - sum(
        math.comb(conversations, k) * prevalence**k * (1 - prevalence) ** (conversations - k)
        for k in range(min(times, conversations + 1))
    )


def conversations_needed(prevalence: float, times: int = 1, power: float = 0.8) -> int:
    """With how many conversations something is heard so many times with this chance."""
    if not 0 < prevalence <= 1 or not 0 < power < 1 or times < 1:
        raise ValueError("shares lie between 0 and 1")
    n = times
    while chance_of_hearing(n, prevalence, times) < power:
        n += 1
    return n
