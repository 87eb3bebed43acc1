"""How deals and companies stood on a day in the past, as far as dates tell."""

from __future__ import annotations

import numpy as np

from persona_core.journeys.analysis.columns import Events, Stand, Units
from persona_core.journeys.analysis.ordering import order
from persona_core.journeys.analysis.steps import Road

_BY_RANK = (Stand.LOST, Stand.OPEN, Stand.CHURNED, Stand.WON)
"""How a company stands follows from its deals: the last of these that one of them is."""


def said(events: Events, deals: Units, road: Road, day: int) -> np.ndarray:
    """How each deal stood on a day by its dates alone: as `standing`, for many deals at once."""
    log, _ = order(events, deals, road, day)
    stand, won = np.zeros(len(deals), dtype=np.int8), np.zeros(len(deals), dtype=bool)
    for block in log.blocks(0, len(deals)):
        code = road.says[block.place]
        at = np.flatnonzero(code)
        unit = block.unit[at] + block.low
        stand[unit] = code[at]
        won[unit[code[at] == Stand.WON]] = True
    stand[(stand == Stand.LOST) & won] = Stand.CHURNED
    return stand


def deals_then(events: Events, deals: Units, road: Road, day: int) -> Units:
    """Deals as they stood on a day; one whose stand today no date explains stands so then too, once it had begun."""
    today = int(events.day.max(initial=day))
    stand = np.where(said(events, deals, road, today) == deals.outcome, said(events, deals, road, day), deals.outcome)
    stand[not_begun(events, deals, day)] = Stand.OPEN
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
