"""Delimited text to records, each with the line on which it starts."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator

from persona_core.kit.sheets.shapes import MAX_COLUMNS, Unreadable, too_many_columns
from persona_core.kit.words import N_

Record = tuple[int, list[str]]

_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")
_DELIMITERS = "\t,;|"
_SAMPLE = 64 * 1024
csv.field_size_limit(16 * 1024 * 1024)


def _lines(text: str, file: str, delimiter: str) -> Iterator[str]:
    for match in _LINE.finditer(text):
        line = match.group()
        if line.count(delimiter) > 50 * MAX_COLUMNS:
            raise too_many_columns(file)
        yield line


NO_DELIMITER = "\x1f"


def sniff(text: str) -> str:
    """The delimiter whose count is most constant from record to record; NO_DELIMITER when the text is one column."""
    best, best_score = NO_DELIMITER, (0.0, 0)
    sample = text[:_SAMPLE]
    for delimiter in _DELIMITERS:
        reader = csv.reader((match.group() for match in _LINE.finditer(sample)), delimiter=delimiter)
        widths = [len(row) for _, row in zip(range(200), reader, strict=False) if row]
        if len(widths) > 1 and len(text) > _SAMPLE:
            widths.pop()
        width, count = max(Counter(widths).items(), key=lambda item: (item[1], item[0]), default=(1, 0))
        if widths and widths[0] > 1 and count < len(widths) / 2:
            width, count = widths[0], widths.count(widths[0])
        score = (count / max(len(widths), 1), width)
        is_list = widths[:1] == [1] and width < 3  # a column of names such as "Acme, Inc."
        if width > 1 and not is_list and score > best_score:
            best, best_score = delimiter, score
    return best


def strip_hint(text: str) -> tuple[str, str | None]:
    """Text without Excel's `sep=;` first line (left blank, so that lines keep their numbers), and its delimiter."""
    match = re.match(r'"?sep=([,;|\t])"?(?=\r|\n)', text)
    return (text[match.end() :], match.group(1)) if match else (text, None)


def records(text: str, file: str, delimiter: str) -> Iterator[Record]:
    """The records of well-formed text; a stray quotation mark is refused with its line, never silently mended."""
    reader = csv.reader(_lines(text, file, delimiter), delimiter=delimiter, strict=True)
    start = 1
    try:
        for row in reader:
            yield start, row
            start = reader.line_num + 1
    except csv.Error as error:
        if "end of data" in str(error):
            message = N_(
                "“{file}”: the quotation mark opened in the row that starts on line {line} is never closed. "
                "Close it there, or save the table as .xlsx."
            )
        elif "field larger" in str(error):
            message = N_(
                "“{file}”: a cell in the row that starts on line {line} is far too long. "
                "Check whether a quotation mark is missing there."
            )
        else:
            message = N_(
                "“{file}”: a quotation mark stands in the middle of a cell in the row that starts on line {line}. "
                "Write it twice, or save the table as .xlsx."
            )
        raise Unreadable(message, file=file, line=start) from error


def plain_records(text: str, file: str, delimiter: str) -> Iterator[Record]:
    """Records where quotation marks mean nothing: one line is one record."""
    for number, line in enumerate(_lines(text, file, delimiter), start=1):
        yield number, line.rstrip("\r\n").split(delimiter)
