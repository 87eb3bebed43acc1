"""What the user brought, as one sheet: a pasted table, a table file, a Markdown table, or texts from a folder."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from persona_core.exchange.importing import bundles
from persona_core.exchange.importing.book_sheets import ALL_EMPTY, is_guide, parts_of_book
from persona_core.exchange.importing.coming_back import without_ours
from persona_core.exchange.importing.headers import better_header
from persona_core.exchange.importing.mapping import AS_TEXTS, FILE, TEXT, TITLE, has_header
from persona_core.exchange.importing.plan import Refusal
from persona_core.journeys.models import Stage
from persona_core.kit.sheets import Note, Opening, Sheet, StoryFile, read_paste, read_stories, read_story, read_table
from persona_core.kit.sheets.archive import unpack
from persona_core.kit.sheets.decoding import decode
from persona_core.kit.sheets.kinds import refuse_non_text
from persona_core.kit.sheets.shapes import MAX_BYTES, Unreadable, read_bytes, refuse_size
from persona_core.kit.sheets.stories import SUFFIXES, TEXTS
from persona_core.kit.sheets.table import build
from persona_core.kit.words import N_

STORIES = "stories"
_RULE = re.compile(r":?-+:?")


@dataclass(frozen=True)
class Given:
    """A sheet and the files of it that could not be read at all."""

    sheet: Sheet
    refusals: list[Refusal] = field(default_factory=list)


def open_path(path: Path, kind: str, opening: Opening | None = None) -> Given:
    """A file, or an archive of files; for stories also a .docx, or a folder of texts. Raises Unreadable."""
    if kind == STORIES and (path.is_dir() or path.suffix.lower() in SUFFIXES):
        return from_texts(read_stories(path), path.name)
    return open_files([(path.name, read_bytes(path))], kind, opening=opening)


def open_files(files: Sequence[tuple[str, bytes]], kind: str | None = None, *, opening: Opening | None = None) -> Given:
    """Uploaded files as (name, bytes), also packed in a ZIP: tables, or texts when the kind or their names say so.

    `opening` says which sheet of a workbook, or which of several tables, is meant, and how to read it.
    """
    opening = opening or Opening()
    files = [inner for name, data in files for inner in (unpack(data, name) or [(name, data)])]
    texts = [(name, data) for name, data in files if Path(name).suffix.lower() in SUFFIXES]
    if texts and (kind == STORIES or (len(files) > 1 and len(texts) == len(files))):
        given = from_texts([_story(data, name) for name, data in texts], texts[0][0] if len(texts) == 1 else "")
        if left := sorted({name for name, _ in files} - {name for name, _ in texts}):
            message = N_("Files that are no texts were left out: {names}.")
            given.sheet.notes.append(Note(message, names=tuple(left[:8])))
        return given
    if len(files) > 1:
        return _several(files, texts, opening)
    name, data = files[0]
    table = markdown_table(data, name) if Path(name).suffix.lower() in TEXTS else None
    if table is None and texts and kind is None:
        return from_texts([_story(data, name)], name)
    return Given(table or _table(data, name, opening))


def _several(files: Sequence[tuple[str, bytes]], texts: Sequence[tuple[str, bytes]], opening: Opening) -> Given:
    """Tables among several files; texts beside them are named and wait. Without any table the texts go in."""
    beside = {name for name, _ in texts}
    tables = [(name, data) for name, data in files if name not in beside]
    own = replace(opening, sheet=None)
    try:
        sheet, unread = bundles.join(tables, lambda data, name: _table(data, name, own), opening.sheet)
    except Unreadable:
        if not texts:
            raise
        return from_texts([_story(data, name) if name in beside else _no_story(data, name) for name, data in files], "")
    if texts:
        message = N_("Texts beside the tables wait: {names}. Choose them alone to take them in as stories.")
        sheet.notes.append(Note(message, names=tuple(sorted(beside)[:8])))
    return Given(sheet, unread)


def _table(data: bytes, name: str, opening: Opening) -> Sheet:
    """A table whose header is the line that names columns, unless another one was chosen."""
    sheet = without_ours(read_table(data, name, opening=opening))
    if opening.sheet is None and sheet.sheet and is_guide(sheet.sheet):
        return _table(data, name, replace(opening, sheet=_filled(data, name, sheet.sheets)))
    line = None if opening.header else better_header(sheet)
    if line is None:
        return sheet
    again = without_ours(read_table(data, name, opening=replace(opening, header=(line, line))))
    again.notes.append(Note(N_("Line {line} names the columns and was taken as the header."), line=line))
    return again


def _filled(data: bytes, name: str, sheets: Sequence[str]) -> str:
    """Of our template the first table with a row in it; raises Unreadable when nothing was filled in yet."""
    for part in parts_of_book(sheets):
        with suppress(Unreadable):  # only the head is there
            if read_table(data, name, opening=Opening(part.sheet)).rows:
                return part.sheet
    raise Unreadable(ALL_EMPTY, file=name)


def open_paste(text: str, stages: Sequence[Stage] = (), opening: Opening | None = None) -> Given:
    """A pasted table; its first line counts as a header only if it looks like one."""
    if sum(line.lstrip().startswith("|") for line in text.splitlines()) > 1:
        table = markdown_table(text.encode(), "pasted")
        if table is not None:
            return Given(table)
    if opening and opening.header:
        return Given(read_paste(text, header=opening.header))
    plain = read_paste(text, head=False)
    filled = [sum(cell is not None for cell in row) for row in plain.rows[:2]]
    first = 1 if len(plain.rows) > 2 and filled[0] == 1 and filled[1] >= 3 else 0  # a title, as read_paste sees it
    named = has_header(plain.rows[first], plain.rows[first + 1 :], stages)
    return Given(without_ours(read_paste(text)) if named else plain)


def _story(data: bytes, name: str) -> StoryFile:
    try:
        return read_story(data, name)
    except Unreadable as problem:
        return StoryFile(name=name, title=Path(name).stem, text="", sha256="", problem=problem)


def _no_story(data: bytes, name: str) -> StoryFile:
    """A file among texts that is neither a table nor one of them: a picture in a folder of notes."""
    try:
        refuse_non_text(data, name)
        _table(data, name, Opening())
    except Unreadable as problem:
        return StoryFile(name=name, title=Path(name).stem, text="", sha256="", problem=problem)
    return _story(data, name)


def from_texts(texts: Sequence[StoryFile], name: str) -> Given:
    """Texts with their YAML heads as a sheet: a row a text, a column for each key of a head."""
    readable = [(line, text) for line, text in enumerate(texts, start=1) if text.problem is None]
    refusals = [
        Refusal(line, None, text.name, text.problem, text.name)
        for line, text in enumerate(texts, start=1)
        if text.problem is not None
    ]
    if not readable:
        raise refusals[0].error
    keys = list(dict.fromkeys(key for _, text in readable for key in text.head))
    sheet = Sheet(
        name=name or readable[0][1].name,
        header=[FILE, TITLE, *keys, TEXT],
        rows=[[text.name, text.title, *(text.head.get(k) or None for k in keys), text.text] for _, text in readable],
        lines=[line for line, _ in readable],
        kind=AS_TEXTS,
        sha256=hashlib.sha256("\n".join(f"{text.name} {text.sha256}" for _, text in readable).encode()).hexdigest(),
        notes=[note for _, text in readable for note in text.notes][:20],
    )
    return Given(sheet, refusals)


def markdown_table(data: bytes, name: str) -> Sheet | None:
    """The first pipe table of a Markdown text; None when there is none."""
    refuse_size(data, name, limit=MAX_BYTES)
    refuse_non_text(data, name)
    text, encoding, notes = decode(data, name)
    records = list(_pipe_rows(text.replace("\r\n", "\n").replace("\r", "\n")))
    if len(records) < 2:
        return None
    sha256 = hashlib.sha256(data).hexdigest()
    return build(
        records, file=name, head=True, notes=notes, name=name, kind="markdown", sha256=sha256, encoding=encoding
    )


def _pipe_rows(text: str) -> Iterator[tuple[int, list[str]]]:
    found = False
    for line, content in enumerate(map(str.strip, text.split("\n")), start=1):
        if not content.startswith("|"):
            if found:
                return
            continue
        cells = [c.replace(r"\|", "|").strip() for c in re.split(r"(?<!\\)\|", content.removesuffix("|")[1:])]
        if not all(_RULE.fullmatch(cell) for cell in cells):
            found = True
            yield line, cells
