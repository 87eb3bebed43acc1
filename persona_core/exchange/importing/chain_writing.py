"""What a row of a chain changes: the seat itself, and what it says at its moment."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from persona_core.decision_chain.bulk import TRAITS, Said
from persona_core.decision_chain.bulk_saving import FLAGS, ChainSave, MomentSave
from persona_core.exchange.importing.chain_groups import Entry, Group, Place
from persona_core.exchange.importing.chain_seating import Seating
from persona_core.exchange.importing.memory import Memory
from persona_core.exchange.importing.plan import FieldChange, PlannedRow, Thing
from persona_core.vocabulary.seat_fields import SAID_KEYS, TRAIT_KEYS

_TOLD = 300
"""Of so many new rows it is noted what they bring; the check shows no more."""
_COLUMN = {"decision_points": "points", "listens_to": "listens"}
_BLANK = {**dict.fromkeys(TRAITS), **dict.fromkeys(FLAGS, False)}


class ChainWriter:
    """Notes row by row what changes, and gathers the chains to save."""

    def __init__(self, memory: Memory, seating: Seating) -> None:
        self.memory, self.seating = memory, seating
        self.saves: dict[int, ChainSave] = {}
        self.saved: set[int] = set()
        self.told = 0

    def plan(self, planned: PlannedRow, home: Thing, group: Group, entry: Entry) -> None:
        """Note what one row changes; its group can go in."""
        place = group.place
        save = self._save(place, home)
        stored = place.stored.seats.get(entry.position) if place.stored else None
        fresh = stored is None and entry.position not in save.seats
        traits = self._traits(planned, home, place, entry, fresh)
        if fresh or traits:
            save.seats.setdefault(entry.position, {}).update(traits)
            self._keep(save)
        if not (entry.speaks and group.changed):
            planned.new = fresh
            self._brings(planned, traits)
            return
        before = group.before(entry.position)
        planned.new = fresh or before is None
        if not planned.new or self.told < _TOLD:
            self._said(planned, entry, before or Said(), group.said[entry.position])
        self._brings(planned, traits)
        if id(group) not in self.saved:
            self.saved.add(id(group))
            save.moments.append(MomentSave(group.moment, group.said, group.shares))
            self._keep(save)

    def _brings(self, planned: PlannedRow, traits: Mapping[str, Any]) -> None:
        """What is new of a seat itself, for as many rows as anybody is shown."""
        if not planned.new or self.told >= _TOLD:
            return
        self.told += 1
        planned.notes += [FieldChange(key, None, traits[key]) for key in TRAIT_KEYS if traits.get(key) is not None]
        if person := self._name(traits.get("person_id")):
            planned.notes.append(FieldChange("person", None, person))

    def _save(self, place: Place, home: Thing) -> ChainSave:
        if id(place) not in self.saves:
            deal_id = place.deal.id if place.deal else None
            self.saves[id(place)] = ChainSave(home.id, deal_id, place.stored)
        return self.saves[id(place)]

    def _keep(self, save: ChainSave) -> None:
        if id(save) not in self.saved:
            self.saved.add(id(save))
            self.memory.work.chains.append(save)

    def _traits(self, planned: PlannedRow, home: Thing, place: Place, entry: Entry, fresh: bool) -> dict[str, Any]:
        """Columns of the seat itself that change."""
        stored = place.stored.seats.get(entry.position) if place.stored else None
        now = {**(stored.traits if stored else _BLANK), **self._save(place, home).seats.get(entry.position, {})}
        found = {key: entry.row.at[key] for key in TRAIT_KEYS if key in entry.row.at}
        changes = {key: value for key, value in found.items() if value != now[key]}
        if not fresh:
            planned.notes += [FieldChange(key, now[key], value) for key, value in changes.items()]
        person_id = self._person(planned, home, place, entry, now["person_id"], fresh)
        if person_id != now["person_id"]:
            changes["person_id"] = person_id
            if not fresh:
                planned.notes.append(FieldChange("person", self._name(now["person_id"]), self._name(person_id)))
        return changes

    def _person(
        self, planned: PlannedRow, home: Thing, place: Place, entry: Entry, now: uuid.UUID | None, fresh: bool
    ) -> uuid.UUID | None:
        if "person" in entry.row.at:
            person = self.seating.seat(planned, home, entry, now)
            return person.id if person else None
        found = self.seating.recognised(home, place, entry) if fresh else None
        return found.id if found else now

    def _name(self, person_id: uuid.UUID | None) -> str | None:
        person = self.memory.things["person"].get(person_id)
        return person.name if person else None

    def _said(self, planned: PlannedRow, entry: Entry, before: Said, after: Said) -> None:
        """What changes; day and source of a stance only where the row tells them, else they follow from it."""
        for key in SAID_KEYS:
            old, new = (getattr(said, _COLUMN.get(key, key)) for said in (before, after))
            if old != new and (key in entry.row.at or not key.startswith("stance_")):
                planned.notes.append(FieldChange(key, old, new))
