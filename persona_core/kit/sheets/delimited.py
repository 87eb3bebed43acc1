"""Delimited text to records, each with the line on which it starts."""

from __future__ import annotations

import csv
import re
from collections import Counter, deque
from collections.abc import Iterator

from persona_core.kit.sheets.shapes import MAX_COLUMNS, Note, Unreadable, too_many_columns
from persona_core.kit.words import N_

Record = tuple[int, list[str]]

NO_DELIMITER = "\x1f"
_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")
_DELIMITERS = "\t,;|，；^~"
_SAMPLE = 64 * 1024
_MENDED = 1_000
csv.field_size_limit(16 * 1024 * 1024)


def _lines(text: str, file: str, delimiter: str) -> Iterator[str]:
    for match in _LINE.finditer(text):
        line = match.group()
        if line.count(delimiter) > 50 * MAX_COLUMNS:
            raise too_many_columns(file)
        yield line


def sniff(text: str) -> str:
    """The delimiter whose count is most constant from record to record; NO_DELIMITER when the text is one column."""
    best, best_score = NO_DELIMITER, (0.0, 0)
    sample = text[:_SAMPLE]
    for delimiter in _DELIMITERS:
        if delimiter not in sample:
            continue
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


class _Feed:
    """Lines for a reader; those of a record that could not be read are there once more."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines, self._again = lines, deque[str]()
        self.taken: list[str] = []

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._lines)
        self.taken.append(line)
        return line

    def give_back(self) -> str:
        """The first line of the record at hand; the others will come again."""
        first, *others = self.taken
        self._again.extendleft(reversed(others))
        self.taken = []
        return first


def records(text: str, file: str, delimiter: str, mended: list[int] | None = None) -> Iterator[Record]:
    """The records of a text. A line with a stray quotation mark is taken as it stands where that gives one cell a
    column, and its number goes into `mended`; else it is refused with its line.
    """
    feed = _Feed(_lines(text, file, delimiter))
    reader = csv.reader(feed, delimiter=delimiter, strict=True)
    start, width, count = 1, 0, 0
    while True:
        try:
            row = next(reader, None)
        except csv.Error as error:
            line = feed.give_back()
            row = line.rstrip("\r\n").split(delimiter)
            count += 1
            if mended is None or len(row) != width or count > _MENDED:
                raise _stray_quote(error, file, start) from error
            mended.append(start)
            reader = csv.reader(feed, delimiter=delimiter, strict=True)
            yield start, row
            start += 1
            continue
        if row is None:
            return
        width = width or len(row)
        yield start, row
        start += len(feed.taken)
        feed.taken.clear()


def _stray_quote(error: csv.Error, file: str, line: int) -> Unreadable:
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
    return Unreadable(message, file=file, line=line)


def plain_records(text: str, file: str, delimiter: str) -> Iterator[Record]:
    """Records where quotation marks mean nothing: one line is one record."""
    for number, line in enumerate(_lines(text, file, delimiter), start=1):
        yield number, line.rstrip("\r\n").split(delimiter)


def other_delimiter(lines: list[str]) -> Note | None:
    """A note when the only column looks as if an unusual sign parted its cells."""
    for sign in ("#", ":", "：", "/", "&", "  "):
        counts = {line.count(sign) for line in lines[:50]}
        if len(lines) > 1 and counts != {0} and len(counts) == 1:
            message = N_(
                "Only one column was found. If “{sign}” parts the columns, "
                "replace it by commas, or save the table as .xlsx."
            )
            return Note(message, sign=sign)
    return None
