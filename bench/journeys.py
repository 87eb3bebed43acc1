"""A journey of a million events counted in full, beside pandas, DuckDB and window functions, and beside a bare sort.

Every peer's answer is checked against ours before anything is timed; all take turns within a run.
"""

from __future__ import annotations

import importlib
import importlib.util
import statistics
import tempfile
import time
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pandas as pd
from sqlalchemy import func, select, text
from sqlmodel import Session

from bench import stored
from bench.journey_peers import Tables, by_pandas, tables_of, told, window_sql
from bench.rounds import Runs, take_turns, working
from bench.walks import LAST_DAY, Walks, walks
from persona_core.journeys import analysis
from persona_core.journeys.counting import Question, counted
from persona_core.journeys.models import StageEvent
from persona_core.kit.db import Database
from tests.servers import Postgres, PostgresMissing

OURS, SORT = "ours, the whole funnel", "np.sort of the keys + one read"
DUCK = "DuckDB, its tables, all cores"
PACKED, WINDOWS = "packed events read + computing", "window functions"


def report(title: str, seconds: dict[str, list[float]], aims: dict[str, float]) -> None:
    """Medians, and what ours is of each; `aims` are the ratios not to be passed."""
    ours = seconds[OURS]
    print(f"\n{title}")
    print(f"{'':38} {'p50 ms':>9} {'best ms':>9} {'ours is':>9} {'by best':>9} {'aim':>6}")
    for name, taken in seconds.items():
        ratio = statistics.median(ours) / statistics.median(taken)
        best = min(ours) / min(taken)
        aim = f"{aims[name]:6.2f}" if name in aims else ""
        middle = statistics.median(taken) * 1000
        print(f"{name:38} {middle:9.1f} {min(taken) * 1000:9.1f} {ratio:9.3f} {best:9.3f} {aim}")


def whole(data: Walks) -> analysis.Funnel:
    """What is timed as ours: from columns to the finished funnel."""
    return analysis.count(data.events, data.units, data.steps, "deal", as_of=LAST_DAY).funnel()


def agree(name: str, found: Tables, ours: Tables) -> None:
    """Stop where a peer counts otherwise."""
    if found != ours:
        theirs, mine = (list(part.items())[:3] for part in (found - ours, ours - found))
        raise SystemExit(f"{name} counts otherwise: {theirs} against {mine}")


def in_memory(data: Walks, rounds: int) -> None:
    """Ours, pandas, DuckDB where it is installed, and the bare sort."""
    events, units = data.events, data.units
    frame = pd.DataFrame({"unit": events.deal, "day": events.day, "place": events.stage - 1})
    outcome = pd.Series(units.outcome, index=units.deal)
    key = (events.deal << 24) | (events.day << 7) | events.stage
    columns = tuple(events)
    ours = tables_of(whole(data))
    agree("pandas", told(by_pandas(frame, outcome, data).itertuples(index=False), data), ours)
    runs: Runs = {
        OURS: lambda: whole(data),
        SORT: lambda: (np.sort(key), [column.sum() for column in columns]),
        "pandas, its tables": lambda: by_pandas(frame, outcome, data),
    }
    title = f"{len(events.day)} events of {len(units)} deals, {len(data.steps)} stages, in memory"
    seconds = take_turns(runs, rounds, time.process_time)
    report(f"{title}, computing", seconds, {SORT: 5, "pandas, its tables": 0.1})
    if importlib.util.find_spec("duckdb"):
        duck = importlib.import_module("duckdb").connect()
        duck.register("events", frame)
        duck.register("units", pd.DataFrame({"unit": units.deal, "stand": units.outcome}))
        statement = window_sql(data, "events", "units")
        agree("DuckDB", told(duck.execute(statement).fetchall(), data), ours)
        runs = {OURS: runs[OURS], DUCK: lambda: duck.execute(statement).fetchall()}
        report(f"{title}, by the clock", take_turns(runs, rounds), {DUCK: 0.35})
    else:
        print("DuckDB is not installed: pip install -r requirements-bench.txt")
    tracemalloc.start()
    whole(data)
    peak = tracemalloc.get_traced_memory()[1] / len(events.day)
    tracemalloc.stop()
    print(f"ours takes {peak:.0f} bytes an event at its peak beside the columns (aim 100)")


def growth(events: int, stages: int, rounds: int) -> None:
    """Five times as many events."""
    sizes = {n: walks(n, stages) for n in (events, 5 * events)}
    seconds = take_turns({str(n): lambda n=n: whole(sizes[n]) for n in sizes}, rounds)
    one, five = (statistics.median(seconds[str(n)]) for n in sizes)
    best = min(seconds[str(5 * events)]) / min(seconds[str(events)]) / 5
    print(f"\n{events} → {5 * events} events: {five / one / 5:.2f} × linear, by best {best:.2f} (aim 1.3)")


def from_database(name: str, db: Database, data: Walks, rounds: int, aims: dict[str, float]) -> None:
    """From the tables to the funnel, beside one statement of window functions, and beside reads of packed numbers.

    How deals stand is part of the question, and ours reads it too. Seconds are of computing, the server's included.
    """
    viewer = stored.fill(db, data)
    ours = tables_of(whole(data))
    statement = window_sql(data, *stored.views(viewer))

    def funnel(session: Session) -> analysis.Funnel:
        return counted(session, viewer, Question(unit="deal")).funnel()

    with db.read() as session:
        agree("the database's tables", tables_of(funnel(session)), ours)
        agree(f"{name} by window functions", told(session.execute(text(statement)).all(), data), ours)
        runs: Runs = {
            OURS: lambda: funnel(session),
            PACKED: lambda: (stored.packed(session, viewer), whole(data)),
            WINDOWS: lambda: session.execute(text(statement)).all(),
        }
        seconds = take_turns(runs, rounds, working(session))
        held = session.execute(select(func.count()).select_from(StageEvent)).scalar_one()
    report(f"{held} events out of {name}, computing", seconds, aims)


@contextmanager
def postgres() -> Iterator[str | None]:
    """The address of a new PostgreSQL database; None where there is no PostgreSQL."""
    try:
        server = Postgres()
    except PostgresMissing as missing:
        print(f"\n{missing}")
        yield None
        return
    with server.database() as url:
        yield url
    server.stop()


def main(events: int = 1_000_000, rounds: int = 5) -> None:
    """In memory with ten and a hundred stages, five times as many events, then out of both databases."""
    few = walks(events, 10)
    for data in (few, walks(events, 100)):
        in_memory(data, rounds)
    growth(events, 10, rounds)
    with tempfile.TemporaryDirectory() as folder:
        db = Database(f"sqlite:///{Path(folder) / 'bench.db'}")
        from_database("SQLite", db, few, rounds, {WINDOWS: 0.05})
        db.close()
    with postgres() as url:
        if url:
            db = Database(url)
            from_database("PostgreSQL", db, few, rounds, {PACKED: 1.3})
            db.close()
