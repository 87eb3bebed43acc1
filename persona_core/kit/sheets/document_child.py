"""The words of a Word document, paragraph by paragraph: run in the limited process, with the standard library alone."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_LEFT_OUT = {"del", "moveFrom", "Fallback", "instrText", "rPr", "pPr", "sectPr"}
_BREAKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}
_WRAPPERS = {"sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag", "AlternateContent", "Choice"}
_PICTURES = {"blip", "imagedata", "OLEObject"}
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError, ValueError, ElementTree.ParseError)
_HEADING = re.compile(r"(?:heading|标题) ?([1-9])|(title)", re.IGNORECASE)


def _name(tag: Any) -> str:
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _value(element: Element, name: str) -> str:
    return element.get(f"{_W}{name}") or element.get(f"{_STRICT}{name}") or ""


def _child(element: Element, *path: str) -> Element | None:
    """The first descendant along names, whatever their namespace."""
    for name in path:
        element = next((part for part in element if _name(part.tag) == name), None)
        if element is None:
            return None
    return element


def _styles(archive: zipfile.ZipFile) -> dict[str, int]:
    """Styles that make a heading, with their level."""
    if "word/styles.xml" not in archive.namelist():
        return {}
    levels = {}
    for style in ElementTree.fromstring(archive.read("word/styles.xml")):
        name, outline = _child(style, "name"), _child(style, "pPr", "outlineLvl")
        found = _HEADING.fullmatch(_value(name, "val")) if name is not None else None
        if found:
            levels[_value(style, "styleId")] = int(found[1] or 1)
        elif outline is not None and _value(outline, "val").isdigit() and int(_value(outline, "val")) < 6:
            levels[_value(style, "styleId")] = int(_value(outline, "val")) + 1
    return levels


def _inline(element: Element) -> Iterator[str]:
    """The text of what stands in a paragraph; deleted words, field codes and second versions are left out."""
    for part in element:
        name = _name(part.tag)
        if name == "t":
            yield part.text or ""
        elif name in _BREAKS:
            yield _BREAKS[name]
        elif name not in _LEFT_OUT:
            yield from _inline(part)
            yield "\n" if name == "p" else ""  # a paragraph in a text box


def _paragraph(element: Element, levels: dict[str, int]) -> str:
    text = "".join(_inline(element)).strip("\n")
    style, outline = _child(element, "pPr", "pStyle"), _child(element, "pPr", "outlineLvl")
    level = levels.get(_value(style, "val"), 0) if style is not None else 0
    if not level and outline is not None and _value(outline, "val").isdigit() and int(_value(outline, "val")) < 6:
        level = int(_value(outline, "val")) + 1
    if level and text.strip():
        return f"{'#' * level} {' '.join(text.split())}"
    listed = _child(element, "pPr", "numPr", "numId")
    return f"- {text}" if listed is not None and _value(listed, "val") != "0" and text.strip() else text


def _parts(element: Element, wanted: str) -> Iterator[Element]:
    """Children of one name, also those in wrappers."""
    for part in element:
        if _name(part.tag) == wanted:
            yield part
        elif _name(part.tag) in _WRAPPERS:
            yield from _parts(part, wanted)


def _row(element: Element, levels: dict[str, int]) -> str:
    """A row of a table: its cells beside one another, the lines of a cell one after the other."""
    cells = []
    for cell in _parts(element, "tc"):
        lines = (line.strip() for block in _blocks(cell, levels) for line in block.split("\n"))
        cells.append(" ".join(line for line in lines if line))
    return " | ".join(cells) if any(cells) else ""


def _blocks(body: Element, levels: dict[str, int]) -> Iterator[str]:
    """Paragraphs and rows of tables, in their order."""
    for part in body:
        name = _name(part.tag)
        if name == "p":
            yield _paragraph(part, levels)
        elif name == "tbl":
            rows = [_row(row, levels) for row in _parts(part, "tr")]
            yield "\n".join(row for row in rows if row)
        elif name in _WRAPPERS:
            yield from _blocks(part, levels)


def _notes(archive: zipfile.ZipFile, levels: dict[str, int]) -> Iterator[str]:
    """Footnotes and endnotes, without the lines that part them from the text."""
    for part in ("word/footnotes.xml", "word/endnotes.xml"):
        if part in archive.namelist():
            for note in ElementTree.fromstring(archive.read(part)):
                if _value(note, "type") not in {"separator", "continuationSeparator", "continuationNotice"}:
                    yield " ".join("\n".join(_blocks(note, levels)).split())


def answer(data: bytes, most: int) -> Iterator[Any]:
    """What goes back: pieces of text in order, then one end with the number of pictures; or a single refusal."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            levels = _styles(archive)
            root = ElementTree.fromstring(archive.read("word/document.xml"))
            body = _child(root, "body")
            pictures = sum(_name(part.tag) in _PICTURES for part in root.iter())
            blocks = [*_blocks(body if body is not None else root, levels), *_notes(archive, levels)]
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        KeyError,
        NotImplementedError,
        ValueError,
        ElementTree.ParseError,
    ):
        yield {"refused": "damaged"}
        return
    length = 0
    for block in blocks:
        length += len(block) + 1
        if length > most:
            yield {"refused": "long"}
            return
        yield [block]
    yield {"end": len(blocks), "pictures": pictures}
