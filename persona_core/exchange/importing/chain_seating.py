"""Who sits on a seat: the person that a row names, or the one who holds the position when it names nobody."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable

from persona_core.exchange.importing.chain_groups import Entry, Place
from persona_core.exchange.importing.memory import Memory
from persona_core.exchange.importing.plan import PlannedRow, Thing
from persona_core.exchange.importing.weighing import Scales
from persona_core.vocabulary.models import ListName, fold


class Seating:
    """Finds people by name at their company, and makes those whom nobody knows yet."""

    def __init__(self, memory: Memory, scales: Scales, places: Iterable[Place]) -> None:
        self.memory, self.scales = memory, scales
        self.made = 0
        self.holders: dict[tuple[uuid.UUID, str], set[uuid.UUID]] = defaultdict(set)
        for person in memory.things["person"].values():
            for text in (person.columns["position"], person.columns["title"]):
                if person.company and (code := memory.known.code(ListName.POSITION, text)):
                    self.holders[person.company.id, code].add(person.id)
        self.named: dict[int, set[str]] = {}
        for place in places:
            entries = (entry for group in place.groups.values() for entry in group.entries)
            self.named[id(place)] = {fold(e.row.at.get("person") or "") for e in entries}

    def seat(self, planned: PlannedRow, home: Thing, entry: Entry, now: uuid.UUID | None) -> Thing | None:
        """Whom the row puts there; None when it says that nobody knows. `now` is who sits there so far."""
        name = entry.row.at["person"]
        if name is None:
            return None
        current = self.memory.things["person"].get(now)
        if current is not None and fold(name) in {fold(current.columns[k] or "") for k in ("name", "title")}:
            return current
        return self._known(home, entry, name) or self._made(planned, home, entry, name)

    def recognised(self, home: Thing, place: Place, entry: Entry) -> Thing | None:
        """The one person who holds the position and is not on this chain yet, as when a seat is added by hand."""
        found = self.holders.get((home.id, entry.position), set())
        seated = {seat.traits["person_id"] for seat in place.stored.seats.values()} if place.stored else set()
        if len(found) != 1 or found & seated:
            return None
        person = self.memory.things["person"][next(iter(found))]
        return None if fold(person.columns["name"] or "") in self.named[id(place)] - {""} else person

    def _known(self, home: Thing, entry: Entry, name: str) -> Thing | None:
        same = self.memory.people.get((home.id, fold(name)), [])
        nameless = [
            p for p in self.memory.people.get((home.id, ""), []) if fold(p.columns["title"] or "") == fold(name)
        ]
        return min([*same, *nameless], key=lambda p: not self._holds(p, entry), default=None)

    def _holds(self, person: Thing, entry: Entry) -> bool:
        texts = (person.columns["position"], person.columns["title"])
        return any(self.memory.known.code(ListName.POSITION, t) == entry.position or t == entry.position for t in texts)

    def _made(self, planned: PlannedRow, home: Thing, entry: Entry, name: str) -> Thing:
        person = self.memory.make("person", company=home)
        planned.made.append(person)
        self.made += 1
        self.scales.say(planned, person, {"name": name, "title": entry.label, "position": entry.position})
        self.memory.remember(person)
        return person
