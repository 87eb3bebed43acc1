"""Server time of every page on a crowd of companies, beside an empty page in the same run."""

from __future__ import annotations

import gc
import logging
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Collection, Sequence
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qsl

from bench import crowd
from persona_core.kit import clock

ROOT = Path(__file__).resolve().parents[1]
PAGES = (
    "start/home",
    "persona/companies",
    "persona/decision_chain",
    "persona/decision_chain?view=typical",
    "persona/decision_chain?view=review",
    "persona/journey",
    "persona/journey?show=time",
    "persona/journey?show=flows",
    "persona/journey?by=industry",
    "persona/stories",
    "persona/card",
    "manage/import_export",
    "manage/settings",
)


def questions(number: int) -> dict[str, str]:
    """What somebody who changes a filter of the journey asks for, never the same twice."""
    day = (clock.today() - timedelta(days=60 + number)).isoformat()
    year = (clock.today() - timedelta(days=365 + number)).isoformat()
    turns = ({"asof": day}, {"from": year}, {"unit": "deal", "from": year}, {"from": year, "to": day})
    return turns[number % len(turns)]


CHANGED = {page: questions for page in PAGES if page.startswith("persona/journey")}
"""Pages whose filters are changed."""

WARM = 2
"""Runs before measuring: the server warms its imports up at the start too."""


def timed(app, runs: int) -> list[float]:
    """Seconds of each of `runs` runs of the page the app stands on."""
    seconds = []
    for _ in range(runs):
        start = time.perf_counter()
        app.run(timeout=60)
        seconds.append(time.perf_counter() - start)
        if app.exception:
            raise SystemExit(f"the page failed: {app.exception[0].value}")
    return seconds


def changed(app, asked: Callable[[int], dict[str, str]], keep: Collection[str], runs: int) -> list[float]:
    """Seconds of `runs` runs, each of which asks for something that nobody has asked before."""
    seconds = []
    for number in range(runs):
        for param in set(app.query_params) - set(keep):
            del app.query_params[param]
        for param, value in asked(number).items():
            app.query_params[param] = value
        seconds += timed(app, 1)
    return seconds


def tell(what: str, seconds: Sequence[float], base: float) -> None:
    """One line of the table."""
    times = sorted(seconds)
    p95 = times[min(len(times) - 1, round(0.95 * (len(times) - 1)))]
    p50 = statistics.median(times)
    print(f"{what:44} {p50 * 1000:8.1f} {p95 * 1000:8.1f} {p50 / base:7.1f}", flush=True)


def main(companies: int = 1000, runs: int = 20) -> None:
    """Build the crowd (or take the one at BENCH_CROWD), run every page `runs` times, print p50 and p95.

    Beside them stands the ratio to an empty page in the same run.
    """
    from streamlit.testing.v1 import AppTest

    logging.getLogger("streamlit").setLevel(logging.ERROR)
    folder = tempfile.mkdtemp()
    url, name = os.environ.get("BENCH_CROWD", ""), "crowd"
    if not url:
        url = f"sqlite:///{folder}/bench.db"
        print(f"building {companies} companies …", flush=True)
        name = crowd.build(url, companies)
    os.environ["PERSONA_DATABASE_URL"] = url
    blank = Path(folder) / "blank.py"
    blank.write_text("import streamlit as st\nst.text('·')\n")
    gc.collect()
    gc.freeze()  # as the server does at its start
    base = statistics.median(timed(AppTest.from_file(str(blank)).run(), runs))
    print(f"{'page':44} {'p50 ms':>8} {'p95 ms':>8} {'ratio':>7}   (empty page {base * 1000:.1f} ms)")
    for page in PAGES:
        app = AppTest.from_file(str(ROOT / "ui" / "main.py"), default_timeout=60)
        app.query_params["w"] = name
        app.run()
        script, _, asked = page.partition("?")
        app.switch_page(str(ROOT / "pages" / f"{script}.py"))
        for param, value in parse_qsl(asked):
            app.query_params[param] = value
        app.run()
        timed(app, WARM)
        tell(page, timed(app, runs), base)
        if page in CHANGED:
            tell("… a changed filter", changed(app, CHANGED[page], {"w", *dict(parse_qsl(asked))}, runs), base)
        if page == "persona/decision_chain":
            _changed_stance(app, runs)


def _changed_stance(app, runs: int) -> None:
    """A stance changed beside the map: saved, and the whole page drawn anew with what follows."""
    app.query_params["seat"] = "ceo"
    app.run()
    times = []
    for number in range(runs):
        stances = next(group for group in app.get("button_group") if "-stance-" in str(group.key))
        stances.set_value(1 if number % 2 else -1)
        times += timed(app, 1)
    print(f"{'… a changed stance':44} {statistics.median(times) * 1000:8.1f}", flush=True)
