"""Every screen, looked at once: it can be read in both themes, speaks Chinese throughout and fits a phone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest

from persona_core.exchange.workspaces import open_workspace
from persona_core.kit.db import Database
from tests.browser.conftest import Visitor, Windows
from tests.browser.looking import english, flaws, unfold
from tests.house.reading import ROOT
from tests.servers import Server

PAGES = re.findall(r'"\w+/\w+\.py",\s+"([a-z-]+)"', (ROOT / "ui" / "main.py").read_text(encoding="utf-8"))
VIEWS = (
    "journey?show=time",
    "journey?show=flows",
    "journey?by=pushed_by",
    "journey?by=lead_source&show=time&unit=deal",
    "journey?view=concerns&stage=weigh&who=ceo",
    "journey?open=due",
    "decision-chain?view=typical",
    "decision-chain?view=review",
)


@pytest.fixture(scope="module")
def visitor(windows: Windows, live_app: Server) -> Iterator[Visitor]:
    """One visitor for all screens: whatever was loaded for one need not be loaded for the next."""
    with windows.coming() as come:
        yield come(server=live_app)


def address(page: str, workspace: str) -> str:
    """Of a page or view in a workspace."""
    name, _, asked = page.partition("?")
    return f"{'' if name == 'home' else name}?w={workspace}{'&' if asked else ''}{asked}"


@pytest.mark.parametrize("screen", [*PAGES, *VIEWS])
def test_a_screen_can_be_read_speaks_chinese_and_fits_a_phone(screen: str, visitor: Visitor) -> None:
    visitor.complaints.clear()
    visitor.open(address(screen, "scrm-zh"))
    unfold(visitor)
    assert flaws(visitor) == []


def test_an_address_without_a_page_is_answered_in_chinese(visitor: Visitor) -> None:
    visitor.open(address("nothing-here", "scrm-zh"))
    said = visitor.page.get_by_role("dialog").inner_text()
    assert "这个地址没有页面" in said or "没有这个页面" in said
    assert english(visitor) == []


def test_the_empty_screens_are_as_good(visit: Callable[..., Visitor], serve: Callable, example_db: Database) -> None:
    with example_db.write() as session:
        open_workspace(session, name="kong", title="空的", lang="zh")
    visitor = visit(server=serve(example_db.url))
    for page in PAGES:
        visitor.open(address(page, "kong"))
        assert [flaw for flaw in flaws(visitor, tabs=False) if "kong" not in flaw] == [], page
