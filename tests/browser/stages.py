"""A component on a page of its own: waiting for it, and what the page heard from it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page

from tests.browser.resting import rest as quiet


def told(page: Page) -> list[Any]:
    """What the page heard so far."""
    quiet(page)
    return json.loads(page.locator(".st-key-told").inner_text())


def until(page: Page, so: Callable[[], bool], seconds: int = 15) -> None:
    """Wait until something is so; on a busy machine a mounted component takes its time."""
    for _ in range(2 * seconds):
        quiet(page)
        if so():
            return
    raise AssertionError("it never was so")
