"""Bytes to text: a ladder of encodings, and never a silent guess."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

from persona_core.kit.sheets.kinds import utf16_without_mark
from persona_core.kit.sheets.shapes import Note, Unreadable, nul_cell
from persona_core.kit.words import N_

_SAMPLE = 20_000
_LOOKED_AT = 64 * 1024
_UTF8_HANZI = re.compile(rb"(?:[\xe3-\xe9][\x80-\xbf]{2}){2}")
_GB2312_COMMON = range(0xB0, 0xD8)
_BIG5_COMMON = range(0xA4, 0xC7)


def line_at(text: str | bytes, position: int) -> int:
    """The line (from 1) of a position, whatever the line ends."""
    before = text[:position]
    if isinstance(before, bytes):
        return 1 + (before.count(b"\n") or before.count(b"\r"))
    return 1 + (before.count("\n") or before.count("\r"))


def decode(data: bytes, file: str, encoding: str | None = None) -> tuple[str, str, list[Note]]:
    """Text, the name of its encoding, and notes where the encoding is a guess; refuses bytes that fit none.

    `encoding` is the one somebody chose; nothing is guessed then.
    """
    text, encoding, notes = _as_told(data, file, encoding) if encoding else _decode(data, file)
    text = text.removeprefix("\ufeff")
    if "\0" in text:
        raise nul_cell(file, line_at(text, text.index("\0")))
    return text, encoding, notes


def second_opinion(data: bytes, encoding: str) -> list[str]:
    """Encodings in which a file that is not Unicode says something else that could also be meant."""
    if encoding.startswith("utf"):
        return []
    sample = data if len(data) <= _LOOKED_AT else data[: data.rfind(b"\n", 0, _LOOKED_AT) + 1]
    ours, found = _try(sample, encoding), []
    best = from_bytes(sample).best() if sample else None
    for name in (best.encoding if best else None, "gb18030", "big5"):
        text = _try(sample, name) if name else None
        if text is None or text == ours or name == encoding:
            continue
        if name == getattr(best, "encoding", None) or _doubtful(ours, encoding):
            found.append(name)
    return list(dict.fromkeys(found))


def glimpse(data: bytes, encoding: str) -> str:
    """The first words of a file that are not plain letters, as an encoding has them: to be compared by eye."""
    lines = data[:_LOOKED_AT].splitlines()
    texts = (line.decode(encoding, "replace") for line in lines if not line.isascii())
    return " · ".join(text.strip("\ufeff ")[:40] for text, _ in zip(texts, range(3), strict=False))


def _doubtful(text: str | None, encoding: str) -> bool:
    """Whether more than one character in twenty is a rare one."""
    common = {"gb18030": ("gb2312", _GB2312_COMMON), "big5": ("cp950", _BIG5_COMMON)}.get(encoding)
    return common is not None and _common_share(text, *common) < 0.8


def _as_told(data: bytes, file: str, encoding: str) -> tuple[str, str, list[Note]]:
    try:
        known = codecs.lookup(encoding)
    except (LookupError, ValueError):
        known = None
    if known is None or not known._is_text_encoding:
        message = N_("There is no text encoding “{name}”. Usual ones are utf-8, gb18030, big5 and utf-16.")
        raise Unreadable(message, file=file, name=encoding)
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        return data.decode(encoding), known.name, []
    except UnicodeError as error:
        line = line_at(data, error.start) if isinstance(error, UnicodeDecodeError) else 1
        message = N_("Line {line} of “{file}” is not {encoding}. Choose another encoding, or leave it to the file.")
        raise Unreadable(message, file=file, line=line, encoding=encoding) from error


def _decode(data: bytes, file: str) -> tuple[str, str, list[Note]]:
    if data.startswith(b"\xef\xbb\xbf"):
        return _strictly(data[3:], "utf-8", file), "utf-8-sig", []
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _strictly(data, "utf-16", file), "utf-16", []
    if unmarked := utf16_without_mark(data):
        return _strictly(data, unmarked, file), unmarked, []
    try:
        return data.decode("utf-8"), "utf-8", []
    except UnicodeDecodeError as error:
        first_fault = error.start
    line = _mixed_line(data)
    if line is not None:
        message = N_(
            "“{file}” mixes two text encodings: line {line} is written differently from the others. "
            "Paste that line anew in Excel or an editor and save the file as UTF-8."
        )
        raise Unreadable(message, file=file, line=line)
    return _legacy(data, file, first_fault)


def _strictly(data: bytes, encoding: str, file: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise _nowhere(file, line_at(data.replace(b"\0", b""), error.start)) from error


def _nowhere(file: str, line: int) -> Unreadable:
    message = N_(
        "Line {line} of “{file}” cannot be read as text: it is neither UTF-8 nor GB18030. "
        "Open the file where it came from and save it as UTF-8 or as .xlsx."
    )
    return Unreadable(message, file=file, line=line)


def _mixed_line(data: bytes) -> int | None:
    """The first line of the smaller camp when some lines are UTF-8 Chinese and others cannot be."""
    utf8: list[int] = []
    other: list[int] = []
    for number, line in enumerate(re.split(rb"\r\n|\n|\r", data), start=1):
        if line.isascii():
            continue
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            other.append(number)
        else:
            if _UTF8_HANZI.search(line):
                utf8.append(number)
    if not utf8 or not other:
        return None
    return min(utf8, other, key=len)[0]


def _legacy(data: bytes, file: str, first_fault: int) -> tuple[str, str, list[Note]]:
    """Text written before UTF-8: Western European, simplified or traditional Chinese."""
    latin = _try(data, "cp1252")
    if latin is not None and _is_western(latin):
        return latin, "windows-1252", [_guessed("Windows-1252")]
    simplified, traditional = _try(data, "gb18030"), _try(data, "cp950")
    simple_share = _common_share(simplified, "gb2312", _GB2312_COMMON)
    traditional_share = _common_share(traditional, "cp950", _BIG5_COMMON)
    if traditional is not None and traditional_share > 0.85 and simple_share < 0.7:
        return traditional, "big5", [_guessed("Big5")]
    if simplified is not None:
        return simplified, "gb18030", [_guessed("GB18030")] if simple_share < 0.6 else []
    raise _nowhere(file, line_at(data, first_fault))


def _guessed(encoding: str) -> Note:
    message = N_(
        "The file is not UTF-8 and was read as {encoding}. "
        "If names look garbled, save it as UTF-8 or .xlsx and try again."
    )
    return Note(message, encoding=encoding)


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _is_western(text: str) -> bool:
    """Accented letters stand alone among plain ones; Chinese bytes always come in crowds."""
    found = re.findall(r"(?<![^\x00-\x7f])[^\x00-\x7f](?![^\x00-\x7f])", text[: 50 * _SAMPLE])
    alone = sum(1 for sign in found if sign.isalpha())
    return alone >= 0.7 * sum(1 for sign in text[: 50 * _SAMPLE] if sign > "\x7f")


def _common_share(text: str | None, encoding: str, common: range) -> float:
    """How many of the Chinese characters are everyday ones by the code table's own first level."""
    hanzi = re.findall(r"[\u3400-\u9fff\ue000-\uf8ff]", (text or "")[: 5 * _SAMPLE])[:_SAMPLE]
    if not hanzi:
        return 1.0 if text is not None else 0.0
    return sum(1 for sign in hanzi if (sign.encode(encoding, "ignore") or b"\0")[0] in common) / len(hanzi)
