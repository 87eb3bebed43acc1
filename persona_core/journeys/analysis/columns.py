"""What is counted, as columns: stage events, and the companies or deals they belong to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from typing import NamedTuple

import numpy as np


class Stand(IntEnum):
    """How a unit stands, as a number in columns."""

    OPEN = 0
    WON = 1
    LOST = 2
    CHURNED = 3


class Events(NamedTuple):
    """Stage events as columns of integers: deal number, stage number, day number."""

    deal: np.ndarray
    stage: np.ndarray
    day: np.ndarray


@dataclass(frozen=True)
class Units:
    """What is counted: companies or deals.

    `deal` holds deal numbers in rising order, `of` the unit each belongs to (0, 1, 2, …), `pushed_by` who pushed it;
    `outcome` says how each unit stands (`Stand`).
    """

    deal: np.ndarray
    of: np.ndarray
    pushed_by: Sequence[str | None]
    outcome: np.ndarray

    def __len__(self) -> int:
        return len(self.outcome)

    def unit_of(self, deal: np.ndarray) -> np.ndarray:
        """The unit of each deal number; -1 for a deal that is not among them."""
        if len(self.deal) == 0:
            return np.full(len(deal), -1)
        top = int(self.deal[-1])
        if top > 8 * len(self.deal) + 1_000_000:
            at = np.minimum(np.searchsorted(self.deal, deal), len(self.deal) - 1)
            return np.where(self.deal[at] == deal, self.of[at], -1)
        table = np.full(top + 2, -1)
        table[self.deal] = self.of
        return table[deal] if deal.max(initial=0) <= top else table[np.minimum(deal, top + 1)]

    @cached_property
    def deals(self) -> np.ndarray:
        """How many deals each unit has."""
        return np.bincount(self.of, minlength=len(self))

    @property
    def signed(self) -> np.ndarray:
        """Who signed at some time."""
        return (self.outcome == Stand.WON) | (self.outcome == Stand.CHURNED)

    @property
    def ended(self) -> np.ndarray:
        """Who left, before signing or after."""
        return self.outcome >= Stand.LOST
