"""The script of a component: what all of them share, then its own parts, put one behind the other."""

from __future__ import annotations

from pathlib import Path

_SHARED = Path(__file__).parent / "shared"


def script(here: Path, *parts: str) -> str:
    """One module for the browser, since a component cannot import: nodes, the outbox, and `parts` of the folder."""
    files = [_SHARED / "nodes.js", _SHARED / "outbox.js", *(here / f"{part}.js" for part in parts)]
    return "\n".join(file.read_text(encoding="utf-8") for file in files)
