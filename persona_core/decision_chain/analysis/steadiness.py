"""Whether the order of influence holds when one listening word is a step off. Formulas: docs/methods.md."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from persona_core.decision_chain.analysis.chance import MATTERS
from persona_core.decision_chain.analysis.influence import Influence

LISTENING_STEP = 0.25
"""One step between 很听, 会参考 and not listening at all."""


class Hold(StrEnum):
    """What a step in one word leaves as it is: the whole order, the leader alone, or not even the leader."""

    ALL = "all"
    LEADER = "leader"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Tip:
    """The word that tips the order most: seats by index, parts 0–1, and who leads afterwards."""

    listener: int
    heard: int
    before: float
    after: float
    leader: int


@dataclass(frozen=True)
class Robustness:
    """`moves` is how many steps were tried; `tip` is None while the whole order holds."""

    hold: Hold
    leader: int
    moves: int
    tip: Tip | None


def robustness(influence: Influence, given: np.ndarray, most: Sequence[float]) -> Robustness | None:
    """Move each part that a seat gives away by a step, one at a time; None where nobody decides or nobody listens.

    `given[i, j]` is the part (0–1) of seat i's judgement taken from seat j, `most[i]` the most that i may take from
    one seat: half in words, all in points. Each step changes the system by one entry,
    so the totals after it follow in closed form (Sherman & Morrison, Ann. Math. Stat. 21, 1950) from (I − A)⁻¹. Steps
    that would leave a closed circle without judgement are not tried. Two seats less than half a point apart have no
    order.
    """
    by, to, before, after = _steps(given, np.asarray(most, dtype=float))
    if not len(by) or not influence.total.any():
        return None
    own = 1 - given.sum(axis=1)
    inverse = np.linalg.inv(np.eye(len(given)) - given)
    weight = influence.share @ inverse
    delta = after - before
    left = 1 - delta * inverse[to, by]
    possible = left > 1e-9
    by, to, before, after, delta, left = (x[possible] for x in (by, to, before, after, delta, left))
    if not len(by):
        return None
    kept = np.tile(own, (len(by), 1))
    kept[np.arange(len(by)), by] -= delta
    moved = (weight + (delta * weight[by] / left)[:, None] * inverse[to]) * np.maximum(kept, 0)
    return _judged(influence.total, moved, (by, to, before, after))


def _steps(given: np.ndarray, most: np.ndarray) -> tuple[np.ndarray, ...]:
    """Listener, heard, part before and after of every step that changes something."""
    by, to = np.nonzero(given > 1e-9)
    before = given[by, to]
    room = np.clip(np.minimum(1 - given.sum(axis=1)[by], most[by] - before), 0, LISTENING_STEP)
    up, down = before + room, np.maximum(before - LISTENING_STEP, 0)
    steps = [np.concatenate(x) for x in ((by, by), (to, to), (before, before), (up, down))]
    changed = np.abs(steps[3] - steps[2]) > 1e-9
    return tuple(x[changed] for x in steps)


def _judged(total: np.ndarray, moved: np.ndarray, steps: tuple[np.ndarray, ...]) -> Robustness:
    """What holds in every row of `moved`, and the step that upsets it most."""
    by, to, before, after = steps
    leader = int(total.argmax())
    first = total >= total[leader] - MATTERS
    ahead = np.where(first, -np.inf, moved).max(axis=1) - moved[:, first].max(axis=1)
    above = total[:, None] - total[None, :] >= MATTERS
    apart = np.where(above, moved[:, None, :] - moved[:, :, None], -np.inf).max(axis=(1, 2))
    for hold, upset in ((Hold.NOTHING, ahead), (Hold.LEADER, apart)):
        worst = int(upset.argmax())
        if upset[worst] >= MATTERS:
            tip = Tip(
                int(by[worst]), int(to[worst]), *map(float, (before[worst], after[worst])), int(moved[worst].argmax())
            )
            return Robustness(hold, leader, len(by), tip)
    return Robustness(Hold.ALL, leader, len(by), None)
