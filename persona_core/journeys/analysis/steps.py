"""A journey's stages as counting sees them, and what the dated stages of one deal say of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

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
