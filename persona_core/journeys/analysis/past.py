"""How deals and companies stood on a day in the past, as far as dates tell."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from persona_core.journeys.analysis.columns import Events, Stand, Units
from persona_core.journeys.analysis.ordering import order
from persona_core.journeys.analysis.passages import NEVER
from persona_core.journeys.analysis.steps import Road

_BY_RANK = (Stand.LOST, Stand.OPEN, Stand.CHURNED, Stand.WON)
"""How a company stands follows from its deals: the last of these that one of them is."""


@dataclass(frozen=True)
class History:
    """What the dates of deals say of every day, from one go through them.

    `unit`, `code` and `day` are where a deal comes to stand otherwise (`Stand`), deal by deal and day by day; `now` is
    how each stands by its last date, `begun` the first day of each, -1 where it has none.
    """

    deals: Units
    unit: np.ndarray
    code: np.ndarray
    day: np.ndarray
    begun: np.ndarray

    def said(self, day: int) -> np.ndarray:
        """How each deal stood on a day by its dates alone: as `standing`, for many deals at once."""
        then = self.day <= day
        unit, code = self.unit[then], self.code[then]
        stand, signed = np.zeros(len(self.deals), dtype=np.int8), np.zeros(len(self.deals), dtype=bool)
        stand[unit] = code
        signed[unit[code == Stand.WON]] = True
        stand[(stand == Stand.LOST) & signed] = Stand.CHURNED
        return stand

    @cached_property
    def now(self) -> np.ndarray:
        """How each deal stands by all its dates."""
        return self.said(int(self.day.max(initial=0)))

    def there(self, day: int) -> np.ndarray:
        """The deals that were there on a day: all but those all of whose dates come after it."""
        return self.begun <= day

    def stood(self, day: int) -> Units:
        """Deals as they stood on a day.

        One whose stand today no date explains stands so then too, if it was there.
        """
        deals = self.deals
        stand = np.where(self.now == deals.outcome, self.said(day), deals.outcome)
        stand[~self.there(day)] = Stand.OPEN
        return replace(deals, outcome=stand.astype(np.int8))

    def companies(self, companies: Units, day: int) -> Units:
        """Companies as they stood on a day, with these deals.

        A company that stands otherwise today than its deals say stands so then too, if any of its deals was there.
        """
        there = self.there(day)
        now = _from_deals(companies, self.deals.outcome, np.ones(len(there), dtype=bool))
        then = _from_deals(companies, self.stood(day).outcome, there)
        stand = np.where(now == companies.outcome, then, companies.outcome)
        begun = np.bincount(companies.of[there], minlength=len(companies)) > 0
        stand[(companies.deals > 0) & ~begun] = Stand.OPEN
        return replace(companies, outcome=stand.astype(np.int8))


def history(events: Events, deals: Units, road: Road) -> History:
    """The history of deals on a road; they begin by any of their dates, on the road or not."""
    log, _ = order(events, deals, road, int(events.day.max(initial=0)))
    parts = [(np.empty(0, dtype=np.int32), np.empty(0, dtype=np.int8), np.empty(0, dtype=np.int32))]
    for block in log.blocks(0, len(deals)):
        code = road.says.take(block.place)
        at = np.flatnonzero(code)
        unit, code = block.unit[at] + block.low, code[at]
        turns = np.ones(len(at), dtype=bool)
        turns[1:] = (unit[1:] != unit[:-1]) | (code[1:] != code[:-1])
        parts.append((unit[turns], code[turns], block.day[at[turns]]))
    unit, code, day = (np.concatenate(column) for column in zip(*parts, strict=True))
    return History(deals, unit, code, day, _first_days(events, deals))


def _first_days(events: Events, deals: Units) -> np.ndarray:
    unit = deals.unit_of(events.deal)
    known = np.flatnonzero(unit >= 0)
    first = np.full(len(deals), np.iinfo(np.int64).max)
    np.minimum.at(first, unit[known], events.day[known])
    return np.where(first == np.iinfo(np.int64).max, NEVER, first)


def _from_deals(companies: Units, stands: np.ndarray, there: np.ndarray) -> np.ndarray:
    found = np.full(len(companies), Stand.OPEN, dtype=np.int8)
    for stand in _BY_RANK:
        found[companies.of[there & (stands == stand)]] = stand
    return found
