"""Workbooks: looked over first, then parsed in a limited process of their own, so that a bad one harms nothing here."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
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
_ONE_AT_A_TIME = threading.BoundedSemaphore(2)
# The parser of a stranger's file learns nothing of ours: no database address, no keys.
_ENVIRONMENT = ("PATH", "PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "LD_LIBRARY_PATH", "HOME", "SYSTEMROOT", "TEMP")


def read(data: bytes, file: str, kind: str, *, opening: Opening, head: bool, sha256: str) -> Sheet:
    """The sheet asked for, else the first with data; `kind` is "zip" (XLSX) or "ole" (XLS)."""
    with _ONE_AT_A_TIME, tempfile.TemporaryFile() as answer:
        lost = _parse(data, file, kind, opening.sheet, answer)
        first = _first(answer, file)
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


def _parse(data: bytes, file: str, kind: str, sheet: str | None, answer: IO[bytes]) -> dict[str, int]:
    """Let the child write its answer while the file is looked over here; the number of unreadable cells by sheet.

    A child that dies or hangs leaves its answer without an end.
    """
    command = [sys.executable, "-P", str(_CHILD), *map(str, (MAX_ROWS + TOP, MAX_COLUMNS, MAX_CELLS))]
    command += [] if sheet is None else [sheet]
    with tempfile.TemporaryFile() as question:
        question.write(data)
        question.seek(0)
        child = subprocess.Popen(
            command,
            stdin=question,
            stdout=answer,
            stderr=subprocess.DEVNULL,
            env={key: os.environ[key] for key in _ENVIRONMENT if key in os.environ},
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        try:
            lost = check(data, file) if kind == "zip" else _refuse_ole(data, file)
            child.wait(_SECONDS)
        except subprocess.TimeoutExpired as error:
            raise _gave_up(file) from error
        finally:
            child.kill()
            child.wait()
    if answer.seek(0, os.SEEK_END) > _MAX_ANSWER:
        raise _gave_up(file)
    answer.seek(0)
    return lost


def _gave_up(file: str) -> Unreadable:
    message = N_(
        "“{file}” could not be read within the memory and time that one file may take; "
        "it may be damaged or far too large. "
        "Copy the table into a new workbook, or save it as CSV."
    )
    return Unreadable(message, file=file)


def _item(line: bytes, file: str) -> Any:
    if not line.endswith(b"\n"):
        raise _gave_up(file)
    try:
        item = _DECODER.decode(line.decode())
    except ValueError as error:
        raise _gave_up(file) from error
    if isinstance(item, dict) and "refused" in item:
        raise _refusal(item, file)
    return item


def _date(tagged: dict[str, Any]) -> Any:
    if "d" in tagged:
        return date.fromisoformat(tagged["d"])
    return datetime.fromisoformat(tagged["t"]) if "t" in tagged else tagged


_DECODER = json.JSONDecoder(object_hook=_date)


def _first(answer: IO[bytes], file: str) -> dict[str, Any]:
    return _item(answer.readline(), file)


def _rows(answer: IO[bytes], file: str) -> Iterator[tuple[int, list[Any]]]:
    for line in answer:
        item = _item(line, file)
        if isinstance(item, dict):
            return
        if _NUL in line:
            _refuse_nul(item, file)
        yield from item
    raise _gave_up(file)


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
