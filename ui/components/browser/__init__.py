"""What this browser remembers between visits, and in which language it says the platform's own words."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import streamlit as st

from ui.components.browser.spoken import replacements

_keep = st.components.v2.component("browser", js=(Path(__file__).parent / "browser.js").read_text(encoding="utf-8"))


def keep(values: Mapping[str, str], lang: str, theme: str) -> None:
    """Write `values` as cookies of this browser for a year, and speak `lang` where Streamlit only knows English.

    The page is drawn anew as soon as the browser shows another theme than `theme`.
    """
    language = "zh-CN" if lang == "zh" else "en"
    said = {"cookies": dict(values), "lang": language, "theme": theme, **replacements(lang)}
    _keep(key="browser", data=said, height=1, on_theme_change=lambda: None)
