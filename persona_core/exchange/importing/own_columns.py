"""Columns that go into fields of the workspace's own: found by their name, or made with the import they come with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from persona_core.exchange.importing.headers import bare
from persona_core.kit.errors import Invalid, PersonaError
from persona_core.kit.words import N_, Words, Written
from persona_core.vocabulary.models import OWN_KIND_LABELS, OwnKind, fold
from persona_core.vocabulary.own_fields import LONGEST, check_free, own_label
from persona_core.vocabulary.queries import Lists
from persona_core.vocabulary.specs import OWN, FieldSpec
from persona_core.vocabulary.values import read

TAKERS = frozenset({"companies", "several"})
"""Kinds of import whose columns may go into own fields: those with companies of which rows tell."""
_KIND_SIGN = "="
_MOST_CHOICES, _LONG = 20, 30


@dataclass(frozen=True)
class NewField:
    """A field that comes with an import."""

    code: str
    label: str
    kind: str


def own_by_name(header: str, known: Lists | None) -> FieldSpec | None:
    """The own field in use that a header names."""
    name = bare(header)
    return next((s for s in known.own.values() if name and bare(s.label) == name), None) if known else None


def own_key(text: str, samples: Sequence[Any], known: Lists) -> tuple[str, FieldSpec]:
    """What `own:NAME` or `own:NAME=kind` means: a field that is there, or a new one of that or the guessed kind.

    A new field goes by its name until it is made. Raises Invalid for a name or kind that cannot be.
    """
    there = known.find_own(text)
    if there is not None:
        return there.key, there
    name, sign, kind = text.removeprefix(OWN).rpartition(_KIND_SIGN)
    if not sign or kind.strip() not in set(OwnKind):
        name, kind = text.removeprefix(OWN), ""
    there = known.find_own(OWN + name)
    if there is not None:
        return there.key, there
    label = own_label(name)
    if any(fold(spec.label) == fold(label) for spec in known.retired.values()):
        message = N_("“{name}” is a retired field. Bring it back in the settings, or choose another name.")
        raise Invalid(message, field="label", name=label)
    check_free(label, ())
    return OWN + label, own_spec_of(OWN + label, label, kind.strip() or guess_kind(samples))


def new_name(header: str, number: int, t: Words) -> str:
    """What a field made of a column is called unless told."""
    return " ".join((header or t("Column {n}", n=number + 1)).split())[:LONGEST]


def guess_kind(values: Iterable[Any]) -> OwnKind:
    """The kind of field that holds these values: days, numbers, a few answers that come again, else words."""
    some = [value for value in values if value not in (None, "")]
    if not some:
        return OwnKind.TEXT
    if _all_read(some, "date"):
        return OwnKind.DATE
    if _all_read(some, "number") and not any(_is_code(value) for value in some):
        return OwnKind.NUMBER
    different = {fold(str(value)) for value in some}
    few = len(different) <= min(_MOST_CHOICES, max(2, len(some) // 2))
    return OwnKind.CHOICE if few and all(len(str(value)) <= _LONG for value in some) else OwnKind.TEXT


def _all_read(values: Sequence[Any], type: str) -> bool:
    spec = FieldSpec("own", "", type=type)
    return all(_reads(spec, value) for value in values)


def _reads(spec: FieldSpec, value: Any) -> bool:
    try:
        return read(spec, value) is not None
    except PersonaError:
        return False


def _is_code(value: Any) -> bool:
    """Digits that count nothing: telephone numbers, postcodes, ids."""
    text = str(value).strip()
    return text.isdigit() and (len(text) > 9 or (len(text) > 1 and text[0] == "0"))


def own_spec_of(key: str, label: str, kind: str) -> FieldSpec:
    choice = kind == OwnKind.CHOICE
    return FieldSpec(key, Written(label), type="term" if choice else kind, list=key if choice else None, limit=2000)


def kind_of(spec: FieldSpec) -> OwnKind:
    """Which kind of own field a description is of."""
    return OwnKind.CHOICE if spec.type == "term" else OwnKind(spec.type)


def kind_label(spec: FieldSpec, t: Words) -> str:
    """What kind of field it is, in words."""
    return t(OWN_KIND_LABELS[kind_of(spec)])
