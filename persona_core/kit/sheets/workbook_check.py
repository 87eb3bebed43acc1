"""A workbook looked over before anything parses it: its parts, its size unpacked, and cells far away from the table."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from xml.etree import ElementTree

from persona_core.kit.errors import Msg
from persona_core.kit.sheets.kinds import not_a_table
from persona_core.kit.sheets.shapes import MAX_COLUMNS, MAX_ROWS, Unreadable
from persona_core.kit.words import N_

MAX_PARTS = 2_000
MAX_UNPACKED = 512 * 2**20
MAX_RATIO = 200
_RATIO_FROM = 10 * 2**20
_CHUNK = 2**20
_MAX_INDEX = 4 * 2**20
_DTD = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
# Columns from AAA on and rows from 100 000 on, in cells that hold something; nearer ones need no look.
_FAR = re.compile(rb'r="([A-Z]{3}[0-9]+|[A-Z]{1,2}[0-9]{6,})"[^>]*(?<!/)>(?!</)')
_ERROR = re.compile(rb'<c [^>]*\bt="e"')
_FORMULA = re.compile(rb"<c ([^>]*)><f(?:[^>]*/>|[^>/]*>[^<]*</f>)(?:<v ?/>|<v></v>|</c>)")


def check(data: bytes, file: str) -> dict[str, int]:
    """Refuse what is no plain XLSX or could harm; else the number of unreadable cells by sheet name."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            check_parts(archive, len(data), file)
            _refuse_other(archive, {name.replace("\\", "/") for name in archive.namelist()}, file)
            return {name: _scan(archive, part, name, file) for part, name in _sheets(archive, file).items()}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, RuntimeError) as error:
        raise damaged(file) from error


def damaged(file: str) -> Unreadable:
    """The refusal of a workbook that is broken or was cut off."""
    message = N_(
        "“{file}” is damaged or incomplete. "
        "Download or copy it again, or open it in Excel, Word or WPS and save it anew."
    )
    return Unreadable(message, file=file)


def locked(file: str) -> Unreadable:
    """The refusal of a workbook with a password."""
    return Unreadable(
        N_(
            "“{file}” is protected by a password. "
            "Open it in Excel, Word or WPS, save it without one and choose that file."
        ),
        file=file,
    )


def _odd(file: str) -> Unreadable:
    message = N_(
        "“{file}” is not built like an ordinary workbook or document and was not opened. "
        "Copy what is in it into a new file and save that."
    )
    return Unreadable(message, file=file)


def _too_big(file: str) -> Unreadable:
    message = N_(
        "“{file}” grows too large when unpacked ({limit} MB at most). "
        "Keep only what you need and save it as CSV or text."
    )
    return Unreadable(message, file=file, limit=MAX_UNPACKED // 2**20)


def check_parts(archive: zipfile.ZipFile, size: int, file: str) -> None:
    """Refuse a package of parts that is locked, oddly built, or grows too large."""
    parts = archive.infolist()
    names = [part.filename.replace("\\", "/") for part in parts]
    if any(part.flag_bits & 1 for part in parts):
        raise locked(file)
    if len(parts) > MAX_PARTS or any(name.startswith("/") or ".." in name.split("/") or ":" in name for name in names):
        raise _odd(file)
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MAX_UNPACKED or (unpacked > _RATIO_FROM and unpacked > MAX_RATIO * size):
        raise _too_big(file)
    for part in parts:
        if part.filename.lower().endswith((".xml", ".rels")):
            with archive.open(part) as stream:
                _refuse_dtd(stream.read(64 * 1024), file)


def _refuse_other(archive: zipfile.ZipFile, names: set[str], file: str) -> None:
    if "xl/workbook.xml" in names:
        return
    if "xl/workbook.bin" in names or "mimetype" in names or "content.xml" in names:
        message = N_(
            "“{file}” is a workbook of another kind. Open it in Excel or WPS, save it as .xlsx and choose that file."
        )
        raise Unreadable(message, file=file)
    if any(name.startswith("word/") for name in names):
        raise not_a_table(file, N_("a Word document"))
    if any(name.startswith("ppt/") for name in names):
        raise not_a_table(file, N_("a presentation"))
    if any(name.startswith("xl/") for name in names):
        raise damaged(file)
    raise not_a_table(file, N_("an archive"))


def _refuse_dtd(start: bytes, file: str) -> None:
    """No document type, no entities; UTF-16, where they could hide, is not what spreadsheets write."""
    if _DTD.search(start) or b"\0" in start[:64]:
        raise _odd(file)


def _index(archive: zipfile.ZipFile, part: str, file: str) -> ElementTree.Element:
    with archive.open(part) as stream:
        data = stream.read(_MAX_INDEX + 1)
    if len(data) > _MAX_INDEX:
        raise _odd(file)
    _refuse_dtd(data, file)
    try:
        return ElementTree.fromstring(data)
    except ElementTree.ParseError as error:
        raise damaged(file) from error


def _sheets(archive: zipfile.ZipFile, file: str) -> dict[str, str]:
    """Parts that hold a worksheet, with the sheet's name."""
    names = set(archive.namelist())
    rels = "xl/_rels/workbook.xml.rels"
    targets: dict[str, str] = {}
    if rels in names:
        for relation in _index(archive, rels, file):
            target = relation.get("Target", "").replace("\\", "/")
            if relation.get("Type", "").endswith("/worksheet"):
                path = target[1:] if target.startswith("/") else posixpath.join("xl", target)
                targets[relation.get("Id", "")] = posixpath.normpath(path)
    found = {part: part for part in names if re.fullmatch(r"xl/worksheets/[^/]+\.xml", part, re.IGNORECASE)}
    for sheet in _index(archive, "xl/workbook.xml", file).iter():
        if sheet.tag.rpartition("}")[2] == "sheet":
            keys = [value for key, value in sheet.items() if key.endswith("}id") and value in targets]
            part = targets[keys[0]] if keys else None
            if part in names:
                found[part] = sheet.get("name") or part
    return found


def _chunks(archive: zipfile.ZipFile, part: str, file: str) -> Iterator[bytes]:
    """The part in pieces that never cut a cell in two."""
    rest, total = b"", 0
    with archive.open(part) as stream:
        while piece := stream.read(_CHUNK):
            total += len(piece)
            if total > MAX_UNPACKED:
                raise _too_big(file)
            rest += piece
            cut = rest.rfind(b"<c ") if len(rest) < 4 * _CHUNK else -1
            if cut > 0 or len(rest) >= 4 * _CHUNK:
                cut = cut if cut > 0 else len(rest)
                yield rest[:cut]
                rest = rest[cut:]
    yield rest


def _scan(archive: zipfile.ZipFile, part: str, name: str, file: str) -> int:
    """Cells that hold an error or a formula never calculated; refuses a value far outside."""
    lost = 0
    for chunk in _chunks(archive, part, file):
        for match in _FAR.finditer(chunk):
            if chunk[match.start() - 1 : match.start()].isspace():
                _refuse_far(match.group(1).decode(), name, file)
        if b't="e"' in chunk:
            lost += len(_ERROR.findall(chunk))
        if b"<f" in chunk:
            lost += sum(1 for attributes in _FORMULA.findall(chunk) if b't="str"' not in attributes)
    return lost


def _refuse_far(cell: str, name: str, file: str) -> None:
    letters = cell.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    if column <= MAX_COLUMNS and int(cell[len(letters) :][:9]) <= MAX_ROWS + 1:
        return
    message = N_(
        "“{file}”: sheet “{sheet}” has a value at {cell}, "
        "outside the {rows} rows and {columns} columns that can be read. "
        "Delete the rows and columns around the table, or split the file."
    )
    sheet = Msg(N_("unnamed")) if name.endswith(".xml") else name
    raise Unreadable(message, file=file, sheet=sheet, cell=cell, rows=f"{MAX_ROWS:,}", columns=f"{MAX_COLUMNS:,}")
