"""The rows of a chain at one moment: loaded, compared with what somebody wants to save, and written."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_
from sqlmodel import Session, select

from persona_core.access.models import Viewer
from persona_core.decision_chain.analysis import Influence
from persona_core.decision_chain.inputs import SeatInput
from persona_core.decision_chain.models import Anchor, Chain, ChainMoment, Listening, Moment, Seat, SeatMoment
from persona_core.evidence.changes import noted
from persona_core.kit import clock
from persona_core.kit.db import Table
from persona_core.kit.errors import Conflict
from persona_core.kit.words import N_

COMPARED = ("say", "points", "own_points", "listens", "veto", "trial_gate", "stance")
"""What two editors can disagree about."""


@dataclass
class StoredMoment:
    """What the database holds about a chain at a moment, by position."""

    session: Session
    chain: Chain
    moment: Moment
    row: ChainMoment | None
    seats: dict[str, Seat]
    rows: dict[uuid.UUID, SeatMoment]
    listening: dict[tuple[uuid.UUID, uuid.UUID], Listening]
    anchors: dict[uuid.UUID, Anchor]

    @classmethod
    def load(cls, session: Session, chain: Chain, moment: Moment) -> StoredMoment:
        """Read all rows of the moment."""
        seats = session.exec(select(Seat).where(Seat.chain_id == chain.id).order_by(Seat.sort, Seat.created_at)).all()
        ids = select(Seat.id).where(Seat.chain_id == chain.id)

        def of(model: type[Table]) -> Sequence[Any]:
            return session.exec(select(model).where(model.seat_id.in_(ids), model.moment == moment)).all()

        return cls(
            session=session,
            chain=chain,
            moment=moment,
            row=session.exec(
                select(ChainMoment).where(ChainMoment.chain_id == chain.id, ChainMoment.moment == moment)
            ).first(),
            seats={s.position: s for s in seats},
            rows={r.seat_id: r for r in of(SeatMoment)},
            listening={(r.seat_id, r.to_seat_id): r for r in of(Listening)},
            anchors={r.seat_id: r for r in of(Anchor)},
        )

    def inputs(self) -> list[SeatInput]:
        """The stored rows in the form in which they are saved."""
        position = {seat.id: code for code, seat in self.seats.items()}
        result = []
        for code, seat in self.seats.items():
            row = self.rows.get(seat.id)
            if row is None:
                continue
            listens = {position[to]: r.points for (by, to), r in self.listening.items() if by == seat.id}
            own = row.own_points if row.own_points is None else 100 - sum(listens.values())
            result.append(
                SeatInput(
                    position=code,
                    say=row.say,
                    points=row.points,
                    own_points=own,
                    listens=listens,
                    veto=row.veto,
                    trial_gate=row.trial_gate,
                    stance=row.stance,
                    stance_on=row.stance_on,
                    stance_source=row.stance_source,
                )
            )
        return result

    def chances(self) -> dict[str, float]:
        """Stored experiences: position → chance."""
        position = {seat.id: code for code, seat in self.seats.items()}
        return {position[seat_id]: a.probability for seat_id, a in self.anchors.items()}

    def expect(
        self, seen: int | None, seats: Sequence[SeatInput], base_rate: float | None, anchors: Mapping[str, float]
    ) -> None:
        """Raise Conflict, with both values wherever they differ, unless the moment is at the version that was seen."""
        version = self.row.version if self.row else None
        if version == seen:
            return
        stored, wanted = _by_position(self.inputs()), _by_position(seats)
        current: dict[str, Any] = {"seats": {}}
        mine: dict[str, Any] = {"seats": {}}
        for code in dict.fromkeys([*stored, *wanted]):
            a, b = stored.get(code, {}), wanted.get(code, {})
            fields = [f for f in COMPARED if a.get(f) != b.get(f)]
            if fields:
                current["seats"][code] = {f: a.get(f) for f in fields}
                mine["seats"][code] = {f: b.get(f) for f in fields}
        base = self.row.base_rate if self.row else None
        for key, old, new in (("base_rate", base, base_rate), ("anchors", self.chances(), dict(anchors))):
            if old != new:
                current[key], mine[key] = old, new
        raise Conflict(
            N_("Somebody saved this chain while you were editing. Compare both and choose."),
            row_id=self.chain.id,
            version=version,
            current=current,
            mine=mine,
        )

    def write(self, viewer: Viewer, seats: Sequence[SeatInput], anchors: Mapping[str, float]) -> None:
        """Bring the rows in step with what was said; all positions are on the chain by now."""
        said = {self.seats[s.position].id: s for s in seats}
        position = {seat.id: code for code, seat in self.seats.items()}
        for seat_id, seat in said.items():
            row = self.rows.get(seat_id) or SeatMoment(
                workspace_id=viewer.workspace_id,
                seat_id=seat_id,
                chain_id=self.chain.id,
                position=seat.position,
                moment=self.moment,
            )
            _take(row, seat)
            self.rows[seat_id] = row
        points = {(by, self.seats[to].id): p for by, s in said.items() for to, p in s.listens.items() if p > 0}
        chances = {self.seats[position].id: p for position, p in anchors.items()}
        self._sync(self.rows, dict.fromkeys(said), lambda _key, _value: None)
        self._sync(
            self.listening,
            points,
            lambda key, value: Listening(
                workspace_id=viewer.workspace_id,
                seat_id=key[0],
                to_seat_id=key[1],
                chain_id=self.chain.id,
                position=position[key[0]],
                to_position=position[key[1]],
                moment=self.moment,
                points=value,
            ),
            "points",
        )
        self._sync(
            self.anchors,
            chances,
            lambda key, value: Anchor(
                workspace_id=viewer.workspace_id, seat_id=key, moment=self.moment, probability=value
            ),
            "probability",
        )

    def _sync(self, rows: dict, wanted: Mapping, make: Any, column: str | None = None) -> None:
        for key in [k for k in rows if k not in wanted]:
            self.session.delete(rows.pop(key))
        for key, value in wanted.items():
            if key not in rows:
                rows[key] = make(key, value)
            elif column:
                setattr(rows[key], column, value)
            self.session.add(rows[key])

    def keep(self, influence: Influence | None, seats: Sequence[SeatInput]) -> None:
        """Store the shares and totals of `seats`, in their order; 0 while nobody decides."""
        for n, seat in enumerate(seats):
            row = self.rows[self.seats[seat.position].id]
            for column in ("share", "kept", "total"):
                setattr(row, column, 0.0 if influence is None else float(getattr(influence, column)[n]))
            self.session.add(row)

    def touch(self, viewer: Viewer, base_rate: float | None) -> ChainMoment:
        """Give the moment its base rate and a new version, since something in it changed, its shares being kept."""
        if self.row is None:
            self.row = ChainMoment(workspace_id=viewer.workspace_id, chain_id=self.chain.id, moment=self.moment)
        self.row.base_rate = base_rate
        self.row.decided = any(row.share > 0 for row in self.rows.values())
        self.row.unknown = sum(row.total for row in self.rows.values() if row.stance is None)
        self.row.anchored = bool(self.anchors)
        self.row.updated_at = clock.now()
        self.session.add(self.row)
        return self.row


@contextmanager
def carried_along(session: Session, seat: Seat) -> Iterator[None]:
    """Let the log and this session follow the rows that the database renames together with a seat's position."""
    parts = (
        (SeatMoment, SeatMoment.seat_id == seat.id),
        (Listening, or_(Listening.seat_id == seat.id, Listening.to_seat_id == seat.id)),
    )
    with ExitStack() as stack:
        for model, match in parts:
            stack.enter_context(noted(session, model.__table__, match))
        yield
        session.flush()
    for model, match in parts:
        session.exec(select(model).where(match).execution_options(populate_existing=True)).all()


def _take(row: SeatMoment, seat: SeatInput) -> None:
    if seat.stance is None:
        row.stance_on = row.stance_source = None
    elif seat.stance != row.stance or seat.stance_on or seat.stance_source:
        row.stance_on = seat.stance_on or clock.today()
        row.stance_source = seat.stance_source
    row.stance = seat.stance
    row.say = int(seat.say or 0)
    row.points, row.own_points = seat.points, seat.own_points
    row.veto, row.trial_gate = seat.veto, seat.trial_gate


def _by_position(seats: Sequence[SeatInput]) -> dict[str, dict[str, Any]]:
    return {s.position: {**s.model_dump(include=set(COMPARED)), "say": int(s.say or 0)} for s in seats}
