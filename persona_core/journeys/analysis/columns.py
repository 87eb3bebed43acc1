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


class Pushed(NamedTuple):
    """Who pushed each deal, as a place in `names`; -1 where nobody is named."""

    names: Sequence[str]
    code: np.ndarray


@dataclass(frozen=True)
class Units:
    """What is counted: companies or deals.

    `deal` holds deal numbers in rising order, `of` the unit each belongs to (0, 1, 2, …), `pushed_by` who pushed it,
    None where that is known of none; `outcome` says how each unit stands (`Stand`), `num` is the number of the company
    or deal that it is.
    """

    deal: np.ndarray
    of: np.ndarray
    pushed_by: Pushed | None
    outcome: np.ndarray
    num: np.ndarray | None = None

    def __len__(self) -> int:
        return len(self.outcome)

    def unit_of(self, deal: np.ndarray) -> np.ndarray:
        """The unit of each deal number; -1 for a deal that is not among them."""
        if len(self.deal) == 0 or len(deal) == 0:
            return np.full(len(deal), -1)
        low, top = int(self.deal[0]), int(self.deal[-1])
        at = deal - low
        inside = at.min() >= 0 and at.max() <= top - low
        if self._straight and inside:
            return at
        if self._table is None:
            at = np.minimum(np.searchsorted(self.deal, deal), len(self.deal) - 1)
            return np.where(self.deal[at] == deal, self.of[at], -1)
        return self._table.take(at) if inside else self._table[np.clip(at, -1, top - low + 1)]

    @cached_property
    def _straight(self) -> bool:
        """Whether deals without a gap are units in the same order."""
        step = int(self.deal[-1]) - int(self.deal[0]) == len(self.deal) - 1 == len(self) - 1
        return step and bool((self.of == np.arange(len(self))).all())

    @cached_property
    def _table(self) -> np.ndarray | None:
        """Units by deal number from the first on; None where the numbers are too far apart for a table."""
        span = int(self.deal[-1]) - int(self.deal[0])
        if span > 8 * len(self.deal) + 1_000_000:
            return None
        table = np.full(span + 2, -1)
        table[self.deal - self.deal[0]] = self.of
        return table

    @cached_property
    def deals(self) -> np.ndarray:
        """How many deals each unit has."""
        return np.bincount(self.of, minlength=len(self))

    @cached_property
    def several(self) -> bool:
        """Whether some unit has more deals than one."""
        return bool((self.deals > 1).any())

    def rearranged(self, order: np.ndarray) -> Units:
        """The units that `order` names, in that order; the others are not among them any more."""
        place = np.full(len(self), -1)
        place[order] = np.arange(len(order))
        of = place[self.of]
        kept = of >= 0
        pushed = self.pushed_by and self.pushed_by._replace(code=self.pushed_by.code[kept])
        num = None if self.num is None else self.num[order]
        return Units(self.deal[kept], of[kept], pushed, self.outcome[order], num)

    @property
    def signed(self) -> np.ndarray:
        """Who signed at some time."""
        return (self.outcome == Stand.WON) | (self.outcome == Stand.CHURNED)

    @property
    def ended(self) -> np.ndarray:
        """Who left, before signing or after."""
        return self.outcome >= Stand.LOST
