"""What this browser remembers between visits: language, workspace, the name of who works here."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import streamlit as st

_keep = st.components.v2.component("browser", js=(Path(__file__).parent / "browser.js").read_text(encoding="utf-8"))


def keep(values: Mapping[str, str], lang: str) -> None:
    """Write `values` as cookies of this browser for a year, and tell it in which language the page is."""
    _keep(key="browser", data={"cookies": dict(values), "lang": "zh-CN" if lang == "zh" else "en"}, height=1)
