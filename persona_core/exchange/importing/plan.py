"""What an import would do, before it does it: each row's fate, what would be made, what is refused and why."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from persona_core.decision_chain.bulk_saving import ChainSave
from persona_core.exchange.importing.mapping import AS_TEXTS
from persona_core.exchange.importing.own_columns import NewField
from persona_core.journeys.models import Journey, Stage
from persona_core.kit import clock
from persona_core.kit.errors import PersonaError
from persona_core.kit.sheets import Note, Sheet
from persona_core.vocabulary.specs import OWN, FieldSpec


class Action(StrEnum):
    """What happens with a row."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    REFUSED = "refused"


@dataclass(frozen=True)
class Refusal:
    """One reason why a row does not go in; `column` is the file's header, `file` is named when there are several."""

    row: int
    column: str | None
    value: str
    error: PersonaError
    file: str | None = None


@dataclass(frozen=True)
class FieldChange:
    """A field's value before and after, as the ledger keeps them; `kept` when a better source holds its ground."""

    key: str
    old: Any
    new: Any
    kept: bool = False
    source: str = ""


@dataclass(eq=False, slots=True)
class Thing:
    """A company, person or deal in memory: its columns in ledger form, and what the file has said of it."""

    kind: str
    id: uuid.UUID
    fresh: bool = False
    num: int = 0
    version: int | None = None
    day: date | None = None
    company: Thing | None = None
    columns: dict[str, Any] = field(default_factory=dict)
    provenance: dict[str, Any] = field(default_factory=dict)
    keys: set[str] = field(default_factory=set)
    deals: list[Thing] = field(default_factory=list)
    events: dict[int, dict[int, str]] = field(default_factory=dict)
    loaded: dict[str, Any] = field(default_factory=dict)
    loaded_provenance: dict[str, Any] = field(default_factory=dict)
    loaded_events: dict[int, set[int]] = field(default_factory=dict)
    parts: list[Part] = field(default_factory=list)
    journey_id: uuid.UUID | None = None

    @property
    def name(self) -> str:
        """What the thing is called: its name, title or product."""
        return self.columns.get("name") or self.columns.get("title") or self.columns.get("product") or ""


@dataclass(eq=False, slots=True)
class Part:
    """What one row says of one thing: fields that change, that a better source keeps, and the statement to record."""

    thing: Thing
    said: dict[str, Any]
    source: str
    changes: list[FieldChange] = field(default_factory=list)


@dataclass(eq=False)
class Entry:
    """A day that a row gives to a stage of a deal; `change` says so in the row's list."""

    deal: Thing
    stage_num: int
    row: PlannedRow
    change: FieldChange


@dataclass(eq=False)
class StoryWork:
    """A story to write, or what to add to one that is there (`id` set)."""

    values: dict[str, Any]
    company: Thing | None = None
    id: uuid.UUID | None = None
    external_ids: list[str] = field(default_factory=list)
    stages: list[Stage] = field(default_factory=list)
    positions: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    had_stages: list[uuid.UUID] = field(default_factory=list)
    had_positions: list[str] = field(default_factory=list)
    sides: dict[str, str] | None = None


@dataclass(frozen=True)
class MarkWork:
    """A tag to put on words of a story, or on the whole of it."""

    story_id: uuid.UUID
    tag: str
    kind: str | None
    start: int | None
    end: int | None


@dataclass(eq=False, slots=True)
class PlannedRow:
    """One row of the file: its line, what it is about, and what becomes of it."""

    line: int
    name: str = ""
    file: str | None = None
    action: Action = Action.SAME
    new: bool = False
    parts: list[Part] = field(default_factory=list)
    made: list[Thing] = field(default_factory=list)
    notes: list[FieldChange] = field(default_factory=list)

    @property
    def changes(self) -> list[FieldChange]:
        """Fields the row changes or a better source holds against it; not those of a company or person it makes."""
        aside = {"company", "person"}
        told = (part for part in self.parts if not (part.thing.kind in aside and part.thing in self.made))
        return [change for part in told for change in part.changes] + self.notes


@dataclass(eq=False)
class FreshCompanies:
    """Companies of a file that are wholly new, column by column: what the file says of each, and what it is called by.

    `columns` holds of each field key what every row of the file says; `rows` which of its rows (from 0) these are;
    `ids` are packed, 16 bytes each.
    """

    columns: Mapping[str, Sequence[Any]]
    rows: list[int] = field(default_factory=list)
    ids: list[bytes] = field(default_factory=list)
    nums: list[int] = field(default_factory=list)
    digests: list[str] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)


@dataclass(eq=False)
class Work:
    """Everything to be written, in the order of the file."""

    made: list[Thing] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    ids: list[tuple[str, str, uuid.UUID]] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    homes: list[Thing] = field(default_factory=list)
    stories: list[StoryWork] = field(default_factory=list)
    marks: list[MarkWork] = field(default_factory=list)
    terms: dict[tuple[str, str], str] = field(default_factory=dict)
    fields: list[NewField] = field(default_factory=list)
    tags: dict[str, str] = field(default_factory=dict)
    companies: dict[uuid.UUID, Thing] = field(default_factory=dict)
    chains: list[ChainSave] = field(default_factory=list)
    fresh: FreshCompanies | None = None

    @property
    def new_fields(self) -> list[NewField]:
        """The own fields to be made: those of which a row says something."""
        said = {key for part in self.parts for key in part.said}
        if self.fresh is not None:
            columns, rows = self.fresh.columns, self.fresh.rows
            said |= {key for key, values in columns.items() if any(values[row] is not None for row in rows)}
        return [one for one in self.fields if OWN + one.code in said]

    @property
    def empty(self) -> bool:
        """Whether nothing at all would be written."""
        if self.fresh is not None:
            return False
        written = (self.made, self.parts, self.ids, self.entries, self.homes, self.stories, self.marks, self.chains)
        return not any(written)


@dataclass(eq=False)
class Plan:
    """The dry run of one import; `journey` is the one of several that the file was read along.

    `alike` are tags that the file brings beside those which may say the same already.
    `lookalikes` (`alike_names.Lookalike`) are companies of the file that may be here under another name.
    `questions` (`ways.Question`) are what the file leaves open and nobody has answered.
    """

    kind: str
    sheet: Sheet
    columns: Sequence[Any]
    source: str
    digest: str
    stages: Sequence[Stage] = ()
    own: Mapping[str, FieldSpec] = field(default_factory=dict)
    journey: Journey | None = None
    day: date = field(default_factory=clock.today)
    questions: Sequence[Any] = ()
    rows: list[PlannedRow] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    alike: dict[str, str] = field(default_factory=dict)
    lookalikes: Sequence[Any] = ()
    work: Work = field(default_factory=Work)

    def place(self, line: int, file: str | None) -> str:
        """Where a row stands: its line, the file where there are several, or both."""
        if file is None:
            return str(line)
        return file if self.sheet.kind == AS_TEXTS or not line else f"{file}:{line}"

    def count(self, action: Action) -> int:
        """How many rows meet this fate."""
        return [row.action for row in self.rows].count(action)

    def let_go(self) -> None:
        """Forget what was only needed for writing; counts, notes and refusals stay."""
        self.work = Work()
        for row in self.rows:
            row.parts, row.made, row.notes = [], [], []

    @property
    def refused(self) -> int:
        """How many rows are refused, for whatever number of reasons."""
        return self.count(Action.REFUSED)
