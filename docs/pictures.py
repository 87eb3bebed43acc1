"""Takes the READMEs' screenshots of the real app on the example: `python -m docs.pictures`."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from persona_core import migrate
from persona_core.exchange import examples
from persona_core.kit.db import Database
from tests.servers import serving

TARGET = Path(__file__).with_name("images")
SHOTS = (
    ("companies", "zh", "light", 1120),
    ("decision-chain", "zh", "light", 1000),
    ("journey", "zh", "light", 860),
    ("journey", "zh", "dark", 860),
    ("stories", "zh", "light", 900),
    ("card", "zh", "light", 1500),
    ("card", "en", "dark", 1500),
)


def main() -> None:
    """Start the app on a new database with the examples and take every picture."""
    TARGET.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/pictures.db"
        migrate.upgrade(url)
        database = Database(url)
        with database.write() as session:
            examples.ensure(session)
        database.close()
        with serving(url) as server, sync_playwright() as driver:
            chromium = driver.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
            )
            for page_name, lang, scheme, height in SHOTS:
                context = chromium.new_context(
                    locale="zh-CN" if lang == "zh" else "en-US",
                    color_scheme=scheme,
                    viewport={"width": 1280, "height": height},
                )
                page = context.new_page()
                page.goto(f"{server.url}/{page_name}?w=scrm-{lang}")
                page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]', timeout=30_000)
                page.wait_for_timeout(3000)
                page.screenshot(path=str(TARGET / f"{page_name}-{lang}-{scheme}.png"))
                context.close()
            chromium.close()


if __name__ == "__main__":
    main()
