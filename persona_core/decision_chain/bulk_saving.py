"""Many chains saved at once: the same rows as `save_moment` and `add_seat` write, without an object a row."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session, SQLModel, select

from persona_core.access.models import Viewer
from persona_core.companies.models import Company
from persona_core.decision_chain.bulk import CHUNK, TRAITS, Said, StoredChain, StoredMoment
from persona_core.decision_chain.models import Chain, ChainMoment, Listening, Moment, Seat, SeatMoment
from persona_core.evidence.bulk import delete_noted, insert_noted, update_noted
from persona_core.kit import clock
from persona_core.kit.errors import Conflict

FLAGS = ("coach", "holds_budget", "favours_competitor")


@dataclass(eq=False)
class MomentSave:
    """A moment as a whole: what every seat with a part in it says, and its share, kept and total 0–1, by position."""

    moment: Moment
    said: Mapping[str, Said]
    shares: Mapping[str, tuple[float, float, float]]


@dataclass(eq=False)
class ChainSave:
    """A chain to write: `stored` as it was read (None when it is new), seats with traits that are new or changed.

    Positions in `seats` that are not stored join the chain in their order; `moments` name only such as are on it.
    """

    company_id: uuid.UUID
    deal_id: uuid.UUID | None
    stored: StoredChain | None
    seats: dict[str, dict[str, Any]] = field(default_factory=dict)
    moments: list[MomentSave] = field(default_factory=list)


def save_chains(session: Session, viewer: Viewer, saves: Sequence[ChainSave]) -> None:
    """Write them all; Conflict when one of them was changed, or begun by somebody else, since it was read."""
    _hold(session, {(s.company_id, s.deal_id) for s in saves if s.stored is None})
    _Rows(session, viewer).write(saves)


def _hold(session: Session, begun: Collection[tuple[uuid.UUID, uuid.UUID | None]]) -> None:
    """Hold the companies of new chains, one maker at a time, and see that nobody began one of them meanwhile."""
    companies = sorted({company_id for company_id, _ in begun})
    for start in range(0, len(companies), CHUNK):
        part = companies[start : start + CHUNK]
        session.exec(select(Company.id).where(Company.id.in_(part)).order_by(Company.id).with_for_update()).all()
        there = session.exec(select(Chain.company_id, Chain.deal_id).where(Chain.company_id.in_(part)))
        if any(tuple(pair) in begun for pair in there):
            raise Conflict()


class _Rows:
    """Rows to insert, change and delete, gathered over all chains and written table by table."""

    def __init__(self, session: Session, viewer: Viewer) -> None:
        self.session, self.viewer, self.now = session, viewer, clock.now()
        self.new: dict[type[SQLModel], list[dict[str, Any]]] = {
            m: [] for m in (Chain, ChainMoment, Seat, SeatMoment, Listening)
        }
        self.changed: dict[type[SQLModel], list[dict[str, Any]]] = {m: [] for m in (Seat, ChainMoment, SeatMoment)}
        self.changed[Listening] = []
        self.gone: list[uuid.UUID] = []

    def write(self, saves: Sequence[ChainSave]) -> None:
        """All of them."""
        for save in saves:
            self._chain(save)
        delete_noted(self.session, Listening, self.gone)
        for model, rows in self.new.items():
            insert_noted(self.session, model, rows, "company_id" if model is Chain else "chain_id")
        for model, rows in self.changed.items():
            update_noted(self.session, model, rows)

    def _fresh(self, **columns: Any) -> dict[str, Any]:
        return {
            "id": uuid.uuid4(),
            "workspace_id": self.viewer.workspace_id,
            "created_at": self.now,
            "updated_at": self.now,
            "version": 1,
            **columns,
        }

    def _chain(self, save: ChainSave) -> None:
        stored = save.stored
        if stored is None:
            row = self._fresh(company_id=save.company_id, deal_id=save.deal_id, layout={})
            self.new[Chain].append(row)
            stored = StoredChain(row["id"], save.company_id, save.deal_id)
        ids = {position: seat.id for position, seat in stored.seats.items()}
        place = max((seat.sort for seat in stored.seats.values()), default=-1) + 1
        for position, traits in save.seats.items():
            if seat := stored.seats.get(position):
                if traits:
                    self.changed[Seat].append({"id": seat.id, "version": seat.version, **traits})
                continue
            blank = {**dict.fromkeys(TRAITS), **dict.fromkeys(FLAGS, False)}
            row = self._fresh(chain_id=stored.id, position=position, sort=place, **{**blank, **traits})
            self.new[Seat].append(row)
            ids[position], place = row["id"], place + 1
        for moment in save.moments:
            self._moment(stored, moment, ids)

    def _moment(self, chain: StoredChain, save: MomentSave, ids: Mapping[str, uuid.UUID]) -> None:
        stored = chain.moments.get(save.moment)
        decided = any(share > 0 for share, _, _ in save.shares.values())
        if stored is None:
            columns = {"moment": save.moment, "base_rate": None, "decided": decided}
            self.new[ChainMoment].append(self._fresh(chain_id=chain.id, **columns))
        else:
            self.changed[ChainMoment].append({"id": stored.id, "version": stored.version, "decided": decided})
        for position, said in save.said.items():
            self._seat(chain, save, position, said, ids[position])
        self._listening(chain.id, stored, save, ids)

    def _seat(self, chain: StoredChain, save: MomentSave, position: str, said: Said, seat_id: uuid.UUID) -> None:
        share, kept, total = save.shares[position]
        columns = {
            "say": int(said.say),
            "points": said.points,
            "own_points": said.own,
            "veto": said.veto,
            "trial_gate": said.trial_gate,
            "stance": said.stance,
            "stance_on": said.stance_on,
            "stance_source": said.stance_source,
            "share": share,
            "kept": kept,
            "total": total,
        }
        seat = chain.seats.get(position)
        row = seat.rows.get(save.moment) if seat else None
        if row is None:
            place = {"seat_id": seat_id, "chain_id": chain.id, "position": position, "moment": save.moment}
            self.new[SeatMoment].append(self._fresh(**place, **columns))
        elif seat.said[save.moment] != said or row[2] != (share, kept, total):
            self.changed[SeatMoment].append({"id": row[0], "version": row[1], **columns})

    def _listening(
        self, chain_id: uuid.UUID, stored: StoredMoment | None, save: MomentSave, ids: Mapping[str, uuid.UUID]
    ) -> None:
        edges = dict(stored.edges) if stored else {}
        for position, said in save.said.items():
            for to, points in said.listens.items():
                edge = edges.pop((position, to), None)
                if edge is None:
                    place = {"seat_id": ids[position], "to_seat_id": ids[to], "position": position, "to_position": to}
                    row = self._fresh(chain_id=chain_id, moment=save.moment, points=points, **place)
                    self.new[Listening].append(row)
                elif edge[2] != points:
                    self.changed[Listening].append({"id": edge[0], "version": edge[1], "points": points})
        self.gone += [row_id for row_id, _, _ in edges.values()]
