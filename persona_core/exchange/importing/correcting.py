"""Corrections of a guessed mapping: by hand, on the command line, or as a file of the same columns went in before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from persona_core.exchange.importing.columns import Column
from persona_core.exchange.importing.headers import DATED, STAGE, bare
from persona_core.exchange.importing.mapping import BadMapping
from persona_core.exchange.importing.own_columns import TAKERS, own_key
from persona_core.exchange.importing.remembered import Earlier
from persona_core.journeys.models import Stage
from persona_core.journeys.queries import find_stage
from persona_core.kit.errors import Invalid
from persona_core.kit.sheets import Sheet
from persona_core.kit.words import N_
from persona_core.vocabulary.fields import IMPORT_KEYS
from persona_core.vocabulary.models import fold
from persona_core.vocabulary.queries import Lists
from persona_core.vocabulary.specs import OWN, FieldSpec

_LOOKED_AT = 2_000


def correct(
    sheet: Sheet,
    columns: Sequence[Column],
    kind: str,
    wanted: Mapping[str, str | None] | None,
    stages: Sequence[Stage],
    known: Lists,
) -> list[Column]:
    """The columns with corrections `{"file column": "key" or None}` in place of guesses; raises BadMapping."""
    given: dict[int, str | None] = {}
    own: dict[int, FieldSpec] = {}
    for header, key in (wanted or {}).items():
        number = _column(columns, header)
        if number in given:
            raise BadMapping(N_("The column “{name}” is named twice."), name=header)
        if key is not None and key.strip().startswith(OWN) and kind in TAKERS:
            values = [row[number] for row in sheet.rows[:_LOOKED_AT]]
            given[number], own[number] = _own(key.strip(), values, known)
        else:
            given[number] = None if key is None else _key(key, kind, stages)
    by_key = [key for key in given.values() if key]
    for key in by_key:
        if by_key.count(key) > 1:
            twice = [columns[n].header for n, k in given.items() if k == key]
            raise BadMapping(
                N_("Two columns are given for the field “{key}”: {columns}. Keep one."),
                key=key,
                columns=", ".join(twice),
            )
    result = []
    for column in columns:
        if column.number in given:
            key = given[column.number]
            result.append(
                replace(column, key=key, confidence=1.0 if key else 0.0, by_hand=True, own=own.get(column.number))
            )
        elif column.key in by_key:
            result.append(replace(column, key=None, confidence=0.0, own=None))
        else:
            result.append(column)
    return result


def _own(text: str, values: Sequence[Any], known: Lists) -> tuple[str, FieldSpec]:
    try:
        return own_key(text, values, known)
    except Invalid as refusal:
        raise BadMapping(refusal.message, **refusal.slots) from None


def _column(columns: Sequence[Column], header: str) -> int:
    for same in (lambda a, b: a == b, lambda a, b: fold(a) == fold(b)):
        for column in columns:
            if same(column.header or f"#{column.number + 1}", header):
                return column.number
    there = ", ".join(column.header or f"#{column.number + 1}" for column in columns)
    raise BadMapping(N_("The file has no column “{name}”. It has: {columns}."), name=header, columns=there)


def _key(key: str, kind: str, stages: Sequence[Stage]) -> str:
    key = key.strip()
    if kind in DATED and key.startswith(STAGE):
        stage = find_stage(stages, key.removeprefix(STAGE))
        if stage is None:
            there = tuple(stage.words for stage in stages)
            raise BadMapping(
                N_("The journey has no stage “{name}”. It has: {stages}."), name=key.removeprefix(STAGE), stages=there
            )
        return STAGE + stage.code
    if key not in IMPORT_KEYS[kind]:
        there = ", ".join([*IMPORT_KEYS[kind], *(["stage:…"] if kind in DATED else [])])
        raise BadMapping(N_("There is no field “{name}” here. There are: {fields}."), name=key, fields=there)
    return key


def as_before(
    sheet: Sheet, columns: Sequence[Column], kind: str, before: Earlier, stages: Sequence[Stage], known: Lists
) -> list[Column]:
    """The columns as somebody decided for a file of the same names; as guessed where that cannot be meant any more."""
    names = {bare(name): key for name, key in before.columns.items()}
    wanted = {c.header: names[bare(c.header)] for c in columns if c.header and bare(c.header) in names}
    try:
        found = correct(sheet, columns, kind, wanted, stages, known)
    except BadMapping:
        return list(columns)
    return [replace(column, by_hand=False, before=True) if column.by_hand else column for column in found]
