"""The chance that a chain decides for us, from one experience or several. Formulas: docs/methods.md."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from persona_core.decision_chain.analysis.influence import Influence, opinion

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


def _sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x))


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


def gate(z: float) -> float:
    """What a gate leaves of the chance: all of it from neutral upwards, 5 % when fully against."""
    return 1.0 if z >= 0 else 1 + (1 - FLOOR) * z


def chance(
    influence: Influence, stances: Sequence[float], alpha: float, beta: float, gates: Collection[int] = ()
) -> float:
    """P = σ(α + β·S) · Π g(min(s_v, y_v)) over the gates, with S = t·s."""
    s = np.asarray(stances, dtype=float)
    p = _sigmoid(alpha + beta * float(influence.total @ s))
    if gates:
        after = opinion(influence, s)
        for seat in gates:
            p *= gate(min(float(s[seat]), float(after[seat])))
    return p


@dataclass(frozen=True)
class Success:
    """A chance 0–1 with unknown stances taken as neutral, and its range when they are all against or all for us.

    `ungated…` leave vetoes and trial gates aside; `unknown` are the seats (by index) that make the range.
    """

    value: float
    lo: float
    hi: float
    ungated: float
    ungated_lo: float
    ungated_hi: float
    unknown: tuple[int, ...]
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
    """The chance that the chain decides for us; None until an anchor is given.

    `stances` −1 … 1 per seat, None when not known; `anchors` as in `calibrate`; `gates` are seats with a veto or a
    trial that must pass.
    """
    if not anchors:
        return None
    alpha = logit(base)
    beta, misfit = calibrate(base, anchors, influence.total)
    filled = [[s if s is not None else fill for s in stances] for fill in (0.0, -1.0, 1.0)]
    gated = [chance(influence, s, alpha, beta, gates) for s in filled]
    open_ = [chance(influence, s, alpha, beta) for s in filled]
    unknown = tuple(
        i for i, s in enumerate(stances) if s is None and (influence.total[i] >= MATTERS or i in set(gates))
    )
    return Success(*gated, *open_, unknown=unknown, slope=beta, misfit=misfit)
