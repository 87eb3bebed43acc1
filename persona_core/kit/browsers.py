"""How the product greets a browser: its name, its picture, and the language it speaks to whoever comes."""

from __future__ import annotations

from collections.abc import Mapping

from persona_core.kit.config import ROOT
from persona_core.kit.words import LANGUAGES, N_

PRODUCT = N_("Persona Workbench")
ICON = ROOT / "web" / "static" / "icon.png"
LANGUAGE_COOKIE = "persona_lang"
WORKSPACE_COOKIE = "persona_workspace"
NAME_COOKIE = "persona_name"


def language(cookies: Mapping[str, str], asks_for: str) -> str:
    """zh or en: what this browser chose before, else what it asks for first (`zh-CN`, `en-US,en;q=0.9`)."""
    chosen = cookies.get(LANGUAGE_COOKIE)
    if chosen in LANGUAGES:
        return chosen
    return "zh" if asks_for.strip().lower().startswith("zh") else "en"
