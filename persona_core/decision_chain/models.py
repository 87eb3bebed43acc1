"""Chains, seats, what each seat says at purchase and at renewal, and who listens to whom."""

from __future__ import annotations

import uuid
from datetime import date
from enum import IntEnum, StrEnum

from sqlalchemy import JSON, ForeignKeyConstraint, Index, Text, false, text, true
from sqlmodel import Field, UniqueConstraint

from persona_core.kit.db import Table
from persona_core.kit.words import N_


class Moment(StrEnum):
    """When the chain decides."""

    PURCHASE = "purchase"
    RENEWAL = "renewal"


class Say(IntEnum):
    """How much a seat has to say when deciding; the number is its points."""

    DECIDES = 3
    VOTE = 2
    ASKED = 1
    NONE = 0


class Listens(IntEnum):
    """How closely a seat listens to another; the number is the points of 100 it gives away."""

    CLOSELY = 50
    CONSIDERS = 25


class Stance(IntEnum):
    """Where a seat stands; half the number is the value in formulas. Not known is None, never neutral."""

    CHAMPIONS = 2
    SUPPORTS = 1
    NEUTRAL = 0
    DOUBTS = -1
    OPPOSES = -2


class Effort(StrEnum):
    """How hard a seat is to win over."""

    EASY = "easy"
    NORMAL = "normal"
    HARD = "hard"


EFFORT_LABELS = {Effort.EASY: N_("Easy"), Effort.NORMAL: N_("So-so"), Effort.HARD: N_("Hard")}
FLAG_LABELS = {
    "coach": N_("Inside coach"),
    "holds_budget": N_("Holds the budget"),
    "favours_competitor": N_("Favours a competitor"),
}
MOMENT_LABELS = {Moment.PURCHASE: N_("Purchase"), Moment.RENEWAL: N_("Renewal")}
SAY_LABELS = {
    Say.DECIDES: N_("Decides"),
    Say.VOTE: N_("Has a vote"),
    Say.ASKED: N_("Is asked"),
    Say.NONE: N_("Has no part"),
}
LISTENS_LABELS = {Listens.CLOSELY: N_("listens closely"), Listens.CONSIDERS: N_("takes note")}
STANCE_LABELS = {
    Stance.CHAMPIONS: N_("Champions us"),
    Stance.SUPPORTS: N_("Supports us"),
    Stance.NEUTRAL: N_("Neutral"),
    Stance.DOUBTS: N_("Has doubts"),
    Stance.OPPOSES: N_("Opposes us"),
}
STANCE_UNKNOWN = N_("Not known yet")
SEAT_LABELS = {
    "person_id": N_("Who"),
    "buying_role": N_("Buying role"),
    "contact": N_("How close we are"),
    "function": N_("Department"),
    "age_band": N_("Age"),
    "education": N_("Education"),
    "openness": N_("Open to new things"),
    "effort": N_("Effort to win over"),
    "years": N_("Years in the job"),
    "information": N_("Where they get information"),
    "note": N_("About this seat"),
    **FLAG_LABELS,
}


def _place(table: str, seat: str, position: str) -> ForeignKeyConstraint:
    """A reference to a seat that takes its chain and its position along: renamed with it, gone with it."""
    return ForeignKeyConstraint(
        [seat, "chain_id", position],
        ["seat.id", "seat.chain_id", "seat.position"],
        name=f"fk_{table}_{seat}_seat",
        ondelete="CASCADE",
        onupdate="CASCADE",
    )


class Chain(Table, table=True):
    """The decision chain of a company, optionally of one deal."""

    __tablename__ = "chain"
    __table_args__ = (UniqueConstraint("workspace_id", "company_id", "deal_id"),)

    company_id: uuid.UUID = Field(foreign_key="company.id", ondelete="CASCADE", index=True)
    deal_id: uuid.UUID | None = Field(default=None, foreign_key="deal.id", ondelete="CASCADE")
    layout: dict = Field(default_factory=dict, sa_type=JSON)


class ChainMoment(Table, table=True):
    """A chain at one moment: locked and saved as one, since shares are a sum over its rows.

    While nobody has a say it is not `decided`, and its shares, all 0, count nowhere. Stored to find open cases fast:
    `unknown` is the influence (0–1) of seats of which nobody knows where they stand, `anchored` whether an experience
    is given.
    """

    __tablename__ = "chain_moment"
    __table_args__ = (
        UniqueConstraint("chain_id", "moment"),
        Index("ix_chain_moment_decided", "workspace_id", "decided", "chain_id", "moment"),
        Index("ix_chain_moment_open", "workspace_id", "moment", "anchored", "unknown"),
    )

    chain_id: uuid.UUID = Field(foreign_key="chain.id", ondelete="CASCADE")
    moment: str = Field(max_length=20)
    base_rate: float | None = Field(default=None)
    decided: bool = Field(default=True, sa_column_kwargs={"server_default": true()})
    unknown: float = Field(default=0.0, sa_column_kwargs={"server_default": "0"})
    anchored: bool = Field(default=False, sa_column_kwargs={"server_default": false()})


class Seat(Table, table=True):
    """A position on a chain, with a person or 还不知道是谁, and its traits as bands."""

    __tablename__ = "seat"
    __table_args__ = (
        UniqueConstraint("chain_id", "position"),
        Index("ux_seat_place", "id", "chain_id", "position", unique=True),
        Index("ix_seat_typical", "workspace_id", "position", "chain_id"),
        Index("ix_seat_role", "workspace_id", "buying_role", "chain_id"),
    )

    chain_id: uuid.UUID = Field(foreign_key="chain.id", ondelete="CASCADE", index=True)
    position: str = Field(max_length=200)
    person_id: uuid.UUID | None = Field(default=None, foreign_key="person.id", ondelete="SET NULL", index=True)
    sort: int = Field(default=0)
    buying_role: str | None = Field(default=None, max_length=200)
    contact: str | None = Field(default=None, max_length=200)
    coach: bool = Field(default=False)
    holds_budget: bool = Field(default=False)
    favours_competitor: bool = Field(default=False)
    age_band: str | None = Field(default=None, max_length=40)
    education: str | None = Field(default=None, max_length=80)
    function: str | None = Field(default=None, max_length=200)
    openness: int | None = Field(default=None)
    effort: str | None = Field(default=None, max_length=20)
    years: str | None = Field(default=None, max_length=40)
    information: str | None = Field(default=None, sa_type=Text)
    note: str | None = Field(default=None, sa_type=Text)


class SeatMoment(Table, table=True):
    """A seat at a moment: its say in words (or points), gates, stance, and its stored shares 0–1.

    `share` is what it decides directly (名义), `kept` what of the total comes from its own share,
    `total` its influence (实际) after everybody has listened. `chain_id` and `position` are the seat's, kept in step
    by the database, so that all chains are counted in one pass over one index.
    """

    __tablename__ = "seat_moment"
    __table_args__ = (
        UniqueConstraint("seat_id", "moment"),
        _place("seat_moment", "seat_id", "position"),
        Index(
            "ix_seat_moment_typical",
            *("workspace_id", "moment", "position", "stance", "chain_id", "veto", "share", "kept", "total"),
        ),
        Index(
            "ix_seat_moment_stance_on",
            *("chain_id", "moment", "stance_on"),
            sqlite_where=text("stance_on IS NOT NULL"),
            postgresql_where=text("stance_on IS NOT NULL"),
        ),
    )

    seat_id: uuid.UUID
    chain_id: uuid.UUID
    position: str = Field(max_length=200)
    moment: str = Field(max_length=20)
    say: int = Field(default=Say.NONE)
    points: float | None = Field(default=None)
    own_points: float | None = Field(default=None)
    veto: bool = Field(default=False)
    trial_gate: bool = Field(default=False)
    stance: int | None = Field(default=None)
    stance_on: date | None = Field(default=None)
    stance_source: str | None = Field(default=None, max_length=200)
    share: float = Field(default=0.0)
    kept: float = Field(default=0.0)
    total: float = Field(default=0.0)


class Listening(Table, table=True):
    """At a moment, a seat gives points of 100 of its judgement to another seat of its chain.

    `chain_id` and the positions are the seats', kept in step by the database, as in `SeatMoment`.
    """

    __tablename__ = "listening"
    __table_args__ = (
        UniqueConstraint("seat_id", "to_seat_id", "moment"),
        _place("listening", "seat_id", "position"),
        _place("listening", "to_seat_id", "to_position"),
        Index("ix_listening_to", "to_seat_id"),
        Index("ix_listening_typical", "workspace_id", "moment", "position", "to_position", "chain_id"),
    )

    seat_id: uuid.UUID
    to_seat_id: uuid.UUID
    chain_id: uuid.UUID
    position: str = Field(max_length=200)
    to_position: str = Field(max_length=200)
    moment: str = Field(max_length=20)
    points: float


class Anchor(Table, table=True):
    """An experience: with this seat championing and the rest neutral, so many of ten deals are won."""

    __tablename__ = "anchor"
    __table_args__ = (UniqueConstraint("seat_id", "moment"),)

    seat_id: uuid.UUID = Field(foreign_key="seat.id", ondelete="CASCADE")
    moment: str = Field(max_length=20)
    probability: float
