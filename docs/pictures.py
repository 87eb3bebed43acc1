"""Takes the READMEs' pictures of the real app: `python -m docs.pictures` (needs Chromium and poppler)."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, sync_playwright

from persona_core.access.queries import viewer_for, workspace
from persona_core.exchange.exporting import render
from persona_core.kit.db import Database
from persona_core.kit.words import Words
from tests.servers import serving
from web.start import prepare

TARGET = Path(__file__).with_name("images")


class Shot(NamedTuple):
    """One screen of example A."""

    page: str
    lang: str
    scheme: str
    height: int


SHOTS = (
    Shot("companies", "zh", "light", 1120),
    Shot("decision-chain", "zh", "light", 1000),
    Shot("journey", "zh", "light", 860),
    Shot("journey", "zh", "dark", 860),
    Shot("stories", "zh", "light", 900),
    Shot("card", "zh", "light", 1500),
    Shot("card", "en", "dark", 1500),
)
PAPER = ("inventory-zh", "inventory-en")
PHONE = "scrm-zh"


def main() -> None:
    """Start the app on a new database with the examples and take every picture."""
    TARGET.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/pictures.db"
        prepare(url)
        database = Database(url)
        for name in PAPER:
            _paper(database, name, Path(folder))
        with database.read() as session:
            plain = f"c/{workspace(session, PHONE).id}?lang=zh"
        database.close()
        with serving(url) as server, sync_playwright() as driver:
            chromium = driver.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
            )
            for shot in SHOTS:
                _screen(chromium, server.url, shot)
            _phone(chromium, f"{server.url}/{plain}")
            chromium.close()


def _screen(chromium: Browser, url: str, shot: Shot) -> None:
    context = chromium.new_context(
        locale="zh-CN" if shot.lang == "zh" else "en-US",
        color_scheme=shot.scheme,
        viewport={"width": 1280, "height": shot.height},
    )
    page = context.new_page()
    page.goto(f"{url}/{shot.page}?w=scrm-{shot.lang}")
    page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]', timeout=30_000)
    page.wait_for_timeout(3000)
    page.screenshot(path=str(TARGET / f"{shot.page}-{shot.lang}-{shot.scheme}.png"))
    context.close()


def _phone(chromium: Browser, url: str) -> None:
    """The plain page of a card as a phone shows it."""
    context = chromium.new_context(
        viewport={"width": 390, "height": 1100}, device_scale_factor=2, java_script_enabled=False
    )
    page = context.new_page()
    page.goto(url)
    page.screenshot(path=str(TARGET / f"phone-{PHONE}.png"))
    context.close()


def _paper(database: Database, name: str, folder: Path) -> None:
    """The first page of a printed card."""
    lang = name.rsplit("-", 1)[1]
    with database.read() as session:
        printed = render(session, viewer_for(workspace(session, name), lang), Words(lang), ".pdf")
    (folder / f"{name}.pdf").write_bytes(printed)
    target = TARGET / f"paper-{name}"
    command = ["pdftoppm", "-png", "-r", "100", "-f", "1", "-l", "1", "-singlefile"]
    subprocess.run([*command, str(folder / f"{name}.pdf"), str(target)], check=True)


if __name__ == "__main__":
    main()
