"""Several tables at once: those with the same columns become one, the others wait to be chosen."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence

from persona_core.exchange.importing.mapping import FILE
from persona_core.exchange.importing.plan import Refusal
from persona_core.kit.sheets import Note, Sheet
from persona_core.kit.sheets.shapes import MAX_ROWS, Unreadable, too_many_rows
from persona_core.kit.words import N_

_NOTES = 20


def join(
    files: Sequence[tuple[str, bytes]], read: Callable[[bytes, str], Sheet], wanted: str | None
) -> tuple[Sheet, list[Refusal]]:
    """One table of those with the columns of the first, or of the one wanted by its file name; and files unread."""
    sheets: list[Sheet] = []
    unread: list[Refusal] = []
    for name, data in files:
        try:
            sheets.append(read(data, name))
        except Unreadable as problem:
            unread.append(Refusal(0, None, name, problem, name))
    if not sheets:
        raise unread[0].error
    lead = next((sheet for sheet in sheets if sheet.name == wanted), sheets[0])
    alike = [sheet for sheet in sheets if sorted(sheet.header) == sorted(lead.header)]
    others = [sheet.name for sheet in sheets if sheet not in alike]
    return _joined(alike, lead, others), unread


def _joined(alike: Sequence[Sheet], lead: Sheet, others: Sequence[str]) -> Sheet:
    rows, lines, notes = [], [], []
    for sheet in alike:
        order = [sheet.header.index(name) for name in lead.header]
        rows += [[sheet.name, *(row[place] for place in order)] for row in sheet.rows]
        lines += sheet.lines
        notes += [Note(N_("{file}: {note}"), file=sheet.name, note=note) for note in sheet.notes]
    if len(rows) > MAX_ROWS:
        raise too_many_rows(lead.name)
    if others:
        message = N_("Files with other columns wait: {others}. Choose one of them above to take it in next.")
        notes.insert(0, Note(message, others=tuple(others)))
    told = "\n".join(f"{sheet.name} {sheet.sha256}" for sheet in alike)
    return Sheet(
        name=lead.name if len(alike) == 1 else f"{lead.name} +{len(alike) - 1}",
        header=[FILE, *lead.header],
        rows=rows,
        lines=lines,
        kind="tables",
        sha256=hashlib.sha256(told.encode()).hexdigest(),
        sheet=lead.name,
        sheets=[lead.name, *others],
        notes=notes[:_NOTES],
    )
