"""Whether a text is written in simplified and traditional characters at once."""

from __future__ import annotations

_LEAST = 3
"""Different characters of each kind from which a text counts as mixed: a name or two does not make it so."""


def mixes_scripts(text: str) -> bool:
    """Whether characters that only simplified Chinese has stand beside such that only traditional Chinese has."""
    simplified = traditional = 0
    for sign in {sign for sign in set(text) if "\u4e00" <= sign <= "\u9fff"}:
        simple, old = _in(sign, "gb2312"), _in(sign, "big5")
        simplified += simple and not old
        traditional += old and not simple
    return simplified >= _LEAST and traditional >= _LEAST


def _in(sign: str, encoding: str) -> bool:
    try:
        sign.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
