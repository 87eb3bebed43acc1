"""What can be found, in the form in which it is compared, and which rows wait to be read again."""

from __future__ import annotations

import uuid
from enum import StrEnum

from sqlalchemy import BigInteger, Index, Text
from sqlmodel import Field, SQLModel

from persona_core.kit.db import BigKey
from persona_core.kit.words import N_


class Kind(StrEnum):
    """What a hit is; the value is the name of the table it stands in."""

    COMPANY = "company"
    PERSON = "person"
    TAG = "tag"
    POSITION = "term"
    STORY = "story"
    SEAT = "seat"
    CONCERN = "concern"
    STAGE_NOTE = "stage_note"


KIND_LABELS = {
    Kind.COMPANY: N_("Company"),
    Kind.PERSON: N_("Person"),
    Kind.TAG: N_("Tag"),
    Kind.POSITION: N_("Position"),
    Kind.STORY: N_("Story"),
    Kind.SEAT: N_("On a decision chain"),
    Kind.CONCERN: N_("Answer to a concern"),
    Kind.STAGE_NOTE: N_("On the journey"),
}
SHOWN_AS = {Kind.POSITION: "position", Kind.STAGE_NOTE: "note"}
"""Kinds whose name for users of the command line is not that of their table."""


class SearchDoc(SQLModel, table=True):
    """A row that can be found: its names and its other words, folded (`folding.fold`).

    The pairs of characters in them are in `search_fts`, under the same number. Neither refers to the row itself: both
    go when the row's deletion is read from `SearchTodo`.
    """

    __tablename__ = "search_doc"
    __table_args__ = (
        Index("ux_search_doc_row", "row_id", "kind", unique=True),
        Index("ix_search_doc_workspace", "workspace_id"),
    )

    id: int = Field(primary_key=True, sa_type=BigKey, sa_column_kwargs={"autoincrement": False})
    workspace_id: uuid.UUID
    kind: str = Field(max_length=20)
    row_id: uuid.UUID
    at: int = Field(sa_type=BigInteger)
    name: str = Field(sa_type=Text)
    plain: str = Field(sa_type=Text)


class SearchTodo(SQLModel, table=True):
    """A row was written, by whatever statement: a trigger of the database notes it in the same transaction."""

    __tablename__ = "search_todo"

    id: int | None = Field(default=None, primary_key=True, sa_type=BigKey)
    kind: str = Field(max_length=20)
    row_id: uuid.UUID
