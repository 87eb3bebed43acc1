"""Server time of every page on a crowd of companies, beside an empty page in the same run."""

from __future__ import annotations

import gc
import logging
import os
import statistics
import tempfile
import time
from pathlib import Path
from urllib.parse import parse_qsl

from bench import crowd

ROOT = Path(__file__).resolve().parents[1]
PAGES = (
    "start/home",
    "persona/companies",
    "persona/decision_chain",
    "persona/decision_chain?view=typical",
    "persona/decision_chain?view=review",
    "persona/journey",
    "persona/stories",
    "persona/card",
    "manage/import_export",
    "manage/settings",
)


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


def main(companies: int = 1000, runs: int = 20) -> None:
    """Build the crowd, run every page `runs` times, print p50 and p95 and the ratio to an empty page."""
    from streamlit.testing.v1 import AppTest

    logging.getLogger("streamlit").setLevel(logging.ERROR)
    folder = tempfile.mkdtemp()
    url = f"sqlite:///{folder}/bench.db"
    print(f"building {companies} companies …", flush=True)
    name = crowd.build(url, companies)
    os.environ["PERSONA_DATABASE_URL"] = url
    blank = Path(folder) / "blank.py"
    blank.write_text("import streamlit as st\nst.text('·')\n")
    gc.collect()
    gc.freeze()  # as the server does at its start
    base = statistics.median(timed(AppTest.from_file(str(blank)).run(), runs))
    print(f"{'page':36} {'p50 ms':>8} {'p95 ms':>8} {'ratio':>7}   (empty page {base * 1000:.1f} ms)")
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
        times = sorted(timed(app, runs))
        p95 = times[min(len(times) - 1, round(0.95 * (len(times) - 1)))]
        p50 = statistics.median(times)
        print(f"{page:36} {p50 * 1000:8.1f} {p95 * 1000:8.1f} {p50 / base:7.1f}", flush=True)
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
    print(f"{'… a changed stance':36} {statistics.median(times) * 1000:8.1f}", flush=True)
