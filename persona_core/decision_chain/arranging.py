"""Keeping where people put the cards of a chain on its map."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence

from sqlmodel import Session, select

from persona_core.access.models import Viewer
from persona_core.access.queries import get
from persona_core.decision_chain.models import Chain, Seat
from persona_core.decision_chain.placing import fits
from persona_core.kit.errors import Invalid
from persona_core.kit.words import N_


def set_layout(
    session: Session,
    viewer: Viewer,
    chain_id: uuid.UUID | str,
    places: Mapping[str | uuid.UUID, Sequence[float]],
) -> Chain:
    """Keep the places (seat id → x, y in cards) as the layout of a chain; without any, cards are placed by themselves.

    The whole layout is given each time: what the map shows. Seats that left the chain are dropped silently, a place
    that is none is refused. Moments and their versions are not touched.
    """
    chain = get(session, viewer, Chain, chain_id, lock=True)
    seats = {str(i) for i in session.exec(select(Seat.id).where(Seat.chain_id == chain.id))}
    wanted = {str(seat): place for seat, place in places.items()}
    if not all(fits(place) for place in wanted.values()):
        raise Invalid(N_("A card cannot stand there. Move it back onto the map."), field="layout")
    chain.layout = {i: [round(float(n), 3) for n in place] for i, place in wanted.items() if i in seats}
    session.add(chain)
    session.flush()
    return chain
