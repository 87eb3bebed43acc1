"""Pages of another visitor while a large file is checked, stored and put into the index of the search.

The pages are those of a crowd of companies, asked over the websocket as a browser does; the file goes into a workspace
beside it. Milliseconds on the clock, and of computing by the server, which tells more on a busy machine.
"""

from __future__ import annotations

import os
import shutil
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from playwright.sync_api import sync_playwright
from sqlmodel import Session, select

from bench import crowd
from persona_core.access.models import Viewer
from persona_core.access.queries import viewer_for
from persona_core.exchange.jobs.models import Job, Status
from persona_core.exchange.workspaces import open_workspace
from persona_core.kit.db import Database
from persona_core.search.commands import keep_up
from persona_core.search.models import SearchTodo
from tests.servers import Server, serving
from tests.streams import ask

PAGES = ("companies", "journey", "card", "home")
PHASES = ("before", "check", "store", "index", "after")
CALM, PAUSE, PATIENCE = 10.0, 0.2, 120.0


class Run(NamedTuple):
    """One page run: when, of which page, and its seconds on the clock and of computing."""

    phase: str
    page: str
    wall: float
    work: float


class Visitor(threading.Thread):
    """Somebody who looks at one page after the other."""

    def __init__(self, server: Server, space: str) -> None:
        super().__init__(daemon=True)
        self.server, self.space = server, space
        self.phase, self.runs = PHASES[0], list[Run]()
        self.tired = False

    def run(self) -> None:
        """Until tired; the first round warms up and does not count."""
        for page in PAGES:
            ask(self.server, page, query=f"w={self.space}")
        while not self.tired:
            for page in PAGES:
                phase, start, worked = self.phase, time.monotonic(), _worked(self.server)
                ask(self.server, page, query=f"w={self.space}")
                self.runs.append(Run(phase, page, time.monotonic() - start, _worked(self.server) - worked))
                time.sleep(PAUSE)


def main(rows: int = 20_000, companies: int = 10_000) -> None:
    """Import `rows` rows beside `companies` companies (or those at BENCH_CROWD) and print a table."""
    with tempfile.TemporaryDirectory() as folder:
        url, space = os.environ.get("BENCH_CROWD", ""), "crowd"
        if not url:
            url = f"sqlite:///{folder}/crowd.db"
            crowd.build(url, companies, space)
        db = Database(url, closing=keep_up)
        with db.write() as session:
            beside = f"beside-{time.time():.0f}"
            viewer = viewer_for(open_workspace(session, name=beside, lang="zh"), "zh")
        lines = "".join(f"B{n},大批客户{n}号有限公司,{n % 900 + 5},华东\n" for n in range(rows))
        file = Path(folder) / "客户.csv"
        file.write_text(f"编号,企业,人数,区域\n{lines}", encoding="utf-8")
        with serving(url) as server:
            visitor = Visitor(server, space)
            visitor.start()
            time.sleep(CALM)
            _import(visitor, db, viewer, beside, file)
            time.sleep(CALM)
            visitor.tired = True
            visitor.join()
        db.close()
    _print(visitor.runs)


def _import(visitor: Visitor, db: Database, viewer: Viewer, space: str, file: Path) -> None:
    """By the page, as people do: so the server's own process stores it."""
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = chromium.new_page(locale="zh-CN", viewport={"width": 1440, "height": 1400})
        page.set_default_timeout(PATIENCE * 1000)
        page.goto(f"{visitor.server.url}/import-export?w={space}")
        visitor.phase = "check"
        page.locator("input[type=file]").first.set_input_files(file)
        page.get_by_text(f"{file.name}：").wait_for()
        page.wait_for_timeout(1000)
        page.get_by_role("combobox", name="是谁说的？", exact=True).click()
        page.get_by_role("option", name="客服/开发/售前", exact=True).click()
        for step in ("run", "store"):
            page.locator(f".st-key-import-{step} button").click()
        visitor.phase = "store"
        mine = select(Job).where(Job.workspace_id == viewer.workspace_id)
        while not _told(db, lambda session: (job := session.exec(mine).first()) and job.status != Status.RUNNING):
            time.sleep(0.05)
        visitor.phase = "index"
        while _told(db, lambda session: session.exec(select(SearchTodo.id).limit(1)).first()):
            time.sleep(0.05)
        visitor.phase = "after"
        chromium.close()


def _told(db: Database, ask: Callable[[Session], Any]) -> Any:
    with db.read() as session:
        return ask(session)


def _worked(server: Server) -> float:
    """Seconds that the server has computed."""
    said = Path(f"/proc/{server.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(said[11]) + int(said[12])) / os.sysconf("SC_CLK_TCK")


def _print(runs: list[Run]) -> None:
    print(f"{'':8}{'':10}{'runs':>6}{'median':>9}{'slowest':>9}{'computing':>11}{'most':>7}")
    for phase in PHASES:
        for page in PAGES:
            found = [run for run in runs if (run.phase, run.page) == (phase, page)]
            if found:
                walls, works = [run.wall * 1000 for run in found], [run.work * 1000 for run in found]
                clock = f"{statistics.median(walls):9.0f}{max(walls):9.0f}"
                print(f"{phase:8}{page:10}{len(found):6}{clock}{statistics.median(works):11.0f}{max(works):7.0f}")
