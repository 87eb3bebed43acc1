"""Which column of a file is which field: guessed by name, then by content, and corrected by hand."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from persona_core.exchange.importing.columns import Column, said_key
from persona_core.exchange.importing.contents import believed, by_content, fitness
from persona_core.exchange.importing.headers import (
    BY_NAME,
    IN_PART,
    STAGE,
    keys_by_name,
    known_names,
    unit_of,
)
from persona_core.exchange.importing.known_shapes import Recognised, recognise
from persona_core.exchange.importing.own_columns import TAKERS, own_by_name
from persona_core.exchange.importing.things import THING_LABELS, only_whole, things_in
from persona_core.journeys.models import Stage
from persona_core.journeys.queries import find_stage
from persona_core.kit.errors import PersonaError
from persona_core.kit.sheets import Sheet
from persona_core.kit.words import N_, Words
from persona_core.vocabulary.fields import FIELDS, IMPORT_KEYS
from persona_core.vocabulary.models import fold
from persona_core.vocabulary.queries import Lists
from persona_core.vocabulary.specs import FieldSpec

KINDS = tuple(IMPORT_KEYS)
KIND_LABELS = {
    "companies": N_("Companies"),
    "people": N_("People"),
    "deals": N_("Deals, one row a deal"),
    "stage-events": N_("Dates of stages, one row a date"),
    "stories": N_("Stories"),
    "marks": N_("Tags on stories, one row a passage"),
    "chain": N_("Decision chains, one row a position"),
    "several": N_("Companies with people, deals or stories"),
}
NEEDS: dict[str, tuple[tuple[str, ...], ...]] = {
    "companies": (("name", "external_id"),),
    "people": (("name", "family_name", "given_name", "title", "position", "external_id"),),
    "deals": (("company", "company_external_id", "external_id"),),
    "stage-events": (("company", "company_external_id", "deal_external_id"), ("stage",), ("date",)),
    "stories": (("text",),),
    "marks": (("story",), ("tag",)),
    "chain": (("company", "company_external_id", "deal_external_id"), ("position",)),
    "several": (("name", "external_id"),),
}
"""What a kind of import cannot do without: of each group at least one key."""

TELLING = {
    "people": {"name", "title", "phone", "email"},
    "deals": {"outcome", "value", "product"},
    "marks": {"start", "end", "quote"},
    "chain": {"say", "decision_points", "listens_to", "stance", "veto", "trial_gate"},
    "several": {
        *("person:name", "person:title", "person:phone", "person:email"),
        *("deal:outcome", "deal:value", "deal:product"),
    },
}
"""Keys that speak for one kind of import and hardly for another."""

STAND_INS = {"chain": {"position": "buying_role"}}
"""A column called 角色 is the buying role beside a position, and the position where there is none."""

FILE, TITLE, TEXT = "@file", "@title", "@text"
"""Columns that a folder of texts has by nature; they are read without being mapped."""
AS_TEXTS = "texts"
"""The kind of a sheet made of texts: a row a file."""


class BadMapping(PersonaError):
    """A call that cannot be meant: a column, field, kind or source that does not exist."""


def known_kind(kind: str) -> str:
    """The kind of import; BadMapping names those there are."""
    if kind not in KINDS:
        raise BadMapping(N_("There is no import of “{name}”. There are: {kinds}."), name=kind, kinds=", ".join(KINDS))
    return kind


def guess(sheet: Sheet, kind: str, *, stages: Sequence[Stage] = (), known: Lists | None = None) -> list[Column]:
    """The sheet's columns with their keys; of two for one key the better wins, then the fuller, then the first."""
    filled = [_filled(sheet, number) for number in range(len(sheet.header))]
    offers: list[tuple[float, int, str, float]] = []
    export = export_of(sheet, kind)
    for number, header in enumerate(sheet.header):
        if header in {FILE, TITLE, TEXT}:
            continue
        if export is not None and export.knows(header):
            offers += [(BY_NAME + 0.2, -number, key, BY_NAME) for key in [export.key(header)] if key]
            continue
        own = own_by_name(header, known) if kind in TAKERS else None
        if own is not None:
            offers.append((BY_NAME + 0.1, -number, own.key, BY_NAME))
        keys = keys_by_name(header, kind, stages)
        for key, score in keys.items():
            if believed(filled[number], kind, key, score):
                fullness = len(filled[number]) / max(len(sheet.rows[:200]), 1)
                place = score + 0.05 * fullness + 0.02 * (fold(header) == key)
                if len(keys) > 1:
                    place += 0.03 * fitness(filled[number], kind, key)
                offers.append((place, -number, key, score))
    if kind == "several":
        offers = only_whole(offers)
    taken = _stand_in(_deal_out(offers), kind)
    unexplained = [[] if export is not None and export.knows(h) else filled[n] for n, h in enumerate(sheet.header)]
    by_content(sheet, kind, unexplained, taken, stages, known)
    return [
        Column(
            number,
            header,
            *taken.get(number, (None, 0.0)),
            samples=tuple(dict.fromkeys(filled[number]))[:3],
            unit=unit_of(header),
            own=known.own.get(taken[number][0]) if known and number in taken else None,
        )
        for number, header in enumerate(sheet.header)
    ]


def export_of(sheet: Sheet, kind: str | None = None) -> Recognised | None:
    """The known export (of this kind) that a file is."""
    found = recognise(sheet.header)
    return found if found is not None and kind in {None, found.shape.kind} else None


def _filled(sheet: Sheet, number: int) -> list[str]:
    cells = (row[number] for row in sheet.rows[:200])
    return [" ".join(str(cell).split())[:80] for cell in cells if cell is not None and str(cell).strip()]


def _deal_out(offers: list[tuple[float, int, str, float]]) -> dict[int, tuple[str, float]]:
    taken: dict[int, tuple[str, float]] = {}
    used: set[str] = set()
    for _, minus_number, key, score in sorted(offers, reverse=True):
        if -minus_number not in taken and key not in used:
            taken[-minus_number] = (key, min(score, 1.0))
            used.add(key)
    return taken


def _stand_in(taken: dict[int, tuple[str, float]], kind: str) -> dict[int, tuple[str, float]]:
    """A field that no column takes, though nothing goes without it, gets the column of its stand-in."""
    there = {key: number for number, (key, _) in taken.items()}
    for needed, instead in STAND_INS.get(kind, {}).items():
        if needed not in there and instead in there:
            taken[there[instead]] = (needed, IN_PART)
    return taken


def missing(columns: Sequence[Column], kind: str) -> list[tuple[str, ...]]:
    """Groups of keys of which at least one column is needed and none is there."""
    there = {column.key for column in columns} | {"text" for column in columns if column.header == TEXT}
    return [group for group in NEEDS[kind] if not there & set(group)]


def guess_kind(sheet: Sheet, stages: Sequence[Stage] = ()) -> str:
    """The kind of import that the headers speak for; companies when nothing does."""
    if TEXT in sheet.header:
        return "stories"
    if export := export_of(sheet):
        return export.shape.kind

    def weight(kind: str) -> float:
        columns = guess(sheet, kind, stages=stages)
        if missing(columns, kind):
            return -1.0
        found = {c.key: c.confidence for c in columns if c.key and c.confidence >= IN_PART}
        own = TELLING.get(kind, set()) & set(found)
        if kind in {"chain", "marks"} and not own:
            return -1.0
        if kind == "several" and len(things_in(found)) < 2:
            return -1.0
        dated = sum(key.startswith(STAGE) for key in found)
        told = kind in {"stage-events", "stories"} or {"date", "story:text"} & set(found)
        return sum(found.values()) + len(own) + 2 * dated + 2 * bool(told)

    return max(KINDS, key=weight)


def key_label(
    key: str, kind: str, stages: Sequence[Stage], t: Words, own: Mapping[str, FieldSpec] | None = None
) -> str:
    """What a key is called on a screen: the field's label, or the stage with what its date means."""
    if key in (own or {}):
        return t(own[key].label)
    if key.startswith(STAGE):
        stage = find_stage(stages, key.removeprefix(STAGE))
        return t("Stage “{name}”, date", name=t.pick(stage.zh, stage.en) if stage else key.removeprefix(STAGE))
    if kind == "several" and ":" in key:
        thing = t(THING_LABELS[key.partition(":")[0]])
        return t("{thing}: {field}", thing=thing, field=t(FIELDS[IMPORT_KEYS[kind][key]].label))
    return t(FIELDS[IMPORT_KEYS[kind][key]].label)


def as_json(columns: Sequence[Column], stages: Sequence[Stage], t: Words) -> dict[str, Any]:
    """{"file column": "key" or None} with stages by their label; a nameless column goes by its number."""
    named = {STAGE + stage.code: STAGE + (t.pick(stage.zh, stage.en) or stage.code) for stage in stages}
    return {
        column.header or f"#{column.number + 1}": named.get(column.key or "", said_key(column))
        for column in columns
        if column.header not in {FILE, TITLE, TEXT}
    }


def has_header(first: Sequence[object], rows: Sequence[Sequence[object]], stages: Sequence[Stage] = ()) -> bool:
    """Whether a pasted first line names columns: it holds a field's name, or only words above numbers and dates."""
    if known_names(first, KINDS, stages):
        return True
    if any(cell is None or _number_or_day(cell) for cell in first):
        return False
    below = [[row[i] for row in rows if row[i] is not None] for i in range(len(first))]
    return any(cells and all(_number_or_day(cell) for cell in cells) for cells in below)


def _number_or_day(cell: object) -> bool:
    text = str(cell)
    return bool(re.fullmatch(r"[\d\s.,:/年月日\-–+~%万亿元人¥$]+", text)) and any(c.isdigit() for c in text)
