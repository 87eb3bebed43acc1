"""What people write on a persona card themselves; the rest is composed from the other tables."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import Text
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


class PersonaCard(Table, table=True):
    """The card of a workspace: who confirmed it and when."""

    __tablename__ = "persona_card"

    confirmed_by: str = Field(default="", max_length=200)
    confirmed_on: date | None = Field(default=None)


class Advice(Table, table=True):
    """What follows from the persona for the daily work, in the team's own words."""

    __tablename__ = "advice"
    __table_args__ = (UniqueConstraint("workspace_id", "kind"),)

    kind: str = Field(max_length=20)
    text: str = Field(default="", sa_type=Text)
