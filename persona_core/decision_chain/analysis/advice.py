"""Whom to see next, and which stance not known moves the chance most. Formulas: docs/methods.md."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from persona_core.decision_chain.analysis.chance import MATTERS, Success, chances
from persona_core.decision_chain.analysis.influence import Influence

STEP = 0.5
"""One step of a stance (一档) on the scale −1 … 1."""

Stances = Sequence[float | None]
"""−1 … 1 per seat, None when not known."""


@dataclass(frozen=True)
class Gain:
    """What winning a seat (by index) over by one step adds to the chance (0–1); None while there is no chance."""

    seat: int
    gain: float | None
    per_effort: float | None


def gains(
    influence: Influence, stances: Stances, found: Success | None, efforts: Sequence[float], gates: Collection[int] = ()
) -> list[Gain]:
    """Seats worth seeing, best first: per effort, then gain, then influence.

    A stance that is not known counts from neutral. Seats wholly for us are left out, and those that move nothing.
    Without a chance the order is by influence a step would win, per effort, after gates that stand against us.
    """
    now = _filled(stances)
    step = np.minimum(STEP, 1 - now)
    held = np.zeros(len(now), dtype=bool)
    held[list(gates)] = True
    open_ = (step > 0) & ((influence.total >= MATTERS) | held)
    if found is None:
        ranked = np.where(open_, influence.total * step / np.asarray(efforts, dtype=float), 0)
        blocking = open_ & held & (now < 0)
        seats = sorted(np.flatnonzero(open_), key=lambda i: (not blocking[i], -ranked[i], -influence.total[i], i))
        return [Gain(int(i), None, None) for i in seats if ranked[i] > 0 or blocking[i]]
    moved = now + np.diag(step)
    gain = chances(influence, moved, found.intercept, found.slope, gates) - found.value
    per_effort = gain / np.asarray(efforts, dtype=float)
    order = sorted(
        np.flatnonzero(open_ & (gain > _NOTHING)),
        key=lambda i: (-round(per_effort[i], 12), -round(gain[i], 12), -influence.total[i], i),
    )
    return [Gain(int(i), float(gain[i]), float(per_effort[i])) for i in order]


_NOTHING = 1e-9


def swings(influence: Influence, stances: Stances, found: Success | None, gates: Collection[int] = ()) -> list[Gain]:
    """Seats whose stance is not known, by how far the chance lies apart between all for us and all against us.

    `gain` is that swing (others not known count as neutral), None while there is no chance; the order is then by
    influence. Seats that move nothing are left out.
    """
    unknown = [i for i, s in enumerate(stances) if s is None and (influence.total[i] >= MATTERS or i in set(gates))]
    if found is None or not unknown:
        return [Gain(i, None, None) for i in sorted(unknown, key=lambda i: (-influence.total[i], i))]
    rows = np.tile(_filled(stances), (2 * len(unknown), 1))
    for n, seat in enumerate(unknown):
        rows[2 * n, seat], rows[2 * n + 1, seat] = 1, -1
    p = chances(influence, rows, found.intercept, found.slope, gates)
    swing = dict(zip(unknown, p[::2] - p[1::2], strict=True))
    order = sorted(unknown, key=lambda i: (-round(swing[i], 12), -influence.total[i], i))
    return [Gain(i, float(swing[i]), None) for i in order if swing[i] > _NOTHING]


def _filled(stances: Stances) -> np.ndarray:
    return np.array([0.0 if s is None else s for s in stances], dtype=float)
