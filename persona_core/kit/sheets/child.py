"""A process of its own: parses a workbook or document from standard input, answers in JSON lines; run as a script."""

from __future__ import annotations

import io
import json
import math
import runpy
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

try:
    import resource
except ImportError:  # Windows
    resource = None

MEMORY = 1024 * 2**20
CPU_SECONDS = 20
OUTPUT = 1024 * 2**20
BATCH = 500
MERGED = 50_000
WHOLE = 1e15
"""Whole numbers below this are exact."""


def limit(memory: int = MEMORY, seconds: int = CPU_SECONDS, output: int = OUTPUT) -> None:
    """Bound memory and output (bytes) and processor time of this process where the system can; Windows cannot."""
    if resource is None:
        return
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, output),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(what)[1]
        bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
        with suppress(ValueError, OSError):  # macOS knows the limit and refuses to set it
            resource.setrlimit(what, (bound, bound))


def plain(value: Any) -> Any:
    """What JSON has no word for: dates tagged, durations and times as text."""
    if isinstance(value, datetime):
        return {"t": value.isoformat()}
    if isinstance(value, date):
        return {"d": value.isoformat()}
    if isinstance(value, timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    return value.isoformat() if isinstance(value, time) else str(value)


def number(value: float) -> int | float | str:
    """Whole numbers as such; what is no number as text."""
    if not math.isfinite(value):
        return str(value)
    return int(value) if value.is_integer() and -WHOLE < value < WHOLE else value


def filled(sheet: Any) -> Iterator[tuple[int, list[Any]]]:
    """Rows that hold something, with their number in the sheet."""
    if sheet.start is None:
        return
    for line, row in enumerate(sheet.iter_rows(), start=1):
        if row[0] != "" or any(value != "" for value in row):
            yield (
                line,
                [
                    value
                    if value.__class__ is not float
                    else int(value)
                    if value.is_integer() and -WHOLE < value < WHOLE
                    else number(value)
                    for value in row
                ],
            )


def choose(book: Any, wanted: str | None) -> tuple[Any, list[str]]:
    """The wanted sheet, else the first visible one with two rows, and the names of all that can be read."""
    sheets = [sheet for sheet in book.sheets_metadata if str(sheet.typ).endswith("WorkSheet")]
    names = [sheet.name for sheet in sheets]
    visible = [sheet.name for sheet in sheets if str(sheet.visible).endswith("Visible")] or names
    if wanted is not None:
        return (book.get_sheet_by_name(wanted) if wanted in names else None), names
    first = None
    for name in visible:
        sheet = book.get_sheet_by_name(name)
        rows = filled(sheet)
        if next(rows, None) is not None:
            first = first or sheet
            if next(rows, None) is not None:
                return sheet, visible
    return first, visible


def merged(sheet: Any) -> list[tuple[int, int, int, int]]:
    """Cells made one: first line and column, last line and column; lines as in the sheet, columns as in its rows."""
    offset = sheet.start[1] if sheet.start else 0
    found = (sheet.merged_cell_ranges or [])[:MERGED]
    return [(a + 1, b - offset, c + 1, d - offset) for (a, b), (c, d) in found if b >= offset]


def answer(data: bytes, wanted: str | None, most: Sequence[int]) -> Iterator[Any]:
    """What goes back, in order: one head, the rows in batches, one end; or a single refusal."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheet, names = choose(book, wanted)
    except PasswordError:
        yield {"refused": "password"}
        return
    except (CalamineError, ValueError, OSError):
        yield {"refused": "damaged"}
        return
    if sheet is None:
        yield {"refused": "sheet" if wanted is not None else "empty", "sheets": names}
    elif sheet.width > most[1]:
        yield {"refused": "columns"}
    else:
        yield {"sheet": sheet.name, "sheets": names, "merged": merged(sheet)}
        yield from batches(sheet, most[0], most[2])


def batches(sheet: Any, max_rows: int, max_cells: int) -> Iterator[Any]:
    """The rows, many at a time: each with its line and its cells."""
    batch: list[Any] = []
    count = 0
    for line, cells in filled(sheet):
        count += 1
        if count > max_rows or count * len(cells) > max_cells:
            yield {"refused": "rows" if count > max_rows else "cells"}
            return
        batch.append((line, cells))
        if len(batch) == BATCH:
            yield batch
            batch = []
    yield batch
    yield {"end": count}


def main() -> None:
    """Standard input: the file. Arguments: most rows, columns and cells, perhaps a sheet; or `document`, its length."""
    limit()
    data = sys.stdin.buffer.read()
    if sys.argv[1] == "document":
        # A script started with -P does not see its own folder, which keeps names there from hiding the library's.
        found = runpy.run_path(str(Path(__file__).with_name("document_child.py")))["answer"](data, int(sys.argv[2]))
    else:
        wanted = sys.argv[4] if len(sys.argv) > 4 else None
        found = answer(data, wanted, [int(most) for most in sys.argv[1:4]])
    encode = json.JSONEncoder(ensure_ascii=False, default=plain, check_circular=False).encode
    for item in found:
        sys.stdout.buffer.write(encode(item).encode() + b"\n")


if __name__ == "__main__":
    main()
