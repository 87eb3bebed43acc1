"""A ZIP of files: looked over, then unpacked in memory, never onto the disk."""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import PurePosixPath

from persona_core.kit.sheets.kinds import ZIP
from persona_core.kit.sheets.shapes import MAX_BYTES, Unreadable
from persona_core.kit.words import N_

MAX_FILES = 500
MAX_UNPACKED = 2 * MAX_BYTES
_ASIDE = ("__MACOSX/", ".", "~$", "Thumbs.db", "desktop.ini")
_PACKED = (".zip", ".rar", ".7z", ".gz", ".tar", ".bz2", ".xz")
_OFFICE = ("[Content_Types].xml", "mimetype", "content.xml", "xl/", "word/", "ppt/")

_DOCUMENTS = (".xlsx", ".xlsm", ".xls", ".docx")


def unpack(data: bytes, file: str) -> list[tuple[str, bytes]] | None:
    """The files in a ZIP by their names; None when it is an Office document or no archive. Raises Unreadable."""
    if not data.startswith(ZIP):
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = [part for part in archive.infolist() if not part.is_dir()]
            if not parts or any(_name(part).startswith(_OFFICE) for part in parts):
                return None
            return _unpacked(archive, [part for part in parts if not _is_aside(_name(part))], file)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, RuntimeError) as error:
        if PurePosixPath(file).suffix.lower() in _DOCUMENTS:
            return None  # whoever reads workbooks says that this one is damaged
        raise _damaged(file) from error


def _unpacked(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo], file: str) -> list[tuple[str, bytes]]:
    _refuse(parts, file)
    if not parts:
        message = N_("“{file}” is an archive with no file in it. Check that the right one was chosen.")
        raise Unreadable(message, file=file)
    room, found = MAX_UNPACKED, []
    for part in parts:
        with archive.open(part) as stream:
            data = stream.read(room + 1)  # what a part says of its own size is not believed
        room -= len(data)
        if room < 0:
            raise _too_big(file)
        found.append((_name(part), data))
    return found


def _refuse(parts: list[zipfile.ZipInfo], file: str) -> None:
    names = [_name(part) for part in parts]
    if any(part.flag_bits & 1 for part in parts):
        message = N_("“{file}” is an archive with a password. Unpack it and choose the files in it.")
        raise Unreadable(message, file=file)
    if len(parts) > MAX_FILES:
        message = N_("“{file}” holds more than {limit} files. Pack those you need into several archives.")
        raise Unreadable(message, file=file, limit=MAX_FILES)
    if any(name.startswith("/") or ".." in name.split("/") or ":" in name for name in names):
        message = N_("“{file}” holds files that point out of the archive and was not opened. Pack the files anew.")
        raise Unreadable(message, file=file)
    inner = next((name for name in names if name.lower().endswith(_PACKED)), None)
    if inner:
        message = N_("“{file}” holds another archive, “{inner}”. Unpack that one and choose the files in it.")
        raise Unreadable(message, file=file, inner=PurePosixPath(inner).name)
    if sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise _too_big(file)


def _name(part: zipfile.ZipInfo) -> str:
    """A part's name; where the archive does not say that it is UTF-8, Windows wrote it in GBK."""
    name = part.filename.replace("\\", "/")
    if part.flag_bits & 0x800 or name.isascii():
        return name
    try:
        return name.encode("cp437").decode("gbk")
    except UnicodeError:
        return name


def _is_aside(name: str) -> bool:
    """What operating systems leave in archives."""
    return name.startswith("__MACOSX/") or PurePosixPath(name).name.startswith(_ASIDE)


def _too_big(file: str) -> Unreadable:
    message = N_("“{file}” grows too large when unpacked ({limit} MB at most). Pack fewer files at a time.")
    return Unreadable(message, file=file, limit=MAX_UNPACKED // 2**20)


def _damaged(file: str) -> Unreadable:
    message = N_("“{file}” is an archive that is damaged or incomplete. Pack or copy it again.")
    return Unreadable(message, file=file)
