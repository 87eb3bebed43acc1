"""Reading a gettext catalogue (.po) as it is: what our own files hold, in a tenth of a general reader's time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

Said = str | tuple[str, ...]
_ESCAPED = re.compile(r"\\(.)")
_SIGNS = {"n": "\n", "t": "\t", "r": "\r"}


def read(path: Path) -> dict[str, Said]:
    """Text → its translation, several for one with a plural; what is empty, doubtful or given up is left out."""
    found: dict[str, Said] = {}
    for parts, doubtful in _entries(path.read_text(encoding="utf-8")):
        text, forms = _joined(parts.get("msgid", ())), [_joined(said) for word, said in parts.items() if _says(word)]
        if text and forms and forms[0] and not doubtful:
            found[text] = tuple(forms) if "msgid_plural" in parts else forms[0]
    return found


def _says(word: str) -> bool:
    return word.startswith("msgstr")


def _entries(text: str) -> Iterator[tuple[dict[str, list[str]], bool]]:
    """Each entry as word → its quoted lines, and whether its translation is doubtful ("fuzzy")."""
    parts: dict[str, list[str]] = {}
    doubtful = doubtful_next = False
    said: list[str] = []
    for line in text.split("\n"):
        if line.startswith('"'):
            said.append(line)
        elif line.startswith("#"):
            doubtful_next |= line.startswith("#,") and "fuzzy" in line
        elif line.startswith("msg"):
            word, _, quoted = line.partition(" ")
            if word == "msgid":
                yield parts, doubtful
                parts, doubtful, doubtful_next = {}, doubtful_next, False
            said = parts[word] = [quoted]
    yield parts, doubtful


def _joined(lines: list[str] | tuple[str, ...]) -> str:
    text = "".join([line.strip()[1:-1] for line in lines])
    return _ESCAPED.sub(lambda sign: _SIGNS.get(sign[1], sign[1]), text) if "\\" in text else text
