"""The Chinese screens hold no English: not ours, not the platform's, also where one has to point or click first."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from persona_core.exchange.workspaces import open_workspace
from persona_core.kit.db import Database
from tests.browser.conftest import Visitor
from tests.house.reading import ROOT

ALLOWED = {
    *(
        "SCRM",
        "CEO",
        "CFO",
        "IT",
        "POS",
        "Excel",
        "CSV",
        "XLSX",
        "XLS",
        "TSV",
        "TXT",
        "JSON",
        "HTML",
        "PDF",
        "Markdown",
        "Word",
        "DOCX",
        "ZIP",
        "PNG",
        "PPTX",
        "A4",
        "json",
    ),
    *("SaaS", "CRM", "ERP", "API", "APP", "App", "KPI", "ROI", "POC", "HR", "B2B", "Ctrl", "Esc", "EN", "MB", "UTF"),
    *("GB18030", "CNY", "USD", "EUR", "md", "mdx", "MD", "MDX", "yyyy", "mm", "dd", "DD", "MM", "YYYY"),
}
"""Names of things that Chinese offices call so, kinds of files, keys, and the pattern of a date."""

READ = """() => {
  const skip = '[data-testid="stIconMaterial"], [data-testid="stExpanderIcon"], [role="img"][translate="no"], ' +
    'script, style, noscript, ' +
    '[data-live-announcer], [role="gridcell"]';
  const found = new Set();
  const add = (text) => { if (/[A-Za-z]{2}/.test(text)) found.add(text.trim()); };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) if (!texts.currentNode.parentElement.closest(skip)) add(texts.currentNode.data);
  for (const name of ["placeholder", "title", "aria-label", "alt", "data-title"])
    for (const element of document.querySelectorAll(`[${name}]`))
      if (!element.closest(skip)) add(element.getAttribute(name));
  return [...found];
}"""


def _pages() -> list[str]:
    source = (ROOT / "ui" / "main.py").read_text(encoding="utf-8")
    return re.findall(r'"\w+/\w+\.py",\s+"([a-z-]+)"', source)


def english(visitor: Visitor, patience: int = 20) -> list[str]:
    """Texts on the screen that hold a Latin word which nobody allowed; the component that translates may come late."""
    while (wrong := _english(visitor)) and patience:
        visitor.page.wait_for_timeout(250)
        patience -= 1
    return wrong


def _english(visitor: Visitor) -> list[str]:
    wrong = []
    for text in visitor.page.evaluate(READ):
        said = re.sub(r"\bscrm(-zh)?\b|https?://\S+|\S+@\S+|/\S+\?\S+", "", text.replace("\\", ""))
        if any(word not in ALLOWED for word in re.findall(r"[A-Za-z][A-Za-z0-9]+", said)):
            wrong.append(text)
    return sorted(wrong)


def unfold(visitor: Visitor) -> None:
    """Open everything that can be unfolded."""
    for part in visitor.page.locator('[data-testid="stExpander"] details:not([open]) summary').all():
        if part.is_visible():
            part.click()
    visitor.settle()


@pytest.mark.parametrize("page", _pages())
def test_a_page_speaks_chinese(page: str, visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    visitor.open(f"{page}?w=scrm-zh" if page != "home" else "?w=scrm-zh")
    unfold(visitor)
    found = english(visitor)
    for tab in visitor.page.get_by_role("tab").all():
        tab.click()
        visitor.settle()
        unfold(visitor)
        found += english(visitor)
    assert sorted(set(found)) == []
    assert visitor.complaints == []
    assert visitor.outside == []


def test_an_address_without_a_page_is_answered_in_chinese(visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    visitor.open("nothing-here?w=scrm-zh")
    assert (
        "这个地址没有页面" in visitor.page.get_by_role("dialog").inner_text()
        or "没有这个页面" in visitor.page.get_by_role("dialog").inner_text()
    )
    assert english(visitor) == []


def test_the_empty_screens_speak_chinese(visit: Callable[..., Visitor], serve: Callable, db: Database) -> None:
    with db.write() as session:
        open_workspace(session, name="kong", title="空的", lang="zh")
    visitor = visit(server=serve(db.url))
    for page in _pages():
        visitor.open(f"{page}?w=kong" if page != "home" else "?w=kong")
        assert [t for t in english(visitor) if "kong" not in t] == [], page
