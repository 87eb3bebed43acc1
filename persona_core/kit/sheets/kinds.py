"""What a file really is, told by its first bytes and never by its name."""

from __future__ import annotations

import json
import re

from persona_core.kit.errors import Msg
from persona_core.kit.sheets.shapes import Unreadable
from persona_core.kit.words import N_

ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
UTF16 = (b"\xff\xfe", b"\xfe\xff")

_SIGNS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", N_("a PDF")),
    (b"\xff\xd8\xff", N_("a picture")),
    (b"\x89PNG", N_("a picture")),
    (b"GIF8", N_("a picture")),
    (b"RIFF", N_("a picture or a recording")),
    (b"BM", N_("a picture")),
    (b"II*\x00", N_("a picture")),
    (b"MM\x00*", N_("a picture")),
    (b"{\\rtf", N_("a text document")),
    (b"SQLite format 3\x00", N_("a database")),
    (b"Rar!", N_("an archive")),
    (b"7z\xbc\xaf", N_("an archive")),
    (b"\x1f\x8b", N_("an archive")),
)
_POINTER = b"version https://git-lfs.github.com/spec/v1"
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def not_a_table(file: str, kind: str) -> Unreadable:
    """The refusal of a file that is something else; `kind` is a catalogue text."""
    message = N_("“{file}” is {kind}, not a table. Save the table as .xlsx or CSV and choose that file.")
    return Unreadable(message, file=file, kind=Msg(kind))


def _not_a_text(file: str, kind: str) -> Unreadable:
    message = N_("“{file}” is {kind}, not a text. Save it as .docx, .md or .txt and choose that file.")
    return Unreadable(message, file=file, kind=Msg(kind))


def refuse_pointer(data: bytes, file: str) -> None:
    """Refuse a Git-LFS pointer: a few lines that stand for a file which is kept elsewhere."""
    if data.startswith(_POINTER):
        message = N_(
            "“{file}” is only a Git-LFS pointer, not the file itself. "
            "Fetch the real file (git lfs pull, or download it from the website) and choose that one."
        )
        raise Unreadable(message, file=file)


def _sign(data: bytes) -> str | None:
    for sign, kind in _SIGNS:
        if data.startswith(sign) and (len(sign) > 2 or _CONTROL.search(data[:64])):
            return kind
    return None


def utf16_without_mark(data: bytes) -> str | None:
    """The UTF-16 of a text that starts without its mark: in one order of bytes it is full of plain signs."""
    head = data[: 64 * 1024]
    if len(data) % 2 or head.count(0) * 50 < len(head):
        return None
    plain = {order: _plain_signs(head, order) for order in ("utf-16-le", "utf-16-be")}
    order = max(plain, key=plain.get)
    return order if plain[order] > 4 * min(plain.values()) else None


def _plain_signs(head: bytes, order: str) -> int:
    """How many letters, digits and signs of ASCII a text has in an encoding; none if it cannot be one."""
    text = head.decode(order, "ignore")
    if "\0" in text or not ("\n" in text or "\r" in text):
        return 0
    return sum(1 for sign in text if sign < "\x7f")


def _is_binary(data: bytes) -> bool:
    """More than one control character in a hundred, and no UTF-16 mark that would explain them."""
    head = data[: 64 * 1024]
    if utf16_without_mark(data):
        return False
    return not head.startswith(UTF16) and len(_CONTROL.findall(head)) > max(1, len(head) / 100)


def _is_json(data: bytes) -> bool:
    head, tail = data.lstrip()[:1], data.rstrip()[-1:]
    if (head, tail) not in ((b"{", b"}"), (b"[", b"]")):
        return False
    try:
        json.loads(data)
    except (ValueError, RecursionError):
        return False
    return True


def table_kind(data: bytes, file: str) -> str:
    """ "zip", "ole" or "text"; refuses what cannot be a table."""
    refuse_pointer(data, file)
    if data.startswith(ZIP):
        return "zip"
    if data.startswith(OLE):
        return "ole"
    kind = _sign(data)
    start = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if kind:
        raise not_a_table(file, kind)
    if start.startswith((b"<!doctype", b"<html", b"<head", b"<table", b"<meta", b"<?xml", b"<workbook")):
        message = N_(
            "“{file}” is a web page or XML with the name of a table. "
            "Open it in Excel or WPS, save it as .xlsx and choose that file."
        )
        raise Unreadable(message, file=file)
    if _is_binary(data):
        raise not_a_table(file, N_("a binary file"))
    if _is_json(data):
        raise not_a_table(file, N_("a JSON file"))
    return "text"


def refuse_non_text(data: bytes, file: str) -> None:
    """Refuse what cannot be a story."""
    refuse_pointer(data, file)
    if data.startswith((*ZIP, OLE)):
        raise _not_a_text(file, N_("an Office document or an archive"))
    kind = _sign(data)
    if kind:
        raise _not_a_text(file, kind)
    if _is_binary(data):
        raise _not_a_text(file, N_("a binary file"))
