"""Workbooks: looked over first, then parsed in a limited process of their own, so that a bad one harms nothing here."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any

from persona_core.kit.sheets.heads import TOP
from persona_core.kit.sheets.kinds import not_a_table
from persona_core.kit.sheets.shapes import (
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_ROWS,
    Merged,
    Note,
    Opening,
    Sheet,
    Unreadable,
    nul_cell,
    too_many_cells,
    too_many_columns,
    too_many_rows,
)
from persona_core.kit.sheets.table import build
from persona_core.kit.sheets.workbook_check import check, damaged, locked
from persona_core.kit.words import N_

_NUL = rb"\u0000"
_CHILD = Path(__file__).with_name("child.py")
_SECONDS = 60
_MAX_ANSWER = 1024 * 2**20
_PIECE = 2**20
one_at_a_time = threading.BoundedSemaphore(2)
# The parser of a stranger's file learns nothing of ours: no database address, no keys.
_ENVIRONMENT = ("PATH", "PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "LD_LIBRARY_PATH", "HOME", "SYSTEMROOT", "TEMP")


def read(data: bytes, file: str, kind: str, *, opening: Opening, head: bool, sha256: str) -> Sheet:
    """The sheet asked for, else the first with data; `kind` is "zip" (XLSX) or "ole" (XLS)."""
    asked = [*map(str, (MAX_ROWS + TOP, MAX_COLUMNS, MAX_CELLS)), *([opening.sheet] if opening.sheet else [])]
    with one_at_a_time, asking(data, asked) as child:
        lost = check(data, file) if kind == "zip" else _refuse_ole(data, file)
        answer = lines(child, file)
        first = item(next(answer, b""), file)
        return build(
            _rows(answer, file),
            file=file,
            head=head,
            header=opening.header,
            merged=[Merged(*one) for one in first["merged"]],
            notes=_notes(first, lost.get(first["sheet"], 0)),
            name=file,
            kind="xls" if kind == "ole" else "xlsx",
            sha256=sha256,
            sheet=first["sheet"],
            sheets=first["sheets"],
        )


def _refuse_ole(data: bytes, file: str) -> dict[str, int]:
    def holds(name: str) -> bool:
        return name.encode("utf-16-le") in data

    if holds("EncryptedPackage"):
        raise locked(file)
    if not (holds("Workbook") or holds("Book")):
        raise not_a_table(file, N_("an old Office document"))
    return {}


@contextmanager
def asking(data: bytes, asked: Sequence[str]) -> Iterator[IO[bytes]]:
    """Let a child parse a file; its answer is to be read while it writes, once the file was looked over here.

    A child that dies, or hangs and is ended, leaves its answer without an end.
    """
    command = [sys.executable, "-P", str(_CHILD), *asked]
    with tempfile.TemporaryFile() as question:
        question.write(data)
        question.seek(0)
        child = subprocess.Popen(
            command,
            stdin=question,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=_PIECE,
            env={key: os.environ[key] for key in _ENVIRONMENT if key in os.environ},
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        alarm = threading.Timer(_SECONDS, child.kill)
        alarm.start()
        try:
            yield child.stdout
        finally:
            alarm.cancel()
            child.kill()
            child.wait()
            child.stdout.close()


def lines(answer: IO[bytes], file: str) -> Iterator[bytes]:
    """The lines of the child's answer, up to what one file may take."""
    left = _MAX_ANSWER
    while line := answer.readline(left + 1):
        left -= len(line)
        if left < 0:
            raise gave_up(file)
        yield line


def gave_up(file: str) -> Unreadable:
    """The refusal of a file on which the child gave up."""
    message = N_(
        "“{file}” could not be read within the memory and time that one file may take; "
        "it may be damaged or far too large. "
        "Copy what is in it into a new file, or save it as CSV or text."
    )
    return Unreadable(message, file=file)


def item(line: bytes, file: str) -> Any:
    """One line of the child's answer; raises what it refuses."""
    if not line.endswith(b"\n"):
        raise gave_up(file)
    try:
        found = _DECODER.decode(line.decode())
    except ValueError as error:
        raise gave_up(file) from error
    if isinstance(found, dict) and "refused" in found:
        raise _refusal(found, file)
    return found


def _date(tagged: dict[str, Any]) -> Any:
    if "d" in tagged:
        return date.fromisoformat(tagged["d"])
    return datetime.fromisoformat(tagged["t"]) if "t" in tagged else tagged


_DECODER = json.JSONDecoder(object_hook=_date)


def _rows(answer: Iterator[bytes], file: str) -> Iterator[tuple[int, list[Any]]]:
    for line in answer:
        found = item(line, file)
        if isinstance(found, dict):
            return
        if _NUL in line:
            _refuse_nul(found, file)
        yield from found
    raise gave_up(file)


def _refuse_nul(batch: list[tuple[int, list[Any]]], file: str) -> None:
    for row, cells in batch:
        if any(isinstance(cell, str) and "\0" in cell for cell in cells):
            raise nul_cell(file, row)


def _refusal(item: dict[str, Any], file: str) -> Unreadable:
    match item["refused"]:
        case "password":
            return locked(file)
        case "rows":
            return too_many_rows(file)
        case "long":
            return Unreadable(N_("“{file}” holds more text than fits here. Split it into several files."), file=file)
        case "columns":
            return too_many_columns(file)
        case "cells":
            return too_many_cells(file)
        case "empty":
            return Unreadable(
                N_("“{file}” has no sheet with data. Check that the right file was chosen and that it was saved."),
                file=file,
            )
        case "sheet":
            message = N_("“{file}” has no sheet with that name. It has: {sheets}.")
            return Unreadable(message, file=file, sheets=", ".join(item["sheets"]))
        case _:
            return damaged(file)


def _notes(first: dict[str, Any], lost: int) -> list[Note]:
    notes = []
    others = [name for name in first["sheets"] if name != first["sheet"]]
    if others:
        message = N_("Only the sheet “{sheet}” was read. The file also has: {others}.")
        notes.append(Note(message, sheet=first["sheet"], others=", ".join(others)))
    if lost:
        message = N_(
            "Cells with an error such as #N/A, or with a formula that has no result yet: {n}. They were read as empty. "
            "Open the file in Excel or WPS, mend them and save it."
        )
        notes.append(Note(message, n=lost))
    return notes
