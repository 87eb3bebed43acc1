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
    """What follows the end of those who left, and ends of those who did not."""
    ends = np.flatnonzero(block.place >= len(road.forward))
    after = ends[: -1 if ends.size and ends[-1] == len(block.new) - 1 else None] + 1
    if block.new[after].all() and (outcome[block.unit[ends]] >= Stand.LOST).all():
        return {}
    at = np.arange(len(block.unit))
    last_end, last_step = np.full(len(outcome), -1), np.full(len(outcome), -1)
    last_end[block.unit[ends]] = ends
    steps = np.flatnonzero(block.place < len(road.forward))
    last_step[block.unit[steps]] = steps
    left = outcome[block.unit] >= Stand.LOST
    gone = last_end[block.unit]
    return {
        notes.AFTER_END: left & (gone >= 0) & (at > gone),
        notes.END_UNDONE: ~left & (block.place >= len(road.forward)) & (at > last_step[block.unit]),
    }


def _again(block: Block, road: Road) -> np.ndarray:
    """Where a stage is dated again with no other between."""
    same = np.equal(block.place[1:], block.place[:-1])
    np.greater(same, block.new[1:], out=same)
    at = np.flatnonzero(same) + 1
    if road.renewals:
        at = at[~road.repeats[block.place[at]] | (block.day[at] == block.day[at - 1])]
    return at


def _without(block: Block, masks: dict[str, np.ndarray], odd: Counter[str]) -> Block:
    """The block without what the masks name; `odd` counts it."""
    found = {reason: int(np.count_nonzero(mask)) for reason, mask in masks.items()}
    if not any(found.values()):
        return block
    odd.update({reason: n for reason, n in found.items() if n})
    return block.only(~np.logical_or.reduce(list(masks.values())))
