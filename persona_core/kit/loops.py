"""Roads that lead back: how often each place is passed before the end, and how often something is repeated."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from persona_core.kit.estimates import Estimate


class Absorbed(NamedTuple):
    """From each place (row): expected visits to each place (N), and the chance of each end (B)."""

    visits: np.ndarray
    ends: np.ndarray


def absorbed(moves: np.ndarray, ends: np.ndarray) -> Absorbed | None:
    """Where a walk ends (Kemeny & Snell 1960): N = (I − Q)⁻¹, B = N R.

    `moves` (Q, places × places) and `ends` (R, places × ends) hold the chances of one step. None when some place
    has no way out, for then nothing can be said.
    """
    try:
        visits = np.linalg.inv(np.eye(len(moves)) - moves)
    except np.linalg.LinAlgError:
        return None
    if not np.isfinite(visits).all() or np.abs(visits).max(initial=0.0) > 1e12:
        return None
    return Absorbed(visits, visits @ ends)


def repeats(again: Estimate) -> Estimate:
    """How often something is expected to be repeated when it is with chance p each time: p / (1 − p).

    None where p, or the upper limit of p, is 1: there is no end in sight then.
    """
    value, lo, hi = (None if p is None or p >= 1 else p / (1 - p) for p in (again.value, again.lo, again.hi))
    return Estimate(value, lo, hi, again.k, again.n, f"p/(1-p), {again.method}")
