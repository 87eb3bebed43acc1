"""Who decides after everybody has listened to everybody. Formulas: docs/methods.md."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

ROUNDING = 1e-4
"""Parts meant to add up to all of a seat's judgement may miss it by so much; they are then scaled to it."""


class Undecided(ValueError):
    """No totals exist: `circle` are the seats (by index) that only listen to each other."""

    def __init__(self, circle: list[int]) -> None:
        super().__init__(f"closed circle {circle}")
        self.circle = circle


@dataclass(frozen=True)
class Influence:
    """Per seat, shares 0–1: `share` decided directly (名义), `kept` of it, `received` from listeners, `total` (实际).

    `control[i, j]` is how much of seat i's opinion comes from seat j after everybody has listened; rows sum to 1.
    """

    share: np.ndarray
    kept: np.ndarray
    received: np.ndarray
    total: np.ndarray
    control: np.ndarray

    @property
    def given(self) -> np.ndarray:
        """What each seat passes on of its own share by listening."""
        return self.share - self.kept


def closed_circle(given: np.ndarray) -> list[int]:
    """Seats that listen only to each other while none keeps judgement of its own; empty when there are none.

    `given[i, j]` is the part (0–1) of seat i's judgement that it takes from seat j; what is missing to 1 is its own.
    """
    own = 1 - given.sum(axis=1) > 1e-9
    if own.all():
        return []
    reach = (given > 0) | np.eye(len(given), dtype=bool)
    for _ in range(max(1, math.ceil(math.log2(max(len(given), 2))))):
        reach = (reach.astype(float) @ reach.astype(float)) > 0
    for i in np.flatnonzero(~(reach & own).any(axis=1)):
        members = np.flatnonzero(reach[i])
        if reach[members, i].all():
            return members.tolist()
    return []


def control(weights: np.ndarray, susceptibility: np.ndarray) -> np.ndarray:
    """Friedkin–Johnsen total influence V = (I − ΛW)⁻¹(I − Λ); `weights` may keep a diagonal, its rows sum to 1.

    Source: Friedkin & Johnsen 1990, J. Math. Sociol. 15:193. Raises Undecided on a closed circle.
    """
    weights, lam = np.asarray(weights, dtype=float), np.asarray(susceptibility, dtype=float)
    passed_on = lam[:, None] * weights
    circle = closed_circle(passed_on)
    if circle:
        raise Undecided(circle)
    return np.linalg.solve(np.eye(len(lam)) - passed_on, np.diag(1 - lam))


def totals(direct: Sequence[float], given: np.ndarray, susceptibility: np.ndarray | None = None) -> Influence:
    """Who decides after everybody has listened: t = dᵀV.

    `direct`: points or shares of the decision, any scale, none negative. `given[i, j]`: part (0–1) of seat i's
    judgement taken from seat j, the rest is its own (the form of 100 points). With `susceptibility` λ given, `given`
    is a matrix of weights with rows that sum to 1 and may keep its diagonal.
    """
    direct = np.asarray(direct, dtype=float)
    given = np.asarray(given, dtype=float).reshape(len(direct), len(direct))
    if not (np.isfinite(direct).all() and np.isfinite(given).all()):
        raise ValueError("points must be numbers")
    if (direct < 0).any() or (given < 0).any():
        raise ValueError("points cannot be negative")
    whole = direct.sum()
    share = direct / whole if whole > 0 else np.zeros_like(direct)
    if susceptibility is None:
        weights = given * (1 - np.eye(len(direct)))
        rows = weights.sum(axis=1)
        if (rows > 1 + ROUNDING).any():
            raise ValueError("a seat gives away more than all of its judgement")
        susceptibility = np.minimum(rows, 1)
        weights = weights / np.where(rows > 0, rows, 1)[:, None]
    else:
        weights = given
    v = control(weights, susceptibility)
    total = share @ v
    kept = share * np.diag(v)
    return Influence(share=share, kept=kept, received=np.maximum(total - kept, 0), total=total, control=v)


def opinion(influence: Influence, stances: Sequence[float]) -> np.ndarray:
    """What each seat thinks after they have talked: y = V s, with stances −1 … 1."""
    return influence.control @ np.asarray(stances, dtype=float)
