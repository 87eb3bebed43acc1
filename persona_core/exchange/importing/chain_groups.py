"""Rows of one chain at one moment: what they name, and what the moment would hold with them."""

from __future__ import annotations

from dataclasses import dataclass, field

from persona_core.decision_chain.bulk import Said, Shares, StoredChain
from persona_core.decision_chain.models import Moment
from persona_core.exchange.importing.parsing import ParsedRow
from persona_core.exchange.importing.plan import Thing
from persona_core.vocabulary.seat_fields import SAID_KEYS


@dataclass(eq=False)
class Entry:
    """A row of the file with its position: the code, and how it is written there."""

    row: ParsedRow
    position: str
    label: str

    @property
    def speaks(self) -> bool:
        """Whether it says anything about its moment."""
        return any(key in self.row.at for key in SAID_KEYS)


@dataclass(eq=False)
class Place:
    """A chain that the file speaks of: `stored` when it is there, else `home` may not be there either."""

    home: Thing | None
    deal: Thing | None
    stored: StoredChain | None
    groups: dict[Moment, Group] = field(default_factory=dict)
    unplaced: list[ParsedRow] = field(default_factory=list)

    def group(self, moment: Moment) -> Group:
        """The rows of one moment."""
        if moment not in self.groups:
            self.groups[moment] = Group(self, moment)
        return self.groups[moment]

    def positions(self) -> set[str]:
        """Positions on the chain, and those that rows which can go in bring."""
        brought = {e.position for group in self.groups.values() if not group.broken for e in group.entries}
        return brought | set(self.stored.seats if self.stored else ())


@dataclass(eq=False)
class Group:
    """All rows of a chain at one moment; `said` and `shares` hold every seat that has a part in it afterwards."""

    place: Place
    moment: Moment
    rows: list[ParsedRow] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    said: dict[str, Said] = field(default_factory=dict)
    shares: dict[str, Shares] = field(default_factory=dict)
    changed: bool = False

    @property
    def broken(self) -> bool:
        """Whether one of the rows cannot go in."""
        return any(row.refusals for row in (*self.rows, *self.place.unplaced))

    def before(self, position: str) -> Said | None:
        """What the position says so far at this moment; None when it has no part in it."""
        seat = self.place.stored.seats.get(position) if self.place.stored else None
        return seat.said.get(self.moment) if seat else None

    @property
    def decided(self) -> bool:
        """Whether anybody has a say in what the moment would hold."""
        said = self.said.values()
        return any(s.points for s in said) or (all(s.points is None for s in said) and any(s.say for s in said))

    @property
    def stored(self) -> bool:
        """Whether this moment of the chain was saved before."""
        return bool(self.place.stored and self.moment in self.place.stored.moments)
