"""A Chromium for the tests that look at the screens as people do."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

from tests.browser.resting import WATCH, rest
from tests.conftest import lacking
from tests.servers import Server

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "chrome")
DRAWN = """document.querySelector('[data-testid="stMain"] p, [data-testid="stMain"] h2') !== null"""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests of this process."""
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        lacking("Chromium is not installed")
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
        )
        yield chromium
        chromium.close()


@dataclass
class Visitor:
    """Somebody at one browser window; keeps what went wrong in it."""

    page: Page
    server: Server
    complaints: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", self._follow)

    def _hear(self, message: ConsoleMessage) -> None:
        # Two probes on an inner address answer 404 by design while the front end looks for its base path.
        if message.type == "error" and "404" not in message.text:
            self.complaints.append(message.text)

    def _follow(self, request: Request) -> None:
        if not request.url.startswith((self.server.url, self.server.url.replace("http", "ws"), "data:", "blob:")):
            self.outside.append(request.url)

    def open(self, address: str = "") -> Page:
        """Go to an address of the workbench and wait until it is drawn."""
        self.page.goto(f"{self.server.url}/{address}")
        return self.settle()

    def settle(self) -> Page:
        """Wait until the run is over and everything of it is drawn."""
        rest(self.page, DRAWN)
        return self.page


@contextmanager
def coming(browser: Browser) -> Iterator[Callable[..., Visitor]]:
    """`come(lang="zh-CN", dark=False, width=1440, server=…)`: a new visitor with a browser of their own."""
    contexts = []

    def come(lang: str = "zh-CN", *, server: Server, dark: bool = False, width: int = 1440) -> Visitor:
        context = browser.new_context(
            locale=lang,
            color_scheme="dark" if dark else "light",
            viewport={"width": width, "height": 900 if width > 600 else 844},
            has_touch=width <= 600,
        )
        context.set_default_timeout(20_000)
        context.add_init_script(WATCH)
        contexts.append(context)
        return Visitor(context.new_page(), server)

    yield come
    for context in contexts:
        context.close()


@pytest.fixture
def visit(browser: Browser, live_app: Server) -> Iterator[Callable[..., Visitor]]:
    """`visit(lang="zh-CN", dark=False, width=1440)`: a new visitor, on the running workbench unless told otherwise."""
    with coming(browser) as come:
        yield lambda *lang, server=live_app, **how: come(*lang, server=server, **how)
