"""What is odd about the dates of one deal: kept all the same, and said where they are entered. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from persona_core.journeys.analysis import Step, signing_place
from persona_core.journeys.models import StageKind


class Odd(StrEnum):
    """What may be odd about dates: after leaving, signed before first contact, back, again, two stages on a day."""

    AFTER_END = "after_end"
    EARLY_SIGN = "early_sign"
    BACK = "back"
    AGAIN = "again"
    SAME_DAY = "same_day"


class Remark(NamedTuple):
    """One oddity: the stages it is about by number, and a day number where one is meant."""

    odd: Odd
    stages: tuple[int, ...]
    day: int | None = None


def remarks(events: Iterable[tuple[int, int]], steps: Sequence[Step]) -> list[Remark]:
    """What is odd about the (stage number, day) pairs of one deal along a journey's steps, the gravest first."""
    places = {step.num: place for place, step in enumerate(steps)}
    days: dict[int, list[int]] = defaultdict(list)
    for num, day in sorted(events, key=lambda pair: pair[1]):
        if num in places:
            days[places[num]].append(day)
    ends = {place for place in days if steps[place].ends}
    forward = sorted(set(days) - ends)
    found = [*_after_end(days, forward, ends, steps), *_backwards(days, forward, steps)]
    again = [p for p in forward if len(days[p]) > 1 and steps[p].kind != StageKind.REPEATING]
    found += [Remark(Odd.AGAIN, (steps[place].num,)) for place in again]
    by_day: dict[int, list[int]] = defaultdict(list)
    for place in sorted(days):
        for day in set(days[place]):
            by_day[day].append(steps[place].num)
    return found + [Remark(Odd.SAME_DAY, tuple(nums), day) for day, nums in sorted(by_day.items()) if len(nums) > 1]


def _after_end(
    days: dict[int, list[int]], forward: Sequence[int], ends: Iterable[int], steps: Sequence[Step]
) -> list[Remark]:
    """Dates after the day a deal left on."""
    left = {place: days[place][-1] for place in ends}
    if not left:
        return []
    end = min(left, key=lambda place: left[place])
    later = tuple(steps[place].num for place in forward if days[place][-1] > left[end])
    return [Remark(Odd.AFTER_END, (steps[end].num, *later), left[end])] if later else []


def _backwards(days: dict[int, list[int]], forward: Sequence[int], steps: Sequence[Step]) -> list[Remark]:
    """Stages entered for the first time after one that comes later on the journey."""
    sign = signing_place(steps)
    once = [place for place in forward if steps[place].kind != StageKind.REPEATING]
    found = []
    if sign in once and (before := [place for place in once if place < sign and steps[place].in_funnel]):
        first = min(before, key=lambda place: days[place][0])
        if days[sign][0] < days[first][0]:
            found.append(Remark(Odd.EARLY_SIGN, (steps[sign].num, steps[first].num)))
            once = [place for place in once if place != sign]
    for earlier, later in pairwise(once):
        if days[later][0] < days[earlier][0]:
            found.append(Remark(Odd.BACK, (steps[earlier].num, steps[later].num)))
    return found
