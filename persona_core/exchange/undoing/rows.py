"""Rows that an import made or changed: which may go, which stay since somebody edited them or hangs on them."""

from __future__ import annotations

import uuid
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ForeignKeyConstraint, Table, bindparam, delete, or_, select, tuple_, update
from sqlmodel import Session

from persona_core.evidence.models import BatchTrace, ImportBatch
from persona_core.evidence.snapshots import chunks
from persona_core.evidence.tracing import KEYS, unpacked
from persona_core.exchange.undoing.statements import LEDGERS
from persona_core.journeys.models import StageEvent
from persona_core.kit.db import metadata

Group = tuple[str, Any]
PARTS = {
    "chain": "id",
    "chain_moment": "chain_id",
    "seat": "chain_id",
    "seat_moment": "chain_id",
    "listening": "chain_id",
    "story": "id",
    "story_stage": "story_id",
    "story_position": "story_id",
    "mark": "story_id",
}
"""Tables whose rows go or stay together, and the column that says with which: a chain holds only as a whole."""
CHAIN = {"chain", "chain_moment", "seat", "seat_moment", "listening"}
_LOOSE = {"term", "tag", "field_def"}
"""Made by the way; they go where nobody uses them (see `following`)."""
_ASIDE = {"company_name", "name_pair"}
"""Tables whose rows hold nothing: they go with what they are about."""
_EVENTS = StageEvent.__table__


@dataclass
class Rows:
    """Rows of one import: those it made by table, id → group, and what it changed; `edited` and `held` groups stay."""

    session: Session
    batch: ImportBatch
    made: dict[str, dict[uuid.UUID, Group]] = field(default_factory=lambda: defaultdict(dict))
    loose: dict[str, list[uuid.UUID]] = field(default_factory=dict)
    changed: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    keys: list[list[str]] = field(default_factory=list)
    edited: set[Group] = field(default_factory=set)
    held: set[Group] = field(default_factory=set)
    members: dict[Group, list[tuple[str, uuid.UUID]]] = field(default_factory=lambda: defaultdict(list))

    def load(self, said_since: Collection[uuid.UUID]) -> None:
        """Read the trace and look what of it still stands; rows named in `said_since` were edited."""
        traces = self.session.scalars(select(BatchTrace).where(BatchTrace.batch_id == self.batch.id)).all()
        stories = {i for trace in traces if trace.name == "story" for i in unpacked(trace.made)}
        for trace in sorted(traces, key=lambda trace: trace.name):
            if trace.name == KEYS:
                self.keys = trace.rows
            elif trace.name in _LOOSE:
                self.loose[trace.name] = unpacked(trace.made)
            elif trace.name:
                table = metadata.tables[trace.name]
                self._load_made(table, unpacked(trace.made), trace.rows, stories, said_since)
                told = [row for row in trace.rows if "old" in row or "gone" in row]
                if told:
                    self.changed[table.name] = told

    def _load_made(
        self,
        table: Table,
        ids: Collection[uuid.UUID],
        rows: Collection[dict[str, Any]],
        stories: set[uuid.UUID],
        said_since: Collection[uuid.UUID],
    ) -> None:
        versions = {row["id"]: row["version"] for row in rows if row.keys() == {"id", "version"}}
        by = table.c[PARTS.get(table.name, "id")]
        for part in chunks(ids):
            for row_id, version, key in self.session.execute(
                select(table.c.id, table.c.version, by).where(table.c.id.in_(part))
            ):
                group = self._group(table.name, row_id, key, stories)
                self.made[table.name][row_id] = group
                self.members[group].append((table.name, row_id))
                if table.name in LEDGERS:
                    if row_id in said_since:
                        self.edited.add(group)
                elif version != versions.get(str(row_id), 1):
                    self.edited.add(group)

    def _group(self, table: str, row_id: uuid.UUID, key: Any, stories: Collection[uuid.UUID]) -> Group:
        if table in CHAIN:
            return "chain", key
        if table in PARTS and key in stories:
            return "story", key
        return table, row_id

    def hold(self) -> None:
        """Find what newer rows hang on; whatever hangs on something that stays lets it stay too."""
        for group in self.edited:
            self._spare(group)
        moved = True
        while moved:
            moved = False
            for table in reversed(metadata.sorted_tables):
                doomed = self.made.get(table.name)
                if not doomed:
                    continue
                for row_id in self._hung_on(table, doomed):
                    group = doomed.get(row_id)
                    if group is not None and group not in self.held:
                        self.held.add(group)
                        self._spare(group)
                        moved = True

    def _spare(self, group: Group) -> None:
        for table, row_id in self.members[group]:
            self.made[table].pop(row_id, None)

    def _hung_on(self, table: Table, doomed: Mapping[uuid.UUID, Group]) -> Iterator[uuid.UUID]:
        for other in (one for one in metadata.sorted_tables if one.name not in _ASIDE):
            for key in other.foreign_key_constraints:
                if key.referred_table is table:
                    yield from list(self._referring(table, other, key, list(doomed)))

    def _referring(
        self, table: Table, other: Table, key: ForeignKeyConstraint, ids: list[uuid.UUID]
    ) -> Iterator[uuid.UUID]:
        """Rows of `ids` to which rows of another table point that do not go themselves."""
        going = self.made.get(other.name, {})
        joined = [element.parent == element.column for element in key.elements]
        for part in chunks(ids):
            wanted = [table.c.id, *([other.c.id] if "id" in other.c else [])]
            statement = select(*wanted).where(*joined, table.c.id.in_(part))
            if other is _EVENTS:
                statement = statement.where(or_(other.c.batch_id.is_(None), other.c.batch_id != self.batch.id))
            for row in self.session.execute(statement):
                if len(row) == 1 or row[1] not in going:
                    yield row[0]

    def let_events_stay(self, deals: Collection[uuid.UUID]) -> None:
        """Days of deals that stay as they are no longer belong to the import."""
        deal = metadata.tables["deal"]
        for part in chunks(deals):
            mine = select(deal.c.workspace_id, deal.c.num).where(deal.c.id.in_(part))
            theirs = tuple_(_EVENTS.c.workspace_id, _EVENTS.c.deal_num).in_(mine)
            where = (_EVENTS.c.batch_id == self.batch.id, theirs)
            self.session.execute(update(_EVENTS).where(*where).values(batch_id=None))

    def remove(self) -> Counter[str]:
        """Delete what may go, parts first; counts by table."""
        removed = Counter({"stage_event": self._remove_events()})
        for table in reversed(metadata.sorted_tables):
            for part in chunks(self.made.get(table.name, ())):
                removed[table.name] += self.session.execute(delete(table).where(table.c.id.in_(part))).rowcount
        return removed

    def _remove_events(self) -> int:
        return self.session.execute(delete(_EVENTS).where(_EVENTS.c.batch_id == self.batch.id)).rowcount


def drop_keys(session: Session, batch: ImportBatch, keys: Collection[list[str]], gone: Collection[uuid.UUID]) -> None:
    """Take away external ids: those given to things that were there, and all of things that are gone."""
    table = metadata.tables["external_id"]
    for part in chunks(gone):
        session.execute(delete(table).where(table.c.subject_id.in_(part)))
    if keys:
        mine = {"kind": "kind_", "value": "value_", "subject_id": "subject_"}
        where = [table.c[name] == bindparam(slot, type_=table.c[name].type) for name, slot in mine.items()]
        given = [{"kind_": kind, "value_": value, "subject_": uuid.UUID(subject)} for kind, value, subject in keys]
        there = table.c.workspace_id == batch.workspace_id
        session.connection().execute(delete(table).where(there, *where), given)
