"""Records to a sheet: the header, even rows, and what is worth a note."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from persona_core.kit.sheets.shapes import (
    MAX_COLUMNS,
    MAX_ROWS,
    Cell,
    Note,
    Sheet,
    Unreadable,
    too_many_columns,
    too_many_rows,
)
from persona_core.kit.words import N_

_NOTES = 20


def _blank(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _filled(row: Sequence[Cell]) -> int:
    return sum(1 for cell in row if not _blank(cell))


def _width(row: Sequence[Cell]) -> int:
    """Cells up to the last that holds something."""
    return next((i for i in range(len(row), 0, -1) if not _blank(row[i - 1])), 0)


def _collect(records: Iterable[tuple[int, Sequence[Cell]]], file: str) -> list[tuple[int, Sequence[Cell]]]:
    kept: list[tuple[int, Sequence[Cell]]] = []
    for line, row in records:
        if any(not _blank(cell) for cell in row):
            kept.append((line, row))
            if len(kept) > MAX_ROWS + 2:
                raise too_many_rows(file)
    return kept


def _names(cells: Sequence[Cell]) -> list[str]:
    """Header names without stray space; repeats become "name (2)", blanks stay blank."""
    taken: set[str] = set()
    names: list[str] = []
    for cell in cells:
        base = name = " ".join(str(cell).split()) if cell is not None else ""
        number = 1
        while name and name in taken:
            number += 1
            name = f"{base} ({number})"
        taken.add(name)
        names.append(name)
    return names


def _drop_title(kept: list[tuple[int, Sequence[Cell]]], notes: list[Note]) -> None:
    """A lone title above the header ("客户名单") is not the header."""
    if len(kept) > 2 and _filled(kept[0][1]) == 1 and _filled(kept[1][1]) >= 3 and not _blank(kept[0][1][0]):
        line, row = kept.pop(0)
        title = " ".join(str(row[0]).split())[:80]
        notes.append(
            Note(
                N_("Line {line} (“{title}”) was taken as a title, the next line as the header."), line=line, title=title
            )
        )


def _note_long(long_lines: list[int], notes: list[Note]) -> None:
    message = N_(
        "Line {line} has more cells than the header; those past the last column were left out. "
        "Check it for a stray comma."
    )
    notes.extend(Note(message, line=line) for line in long_lines[:_NOTES])
    if len(long_lines) > _NOTES:
        notes.append(Note(N_("{n} more lines have more cells than the header."), n=len(long_lines) - _NOTES))


def build(
    records: Iterable[tuple[int, Sequence[Cell]]], *, file: str, head: bool, notes: Sequence[Note] = (), **about: Any
) -> Sheet:
    """A sheet from records; with `head=False` the first record is a row like the others and the header is blank."""
    said = list(notes)
    kept = _collect(records, file)
    if not kept:
        raise Unreadable(
            N_("“{file}” holds no rows. Check that the right file was chosen and that it was saved."), file=file
        )
    if head:
        _drop_title(kept, said)
        first = kept.pop(0)[1]
        if not kept:
            raise Unreadable(
                N_("“{file}” holds only a header and no rows below it. Add rows and save it again."), file=file
            )
        widest = max(_width(row) for _, row in kept)
        header = _names(first[: max(_width(first), min(len(first), widest))])  # a nameless column is still one
    else:
        header = [""] * max(_width(row) for _, row in kept)
    if len(header) > MAX_COLUMNS:
        raise too_many_columns(file)
    if len(kept) > MAX_ROWS:
        raise too_many_rows(file)
    columns = len(header)
    long_lines = [line for line, row in kept if len(row) > columns and _width(row) > columns]
    _note_long(long_lines, said)
    rows: list[list[Cell]] = []
    for _, row in kept:
        cells = [None if cell == "" else cell for cell in row[:columns]]
        cells.extend([None] * (columns - len(cells)))
        rows.append(cells)
    return Sheet(header=header, rows=rows, lines=[line for line, _ in kept], long_lines=long_lines, notes=said, **about)
