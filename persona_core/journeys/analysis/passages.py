"""What the visits come to for each unit: how far it got, where and when it came in, when it signed and left."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from persona_core.journeys.analysis.columns import Stand
from persona_core.journeys.analysis.ordering import Block
from persona_core.journeys.analysis.steps import Road

NEVER = -1
"""A place or day that is not there."""


@dataclass(frozen=True)
class Passages:
    """One value a unit in each column; places and days are -1 where there is none.

    `outcome` is its `Stand`. `dated` is the last place forward with a date, `furthest` the same or signing, if it
    signed; `came_in` and `entered` place and day of its first visit in the funnel; `started` its day at the funnel's
    first stage, `signed_on` at signing; `left_on` the day of its end, `left_at` the place where some end says
    nothing of how units stand; `renewed` how often it passed each repeating stage (one row a stage).
    """

    outcome: np.ndarray
    dated: np.ndarray
    furthest: np.ndarray
    came_in: np.ndarray
    entered: np.ndarray
    started: np.ndarray
    signed_on: np.ndarray
    left_at: np.ndarray
    left_on: np.ndarray
    renewed: np.ndarray

    @classmethod
    def none(cls, outcome: np.ndarray, road: Road) -> Passages:
        """Units before any of their visits is looked at."""
        columns = (np.full(len(outcome), NEVER, dtype=np.int32) for _ in range(8))
        return cls(outcome, *columns, renewed=np.zeros((len(road.renewals), len(outcome)), dtype=np.int32))

    def only(self, which: np.ndarray | slice) -> Passages:
        """Some of the units; a slice is a view."""
        return Passages(*(getattr(self, f.name)[..., which] for f in fields(self)))

    @property
    def signed(self) -> np.ndarray:
        """Who signed at some time."""
        return (self.outcome == Stand.WON) | (self.outcome == Stand.CHURNED)

    @property
    def ended(self) -> np.ndarray:
        """Who left, before signing or after."""
        return self.outcome >= Stand.LOST

    def fill(self, block: Block, road: Road) -> None:
        """Take up the visits of a block, whose `unit` are places in these columns."""
        begin, forward = block.begin, len(road.forward)
        first, day = block.place[begin], block.day[begin]
        far, ends = block.place[block.last], np.count_nonzero(block.place >= forward)
        left = np.flatnonzero(far >= forward)
        gone = block.last[left]
        unit = block.unit[gone]
        self.left_on[unit] = block.day[gone]
        if road.silent_ends:
            self.left_at[unit] = far[left]
        if ends == len(left):
            self._get_far(block, far, left)
        else:
            step = (block.place - NEVER) * (block.place < forward) + NEVER
            self.dated[block.who] = np.maximum.reduceat(step, begin)
        self._come_in(block, first, day, road)
        self._start(block, first, day, road)
        if road.sign is not None:
            _first_day(block, np.flatnonzero(block.place == road.sign), self.signed_on)
        for row, place in enumerate(road.renewals):
            said = block.unit[np.flatnonzero(block.place == place)]
            self.renewed[row] += np.bincount(said, minlength=len(self.outcome))
            twice = block.again[block.place[block.again] == place]
            np.subtract.at(self.renewed[row], block.unit[twice], 1)

    def _get_far(self, block: Block, far: np.ndarray, left: np.ndarray) -> None:
        """The furthest place where ends stand only at the end: that of the last step, or of one before a step back."""
        before = block.last[left] - 1
        far[left] = np.where(before < block.begin[left], NEVER, block.place[before])
        self.dated[block.who] = far
        back = np.flatnonzero((block.place[1:] < block.place[:-1]) > block.new[1:])
        np.maximum.at(self.dated, block.unit[back], block.place[back].astype(np.int32))

    def _come_in(self, block: Block, first: np.ndarray, day: np.ndarray, road: Road) -> None:
        self.came_in[block.who], self.entered[block.who] = first, day
        at, good = block.begin, road.in_funnel.take(first)
        while not good.all():
            at = at[np.flatnonzero(~good)]
            self.came_in[block.unit[at]], self.entered[block.unit[at]] = NEVER, NEVER
            at += 1
            at = at[at < len(block.new)]
            at = at[~block.new[at]]
            good = road.in_funnel.take(block.place[at])
            self.came_in[block.unit[at]], self.entered[block.unit[at]] = block.place[at], block.day[at]

    def _start(self, block: Block, first: np.ndarray, day: np.ndarray, road: Road) -> None:
        """The first days at the funnel's first stage: mostly those of the first visits."""
        self.started[block.who] = (day - NEVER) * (first == road.first) + NEVER
        later = np.flatnonzero((block.place == road.first) > block.new)
        _first_day(block, later[self.started[block.unit[later]] == NEVER], self.started)

    def reach(self, road: Road) -> None:
        """One that signed has reached signing, dated or not; to be said when `dated` is known."""
        np.copyto(self.furthest, self.dated)
        if road.sign is not None:
            np.copyto(self.furthest, road.sign, where=self.signed & (self.dated < road.sign))


def _first_day(block: Block, at: np.ndarray, into: np.ndarray) -> None:
    """Of events of one place: the first day of each unit, which is written last."""
    at = at[::-1]
    into[block.unit[at]] = block.day[at]
