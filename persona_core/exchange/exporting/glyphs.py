"""Which characters a font has, read from the font itself, so that nothing is ever printed as an empty box."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import typst

from persona_core.kit.config import ROOT

FOLDER = ROOT / "data" / "fonts"
FAMILY = "Persona Sans SC"
NO_GLYPH = "〓"
"""What printers set for a character that they do not have."""

_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060-\u2064\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef]")
"""Characters that are nothing to see: marks of joining, variants, direction."""
_UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufff0-\ufffb\ufffe\uffff]")
"""Control characters, and those that turn the direction of what follows."""
_LONG = re.compile(r"[!-~\u00c0-\u024f]{28,}")
"""Latin letters without a break, such as an address: too long for a column."""


@cache
def fonts(system: bool = True) -> typst.Fonts:
    """The packaged fonts, and those of the machine unless left out."""
    return typst.Fonts(include_system_fonts=system, include_embedded_fonts=False, font_paths=[str(FOLDER)])


def visible(text: str) -> str:
    """Text without control characters and those that turn its direction."""
    return _UNWANTED.sub(" ", text)


def printable(text: str, *, system: bool = True) -> str:
    """Text of which every character can be printed, and that can be broken into lines."""
    text = visible(text)
    rare = {c for c in text if ord(c) not in _packaged() and not c.isspace() and not _UNSEEN.match(c)}
    for character in rare:
        if not (system and _on_this_machine(ord(character))):
            text = text.replace(character, NO_GLYPH)
    return _LONG.sub(lambda run: "\u200b".join(re.findall(".{1,14}", run[0])), text)


@cache
def _packaged() -> frozenset[int]:
    return characters(FOLDER / "PersonaSansSC-Regular.otf")


@cache
def _on_this_machine(code: int) -> bool:
    places = {(font.path, font.index) for font in fonts().fonts() if font.path}
    return any(code in characters(Path(path), index) for path, index in sorted(places))


@cache
def characters(path: Path, index: int = 0) -> frozenset[int]:
    """The code points that a font file has a glyph for; `index` is its place in a collection. None if unreadable."""
    try:
        with path.open("rb") as file:
            start = 0
            if file.read(4) == b"ttcf":
                file.seek(12 + 4 * index)
                (start,) = struct.unpack(">I", file.read(4))
            file.seek(start + 4)
            (count,) = struct.unpack(">H", file.read(2))
            file.seek(start + 12)
            records = [struct.unpack(">4sIII", file.read(16)) for _ in range(count)]
            for tag, _checksum, offset, length in records:
                if tag == b"cmap":
                    file.seek(offset)
                    return frozenset(_codes(file.read(length)))
    except (OSError, struct.error):
        pass
    return frozenset()


def _codes(cmap: bytes) -> Iterable[int]:
    (count,) = struct.unpack_from(">H", cmap, 2)
    for place in range(count):
        platform, encoding, offset = struct.unpack_from(">HHI", cmap, 4 + 8 * place)
        if (platform, encoding) not in {(0, 3), (0, 4), (0, 6), (3, 1), (3, 10)}:
            continue
        (form,) = struct.unpack_from(">H", cmap, offset)
        if form == 12:
            (groups,) = struct.unpack_from(">I", cmap, offset + 12)
            for first, last, _glyph in struct.iter_unpack(">III", cmap[offset + 16 : offset + 16 + 12 * groups]):
                yield from range(first, last + 1)
        elif form == 4:
            (double,) = struct.unpack_from(">H", cmap, offset + 6)
            ends = struct.unpack_from(f">{double // 2}H", cmap, offset + 14)
            starts = struct.unpack_from(f">{double // 2}H", cmap, offset + 16 + double)
            for first, last in zip(starts, ends, strict=True):
                yield from range(first, min(last, 0xFFFE) + 1)
