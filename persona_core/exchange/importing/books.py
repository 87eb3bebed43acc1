"""A workbook with several of our tables, such as the filled template: each is taken in as what it is."""

from __future__ import annotations

from typing import Unpack

from persona_core.access.models import Viewer
from persona_core.exchange.importing.book_sheets import ALL_EMPTY, SHEETS, Part, parts_of_book
from persona_core.exchange.importing.carrying import carry_in
from persona_core.exchange.importing.planning import plan_given
from persona_core.exchange.importing.reading import Given
from persona_core.exchange.importing.result import ImportResult
from persona_core.exchange.importing.wishes import Wishes
from persona_core.kit.db import Database
from persona_core.kit.errors import PersonaError
from persona_core.kit.sheets import Opening, Unreadable, read_table
from persona_core.kit.words import N_

_NO_TABLE = N_("“{file}” has none of the sheets {sheets}. Use the template, or import one sheet at a time.")


def read_book(data: bytes, name: str) -> list[tuple[Part, Given]]:
    """The tables of a workbook that have rows; raises Unreadable when it has none of ours, or all are empty."""
    parts = parts_of_book(read_table(data, name).sheets)
    if not parts:
        there = tuple(dict.fromkeys(SHEETS.values()))
        raise Unreadable(_NO_TABLE, file=name, sheets=", ".join(there))
    found = []
    for part in parts:
        try:
            table = read_table(data, name, opening=Opening(part.sheet))
        except Unreadable:
            continue  # a table of which only the head is there
        if table.rows:
            found.append((part, Given(table)))
    if not found:
        raise Unreadable(ALL_EMPTY, file=name)
    return found


def check_book(
    db: Database, viewer: Viewer, data: bytes, name: str, **wishes: Unpack[Wishes]
) -> list[tuple[Part, ImportResult]]:
    """What importing it would do, table by table, each against what is stored now."""
    with db.read() as session:
        return [
            (part, plan_given(session, viewer, given, part.kind, **wishes)) for part, given in read_book(data, name)
        ]


def import_book(
    db: Database, viewer: Viewer, data: bytes, name: str, *, all_or_nothing: bool = False, **wishes: Unpack[Wishes]
) -> list[tuple[Part, ImportResult | PersonaError]]:
    """Import every table of a workbook, each as an import of its own; a table that cannot go in says why."""
    done: list[tuple[Part, ImportResult | PersonaError]] = []
    for part, given in read_book(data, name):
        try:
            done.append((part, carry_in(db, viewer, given, part.kind, all_or_nothing=all_or_nothing, **wishes)))
        except PersonaError as refusal:
            done.append((part, refusal))
    return done
