"""Runs that take turns, so that what else the machine does weighs on all of them alike."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from sqlmodel import Session

Runs = dict[str, Callable[[], object]]
Clock = Callable[[], float]


def take_turns(runs: Runs, rounds: int, clock: Clock = time.perf_counter) -> dict[str, list[float]]:
    """Seconds of each run, in `rounds` rounds of all."""
    seconds: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(rounds):
        for name, run in runs.items():
            start = clock()
            run()
            seconds[name].append(clock() - start)
    return seconds


def working(session: Session) -> Clock:
    """Seconds of computing so far, of this process and of what the session has to itself on a PostgreSQL server here.

    What else the machine does adds nothing to them; workers that the server sends beside are not seen.
    """
    connection = session.connection().connection.driver_connection
    server = getattr(connection, "info", None) and Path(f"/proc/{connection.info.backend_pid}/schedstat")
    if server and server.exists():
        return lambda: time.process_time() + int(server.read_text().split()[0]) / 1e9
    return time.process_time
