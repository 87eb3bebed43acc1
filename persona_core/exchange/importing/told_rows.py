"""What a new row would bring, field by field as it was read: the dry run shows it before anything is stored."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from persona_core.exchange.importing.plain_companies import told
from persona_core.exchange.importing.plan import Part, Plan, PlannedRow
from persona_core.exchange.importing.weighing import BANDS
from persona_core.vocabulary.fields import IMPORT_KEYS

_BY_COMPANY = frozenset({"companies", "several"})
"""Kinds of import whose rows go by the company's name."""


def brought(plan: Plan, row: PlannedRow, number: int) -> tuple[tuple[str, Any], ...]:
    """(key, value) in ledger form for the row at `number` of the plan; a band stands for its number.

    What the row goes by is left out, since it stands beside.
    """
    found = {key: value for key, value in _said(plan, row, number) if value is not None}
    for size, band in BANDS.items():
        found[size] = found.pop(band, None) or found.get(size)
    for thing in row.made:
        if thing.kind == "company" and plan.kind in _BY_COMPANY:
            found["status"] = thing.columns["status"]  # which follows the deals where the row says otherwise
    found |= {change.key: change.new for change in row.notes if not change.kept and change.new is not None}
    return tuple((key, value) for key, value in found.items() if value is not None and key != "name")


def _said(plan: Plan, row: PlannedRow, number: int) -> Iterator[tuple[str, Any]]:
    fresh = plan.work.fresh
    if fresh is not None and not row.parts:
        for key, values in fresh.columns.items():
            if values[number] is not None:
                yield from told(values[number], key).items()
    for part in row.parts:
        kept = {change.key for change in part.changes if change.kept}
        yield from ((_key(plan.kind, part, name), value) for name, value in part.said.items() if name not in kept)
        if plan.kind == "people" and part.thing.company is not None:
            yield "company", part.thing.company.name


def _key(kind: str, part: Part, name: str) -> str:
    """What a column is called in this kind of import."""
    if part.thing.kind == "company" and name == "name":
        return "name" if kind in _BY_COMPANY else "company"
    of_its_own = f"{part.thing.kind}:{name}"
    return of_its_own if of_its_own in IMPORT_KEYS[kind] else name
