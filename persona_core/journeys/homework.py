"""Homework of the grid: which empty cell is worth asking about next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from persona_core.journeys.grid import Grid
from persona_core.journeys.models import LOST, WON, Stage

WEIGHTY = 0.1
"""Influence from which a position is worth asking; the same from which the deal review names a seat."""


class Ask(NamedTuple):
    """An empty cell with the influence its position has there; `renewal` tells at which of the two moments."""

    stage: Stage
    position: str
    weight: float
    renewal: bool


def worth_asking(grid: Grid, weights: Mapping[str, tuple[float, float]]) -> list[Ask]:
    """Positions of weight at stages where nobody was asked, the weightiest first, then in the order of the journey.

    `weights` are influence 0–1 at purchase and at renewal: up to signing the first counts, after it the second. Where
    a deal is lost is no stage to ask at.
    """
    sign = next((place for place, stage in enumerate(grid.stages) if stage.sets_outcome == WON), len(grid.stages))
    found = []
    for place, stage in enumerate(grid.stages):
        if stage.sets_outcome == LOST:
            continue
        for position, weight in weights.items():
            here = weight[place > sign]
            if here >= WEIGHTY and grid.silent(stage.id, position):
                found.append(Ask(stage, position, here, place > sign))
    return sorted(found, key=lambda ask: -round(ask.weight, 6))
