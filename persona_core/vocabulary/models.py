"""Lists of a workspace (positions, buying roles, industries …) and its tags."""

from __future__ import annotations

import unicodedata
from enum import StrEnum

from sqlalchemy import JSON
from sqlmodel import Field, UniqueConstraint

from persona_core.kit.db import Table
from persona_core.kit.words import N_


class ListName(StrEnum):
    """The lists a workspace edits."""

    POSITION = "position"
    BUYING_ROLE = "buying_role"
    INDUSTRY = "industry"
    LEAD_SOURCE = "lead_source"
    SOURCE = "source"
    CONTACT = "contact"


class TagKind(StrEnum):
    """What a tag speaks of: the five facets, and what people say on the way."""

    MOTIVE = "motive"
    NEED = "need"
    CHALLENGE = "challenge"
    OBSTACLE = "obstacle"
    HISTORY = "history"
    CONCERN = "concern"
    TRIGGER = "trigger"
    VALUE = "value"
    PRAISE = "praise"


TAG_KIND_LABELS: dict[str, str] = {
    TagKind.MOTIVE: N_("Motive"),
    TagKind.NEED: N_("Need"),
    TagKind.CHALLENGE: N_("Challenge"),
    TagKind.OBSTACLE: N_("Obstacle"),
    TagKind.HISTORY: N_("History"),
    TagKind.CONCERN: N_("Concern"),
    TagKind.TRIGGER: N_("Trigger"),
    TagKind.VALUE: N_("Value"),
    TagKind.PRAISE: N_("Praise"),
}


TAG_KIND_INKS: dict[str, str] = {
    TagKind.MOTIVE: "blue",
    TagKind.NEED: "green",
    TagKind.CHALLENGE: "amber",
    TagKind.OBSTACLE: "red",
    TagKind.HISTORY: "slate",
    TagKind.CONCERN: "magenta",
    TagKind.TRIGGER: "cyan",
    TagKind.VALUE: "violet",
    TagKind.PRAISE: "olive",
}
"""The colour of each kind, by its name in `kit.figures`; a tag may have one of its own."""


def fold(text: str) -> str:
    """A name in the form in which two spellings are the same: width, case and spaces folded."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


class Term(Table, table=True):
    """One entry of an editable list; rows elsewhere keep its `code`."""

    __tablename__ = "term"
    __table_args__ = (UniqueConstraint("workspace_id", "list_name", "code"),)

    list_name: str = Field(max_length=20)
    code: str = Field(max_length=200)
    zh: str | None = Field(default=None, max_length=200)
    en: str | None = Field(default=None, max_length=200)
    aliases: list[str] = Field(default_factory=list, sa_type=JSON)
    sort: int = Field(default=0)
    rank: int | None = Field(default=None)


class OwnKind(StrEnum):
    """What a field of the workspace's own holds."""

    TEXT = "text"
    NUMBER = "number"
    CHOICE = "choice"
    DATE = "date"


OWN_KIND_LABELS: dict[str, str] = {
    OwnKind.TEXT: N_("Free text"),
    OwnKind.NUMBER: N_("A number"),
    OwnKind.CHOICE: N_("Choice"),
    OwnKind.DATE: N_("Date"),
}


class OwnField(Table, table=True):
    """A field that the workspace made for its companies; their `custom` holds the value under `code`.

    The choices of a field are the terms of the list `own:<code>`. A retired field is kept with its values, unseen.
    """

    __tablename__ = "field_def"
    __table_args__ = (UniqueConstraint("workspace_id", "code"), UniqueConstraint("workspace_id", "label_key"))

    code: str = Field(max_length=12)
    label: str = Field(max_length=60)
    label_key: str = Field(max_length=200)
    kind: str = Field(max_length=20)
    sort: int = Field(default=0)
    retired: bool = Field(default=False)
    on_card: bool = Field(default=False)


class Tag(Table, table=True):
    """A tag: one list for concerns of the grid, themes of stories and the five facets."""

    __tablename__ = "tag"
    __table_args__ = (UniqueConstraint("workspace_id", "name_key"),)

    kind: str = Field(max_length=20)
    name: str = Field(max_length=200)
    name_key: str = Field(max_length=200)
    definition: str = Field(default="", max_length=1000)
    group: str = Field(default="", max_length=60)
    colour: str = Field(default="", max_length=20)
    aliases: list[str] = Field(default_factory=list, sa_type=JSON)

    @property
    def ink(self) -> str:
        """The name of the colour in which it is drawn."""
        return self.colour or TAG_KIND_INKS.get(self.kind, "slate")
