"""Amounts as a few groups of about the same size, so that they can be compared like kinds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

import numpy as np

Owner = TypeVar("Owner")

THIRDS_FROM = 9
"""So many different amounts make three groups, fewer make two."""


def amount_groups(amounts: Mapping[Owner, float]) -> tuple[dict[Owner, int], list[tuple[float, float]]]:
    """Who is in which group, the smallest amounts in group 0, and from where to where each group goes.

    Equal amounts stay together; one amount alone makes one group.
    """
    values = np.array(sorted(amounts.values()), dtype=float)
    different = np.unique(values)
    if len(different) < 2:
        return dict.fromkeys(amounts, 0), [(float(v), float(v)) for v in different]
    parts = 3 if len(different) >= THIRDS_FROM else 2
    edges = np.unique([max(values[len(values) * part // parts], different[1]) for part in range(1, parts)])
    places = np.searchsorted(edges, np.array(list(amounts.values()), dtype=float), side="right")
    group = dict(zip(amounts, places.tolist(), strict=True))
    made = [[float(a) for owner, a in amounts.items() if group[owner] == number] for number in range(len(edges) + 1)]
    return group, [(min(part), max(part)) for part in made]
