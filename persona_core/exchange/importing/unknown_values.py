"""Words of a file that no entry of their list goes by: new ones, and those for which rows are refused."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from persona_core.exchange.importing.plan import Plan
from persona_core.kit.errors import Invalid
from persona_core.vocabulary.fields import FIELDS
from persona_core.vocabulary.meanings import FIXED
from persona_core.vocabulary.models import ListName
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


def _list_of(error: Exception) -> str | None:
    field = error.field if isinstance(error, Invalid) else None
    if field in _STRICT:
        return _STRICT[field]
    found = FIELDS[field].list if field in FIELDS else None
    return found if found in FIXED and "choices" in error.slots else None
