"""A column of a file and the key it is taken for, by which its values are kept and by which people call it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from persona_core.exchange.importing.own_columns import NewField, kind_of, own_spec_of
from persona_core.vocabulary.queries import Lists
from persona_core.vocabulary.specs import OWN, FieldSpec


@dataclass(frozen=True)
class Column:
    """A column of the file: the key it is taken for (or none), how surely (0–1), some values, and their unit.

    `own` is the field of the workspace's own that it goes into; one that is to be made goes by its name.
    `before` says that it is taken for what a file of the same columns was taken for.
    """

    number: int
    header: str
    key: str | None
    confidence: float
    samples: tuple[str, ...]
    unit: str = ""
    by_hand: bool = False
    own: FieldSpec | None = None
    before: bool = False

    @property
    def decided(self) -> bool:
        """Whether somebody said what it is, for this file or for one of the same columns."""
        return self.by_hand or self.before


def settled(columns: Sequence[Column], known: Lists) -> tuple[list[Column], list[NewField]]:
    """The columns with keys under which values are kept, and the fields to be made for that."""
    made: list[NewField] = []
    result = []
    for column in columns:
        if column.own is None or column.key in known.own:
            result.append(column)
            continue
        code, kind = uuid.uuid4().hex[:8], kind_of(column.own)
        made.append(NewField(code, str(column.own.label), kind.value))
        result.append(replace(column, key=OWN + code, own=own_spec_of(OWN + code, column.own.label, kind)))
    return result, made


def own_of(columns: Sequence[Column]) -> Mapping[str, FieldSpec]:
    """key → what it is, for the columns that go into own fields."""
    return {column.key: column.own for column in columns if column.key and column.own}


def said_key(column: Column) -> str | None:
    """A column's key as people write it: own fields by their name."""
    return OWN + column.own.label if column.own is not None else column.key
