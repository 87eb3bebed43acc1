"""Made-up deals walking a journey of so many stages, the same for every run: columns of integers, rows shuffled."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from persona_core.journeys.analysis import Events, Stand, Step, Units
from persona_core.journeys.models import CHURNED, LOST, WON, StageKind
from persona_core.kit import clock

LAST_DAY = clock.day_number(clock.today())
"""The day up to which everything has happened; deals begin in the five years before."""


@dataclass(frozen=True)
class Walks:
    """Events and deals (each a unit of its own, numbered from 1) on a journey; stage numbers are places + 1."""

    events: Events
    units: Units
    steps: list[Step]

    @property
    def forward(self) -> int:
        """How many stages lead forward."""
        return sum(not step.ends for step in self.steps)

    @property
    def sign(self) -> int:
        """The place of signing."""
        return next(place for place, step in enumerate(self.steps) if step.sets_outcome == WON)


def journey(stages: int) -> list[Step]:
    """Stages forward, of which the last but one signs and the last repeats, then the two ends."""
    sign = stages - 4
    forward = [Step(place + 1, sets_outcome=WON if place == sign else None) for place in range(stages - 3)]
    renewal = Step(stages - 2, kind=StageKind.REPEATING)
    ends = (Step(stages - 1 + n, StageKind.TERMINAL, False, what) for n, what in enumerate((LOST, CHURNED)))
    return [*forward, renewal, *ends]


def walks(events: int, stages: int, seed: int = 20240101) -> Walks:
    """About `events` events: deals skip stages, go back, stop, renew, are lost, leave; whole deals only."""
    steps = journey(stages)
    chance = np.random.default_rng(seed)
    forward, sign, long = stages - 2, stages - 4, stages > 20
    deals = int(events / (12 if long else 4.3) * 1.6)
    place = chance.integers(0, 3, deals) * (chance.random(deals) < 0.2)
    day = chance.integers(LAST_DAY - 1_900, LAST_DAY - 500, deals)
    outcome = np.zeros(deals, dtype=np.int8)
    left, kept = (0.04, 0.03) if long else (0.12, 0.12)
    rows, walking = [], np.arange(deals)
    while walking.size:
        rows.append((walking + 1, place[walking] + 1, day[walking]))
        dice = chance.random(len(walking))
        day[walking] = np.minimum(day[walking] + chance.geometric(0.04, len(walking)), LAST_DAY)
        gone = walking[dice < left]
        end = np.where(place[gone] >= sign, stages, stages - 1)
        rows.append((gone + 1, end, day[gone]))
        outcome[gone] = np.where(place[gone] >= sign, Stand.CHURNED, Stand.LOST)
        onward = place[walking] + 1 + (chance.random(len(walking)) < 0.1)
        onward = np.where(dice > 0.97, np.maximum(place[walking] - 1, 0), onward)
        place[walking] = np.minimum(onward, forward - 1)
        stays = (dice >= left + kept) & (day[walking] < LAST_DAY - 50)
        walking = walking[stays]
    columns = [np.concatenate(column) for column in zip(*rows, strict=True)]
    some = columns[0] < np.sort(columns[0])[min(events, len(columns[0])) - 1]
    mixed = chance.permutation(int(some.sum()))
    columns = [column[some][mixed].astype(np.int64) for column in columns]
    return Walks(Events(*columns), _units(columns, outcome, forward, sign), steps)


def _units(columns: list[np.ndarray], outcome: np.ndarray, forward: int, sign: int) -> Units:
    """The deals as their dates say they stand."""
    deals = int(columns[0].max())
    far = np.zeros(deals, dtype=np.int64)
    onward = columns[1] <= forward
    np.maximum.at(far, columns[0][onward] - 1, columns[1][onward] - 1)
    stand = outcome[:deals]
    stand = np.where((stand == Stand.OPEN) & (far >= sign), Stand.WON, stand)
    stand = np.where((stand == Stand.LOST) & (far >= sign), Stand.CHURNED, stand).astype(np.int8)
    number = np.arange(deals)
    return Units(number + 1, number, None, stand, number + 1)
