"""A journey's stages as counting sees them, and what the dated stages of one deal say of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from persona_core.journeys.analysis.columns import Stand
from persona_core.journeys.models import CHURNED, LOST, WON, StageKind


class Step(NamedTuple):
    """One stage as counting sees it; steps stand in their order."""

    num: int
    kind: str = StageKind.PROGRESS
    in_funnel: bool = True
    sets_outcome: str | None = None

    @property
    def ends(self) -> bool:
        """Whether a deal leaves here."""
        return self.kind == StageKind.TERMINAL


class Standing(NamedTuple):
    """What a deal's dated stages say of it: outcome, first day at the signing stage, first day at all."""

    outcome: str
    signed_on: int | None
    opened_on: int | None


def signing_place(steps: Sequence[Step]) -> int | None:
    """The place in `steps` of the stage that makes a deal won."""
    return next((place for place, step in enumerate(steps) if step.sets_outcome == WON), None)


def standing(events: Iterable[tuple[int, int]], steps: Sequence[Step]) -> Standing:
    """What (stage number, day) pairs of one deal say of it.

    The latest stage that decides something counts; any step past signing says won, also without a date of its
    signing; one who leaves after signing has churned, whatever that end is called.
    """
    places = {step.num: place for place, step in enumerate(steps)}
    sign = signing_place(steps)
    days, signs, said = [], [], []
    for num, day in events:
        if (place := places.get(num)) is None:
            continue
        days.append(day)
        outcome = steps[place].sets_outcome
        if outcome is None and sign is not None and place > sign and not steps[place].ends:
            outcome = WON
        if place == sign:
            signs.append(day)
        if outcome:
            said.append((day, place, outcome))
    outcome = max(said)[2] if said else "open"
    if outcome == LOST and any(what == WON for _, _, what in said):
        outcome = CHURNED
    return Standing(outcome, min(signs, default=None), min(days, default=None))


@dataclass(frozen=True)
class Road:
    """A journey's steps by place: those forward in their order, then the ends, so that on one day an end comes last.

    `sign` is the place where a deal is won, `first` the first place of the funnel (past the last where there is none).
    """

    forward: tuple[Step, ...]
    ends: tuple[Step, ...]

    @classmethod
    def of(cls, steps: Sequence[Step]) -> Road:
        """The road along `steps`."""
        return cls(tuple(s for s in steps if not s.ends), tuple(s for s in steps if s.ends))

    def __len__(self) -> int:
        return len(self.forward) + len(self.ends)

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """Every step by place."""
        return self.forward + self.ends

    @cached_property
    def sign(self) -> int | None:
        """The place of signing."""
        return signing_place(self.forward)

    @cached_property
    def first(self) -> int:
        """The first place that is in the funnel."""
        return next((place for place, step in enumerate(self.forward) if step.in_funnel), len(self.forward))

    @cached_property
    def repeats(self) -> np.ndarray:
        """By place, whether it may be passed again and again."""
        return np.array([step.kind == StageKind.REPEATING for step in self.steps], dtype=bool)

    @cached_property
    def renewals(self) -> tuple[int, ...]:
        """The places forward that may be passed again and again."""
        return tuple(np.flatnonzero(self.repeats[: len(self.forward)]).tolist())

    @cached_property
    def in_funnel(self) -> np.ndarray:
        """By place, whether it is counted in the funnel."""
        return np.array([step.in_funnel and not step.ends for step in self.steps], dtype=bool)

    @cached_property
    def says(self) -> np.ndarray:
        """By place, how a deal stands that comes there (`Stand`); open where that says nothing."""
        codes = {WON: Stand.WON, LOST: Stand.LOST, CHURNED: Stand.CHURNED}
        said = [codes.get(step.sets_outcome or "", Stand.OPEN) for step in self.steps]
        for place in range(len(self.forward) if self.sign is None else self.sign + 1, len(self.forward)):
            said[place] = said[place] or Stand.WON
        return np.array(said, dtype=np.int8)

    @cached_property
    def silent_ends(self) -> bool:
        """Whether there is an end that says nothing of how units stand."""
        return not self.says[len(self.forward) :].all()

    def end_of(self, stand: Stand) -> int | None:
        """The place where units leave that stand so."""
        found = np.flatnonzero(self.says[len(self.forward) :] == stand)
        return len(self.forward) + int(found[0]) if found.size else None

    def place_of(self, stage: np.ndarray) -> np.ndarray:
        """The place of each stage number (from 1 on), -1 for one that is not on this road."""
        return self._table.take(stage, mode="clip")

    @cached_property
    def _table(self) -> np.ndarray:
        """Places by stage number; the first and the last entry are no stage."""
        table = np.full(max((step.num for step in self.steps), default=0) + 2, -1)
        for place, step in enumerate(self.steps):
            table[step.num] = place
        return table
