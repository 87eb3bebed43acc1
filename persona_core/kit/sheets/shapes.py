"""What a read file looks like, how much of it is taken, and how it is refused."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from persona_core.kit.errors import PersonaError
from persona_core.kit.words import N_, Words

MAX_BYTES = 64 * 1024 * 1024
MAX_ROWS = 250_000
MAX_COLUMNS = 1_000
MAX_CELLS = 10_000_000

Cell = str | int | float | date | datetime | bool | None


class Unreadable(PersonaError):
    """A file that cannot be taken: what is wrong, where (`line`, from 1), and what to do."""

    def __init__(self, message: str, *, file: str, line: int | None = None, **slots: Any) -> None:
        super().__init__(message, file=file, **({} if line is None else {"line": line}), **slots)
        self.file = file
        self.line = line


class Note(PersonaError):
    """Something worth knowing about a file that was read all the same; kept on the sheet, never raised."""

    def __init__(self, message: str, *, line: int | None = None, **slots: Any) -> None:
        super().__init__(message, **({} if line is None else {"line": line}), **slots)
        self.line = line


@dataclass(frozen=True)
class Opening:
    """How somebody wants a file read where it leaves room; what is None the file decides.

    `header` are the first and last line of the header, (0, 0) for a table without one.
    """

    sheet: str | None = None
    header: tuple[int, int] | None = None
    encoding: str | None = None


@dataclass(frozen=True)
class Merged:
    """Cells that were made one: lines of the file, and columns from 0; both ends belong to it."""

    first_line: int
    first_column: int
    last_line: int
    last_column: int


@dataclass(frozen=True)
class Sheet:
    """One table: each row is as long as the header and knows its line in the file.

    `kind` is csv, xlsx, xls or paste. Cells of csv and paste are text exactly as written, or None when empty;
    a blank header is "", a repeated one gets a number. `sheet` and `sheets` name the one read and all there are,
    `header_lines` the first and last line of the header ((0, 0): none), `top` the first records as they stand,
    `others` encodings in which the file says something else that could also be meant.
    """

    name: str
    header: list[str]
    rows: list[list[Cell]]
    lines: list[int]
    kind: str
    sha256: str
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    sheets: list[str] = field(default_factory=list)
    long_lines: list[int] = field(default_factory=list)
    header_lines: tuple[int, int] = (1, 1)
    top: list[tuple[int, list[Cell]]] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    def label(self, column: int, t: Words) -> str:
        """The name of a column (from 0) on a screen, also where the file gives none."""
        return self.header[column] or t("Column {n}", n=column + 1)


@dataclass(frozen=True)
class StoryFile:
    """One story as it was written; `head` is its front matter, `problem` says why there is no text."""

    name: str
    title: str
    text: str
    sha256: str
    head: dict[str, str] = field(default_factory=dict)
    encoding: str | None = None
    notes: list[Note] = field(default_factory=list)
    problem: Unreadable | None = None


def read_bytes(path: str | Path, *, limit: int = MAX_BYTES) -> bytes:
    """The bytes of a file; refuses what is missing, is a folder, may not be read or is too large."""
    path = Path(path)
    try:
        if path.is_dir():
            raise Unreadable(N_("“{file}” is a folder. Choose one file in it."), file=path.name)
        if not path.is_file():
            raise Unreadable(N_("There is no file “{file}”. Check the name and the folder."), file=str(path))
        with path.open("rb") as file:
            return file.read(limit + 1)
    except OSError as error:
        raise Unreadable(
            N_("“{file}” may not be opened. Close it elsewhere and check its permissions."), file=path.name
        ) from error


def refuse_size(data: bytes, file: str, *, limit: int = MAX_BYTES) -> None:
    """Refuse nothing at all, and too much."""
    if not data.strip(b"\x00\t\r\n \xef\xbb\xbf\xff\xfe"):
        raise Unreadable(
            N_("“{file}” is empty. Check that the right file was chosen and that it was saved."), file=file
        )
    if len(data) > limit:
        raise Unreadable(
            N_("“{file}” is larger than {limit} MB. Split it, or leave out columns that are not needed."),
            file=file,
            limit=limit // 2**20,
        )


def too_many_rows(file: str) -> Unreadable:
    """The refusal of a table with more rows than are taken at once."""
    return Unreadable(
        N_("“{file}” has more than {limit} rows. Split it into several files."), file=file, limit=f"{MAX_ROWS:,}"
    )


def too_many_columns(file: str) -> Unreadable:
    """The refusal of a table with more columns than are taken."""
    message = N_("“{file}” has more than {limit} columns. Keep only the columns you need.")
    return Unreadable(message, file=file, limit=f"{MAX_COLUMNS:,}")


def too_many_cells(file: str) -> Unreadable:
    """The refusal of a table that is neither too long nor too wide, but both a bit."""
    message = N_("“{file}” has more than {limit} cells. Keep only the columns you need, or split it.")
    return Unreadable(message, file=file, limit=f"{MAX_CELLS:,}")


def nul_cell(file: str, line: int) -> Unreadable:
    """The refusal of a cell with a NUL character, which no database keeps."""
    message = N_(
        "Line {line} of “{file}” holds an invisible NUL character. Delete it, or save the table again as .xlsx."
    )
    return Unreadable(message, file=file, line=line)
