"""Runs that take turns, so that what else the machine does weighs on all of them alike."""

from __future__ import annotations

import time
from collections.abc import Callable

Runs = dict[str, Callable[[], object]]


def take_turns(runs: Runs, rounds: int) -> dict[str, list[float]]:
    """Seconds of each run, in `rounds` rounds of all."""
    seconds: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(rounds):
        for name, run in runs.items():
            start = time.perf_counter()
            run()
            seconds[name].append(time.perf_counter() - start)
    return seconds
