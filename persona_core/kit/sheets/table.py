"""Records to a sheet: the header, even rows, and what is worth a note."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from persona_core.kit.collecting import resting_collector
from persona_core.kit.sheets import heads
from persona_core.kit.sheets.heads import Header, Record, blank
from persona_core.kit.sheets.shapes import (
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_ROWS,
    Cell,
    Merged,
    Note,
    Sheet,
    Unreadable,
    too_many_cells,
    too_many_columns,
    too_many_rows,
)
from persona_core.kit.words import N_

_NOTES = 20
_LEARNT = 2_000
"""From so many rows it is learnt which texts may return."""


def _width(row: Sequence[Cell]) -> int:
    """Cells up to the last that holds something."""
    return next((i for i in range(len(row), 0, -1) if not blank(row[i - 1])), 0)


def _collect(records: Iterable[Record], file: str) -> list[Record]:
    """Records that hold something; what stands in the first of them needs its memory once, however often it returns."""
    kept: list[Record] = []
    words: dict[Any, str] = {}
    cells = 0
    for line, row in records:
        if (row and not blank(row[0])) or any(not blank(cell) for cell in row):
            if len(kept) < _LEARNT:
                words |= {cell: cell for cell in row if cell.__class__ is str}
            kept.append((line, [words.get(cell, cell) for cell in row]))
            cells += len(row)
            if cells > MAX_CELLS:
                raise too_many_cells(file)
            if len(kept) > MAX_ROWS + heads.TOP:
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


def note_lines(lines: Sequence[int], one: str, more: str, notes: list[Note]) -> None:
    """A note for each of the first lines, and one that counts the others; `more` has the slot {n}."""
    notes.extend(Note(one, line=line) for line in lines[:_NOTES])
    if len(lines) > _NOTES:
        notes.append(Note(more, n=len(lines) - _NOTES))


def _fill_down(kept: Sequence[Record], merged: Sequence[Merged], after: int, notes: list[Note]) -> list[Record]:
    """Rows under a cell merged over several lines, each with its value."""
    below = {record[0]: place for place, record in enumerate(kept)}
    values: dict[int, dict[int, Cell]] = defaultdict(dict)
    cells = 0
    for one in merged:
        if one.first_line <= after or one.last_line == one.first_line or one.first_line not in below:
            continue
        row = kept[below[one.first_line]][1]
        value = row[one.first_column] if one.first_column < len(row) else None
        lines = [line for line in range(one.first_line + 1, one.last_line + 1) if line in below]
        cells += bool(lines) and not blank(value)
        for line in lines:
            values[line][one.first_column] = value
    if cells:
        message = N_("Cells merged over several rows: {n}. Each of the rows was given their value.")
        notes.append(Note(message, n=cells))
    return [(line, _with(row, values[line])) if line in values else (line, row) for line, row in kept]


def _with(row: Sequence[Cell], values: dict[int, Cell]) -> list[Cell]:
    cells = [*row, *[None] * (max(values) + 1 - len(row))]
    for column, value in values.items():
        if blank(cells[column]):
            cells[column] = value
    return cells


def _columns(header: Header, kept: Sequence[Record], merged: Sequence[Merged], file: str) -> list[str]:
    if not header.rows:
        columns = [""] * max(_width(row) for _, row in kept)
    else:
        first = heads.names(header, merged)
        width = _width(first)
        if width < len(first):  # a nameless column is still one
            width = max(width, min(len(first), max(_width(row) for _, row in kept)))
        columns = _names(first[:width])
    if len(columns) > MAX_COLUMNS:
        raise too_many_columns(file)
    return columns


def build(
    records: Iterable[Record],
    *,
    file: str,
    head: bool = True,
    header: tuple[int, int] | None = None,
    merged: Sequence[Merged] = (),
    notes: Sequence[Note] = (),
    **about: Any,
) -> Sheet:
    """A sheet from records; `header` are the lines chosen for it, with `head=False` the first record is a row too."""
    with resting_collector():
        return _build(records, file, head, header, merged, notes, about)


def _build(
    records: Iterable[Record],
    file: str,
    head: bool,
    header: tuple[int, int] | None,
    merged: Sequence[Merged],
    notes: Sequence[Note],
    about: dict[str, Any],
) -> Sheet:
    kept = _collect(records, file)
    said = list(notes)
    if not kept:
        raise Unreadable(
            N_("“{file}” holds no rows. Check that the right file was chosen and that it was saved."), file=file
        )
    top = [(line, list(row)) for line, row in kept[: heads.TOP]]
    begin = _header(kept, head, header, merged, file, said)
    kept = kept[begin.above + len(begin.rows) :]
    if not kept:
        raise Unreadable(
            N_("“{file}” holds only a header and no rows below it. Add rows and save it again."), file=file
        )
    if begin.rows:
        heads.drop_total(kept, said)
    if len(kept) > MAX_ROWS:
        raise too_many_rows(file)
    if merged:
        kept = _fill_down(kept, merged, begin.lines[1], said)
    columns = _columns(begin, kept, merged, file)
    long_lines = [line for line, row in kept if len(row) > len(columns) and _width(row) > len(columns)]
    note_lines(long_lines, _LONG, N_("{n} more lines have more cells than the header."), said)
    return Sheet(
        header=columns,
        rows=_even(kept, len(columns)),
        lines=[line for line, _ in kept],
        long_lines=long_lines,
        notes=said,
        header_lines=begin.lines,
        top=top,
        **about,
    )


_LONG = N_(
    "Line {line} has more cells than the header; those past the last column were left out. Check it for a stray comma."
)


def _header(
    kept: Sequence[Record],
    head: bool,
    header: tuple[int, int] | None,
    merged: Sequence[Merged],
    file: str,
    notes: list[Note],
) -> Header:
    if header is not None:
        return heads.chosen(kept, header, file)
    return heads.found(kept, merged, notes) if head else Header(0, ())


def _even(kept: Sequence[Record], columns: int) -> list[list[Cell]]:
    """Rows as long as the header, with None where nothing stands."""
    rows: list[list[Cell]] = []
    for _, row in kept:
        cells = row if len(row) == columns else list(row[:columns])
        if "" in cells:
            cells = [None if cell == "" else cell for cell in cells]
        if len(cells) < columns:
            cells.extend([None] * (columns - len(cells)))
        rows.append(cells)
    return rows
