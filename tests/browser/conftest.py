"""A Chromium for the tests that look at the screens as people do."""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page, Request, sync_playwright

from tests.browser.resting import WATCH, rest
from tests.conftest import lacking
from tests.servers import Server

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "chrome")
ARGUMENTS = ("--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--process-per-site")
PHONE = 600
"""Pixels up to which a window is a phone's."""
DRAWN = """document.querySelector('[data-testid="stMain"] p, [data-testid="stMain"] h2') !== null"""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests of this process."""
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        lacking("Chromium is not installed")
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=program, args=ARGUMENTS)
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


@dataclass(frozen=True)
class Look:
    """What a browser is made with: its language, and whether it is a phone's."""

    lang: str
    phone: bool


@dataclass
class Window:
    """A browser of somebody's own that is used again: what it loaded and compiled once is at hand for the next visitor.

    A page at the same place stays open in it, so that the process which holds all this stays too.
    """

    context: BrowserContext
    kept: Page

    @classmethod
    def new(cls, browser: Browser, look: Look) -> Window:
        """One that nobody used."""
        context = browser.new_context(locale=look.lang, has_touch=look.phone)
        context.set_default_timeout(20_000)
        context.add_init_script(WATCH)
        return cls(context, context.new_page())

    def receive(self, server: Server, *, dark: bool, width: int) -> Visitor:
        """A new page for a visitor of this server."""
        self.kept.goto(f"{server.url}/_stcore/health")
        page = self.context.new_page()
        page.emulate_media(color_scheme="dark" if dark else "light")
        page.set_viewport_size({"width": width, "height": 900 if width > PHONE else 844})
        return Visitor(page, server)

    def forget(self, server: Server) -> None:
        """Leave nothing of a visitor: no page, no cookie, nothing stored."""
        for page in self.context.pages:
            if page != self.kept:
                page.close()
        self.context.clear_cookies()
        talk = self.context.new_cdp_session(self.kept)
        talk.send("Storage.clearDataForOrigin", {"origin": server.url, "storageTypes": "all"})
        talk.detach()


class Windows:
    """Those of one process of the tests."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.free: dict[Look, list[Window]] = defaultdict(list)

    @contextmanager
    def coming(self) -> Iterator[Callable[..., Visitor]]:
        """`come(lang="zh-CN", dark=False, width=1440, server=…)`: a new visitor with a browser of their own."""
        used: list[tuple[Look, Window, Server]] = []

        def come(lang: str = "zh-CN", *, server: Server, dark: bool = False, width: int = 1440) -> Visitor:
            look = Look(lang, width <= PHONE)
            window = self.free[look].pop() if self.free[look] else Window.new(self.browser, look)
            used.append((look, window, server))
            return window.receive(server, dark=dark, width=width)

        yield come
        for look, window, server in used:
            try:
                window.forget(server)
            except Error:  # whatever became of it, nobody gets it after this
                window.context.close()
            else:
                self.free[look].append(window)


@pytest.fixture(scope="session")
def windows(browser: Browser) -> Windows:
    """The browsers that visitors of this process get."""
    return Windows(browser)


@pytest.fixture
def visit(windows: Windows, request: pytest.FixtureRequest) -> Iterator[Callable[..., Visitor]]:
    """`visit(lang="zh-CN", dark=False, width=1440)`: a new visitor, on the running workbench unless told otherwise."""

    def come(*lang: str, server: Server | None = None, **how: Any) -> Visitor:
        return welcome(*lang, server=server or request.getfixturevalue("live_app"), **how)

    with windows.coming() as welcome:
        yield come
