"""Taking apart what was pasted in one piece."""

from __future__ import annotations

import re

_RULE = re.compile(r"^[ \t]*[-—－]{3,}[ \t]*$", re.MULTILINE)


def split_pasted(text: str) -> list[str]:
    """Several stories pasted one after the other, separated by a line of ---; empty ones are left out."""
    parts = _RULE.split(text.replace("\r\n", "\n").replace("\r", "\n"))
    return [part.strip("\n") for part in parts if part.strip()]
