"""Running the screens without a browser: the shell and one page, on a database of the test's own."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 30
FIRST = "start/home.py"
NOTHING: Mapping[str, Any] = MappingProxyType({})
KINDS = ("title", "header", "subheader", "markdown", "text", "caption", "error", "warning", "info", "success")


def screen(
    monkeypatch: pytest.MonkeyPatch,
    url: str,
    page: str | None = None,
    /,
    *,
    lang: str = "zh-CN",
    state: Mapping[str, Any] = NOTHING,
    **params: object,
) -> AppTest:
    """The shell with `page` (a script under pages/, or the first page) on the database at `url`, run once.

    It is opened by its address, as a browser opens a link: the first page does not run before it.
    `state` is what the session holds before, by its keys; `params` are the address's:
    `screen(monkeypatch, url, "persona/company.py", id=row.id, w="scrm-zh")`.
    """
    monkeypatch.setenv("PERSONA_DATABASE_URL", url)
    shown = AppTest.from_file(str(ROOT / "ui" / "main.py"), default_timeout=PATIENCE)
    shown.context = {"locale": lang}
    for key, value in state.items():
        shown.session_state[key] = value
    for name, value in params.items():
        shown.query_params[name] = str(value)
    if page not in (None, FIRST):
        # AppTest can open an inner page only after a first run: it asks by the script's name, Streamlit by the address.
        shown._page_hash = calc_hash(Path(page).stem.replace("_", "-"))
    return shown.run()


def words(shown: AppTest) -> str:
    """Everything written on the screen, kind by kind."""
    return "\n".join(str(element.value) for kind in KINDS for element in shown.get(kind))
