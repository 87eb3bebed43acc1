"""What is counted, as columns: stage events, and the companies or deals they belong to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np


class Events(NamedTuple):
    """Stage events as columns of integers: deal number, stage number, day number."""

    deal: np.ndarray
    stage: np.ndarray
    day: np.ndarray


@dataclass(frozen=True)
class Units:
    """What is counted: companies or deals.

    `deal` holds deal numbers in rising order; `of` the unit each belongs to, `pushed_by` who pushed it;
    `outcome` of each unit is open, won, lost or churned.
    """

    deal: np.ndarray
    of: np.ndarray
    pushed_by: Sequence[str | None]
    outcome: np.ndarray
