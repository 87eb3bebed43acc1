"""A process of its own: parses one workbook from standard input, answers in JSON lines; run as a script."""

from __future__ import annotations

import io
import json
import math
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

try:
    import resource
except ImportError:  # Windows
    resource = None

MEMORY = 1024 * 2**20
CPU_SECONDS = 20
OUTPUT = 1024 * 2**20


def limit() -> None:
    """Bound memory, time and output where the system can; Windows cannot."""
    if resource is None:
        return
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, OUTPUT),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(what)[1]
        bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
        with suppress(ValueError, OSError):  # macOS knows the limit and refuses to set it
            resource.setrlimit(what, (bound, bound))


def plain(value: Any) -> Any:
    """A cell in JSON: whole numbers as such, dates tagged, durations and times as text, blanks as null."""
    if isinstance(value, str):
        return value or None
    if isinstance(value, bool):
        return value
    if isinstance(value, float):
        if not math.isfinite(value):
            return str(value)
        return int(value) if value.is_integer() and abs(value) < 1e15 else value
    if isinstance(value, datetime):
        return {"t": value.isoformat()}
    if isinstance(value, date):
        return {"d": value.isoformat()}
    if isinstance(value, timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    return value.isoformat() if isinstance(value, time) else value


def filled(sheet: Any) -> Iterator[tuple[int, list[Any]]]:
    """Rows that hold something, with their number in the sheet."""
    if sheet.start is None:
        return
    for number, row in enumerate(sheet.iter_rows(), start=1):
        cells = [plain(value) for value in row]
        if any(cell is not None for cell in cells):
            yield number, cells


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


def answer(data: bytes, wanted: str | None, max_rows: int, max_columns: int) -> Iterator[Any]:
    """What goes back, in order: one head, the rows, one end; or a single refusal."""
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
        return
    if sheet.width > max_columns:
        yield {"refused": "columns"}
        return
    merged = sum(1 for start, end in sheet.merged_cell_ranges or [] if end[0] > start[0])
    yield {"sheet": sheet.name, "sheets": names, "merged": merged}
    count = 0
    for number, cells in filled(sheet):
        count += 1
        if count > max_rows or any(isinstance(cell, str) and "\0" in cell for cell in cells):
            yield {"refused": "rows" if count > max_rows else "nul", "line": number}
            return
        yield [number, cells]
    yield {"end": count}


def main() -> None:
    """Standard input: the workbook. Arguments: the most rows and columns, and perhaps a sheet."""
    limit()
    wanted = sys.argv[3] if len(sys.argv) > 3 else None
    for item in answer(sys.stdin.buffer.read(), wanted, int(sys.argv[1]), int(sys.argv[2])):
        sys.stdout.write(json.dumps(item) + "\n")


if __name__ == "__main__":
    main()
