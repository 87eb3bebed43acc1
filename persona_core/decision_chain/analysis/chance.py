"""The chance that a chain decides for us, from one experience or several. Formulas: docs/methods.md."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from persona_core.decision_chain.analysis.influence import Influence

BASE_RATE = 0.2
"""Share of deals won when nobody leans either way, until somebody says otherwise; shown as an assumption."""

FLOOR = 0.05
"""What is left of the chance when a gate (veto, trial) is fully against us."""

MATTERS = 0.005
"""Influence below this reads 0 % and moves no number on a screen."""


class NoInfluence(ValueError):
    """An anchor stands on a seat (`seat`, by index) that has no influence, so it tells nothing."""

    def __init__(self, seat: int) -> None:
        super().__init__(f"seat {seat} has no influence")
        self.seat = seat


SURE = 0.01
"""None of ten and ten of ten are taken as 1 % and 99 %: ten deals prove neither never nor always."""


def logit(p: float) -> float:
    """The log odds of a probability, kept within 1–99 %."""
    p = min(max(p, SURE), 1 - SURE)
    return math.log(p / (1 - p))


def _sigmoid(x: np.ndarray) -> np.ndarray:
    small = np.exp(-np.abs(x))
    return np.where(x >= 0, 1, small) / (1 + small)


def calibrate(base: float, anchors: Mapping[int, float], total: Sequence[float]) -> tuple[float, float]:
    """Slope β of log odds per influence-weighted stance, and its misfit in log odds (root mean square).

    `anchors`: seat → chance when this seat champions us and all others are neutral. Several are joined by least
    squares through the base rate. Raises NoInfluence for a seat whose total is nothing.
    """
    for seat in anchors:
        if total[seat] < 1e-9:
            raise NoInfluence(seat)
    x = np.array([total[seat] for seat in anchors], dtype=float)
    y = np.array([logit(p) for p in anchors.values()], dtype=float) - logit(base)
    slope = float(x @ y / (x @ x))
    return slope, float(np.sqrt(np.mean((y - slope * x) ** 2)))


def gate(z: np.ndarray | float) -> np.ndarray | float:
    """What a gate leaves of the chance: all of it from neutral upwards, 5 % when fully against."""
    return 1 + (1 - FLOOR) * np.minimum(z, 0)


def chances(
    influence: Influence, stances: np.ndarray, alpha: float, beta: float, gates: Collection[int] = ()
) -> np.ndarray:
    """P = σ(α + β·S) · Π g(min(s_v, y_v)) over the gates, with S = t·s; one for each row of `stances` (−1 … 1)."""
    s = np.atleast_2d(np.asarray(stances, dtype=float))
    p = _sigmoid(alpha + beta * (s @ influence.total))
    holders = list(gates)
    if holders:
        after = s @ influence.control[holders].T
        p = p * gate(np.minimum(s[:, holders], after)).prod(axis=1)
    return p


@dataclass(frozen=True)
class Success:
    """A chance 0–1 with unknown stances taken as neutral, and its range when they are all against or all for us.

    `ungated…` leave vetoes and trial gates aside; `unknown` are the seats (by index) that make the range;
    `intercept` α and `slope` β make log odds of an influence-weighted stance.
    """

    value: float
    lo: float
    hi: float
    ungated: float
    ungated_lo: float
    ungated_hi: float
    unknown: tuple[int, ...]
    intercept: float
    slope: float
    misfit: float


def success(
    influence: Influence,
    stances: Sequence[float | None],
    *,
    anchors: Mapping[int, float],
    base: float = BASE_RATE,
    gates: Collection[int] = (),
) -> Success | None:
    """The chance that the chain decides for us; None until an anchor is given, and where nobody decides.

    `stances` −1 … 1 per seat, None when not known; `anchors` as in `calibrate`; `gates` are seats with a veto or a
    trial that must pass.
    """
    if not anchors or not influence.total.any():
        return None
    alpha = logit(base)
    beta, misfit = calibrate(base, anchors, influence.total)
    filled = np.array([[fill if s is None else s for s in stances] for fill in (0.0, -1.0, 1.0)])
    gated = chances(influence, filled, alpha, beta, gates).tolist()
    open_ = chances(influence, filled, alpha, beta).tolist()
    unknown = tuple(
        i for i, s in enumerate(stances) if s is None and (influence.total[i] >= MATTERS or i in set(gates))
    )
    return Success(*gated, *open_, unknown=unknown, intercept=alpha, slope=beta, misfit=misfit)
