"""Many chains at once, as plain rows: what is stored, and in which form what is said of them is weighed."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any

import numpy as np
from sqlalchemy import Row
from sqlmodel import Session, SQLModel, select

from persona_core.access.models import Viewer
from persona_core.decision_chain.analysis import totals_many
from persona_core.decision_chain.models import Anchor, Chain, ChainMoment, Listening, Moment, Say, Seat, SeatMoment
from persona_core.vocabulary.seat_fields import TRAIT_KEYS

CHUNK = 500
TRAITS = ("person_id", *TRAIT_KEYS)
"""Columns of a seat that hold at both moments."""
_SAID = (
    *("seat_id", "moment", "position", "id", "version", "share", "kept", "total", "say", "points", "own_points"),
    *("veto", "trial_gate", "stance", "stance_on", "stance_source"),
)
"""Columns of a seat at a moment; the last ones in the order of `Said`."""


@dataclass(frozen=True)
class Said:
    """What a seat says at a moment: the columns of `SeatMoment`, and position (code) → points of 100 it gives away.

    `own` is set when listening was given in points. The shape of `SeatInput`, without its checks.
    """

    say: int = Say.NONE
    points: float | None = None
    own: float | None = None
    listens: Mapping[str, float] = field(default_factory=dict)
    veto: bool = False
    trial_gate: bool = False
    stance: int | None = None
    stance_on: date | None = None
    stance_source: str | None = None

    @property
    def blank(self) -> bool:
        """Whether nothing is said at all."""
        return self.alike(Said())

    def alike(self, other: Said) -> bool:
        """Whether both say the same, rounding aside; own judgement follows from what is given away."""
        plain = ("say", "veto", "trial_gate", "stance", "stance_on", "stance_source")
        if any(getattr(self, k) != getattr(other, k) for k in plain) or self.listens.keys() != other.listens.keys():
            return False
        pairs = [(self.points, other.points), *((points, other.listens[to]) for to, points in self.listens.items())]
        return all(a == b or (a is not None and b is not None and abs(a - b) < ROUNDING) for a, b in pairs)


ROUNDING = 1e-5
"""Points that differ by less are the same: a file holds ten digits of them."""


@dataclass(eq=False)
class StoredSeat:
    """A seat as it is in the database; `said` and `rows` (id, version, share, kept, total) by moment."""

    id: uuid.UUID
    version: int
    position: str
    sort: int
    traits: dict[str, Any]
    said: dict[Moment, Said] = field(default_factory=dict)
    rows: dict[Moment, tuple[uuid.UUID, int, tuple[float, float, float]]] = field(default_factory=dict)


@dataclass(eq=False)
class StoredMoment:
    """A chain at a moment as it is in the database; `anchors` map positions to chances, `edges` know their rows."""

    id: uuid.UUID
    version: int
    base_rate: float | None
    anchors: dict[str, float] = field(default_factory=dict)
    edges: dict[tuple[str, str], tuple[uuid.UUID, int, float]] = field(default_factory=dict)


@dataclass(eq=False)
class StoredChain:
    """A chain as it is in the database; seats by position in their order."""

    id: uuid.UUID
    company_id: uuid.UUID
    deal_id: uuid.UUID | None
    seats: dict[str, StoredSeat] = field(default_factory=dict)
    moments: dict[Moment, StoredMoment] = field(default_factory=dict)


def load_chains(
    session: Session, viewer: Viewer, company_ids: Collection[uuid.UUID] | None = None
) -> dict[tuple[uuid.UUID, uuid.UUID | None], StoredChain]:
    """(company, deal or None) → its chain, for these companies or all."""
    mine = select(Chain.id, Chain.company_id, Chain.deal_id).where(Chain.workspace_id == viewer.workspace_id)
    if company_ids is None:
        rows = session.execute(mine.order_by(Chain.created_at, Chain.id)).all()
    else:
        ids = list(company_ids)
        parts = (ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK))
        rows = [row for part in parts for row in session.execute(mine.where(Chain.company_id.in_(part)))]
    chains = {row.id: StoredChain(*row) for row in rows}
    session.flush()
    found = list(chains)
    for start in range(0, len(found), CHUNK):
        _fill(session, {i: chains[i] for i in found[start : start + CHUNK]})
    return {(chain.company_id, chain.deal_id): chain for chain in chains.values()}


def _fill(session: Session, chains: Mapping[uuid.UUID, StoredChain]) -> None:
    """Read the seats and moments of a few hundred chains."""
    ids = list(chains)
    home: dict[uuid.UUID, tuple[StoredChain, StoredSeat]] = {}
    order = (Seat.sort, Seat.created_at, Seat.id)
    columns = ("id", "version", "chain_id", "position", "sort", *TRAITS)
    for seat_id, version, chain_id, position, sort, *traits in _read(
        session, Seat, Seat.chain_id.in_(ids), *columns, order=order
    ):
        seat = StoredSeat(seat_id, version, position, sort, dict(zip(TRAITS, traits, strict=True)))
        chains[chain_id].seats[position] = seat
        home[seat_id] = (chains[chain_id], seat)
    columns = ("id", "version", "chain_id", "moment", "base_rate")
    for row in _read(session, ChainMoment, ChainMoment.chain_id.in_(ids), *columns):
        chains[row.chain_id].moments[Moment(row.moment)] = StoredMoment(row.id, row.version, row.base_rate)
    heard: dict[tuple[uuid.UUID, str, str], dict[str, float]] = {}
    columns = ("chain_id", "position", "to_position", "moment", "id", "version", "points")
    for row in _read(session, Listening, Listening.chain_id.in_(ids), *columns):
        heard.setdefault((row.chain_id, row.moment, row.position), {})[row.to_position] = row.points
        if stored := chains[row.chain_id].moments.get(Moment(row.moment)):
            stored.edges[row.position, row.to_position] = (row.id, row.version, row.points)
    here = select(Seat.id).where(Seat.chain_id.in_(ids))
    for row in _read(session, Anchor, Anchor.seat_id.in_(here), "seat_id", "moment", "probability"):
        chain, seat = home[row.seat_id]
        if stored := chain.moments.get(Moment(row.moment)):
            stored.anchors[seat.position] = row.probability
    for seat_id, at, position, row_id, version, share, kept, total, say, points, own, *others in _read(
        session, SeatMoment, SeatMoment.chain_id.in_(ids), *_SAID
    ):
        (chain, seat), moment = home[seat_id], Moment(at)
        seat.said[moment] = Said(say, points, own, heard.get((chain.id, at, position), {}), *others)
        seat.rows[moment] = (row_id, version, (share, kept, total))


def _read(
    session: Session, model: type[SQLModel], where: Any, *columns: str, order: Collection[Any] = ()
) -> Iterator[Row]:
    table = model.__table__
    statement = select(*(table.c[name] for name in columns)).where(where)
    yield from session.connection().execute(statement.order_by(*(order or (table.c.created_at, table.c.id)))).all()


Shares = tuple[float, float, float]
"""Share, kept and total of a seat, 0–1."""


def weigh(moments: Sequence[Mapping[str, Said]]) -> tuple[list[dict[str, Shares]], dict[int, list[str]]]:
    """Shares of every seat of many moments (position → what it says), and the closed circle of each that has one.

    Everybody who is listened to is in the same mapping; points count as soon as one seat has them, else words.
    """
    names: list[str] = []
    sizes: list[int] = []
    direct: list[float] = []
    edges: list[tuple[int, int, float]] = []
    for said in moments:
        place = {position: len(names) + n for n, position in enumerate(said)}
        by_points = any(s.points is not None for s in said.values())
        direct += [(s.points or 0.0) if by_points else float(s.say) for s in said.values()]
        edges += [(place[p], place[to], points / 100) for p, s in said.items() for to, points in s.listens.items()]
        names += said
        sizes.append(len(said))
    by, to, part = zip(*edges, strict=True) if edges else ((), (), ())
    found = totals_many(np.repeat(np.arange(len(sizes)), sizes), direct, by, to, part)
    rows = iter(
        zip(names, zip(found.share.tolist(), found.kept.tolist(), found.total.tolist(), strict=True), strict=True)
    )
    circles = {n: [names[seat] for seat in seats] for n, seats in found.circles.items()}
    return [dict(islice(rows, size)) for size in sizes], circles
