"""Which columns of which tables can be found, and what a viewer may find of them."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, SQLModel

from persona_core.access.models import Viewer
from persona_core.companies.models import Company, Person
from persona_core.decision_chain.models import Seat
from persona_core.journeys.models import Concern, StageNote
from persona_core.search.folding import joined
from persona_core.search.models import Kind
from persona_core.stories.models import Story
from persona_core.vocabulary.models import ListName, Tag, Term

CHUNK = 2_000


@dataclass(frozen=True)
class Source:
    """The columns of a table that count as names and as text; those that not everybody may see."""

    model: type[SQLModel]
    names: tuple[str, ...] = ()
    text: tuple[str, ...] = ()
    besides: tuple[str, ...] = ()
    masked: frozenset[str] = frozenset()
    presenting: frozenset[str] = frozenset()

    def hidden(self, viewer: Viewer) -> frozenset[str]:
        """Columns by which this viewer finds nothing."""
        hidden = self.presenting if viewer.presenting or viewer.masked else frozenset()
        return hidden | self.masked if viewer.masked else hidden


_ABOUT = ("business_model", "operating_model", "value_chain", "growth_stage", "culture", "org_structure")
SOURCES: dict[Kind, Source] = {
    Kind.COMPANY: Source(
        Company,
        ("name",),
        ("problem", "note", "prior_product", *_ABOUT, "region", "owner", "custom"),
        ("industry", "headcount", "headcount_band"),
        masked=frozenset({"name", "owner", "custom"}),
    ),
    Kind.PERSON: Source(
        Person,
        ("name",),
        ("title", "function", "phone", "email"),
        ("company_id", "position"),
        presenting=frozenset({"name", "phone", "email"}),
    ),
    Kind.TAG: Source(Tag, ("name", "aliases"), ("definition",), ("kind",)),
    Kind.POSITION: Source(Term, ("zh", "en"), ("aliases",), ("list_name", "code")),
    Kind.STORY: Source(
        Story, ("title",), ("text", "teller"), ("company_id", "told_on"), presenting=frozenset({"teller"})
    ),
    Kind.SEAT: Source(Seat, (), ("note", "information"), ("chain_id", "position")),
    Kind.CONCERN: Source(Concern, (), ("answer",), ("stage_id", "position", "tag_id")),
    Kind.STAGE_NOTE: Source(StageNote, (), ("text",), ("stage_id", "lane")),
}
"""What is searched. A new column here needs its name in the trigger of its table (a migration) and a rebuild."""


@dataclass(frozen=True)
class Row:
    """A row that can be found, as it is stored."""

    kind: Kind
    id: uuid.UUID
    workspace_id: uuid.UUID
    at: int
    values: dict[str, Any]

    def names(self, hidden: frozenset[str] = frozenset()) -> list[str]:
        """Its names; a term without a label in either language is called by its code."""
        found = self._of(SOURCES[self.kind].names, hidden)
        return found or ([self.values["code"]] if self.kind is Kind.POSITION else [])

    def text(self, hidden: frozenset[str] = frozenset()) -> list[str]:
        """Its other words, one a field."""
        return self._of(SOURCES[self.kind].text, hidden)

    def _of(self, columns: Sequence[str], hidden: frozenset[str]) -> list[str]:
        found: list[str] = []
        for column in columns:
            value = None if column in hidden else self.values[column]
            found += _texts(value)
        return found

    def folded(self) -> tuple[str, str]:
        """(names, text) as they are compared; both empty when there is nothing to find."""
        return joined(self.names()), joined(self.text())


def _texts(value: Any) -> list[str]:
    """The words in a column: its text, or each of several that it holds as JSON."""
    if isinstance(value, dict):
        value = list(value.values())
    return [x for x in (value if isinstance(value, list) else [value]) if x and isinstance(x, str)]


def read(session: Session, kind: Kind, ids: Sequence[uuid.UUID]) -> Iterator[Row]:
    """The rows of a kind with these ids, as far as they are there."""
    source = SOURCES[kind]
    table = source.model.__table__
    columns = ("id", "workspace_id", "created_at", *source.names, *source.text, *source.besides)
    for start in range(0, len(ids), CHUNK):
        statement = select(*(table.c[c] for c in columns)).where(table.c.id.in_(ids[start : start + CHUNK]))
        for found in session.execute(statement).mappings():
            if kind is not Kind.POSITION or found["list_name"] == ListName.POSITION:
                yield Row(kind, found["id"], found["workspace_id"], _when(found), dict(found))


def every_id(session: Session, kind: Kind) -> list[uuid.UUID]:
    """The ids of all rows of a kind, of all workspaces."""
    return list(session.scalars(select(SOURCES[kind].model.id)))


def _when(found: Any) -> int:
    """When a row came to be, in seconds; of a story the day it was told."""
    told: date | None = found.get("told_on")
    moment: datetime = datetime.combine(told, time(), UTC) if told else found["created_at"]
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())
