"""What a browser keeps between visits and a tab between reloads, and in which language the platform's own words are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import streamlit as st

from ui.components.browser.spoken import replacements

_keep = st.components.v2.component("browser", js=(Path(__file__).parent / "browser.js").read_text(encoding="utf-8"))


def keep(
    values: Mapping[str, str], lang: str, theme: str, *, tray: str | None, on_tray: Callable[[str], object]
) -> None:
    """Write `values` as cookies of this browser for a year, and speak `lang` where Streamlit only knows English.

    The page is drawn anew as soon as the browser shows another theme than `theme`. The tab keeps `tray`, and tells
    `on_tray` the one it kept before it was loaded anew while `tray` is None.
    """
    language = "zh-CN" if lang == "zh" else "en"
    said = {"cookies": dict(values), "lang": language, "theme": theme, "tray": tray, **replacements(lang)}

    def found() -> None:
        if isinstance(kept := st.session_state["browser"].get("tray"), str):
            on_tray(kept)

    _keep(key="browser", data=said, height=1, on_theme_change=lambda: None, on_tray_change=found)
