"""Influence, opinion and chance of a chain in numbers: pure, no session, no words. Formulas: docs/methods.md."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

BASE_RATE = 0.2
"""Share of deals won when nobody leans either way, until somebody says otherwise; shown as an assumption."""

FLOOR = 0.05
"""What is left of the chance when a gate (veto, trial) is fully against us."""

MATTERS = 0.005
"""Influence below this reads 0 % and moves no number on a screen."""


class Undecided(ValueError):
    """No totals exist: `circle` are the seats (by index) that only listen to each other."""

    def __init__(self, circle: list[int]) -> None:
        super().__init__(f"closed circle {circle}")
        self.circle = circle


class NoInfluence(ValueError):
    """An anchor stands on a seat (`seat`, by index) that has no influence, so it tells nothing."""

    def __init__(self, seat: int) -> None:
        super().__init__(f"seat {seat} has no influence")
        self.seat = seat


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
    if (direct < 0).any() or (given < 0).any():
        raise ValueError("points cannot be negative")
    whole = direct.sum()
    share = direct / whole if whole > 0 else np.zeros_like(direct)
    if susceptibility is None:
        weights = given * (1 - np.eye(len(direct)))
        susceptibility = weights.sum(axis=1)
        if (susceptibility > 1 + 1e-9).any():
            raise ValueError("a seat gives away more than all of its judgement")
        susceptibility = np.minimum(susceptibility, 1)
        weights = weights / np.where(susceptibility > 0, susceptibility, 1)[:, None]
    else:
        weights = given
    v = control(weights, susceptibility)
    total = share @ v
    kept = share * np.diag(v)
    return Influence(share=share, kept=kept, received=np.maximum(total - kept, 0), total=total, control=v)


def opinion(influence: Influence, stances: Sequence[float]) -> np.ndarray:
    """What each seat thinks after they have talked: y = V s, with stances −1 … 1."""
    return influence.control @ np.asarray(stances, dtype=float)


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


def missing_roles(held: Collection[str | None], wanted: Sequence[str]) -> list[str]:
    """Buying roles that no seat of the chain is marked with, in the order wanted."""
    return [role for role in wanted if role not in held]


@dataclass(frozen=True)
class Contact:
    """How a chain is known: `met` seats (by index), and whether any of them decides or heads the users."""

    met: tuple[int, ...]
    reaches_head: bool

    @property
    def thin(self) -> bool:
        """单线联系: at most one seat met, or none of those met decides or heads the users."""
        return len(self.met) <= 1 or not self.reaches_head


def contact(ranks: Sequence[int], roles: Sequence[str | None], heads: Collection[str]) -> Contact:
    """`ranks`: 0 not met, 1 met and more per seat; `roles`: its buying role; `heads`: roles that count as the top."""
    met = tuple(i for i, rank in enumerate(ranks) if rank >= 1)
    return Contact(met, any(roles[i] in heads for i in met))


def influence_frame(positions: Sequence[str], influence: Mapping[str, Sequence[float]]) -> pd.DataFrame:
    """One row a position, largest total first: position, share, kept, received, total (0–1). Twin of the bars."""
    frame = pd.DataFrame({"position": list(positions), **{k: list(influence[k]) for k in ("share", "kept", "total")}})
    frame["received"] = (frame["total"] - frame["kept"]).clip(lower=0)
    return frame.sort_values(["total", "share"], ascending=False, kind="stable", ignore_index=True)


def slope_frame(purchase: Mapping[str, float], renewal: Mapping[str, float]) -> pd.DataFrame:
    """One row a position: position, purchase, renewal, shift (0–1), largest shift first. Twin of the slope."""
    names = list(dict.fromkeys([*purchase, *renewal]))
    frame = pd.DataFrame(
        {
            "position": names,
            "purchase": [float(purchase.get(n, 0.0)) for n in names],
            "renewal": [float(renewal.get(n, 0.0)) for n in names],
        }
    )
    frame["shift"] = frame["renewal"] - frame["purchase"]
    return frame.sort_values("shift", key=abs, ascending=False, kind="stable", ignore_index=True)


def reversal(frame: pd.DataFrame) -> tuple[str, str] | None:
    """The leading position at purchase and at renewal, when they are not the same; None is 没有反转."""
    if frame.empty:
        return None
    first = frame.loc[frame["purchase"].idxmax(), "position"]
    then = frame.loc[frame["renewal"].idxmax(), "position"]
    return None if first == then else (first, then)
