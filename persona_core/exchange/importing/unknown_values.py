"""Words of a file that no entry of their list goes by: new ones, and those for which rows are refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from persona_core.exchange.importing.mapping import BadMapping
from persona_core.exchange.importing.plan import Plan
from persona_core.exchange.importing.roads import WORD
from persona_core.kit.errors import Invalid
from persona_core.kit.words import N_, Words
from persona_core.vocabulary.fields import FIELDS
from persona_core.vocabulary.fixed_lists import enum
from persona_core.vocabulary.meanings import FIXED, entries
from persona_core.vocabulary.models import ListName, fold
from persona_core.vocabulary.queries import Lists

_STRICT = {"contact": ListName.CONTACT.value, "buying_role": ListName.BUYING_ROLE.value}
_LIKE = frozenset({ListName.INDUSTRY, ListName.LEAD_SOURCE, ListName.POSITION, ListName.SOURCE})


@dataclass(frozen=True)
class UnknownValue:
    """A word as it is written, the list it belongs to, and how many rows are refused for it (0: it would be new)."""

    list_name: str
    written: str
    refused: int = 0


def unknown_values(plan: Plan, known: Lists) -> list[UnknownValue]:
    """Those that rows are refused for first, then new ones of lists in which something is already."""
    refused: Counter[tuple[str, str]] = Counter()
    for refusal in plan.refusals:
        list_name = _list_of(refusal.error)
        if list_name:
            refused[list_name, refusal.value.strip()] += 1
    new = [
        UnknownValue(list_name, label)
        for (list_name, _), label in plan.work.terms.items()
        if known.terms.get(list_name) and (list_name in _LIKE or list_name in known.own)
    ]
    return [UnknownValue(*found, refused=n) for found, n in refused.most_common()] + new


def told_words(wanted: Mapping[str, str | None] | None, known: Lists) -> dict[str, dict[str, str]]:
    """Corrections `{"value:<field>:<word>": "entry"}` as list → folded word → code; raises BadMapping."""
    found: dict[str, dict[str, str]] = {}
    for key, to in (wanted or {}).items():
        field, _, word = key.removeprefix(WORD).partition(":")
        if not key.startswith(WORD) or not word:
            continue
        spec = known.find_own(field) or FIELDS.get(field)
        list_name = spec.list if spec else None
        if list_name is None:
            raise BadMapping(N_("“{name}” is no field with a list. Name one by its key, such as status."), name=field)
        code = _entry(known, list_name, to or "")
        if code is None:
            there = ", ".join(entries(known, list_name, Words("en"))) or "–"
            message = N_("There is no entry “{name}” in this list. There are: {entries}.")
            raise BadMapping(message, name=to or "", entries=there)
        found.setdefault(list_name, {})[fold(word)] = code
    return found


def _entry(known: Lists, list_name: str, text: str) -> str | None:
    if list_name not in FIXED:
        return known.code(list_name, text)
    try:
        return enum(list_name, text)
    except ValueError:
        return known.code(list_name, text)


def _list_of(error: Exception) -> str | None:
    field = error.field if isinstance(error, Invalid) else None
    if field in _STRICT:
        return _STRICT[field]
    found = FIELDS[field].list if field in FIELDS else None
    return found if found in FIXED and "choices" in error.slots else None
