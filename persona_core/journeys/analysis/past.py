"""How deals and companies stood on a day in the past, as far as dates tell."""

from __future__ import annotations

import numpy as np

from persona_core.journeys.analysis.columns import Events, Stand, Units
from persona_core.journeys.analysis.ordering import order
from persona_core.journeys.analysis.steps import Road

_BY_RANK = (Stand.LOST, Stand.OPEN, Stand.CHURNED, Stand.WON)
"""How a company stands follows from its deals: the last of these that one of them is."""


def said(events: Events, deals: Units, road: Road, *days: int) -> list[np.ndarray]:
    """How each deal stood on each of the days by its dates alone: as `standing`, for many deals at once."""
    log, _ = order(events, deals, road, max(days))
    stands = [np.zeros(len(deals), dtype=np.int8) for _ in days]
    won = [np.zeros(len(deals), dtype=bool) for _ in days]
    for block in log.blocks(0, len(deals)):
        code = road.says.take(block.place)
        at = np.flatnonzero(code)
        unit, code, day = block.unit[at] + block.low, code[at], block.day[at]
        for until, stand, signed in zip(days, stands, won, strict=True):
            then = day <= until
            stand[unit[then]] = code[then]
            signed[unit[then & (code == Stand.WON)]] = True
    for stand, signed in zip(stands, won, strict=True):
        stand[(stand == Stand.LOST) & signed] = Stand.CHURNED
    return stands


def deals_then(events: Events, deals: Units, road: Road, day: int, begun: np.ndarray) -> Units:
    """Deals as they stood on a day, of which `begun` were there.

    One whose stand today no date explains stands so then too, if it was there.
    """
    now, then = said(events, deals, road, int(events.day.max(initial=day)), day)
    stand = np.where(now == deals.outcome, then, deals.outcome)
    stand[~begun] = Stand.OPEN
    return Units(deals.deal, deals.of, deals.pushed_by, stand.astype(np.int8), deals.num)


def companies_then(companies: Units, deals: Units, then: Units, begun: np.ndarray) -> Units:
    """Companies as they stood when their deals stood as `then`, of which `begun` were there.

    A company that stands otherwise today than its deals say stands so then too, if any of its deals was there.
    """
    every = np.ones(len(deals), dtype=bool)
    now, past = (_from_deals(companies, units.outcome, there) for units, there in ((deals, every), (then, begun)))
    stand = np.where(now == companies.outcome, past, companies.outcome)
    there = np.bincount(companies.of[begun], minlength=len(companies)) > 0
    stand[(companies.deals > 0) & ~there] = Stand.OPEN
    return Units(companies.deal, companies.of, companies.pushed_by, stand.astype(np.int8), companies.num)


def not_begun(events: Events, deals: Units, day: int) -> np.ndarray:
    """Deals all of whose dates come after a day."""
    unit = deals.unit_of(events.deal)
    known = unit >= 0
    dated, before = (np.bincount(unit[mask], minlength=len(deals)) > 0 for mask in (known, known & (events.day <= day)))
    return dated & ~before


def _from_deals(companies: Units, stands: np.ndarray, there: np.ndarray) -> np.ndarray:
    found = np.full(len(companies), Stand.OPEN, dtype=np.int8)
    for stand in _BY_RANK:
        found[companies.of[there & (stands == stand)]] = stand
    return found
