"""What a page needs of a file and of its dry run: small, however large the file is."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from persona_core.exchange.importing.alike_names import Lookalike
from persona_core.exchange.importing.book_sheets import Part, parts_of_book
from persona_core.exchange.importing.books import read_book
from persona_core.exchange.importing.plan import Action, FieldChange, Plan, PlannedRow
from persona_core.exchange.importing.reading import Given
from persona_core.exchange.importing.result import ImportResult
from persona_core.exchange.importing.roads import LOOKED_AT, unknown_stages
from persona_core.exchange.importing.told_rows import brought
from persona_core.exchange.importing.unknown_values import UnknownValue, unknown_values
from persona_core.journeys.models import Stage
from persona_core.kit.errors import PersonaError
from persona_core.kit.sheets import Note, Sheet
from persona_core.kit.sheets.decoding import glimpse
from persona_core.kit.sheets.kinds import ZIP
from persona_core.kit.words import LANGUAGES, Words
from persona_core.vocabulary.models import fold
from persona_core.vocabulary.queries import Lists
from persona_core.vocabulary.specs import FieldSpec

SHOWN = 300
"""So many lines of each fate are told, and so many refusals."""
KEPT = "kept"
"""The fate of rows with a value that a better source holds against it; they have another one besides."""
_BESIDE = 50


@dataclass(frozen=True)
class Opened:
    """A file that was read: its sheet with the first rows, how many there are, and what there is to choose.

    `glimpses` are its first words by encoding, `tables` those of a workbook that can go in together, with their rows.
    """

    given: Given
    rows: int
    glimpses: Mapping[str, str] = field(default_factory=dict)
    tables: Sequence[tuple[Part, int]] = ()


@dataclass(frozen=True)
class Fate:
    """One line of a dry run: where it stands, what it is about, and one change (none for what is new or the same).

    Of what is new `brings` holds (key, value) in ledger form.
    """

    place: str
    name: str
    change: FieldChange | None = None
    brings: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True)
class Refused:
    """One refusal of a dry run, with where it stands."""

    place: str
    column: str
    value: str
    error: PersonaError


@dataclass(frozen=True)
class Checked:
    """A dry run as a page shows it.

    `counts` are rows by fate, `lines` how many lines of each there are to show, of which `fates` and `refusals` hold
    the first; `words` and `stages_named` are what nobody here knows, `rejects` the refused rows as packed CSV.
    """

    kind: str
    digest: str
    sheet: Sheet
    columns: Sequence[Any]
    stages: Sequence[Stage]
    own: Mapping[str, FieldSpec]
    questions: Sequence[Any]
    alike: Mapping[str, str]
    lookalikes: Sequence[Lookalike]
    notes: Sequence[Note]
    counts: Mapping[str, int]
    lines: Mapping[str, int]
    fates: Mapping[str, Sequence[Fate]]
    refusals: Sequence[Refused]
    words: Sequence[UnknownValue]
    stages_named: Sequence[tuple[str, int]]
    rejects: Mapping[str, bytes]
    stores: bool
    stored_nothing: bool

    @property
    def refused(self) -> int:
        """How many rows are refused."""
        return self.counts[Action.REFUSED]

    def rejects_csv(self, t: Words) -> bytes:
        """The refused rows with their reasons."""
        return zlib.decompress(self.rejects[t.lang])


def opened_of(given: Given, files: Sequence[tuple[str, bytes]] = ()) -> Opened:
    """What was read, cut to what a page needs."""
    sheet = given.sheet
    glimpses, tables = {}, []
    if len(files) == 1:
        name, data = files[0]
        if sheet.encoding and not data.startswith(ZIP):
            glimpses = {one: glimpse(data, one) for one in (sheet.encoding, *sheet.others)}
        if len(parts_of_book(sheet.sheets)) > 1:
            tables = _tables(data, name)
    return Opened(replace(given, sheet=first_rows(sheet)), len(sheet.rows), glimpses, tables)


def first_rows(sheet: Sheet) -> Sheet:
    """A sheet with as many rows as its columns and its journey are guessed from."""
    return replace(sheet, rows=sheet.rows[:LOOKED_AT], lines=sheet.lines[:LOOKED_AT])


def checked_of(result: ImportResult, known: Lists) -> Checked:
    """A dry run, cut to what a page needs; `known` are the lists as they are now."""
    plan = result.plan
    counts, lines, fates = _fates(plan)
    rejects = {lang: zlib.compress(result.rejects_csv(Words(lang)), 6) for lang in LANGUAGES if plan.refused}
    told = [Refused(plan.place(r.row, r.file), r.column or "", r.value, r.error) for r in plan.refusals[:SHOWN]]
    return Checked(
        kind=plan.kind,
        digest=plan.digest,
        sheet=_with_lookalikes(plan),
        columns=plan.columns,
        stages=plan.stages,
        own=plan.own,
        questions=plan.questions,
        alike=plan.alike,
        lookalikes=plan.lookalikes,
        notes=plan.notes[len(plan.sheet.notes) :],
        counts=counts,
        lines={**lines, Action.REFUSED: len(plan.refusals)},
        fates=fates,
        refusals=told,
        words=unknown_values(plan, known),
        stages_named=unknown_stages(plan.refusals).most_common(),
        rejects=rejects,
        stores=not plan.work.empty,
        stored_nothing=result.stored_nothing,
    )


def _tables(data: bytes, name: str) -> list[tuple[Part, int]]:
    try:
        return [(part, len(given.sheet.rows)) for part, given in read_book(data, name)]
    except PersonaError:
        return []


def _fates(plan: Plan) -> tuple[dict[str, int], dict[str, int], dict[str, list[Fate]]]:
    """How many rows meet each fate, how many lines that makes, and the first of these."""
    counts: Counter[str] = Counter({**dict.fromkeys(Action, 0), KEPT: 0})
    lines: Counter[str] = Counter()
    fates: dict[str, list[Fate]] = {}
    for number, row in enumerate(plan.rows):
        counts[row.action] += 1
        if row.action == Action.NEW:
            if lines[Action.NEW] < SHOWN:
                told = Fate(plan.place(row.line, row.file), row.name[:80], brings=brought(plan, row, number))
                fates.setdefault(Action.NEW, []).append(told)
            lines[Action.NEW] += 1
            if not row.parts:
                continue
        changes = row.changes
        kept = [change for change in changes if change.kept]
        counts[KEPT] += bool(kept)
        for fate, said in ((row.action, changes), (KEPT, kept)):
            if kept if fate == KEPT else fate != Action.NEW:
                _tell(fates.setdefault(fate, []), plan, row, said)
                lines[fate] += len(said) or 1
    return dict(counts), dict(lines), fates


def _tell(told: list[Fate], plan: Plan, row: PlannedRow, changes: Iterable[FieldChange]) -> None:
    if len(told) < SHOWN:
        place, name = plan.place(row.line, row.file), row.name[:80]
        told += [Fate(place, name, change) for change in changes] or [Fate(place, name)]


def _with_lookalikes(plan: Plan) -> Sheet:
    """The rows of companies about which there is something to ask."""
    unsaid = [one for one in plan.lookalikes if one.said is None]
    asked, taken = ([one for one in unsaid if one.taken is so][:_BESIDE] for so in (False, True))
    wanted = {fold(name) for one in (*asked, *taken) for name in (one.name, one.company)}
    numbers = [column.number for column in plan.columns if column.key in {"name", "company"}] if wanted else []
    rows = [
        (line, row)
        for line, row in zip(plan.sheet.lines, plan.sheet.rows, strict=True)
        if any(row[n] is not None and fold(str(row[n])) in wanted for n in numbers)
    ]
    return replace(plan.sheet, lines=[line for line, _ in rows], rows=[row for _, row in rows])
