"""What a statement of the file does to a thing in memory: fields that change, stay, or are held by a better source."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from persona_core.access.models import Viewer
from persona_core.evidence.models import Observation
from persona_core.evidence.resolving import RANKS, wins
from persona_core.exchange.importing.memory import Memory
from persona_core.exchange.importing.plan import FieldChange, Part, PlannedRow, Thing

BANDS = {"headcount": "headcount_band", "annual_revenue": "revenue_band"}
_NUMBER_OF = {band: number for number, band in BANDS.items()}
_SAME, _TAKEN, _KEPT, _HELD = "same", "taken", "kept", "held"


def rank(source: str) -> int:
    """How far a source is trusted."""
    return RANKS.get(source, RANKS["sales"])


class Scales:
    """Weighs statements of one source against what is known, and keeps those worth writing down."""

    def __init__(self, memory: Memory, source: str) -> None:
        self.memory, self.source = memory, source
        self._grounds: dict[str, dict[str, str]] = {}
        self._claims: dict[str, dict[uuid.UUID, dict[str, Any]]] = {}

    def say(self, row: PlannedRow, thing: Thing, said: Mapping[str, Any], *, source: str | None = None) -> Part | None:
        """Let the row state columns (in ledger form) of a thing; None when it says nothing new."""
        source = source or self.source
        part = Part(thing, {}, source)
        for field, value in said.items():
            if value is not None and field not in _NUMBER_OF:
                verdict = self._weigh(part, field, value)
                if (band := BANDS.get(field)) in said:
                    self._follow(part, band, said[band] or "", verdict)
        if not part.said:
            return None
        thing.parts.append(part)
        row.parts.append(part)
        return part

    def _weigh(self, part: Part, field: str, value: Any) -> str:
        thing = part.thing
        old, told = thing.columns.get(field), thing.provenance.get(field)
        if value == old:
            if told is None or rank(part.source) > rank(told["source"]):
                self._take(part, field, value)
            return _SAME
        if wins((part.source, self.memory.today), told):
            part.changes.append(FieldChange(field, old, value))
            self._take(part, field, value)
            return _TAKEN
        if self._claimed(thing, part.source).get(field) != value:
            part.changes.append(FieldChange(field, old, value, kept=True, source=told["source"]))
            part.said[field] = value
            return _KEPT
        return _HELD

    def _follow(self, part: Part, band: str, value: str, verdict: str) -> None:
        """A band goes with its number: 200-499 and its middle are one statement, shown as one change."""
        thing, number = part.thing, _NUMBER_OF[band]
        old, middle = thing.columns.get(band) or "", thing.columns.get(number)
        if verdict == _SAME and value != old and wins((part.source, self.memory.today), thing.provenance.get(band)):
            part.changes.append(FieldChange(number, old or middle, value or middle))
            self._take(part, number, middle)
            self._take(part, band, value)
        elif verdict == _TAKEN or (verdict == _SAME and number in part.said):
            self._take(part, band, value)
        elif verdict == _KEPT:
            part.said[band] = value
        if verdict in {_TAKEN, _KEPT} and (old or value):
            last = part.changes.pop()
            part.changes.append(FieldChange(number, old or last.old, value or last.new, last.kept, last.source))

    def _take(self, part: Part, field: str, value: Any) -> None:
        part.said[field] = value
        part.thing.columns[field] = value
        part.thing.provenance[field] = self._grounds.setdefault(
            part.source, {"source": part.source, "on": self.memory.today.isoformat()}
        )

    def _claimed(self, thing: Thing, source: str) -> dict[str, Any]:
        """What this source said last of each field of a thing, in the ledger and in this file."""
        if source not in self._claims:
            self._claims[source] = _last_said(self.memory.session, self.memory.viewer, source)
        claimed = dict(self._claims[source].get(thing.id, {}))
        for part in thing.parts:
            if part.source == source:
                claimed.update(part.said)
        return claimed


def _last_said(session: Session, viewer: Viewer, source: str) -> dict[uuid.UUID, dict[str, Any]]:
    found: dict[uuid.UUID, dict[str, Any]] = {}
    rows = session.execute(
        select(Observation.subject_id, Observation.values)
        .where(Observation.workspace_id == viewer.workspace_id, Observation.source == source)
        .order_by(Observation.id)
    )
    for subject, values in rows:
        found.setdefault(subject, {}).update(values)
    return found
