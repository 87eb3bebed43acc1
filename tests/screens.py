"""Running the screens without a browser: the shell and one page, on a database of the test's own."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 30
KINDS = ("title", "header", "subheader", "markdown", "text", "caption", "error", "warning", "info", "success")


def screen(
    monkeypatch: pytest.MonkeyPatch, url: str, page: str | None = None, *, lang: str = "zh-CN", **params: str
) -> AppTest:
    """The shell with `page` (a script under pages/, or the first page) on the database at `url`, run once.

    `params` are the address's: `screen(monkeypatch, url, "persona/company.py", id=row.id, w="scrm-zh")`.
    """
    monkeypatch.setenv("PERSONA_DATABASE_URL", url)
    shown = AppTest.from_file(str(ROOT / "ui" / "main.py"), default_timeout=PATIENCE)
    shown.context = {"locale": lang}
    for name, value in params.items():
        shown.query_params[name] = str(value)
    shown.run()
    if page is not None:
        shown.switch_page(f"../pages/{page}")
        for name, value in params.items():
            shown.query_params[name] = str(value)
        shown.run()
    return shown


def words(shown: AppTest) -> str:
    """Everything written on the screen, kind by kind."""
    return "\n".join(str(element.value) for kind in KINDS for element in shown.get(kind))
