"""Where a table begins and ends: titles above it, a header of one or two lines, totals below it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from persona_core.kit.sheets.shapes import Cell, Merged, Note, Unreadable
from persona_core.kit.words import N_

Record = tuple[int, Sequence[Cell]]

TOP = 10
"""So many records from the first on may be titles or header."""
_ASIDE = re.compile(r"[:：\d]")
_TOTALS = {"合计", "总计", "小计", "共计", "总和", "汇总", "total", "totals", "grandtotal", "subtotal", "sum"}
_COUNTED = re.compile(r"共\d+[条行家个项位人].*|total:?\d+(rows|records|items)?")


@dataclass(frozen=True)
class Header:
    """The header found: its records, and how many stand above it."""

    above: int
    rows: Sequence[Record]

    @property
    def lines(self) -> tuple[int, int]:
        """Its first and last line; (0, 0) when there is none."""
        return (self.rows[0][0], self.rows[-1][0]) if self.rows else (0, 0)


def blank(cell: Cell) -> bool:
    """Whether nothing can be seen in a cell."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def filled(row: Sequence[Cell]) -> int:
    """How many cells hold something."""
    return sum(1 for cell in row if not blank(cell))


def chosen(kept: Sequence[Record], lines: tuple[int, int], file: str) -> Header:
    """The header somebody pointed at; refuses lines that hold nothing."""
    first, last = lines
    if (first, last) == (0, 0):
        return Header(0, ())
    rows = [(place, record) for place, record in enumerate(kept[: 10 * TOP]) if first <= record[0] <= last]
    if not rows or rows[0][1][0] != first:
        message = N_("“{file}” has nothing on line {line} that could be its header. Name another line.")
        raise Unreadable(message, file=file, line=first)
    return Header(rows[0][0], [record for _, record in rows])


def found(kept: Sequence[Record], merged: Sequence[Merged], notes: list[Note]) -> Header:
    """The header as the table shows it: below titles, and of two lines where its upper cells span lower ones."""
    above = _titles(kept, merged)
    _note_titles(kept[:above], notes)
    line, row = kept[above]
    spans = [m for m in merged if m.first_line == line and m.last_column > m.first_column]
    below = kept[above + 1] if len(kept) > above + 2 else None
    if below and spans and filled(row) > 1 and all(_names_below(m, below[1]) for m in spans):
        return Header(above, [kept[above], below])
    return Header(above, [kept[above]])


def _titles(kept: Sequence[Record], merged: Sequence[Merged]) -> int:
    """How many records at the top are titles ("客户名单", "导出时间：…") above a wider table."""
    spanning = {m.first_line for m in merged if m.last_column > m.first_column}
    for place, (line, row) in enumerate(kept[: min(TOP, len(kept) - 1)]):
        cells = filled(row)
        if cells >= 3 or (cells == 2 and place and all(above in spanning for above, _ in kept[:place])):
            return place
        if not _is_title(row) and line not in spanning:
            break
    return 0


def _is_title(row: Sequence[Cell]) -> bool:
    cells = [cell for cell in row if not blank(cell)]
    return (len(cells) == 1 and not blank(row[0])) or any(_ASIDE.search(str(cell)) for cell in cells)


def _note_titles(titles: Sequence[Record], notes: list[Note]) -> None:
    for line, row in titles:
        title = " ".join(" ".join(str(cell).split()) for cell in row if not blank(cell))[:80]
        message = N_("Line {line} (“{title}”) was taken as a title above the table.")
        notes.append(Note(message, line=line, title=title))


def _names_below(merged: Merged, row: Sequence[Cell]) -> bool:
    below = row[merged.first_column : merged.last_column + 1]
    return filled(below) > 0 and all(blank(cell) or isinstance(cell, str) for cell in below)


def names(header: Header, merged: Sequence[Merged]) -> list[Cell]:
    """One name a column; of two lines the upper name leads, as far as its cell spans."""
    if len(header.rows) == 1:
        return list(header.rows[0][1])
    width = max(len(row) for _, row in header.rows)
    result: list[Cell] = [None] * width
    for line, row in header.rows:
        for column, cell in enumerate(_spread(line, row, width, merged)):
            if not blank(cell):
                upper = result[column]
                result[column] = cell if upper is None or str(upper) == str(cell) else f"{upper} {cell}"
    return result


def _spread(line: int, row: Sequence[Cell], width: int, merged: Sequence[Merged]) -> list[Cell]:
    """A header line with every name repeated over the columns that its cell spans."""
    cells = [*row, *[None] * (width - len(row))]
    for one in merged:
        if one.first_line == line and one.first_column < width:
            for column in range(one.first_column + 1, min(one.last_column + 1, width)):
                cells[column] = cells[one.first_column]
    return cells


def drop_total(kept: list[Record], notes: list[Note]) -> None:
    """A last line of totals ("合计", "共 30 条") is no row."""
    if len(kept) < 2:
        return
    line, row = kept[-1]
    cells = [cell for cell in row if not blank(cell)]
    first = re.sub(r"\s", "", unicodedata.normalize("NFKC", str(cells[0]))).casefold()
    rest = cells[1:]
    totals = first.rstrip(":") in _TOTALS and all(_number(cell) for cell in rest) and (rest or len(row) > 1)
    if totals or (not rest and len(row) > 1 and _COUNTED.fullmatch(first)):
        kept.pop()
        message = N_("Line {line} (“{title}”) holds totals and was left out.")
        notes.append(Note(message, line=line, title=str(cells[0])[:80]))


def _number(cell: Cell) -> bool:
    text = str(cell).replace(",", "").strip("¥￥$% 元万")
    return bool(re.fullmatch(r"[-+]?\d+(\.\d+)?", text))
