"""From dated stages to visits: what is said again or contradicts how a unit stands is left out, and counted."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np

from persona_core.journeys.analysis import notes
from persona_core.journeys.analysis.columns import Stand
from persona_core.journeys.analysis.ordering import Block
from persona_core.journeys.analysis.steps import Road


def visits(block: Block, outcome: np.ndarray, road: Road, odd: Counter[str]) -> Block:
    """The visits of a block to whose units `outcome` belongs; `odd` counts what is left out.

    A stage dated again without another between is one visit, unless it is a repeating one; going back is another
    visit. What follows the end of one who left is left out, and so is an end of one who has not left. A stage said
    again stays in the columns, on the day it was first said, for taking rows out costs more than all the rest: it is
    a move from the stage to itself that takes no time, which no visit is, and `again` lists it.
    """
    block = _without(block, _past_the_end(block, outcome, road), odd)
    again = _again(block, road)
    if again.size:
        odd[notes.REPEATED] += len(again)
        run = np.flatnonzero(np.diff(again, prepend=-2) != 1)
        block.day[again] = np.repeat(block.day[again[run] - 1], np.diff(run, append=len(again)))
    return replace(block, again=again)


def _past_the_end(block: Block, outcome: np.ndarray, road: Road) -> dict[str, np.ndarray]:
    """Which events follow the end of those who left, and which are ends of those who did not.

    Looked at event by event are only units with an end that is not their last event, or who have not left.
    """
    ends = np.flatnonzero(block.place >= len(road.forward))
    closes = np.append(block.new[1:], True).take(ends)
    odd = ends[~closes | (outcome[block.unit[ends]] < Stand.LOST)]
    if not odd.size:
        return {}
    which = np.unique(np.searchsorted(block.begin, odd, side="right") - 1)
    at, row = _events_of(block, which)
    is_end = block.place[at] >= len(road.forward)
    last_end, last_step = np.full(len(which), -1), np.full(len(which), -1)
    last_end[row[is_end]] = at[is_end]
    last_step[row[~is_end]] = at[~is_end]
    left, gone = (outcome[block.unit[block.begin[which]]] >= Stand.LOST)[row], last_end[row]
    return {
        notes.AFTER_END: at[left & (gone >= 0) & (at > gone)],
        notes.END_UNDONE: at[~left & is_end & (at > last_step[row])],
    }


def _events_of(block: Block, which: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The places of all events of some units, given by their places in `begin`, and to which of them each belongs."""
    first = block.begin[which]
    many = block.last[which] - first + 1
    row = np.repeat(np.arange(len(which)), many)
    return np.arange(len(row)) + (first - np.cumsum(many) + many)[row], row


def _again(block: Block, road: Road) -> np.ndarray:
    """Where a stage is dated again with no other between."""
    same = np.equal(block.place[1:], block.place[:-1])
    np.greater(same, block.new[1:], out=same)
    at = np.flatnonzero(same) + 1
    if road.renewals:
        at = at[~road.repeats[block.place[at]] | (block.day[at] == block.day[at - 1])]
    return at


def _without(block: Block, found: dict[str, np.ndarray], odd: Counter[str]) -> Block:
    """The block without the events that are named by reason; `odd` counts them."""
    named = {reason: at for reason, at in found.items() if at.size}
    if not named:
        return block
    odd.update({reason: len(at) for reason, at in named.items()})
    kept = np.ones(len(block.unit), dtype=bool)
    for at in named.values():
        kept[at] = False
    return block.only(kept)
