"""Changing one thing of a chain at a moment and saving it at once; what others changed meanwhile stays."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import Session, select

from persona_core.access.models import Viewer
from persona_core.access.queries import get
from persona_core.decision_chain.commands import save_moment
from persona_core.decision_chain.inputs import SeatInput, in_points, in_words
from persona_core.decision_chain.models import Chain, ChainMoment, Moment, Seat
from persona_core.decision_chain.moments import StoredMoment
from persona_core.kit.errors import Conflict
from persona_core.kit.words import N_
from persona_core.vocabulary.queries import Lists

BASE_RATE_FIELD, ANCHOR, HEARD = "base_rate", "anchor:", "listens:"
"""How the chances and a listening are called in `base` and `changes`; a position (code) follows the last two."""


def edit_at_moment(
    session: Session,
    viewer: Viewer,
    seat_id: uuid.UUID | str,
    moment: Moment | str,
    *,
    base: Mapping[str, Any],
    changes: Mapping[str, Any],
    known: Lists | None = None,
) -> ChainMoment:
    """Change what one seat says at a moment: fields of `SeatInput`, or "listens:<position>" (points, None for no more).

    `base` holds the values that were on the screen: a field that somebody else has changed since to something else
    raises Conflict; everything else they changed stays. In points, own judgement is what is left of 100.
    """
    seat = get(session, viewer, Seat, seat_id)
    stored = _load(session, viewer, seat.chain_id, Moment(moment))
    seats = {s.position: s for s in stored.inputs()}
    points = any(s.points is not None for s in seats.values())
    blank = SeatInput(position=seat.position, points=0.0 if points else None, own_points=100.0 if points else None)
    now = seats.get(seat.position, blank)
    fields = {**now.model_dump(), **{f"{HEARD}{p}": n for p, n in now.listens.items()}}
    _check(stored, fields, base, changes)
    seats[seat.position] = _changed(now, changes)
    return _save(session, viewer, stored, list(seats.values()), known=known)


def edit_chances(
    session: Session,
    viewer: Viewer,
    chain_id: uuid.UUID | str,
    moment: Moment | str,
    *,
    base: Mapping[str, float | None],
    changes: Mapping[str, float | None],
    known: Lists | None = None,
) -> ChainMoment:
    """Change "base_rate" or an experience, "anchor:<position>" (0–1, None: taken away); `base` as above."""
    stored = _load(session, viewer, chain_id, Moment(moment))
    anchors = stored.chances()
    rate = stored.row.base_rate if stored.row else None
    _check(stored, {BASE_RATE_FIELD: rate, **{f"{ANCHOR}{p}": chance for p, chance in anchors.items()}}, base, changes)
    for field, chance in changes.items():
        if field == BASE_RATE_FIELD:
            rate = chance
        elif chance is None:
            anchors.pop(field.removeprefix(ANCHOR), None)
        else:
            anchors[field.removeprefix(ANCHOR)] = chance
    return _save(session, viewer, stored, stored.inputs(), rate=rate, anchors=anchors, known=known)


def take_stances(
    session: Session,
    viewer: Viewer,
    chain_id: uuid.UUID | str,
    moment: Moment | str,
    *,
    base: Mapping[uuid.UUID, int | None],
    stances: Mapping[uuid.UUID, int | None],
    known: Lists | None = None,
) -> ChainMoment:
    """Save the stances that were tried out, by seat; `base` holds those shown, for a Conflict as above."""
    stored = _load(session, viewer, chain_id, Moment(moment))
    wanted = {s.position: stances[s.id] for s in stored.seats.values() if s.id in stances}
    there = {s.position: s for s in stored.inputs()}
    shown = {s.position: base.get(s.id) for s in stored.seats.values()}
    _check(stored, {p: s.stance for p, s in there.items()}, shown, wanted)
    seats = [there.get(p) or SeatInput(position=p) for p in dict.fromkeys([*there, *wanted])]
    changed = [_changed(s, {"stance": wanted[s.position]}) if s.position in wanted else s for s in seats]
    return _save(session, viewer, stored, changed, known=known)


def switch_points(
    session: Session,
    viewer: Viewer,
    chain_id: uuid.UUID | str,
    moment: Moment | str,
    *,
    seen: int | None,
    points: bool,
    known: Lists | None = None,
) -> ChainMoment:
    """Say a moment in points, or in words again as near as they come; any save since version `seen` raises Conflict."""
    stored = _load(session, viewer, chain_id, Moment(moment))
    there = {s.position: s for s in stored.inputs()}
    seats = [there.get(p) or SeatInput(position=p) for p in stored.seats]
    return _save(session, viewer, stored, (in_points if points else in_words)(seats), seen=seen, known=known)


def _load(session: Session, viewer: Viewer, chain_id: uuid.UUID | str, moment: Moment) -> StoredMoment:
    chain = get(session, viewer, Chain, chain_id)
    session.exec(select(Chain.id).where(Chain.id == chain.id).with_for_update()).one()  # one writer at a time
    return StoredMoment.load(session, chain, moment)


def _check(stored: StoredMoment, now: Mapping[str, Any], base: Mapping[str, Any], changes: Mapping[str, Any]) -> None:
    """Raise Conflict where a field to be changed is neither what the screen showed nor what is wanted."""
    stored_now = {f: _plain(f, now.get(f)) for f in changes}
    clashing = {
        f: now.get(f) for f, mine in changes.items() if stored_now[f] not in (_plain(f, base.get(f)), _plain(f, mine))
    }
    if clashing:
        raise Conflict(
            N_("Somebody saved this chain while you were editing. Compare both and choose."),
            row_id=stored.chain.id,
            version=stored.row.version if stored.row else None,
            current=clashing,
            mine={f: changes[f] for f in clashing},
        )


def _plain(field: str, value: Any) -> Any:
    """Nothing said and 0 are one and the same for what is counted in points; for stances they are not."""
    return value or 0 if field in {"say", "points"} or field.startswith(HEARD) else value


def _changed(seat: SeatInput, changes: Mapping[str, Any]) -> SeatInput:
    """The seat with other answers; a new stance counts from today and from nobody unless it is said."""
    fields: dict[str, Any] = {**seat.model_dump(), **{f: v for f, v in changes.items() if not f.startswith(HEARD)}}
    listens = dict(seat.listens)
    for field, points in changes.items():
        if field.startswith(HEARD):
            listens.pop(field.removeprefix(HEARD), None)
            if points:
                listens[field.removeprefix(HEARD)] = float(points)
    if fields["stance"] != seat.stance:
        fields |= {f: changes.get(f) for f in ("stance_on", "stance_source")}
    if seat.points is not None or seat.own_points is not None:
        given = sum(listens.values())
        fields["own_points"] = 100 - given if given <= 100 else None
    return SeatInput(**{**fields, "listens": listens})


def _save(
    session: Session,
    viewer: Viewer,
    stored: StoredMoment,
    seats: Sequence[SeatInput],
    *,
    known: Lists | None,
    **other: Any,
) -> ChainMoment:
    """Save the moment as a whole; what `other` (rate, anchors, seen) does not name stays as it is stored."""
    row = stored.row
    return save_moment(
        session,
        viewer,
        stored.chain.id,
        stored.moment,
        seen=other.get("seen", row.version if row else None),
        seats=seats,
        base_rate=other.get("rate", row.base_rate if row else None),
        anchors=other.get("anchors", stored.chances()),
        known=known,
    )
