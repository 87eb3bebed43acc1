"""Which journey a file speaks of, and which of its stages each name in the file means."""

from __future__ import annotations

import re
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlmodel import Session

from persona_core.access.models import Viewer
from persona_core.exchange.importing.headers import DATED, STAGE, bare, keys_by_name
from persona_core.exchange.importing.mapping import BadMapping, Column, guess
from persona_core.exchange.importing.plan import Refusal
from persona_core.journeys.models import Journey, Stage
from persona_core.journeys.queries import every_stage, find_stage, journeys
from persona_core.kit.errors import Invalid
from persona_core.kit.sheets import Sheet
from persona_core.kit.words import N_
from persona_core.vocabulary.fields import FIELDS
from persona_core.vocabulary.models import fold
from persona_core.vocabulary.queries import lists
from persona_core.vocabulary.values import read

LOOKED_AT = 5_000
"""So many rows say which journey is meant, and what their columns are."""
WORD = "value:"
"""Prefix of a correction that says what a word in the cells of a field means: `value:<field>:<word>`."""
_UNKNOWN = N_(
    "The journey has no stage “{name}”. It has: {stages}. Correct the name, or add the stage to the journey first."
)
Wanted = Mapping[str, str | None]


@dataclass(frozen=True)
class Road:
    """A journey as a file sees it.

    `stages` are its own, `others` those of the other journeys; `names` says what names in the file mean that are no
    stage's name (folded name → stage), None leaves out what speaks of them. `several`: it was one of several.
    """

    journey: Journey | None
    stages: Sequence[Stage]
    others: Sequence[Stage] = ()
    names: Mapping[str, Stage | None] = field(default_factory=dict)
    several: bool = False

    def find(self, name: str | None) -> Stage | None:
        """The stage that a name in the file means."""
        given = self.names.get(fold(name or ""))
        return given or find_stage(self.stages, name)

    def find_anywhere(self, name: str | None) -> Stage | None:
        """The same, or a stage of another journey: a story may tell of any."""
        return self.find(name) or find_stage(self.others, name)

    def leaves_out(self, name: str | None) -> bool:
        """Whether what speaks of this name is to be left out."""
        return self.names.get(fold(name or ""), self) is None

    def unknown(self, name: str) -> Invalid:
        """The refusal of a stage that the journey does not have; names those it has."""
        there = tuple(dict.fromkeys(stage.words for stage in self.stages))
        return Invalid(_UNKNOWN, field="stage", name=name[:80], stages=there)


def road_for(
    session: Session,
    viewer: Viewer,
    sheet: Sheet,
    kind: str,
    *,
    journey: str | uuid.UUID | None = None,
    wanted: Wanted | None = None,
) -> Road:
    """The journey named (by name or id), else the one with most of the stages that the file names, else the main one.

    `wanted` are the corrections of the mapping; those of names of stages ("stage:POC": "stage:试用") are read here.
    Raises BadMapping for a journey or stage that is not there.
    """
    found = journeys(session, viewer)
    by_journey: dict[uuid.UUID, list[Stage]] = {one.id: [] for one in found}
    for stage in every_stage(session, viewer):
        by_journey[stage.journey_id].append(stage)
    chosen = next(iter(found), None)
    if journey is not None:
        chosen = _named(found, journey)
    elif len(found) > 1:
        names = _stage_names(session, viewer, sheet, kind, by_journey[found[0].id])
        chosen = max(found, key=lambda one: _hits(sheet, kind, by_journey[one.id], names))
    own = by_journey[chosen.id] if chosen else []
    others = [stage for one in found if one is not chosen for stage in by_journey[one.id]]
    return Road(chosen, own, others, _meant(names_of_stages(sheet, wanted), own), len(found) > 1)


def _named(found: Sequence[Journey], journey: str | uuid.UUID) -> Journey:
    for one in found:
        if str(journey) in {str(one.id), one.name} or fold(str(journey)) == fold(one.name):
            return one
    there = ", ".join(one.name for one in found)
    raise BadMapping(N_("There is no journey “{name}”. There are: {journeys}."), name=str(journey), journeys=there)


def _stage_names(session: Session, viewer: Viewer, sheet: Sheet, kind: str, stages: Sequence[Stage]) -> set[str]:
    """The names of stages in the cells of a file, as far as it has a column of them."""
    columns = guess(sheet, kind, stages=stages, known=lists(session, viewer))
    column = next((c for c in columns if c.key == "stage"), None)
    if column is None:
        return set()
    cells = (row[column.number] for row in sheet.rows[:LOOKED_AT])
    return {part.strip() for cell in cells for part in re.split(r"[;；,，、|\n]+", str(cell or "")) if part.strip()}


def _hits(sheet: Sheet, kind: str, stages: Sequence[Stage], names: set[str]) -> int:
    """How many stages of a journey a file names, in its headers or its cells."""
    heads = [header for header in sheet.header if kind in DATED and header]
    dated = sum(any(key.startswith(STAGE) for key in keys_by_name(head, kind, stages)) for head in heads)
    return dated + sum(find_stage(stages, name) is not None for name in names)


def names_of_stages(sheet: Sheet, wanted: Wanted | None) -> dict[str, str | None]:
    """Corrections that name a stage in the file's cells: `stage:<name>`, unless a column is called so."""
    heads = {header for header in sheet.header if header}
    return {
        key.removeprefix(STAGE): to for key, to in (wanted or {}).items() if key.startswith(STAGE) and key not in heads
    }


def of_columns(sheet: Sheet, wanted: Wanted | None) -> dict[str, str | None]:
    """The other corrections: those of columns."""
    apart = {STAGE + name for name in names_of_stages(sheet, wanted)}
    heads = {header for header in sheet.header if header}
    apart |= {key for key in wanted or {} if key.startswith(WORD) and key not in heads}
    return {key: to for key, to in (wanted or {}).items() if key not in apart}


def _meant(names: Mapping[str, str | None], stages: Sequence[Stage]) -> dict[str, Stage | None]:
    meant: dict[str, Stage | None] = {}
    for name, to in names.items():
        stage = None if to is None else find_stage(stages, to.removeprefix(STAGE))
        if to is not None and stage is None:
            there = tuple(stage.words for stage in stages)
            message = N_("The journey has no stage “{name}”. It has: {stages}.")
            raise BadMapping(message, name=to.removeprefix(STAGE), stages=there)
        meant[fold(name)] = stage
    return meant


def unknown_stages(refusals: Sequence[Refusal]) -> Counter[str]:
    """Names of stages that the journey does not have → how many rows were refused for them."""
    return Counter(r.error.slots["name"] for r in refusals if r.error.message == _UNKNOWN)


def date_columns(sheet: Sheet, columns: Sequence[Column]) -> list[Column]:
    """Columns that no field takes and that look like days: dates of stages the journey may lack."""
    return [c for c in columns if c.key is None and not c.decided and bare(c.header) and _dated(sheet, c.number)]


def _dated(sheet: Sheet, number: int) -> bool:
    cells = [row[number] for row in sheet.rows[:200] if row[number] not in (None, "")]
    return bool(cells) and sum(_is_day(cell) for cell in cells) >= 0.8 * len(cells)


def _is_day(cell: object) -> bool:
    try:
        return read(FIELDS["date"], cell) is not None
    except Invalid:
        return False
