"""Cards, what people write on them themselves, and what was published; the rest is composed from other tables."""

from __future__ import annotations

import uuid
from datetime import date
from enum import StrEnum

from sqlalchemy import JSON, Text
from sqlmodel import Field, UniqueConstraint

from persona_core.kit.db import Table
from persona_core.kit.words import N_


class AdviceKind(StrEnum):
    """The four lines of 怎么用."""

    SAY = "say"
    AVOID = "avoid"
    WHERE = "where"
    LIST = "list"


ADVICE_LABELS = {
    AdviceKind.SAY: N_("What to say"),
    AdviceKind.AVOID: N_("What not to say"),
    AdviceKind.WHERE: N_("Where to look"),
    AdviceKind.LIST: N_("Whom to put on the list"),
}


class CardStatus(StrEnum):
    """Whether colleagues may rely on it."""

    DRAFT = "draft"
    PUBLISHED = "published"


STATUS_LABELS = {CardStatus.DRAFT: N_("Draft"), CardStatus.PUBLISHED: N_("Published")}


class PersonaCard(Table, table=True):
    """A card: whose it is, which companies it is about (`conditions`, of the first card all), whom to go for.

    Its words are composed when it is read; what was published is kept in `PersonaVersion`.
    """

    __tablename__ = "persona_card"

    name: str = Field(default="", max_length=200)
    conditions: dict = Field(default_factory=dict, sa_type=JSON)
    target: dict = Field(default_factory=dict, sa_type=JSON)
    status: str = Field(default=CardStatus.DRAFT, max_length=20)
    owner: str = Field(default="", max_length=200)
    review_on: date | None = Field(default=None)
    confirmed_by: str = Field(default="", max_length=200)
    confirmed_on: date | None = Field(default=None)


class Advice(Table, table=True):
    """What follows from a card for the daily work, in the team's own words."""

    __tablename__ = "advice"
    __table_args__ = (UniqueConstraint("card_id", "kind"),)

    card_id: uuid.UUID = Field(foreign_key="persona_card.id", ondelete="CASCADE")
    kind: str = Field(max_length=20)
    text: str = Field(default="", sa_type=Text)


class PersonaVersion(Table, table=True):
    """A card as it was published: composed by language, also masked (`zh`, `zh-masked` …), and never changed."""

    __tablename__ = "persona_version"
    __table_args__ = (UniqueConstraint("card_id", "number"),)

    card_id: uuid.UUID = Field(foreign_key="persona_card.id", ondelete="CASCADE")
    number: int
    by: str = Field(default="", max_length=200)
    composed: dict = Field(default_factory=dict, sa_type=JSON)
