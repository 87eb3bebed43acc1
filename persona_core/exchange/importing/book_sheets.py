"""The sheets of our template by their names: its three tables, and the guide that is no table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from persona_core.exchange.importing.headers import bare
from persona_core.kit.words import LANGUAGES, N_, Words

SHEETS: dict[str, str] = {
    "companies": N_("Companies"),
    "chain": N_("Decision chains"),
    "stage-events": N_("Dates of stages"),
}
"""Kind of import → what its sheet is called, in the order in which they go in."""
GUIDE = N_("How to fill in")
ALL_EMPTY = N_("“{file}”: its tables are empty. Fill in at least one row.")


@dataclass(frozen=True)
class Part:
    """One sheet of a workbook and the kind of import it is."""

    sheet: str
    kind: str


def parts_of_book(sheets: Sequence[str]) -> list[Part]:
    """The sheets that bear the name of one of our tables, in either language, in the order in which they go in."""
    names = {bare(Words(lang)(label)): kind for kind, label in SHEETS.items() for lang in LANGUAGES}
    found = [Part(sheet, names[bare(sheet)]) for sheet in sheets if bare(sheet) in names]
    return sorted(found, key=lambda part: list(SHEETS).index(part.kind))


def is_guide(sheet: str) -> bool:
    """Whether a sheet only tells how to fill in the others."""
    return bare(sheet) in {bare(Words(lang)(GUIDE)) for lang in LANGUAGES}
