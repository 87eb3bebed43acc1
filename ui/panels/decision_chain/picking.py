"""Which seat or arrow of the map is picked; it stands in the address, so a link opens the same seat."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from persona_core.decision_chain.views import ChainView, SeatView

PARAM, ADDING, CHANCES = "seat", "+", "10"
_ARROW = ">"


@dataclass(frozen=True)
class Picked:
    """A seat, or an arrow: `listener` listens to `seat`. Else what is opened instead: ADDING a seat, or CHANCES."""

    seat: SeatView | None = None
    listener: SeatView | None = None
    other: str = ADDING

    @property
    def key(self) -> str | None:
        """How the map calls it."""
        if self.seat is None or self.listener is None:
            return str(self.seat.id) if self.seat else None
        return f"{self.seat.id}{_ARROW}{self.listener.id}"


def picked(view: ChainView | None) -> Picked | None:
    """What the address says, None for nothing or for what is not on this chain."""
    said = st.query_params.get(PARAM)
    if said == ADDING:
        return Picked()
    if not said or view is None:
        return None
    if said == CHANCES:
        return Picked(other=CHANCES)
    seats = {s.position: s for s in view.seats}
    if said in seats:
        return Picked(seats[said])
    heard, _, listener = said.partition(_ARROW)
    return Picked(seats[heard], seats[listener]) if heard in seats and listener in seats else None


def pick(said: str | None) -> None:
    """Pick a position, ADDING, CHANCES, or nothing; a callback."""
    if said:
        st.query_params[PARAM] = said
    else:
        st.query_params.pop(PARAM, None)


def show(said: str) -> None:
    """Pick it and go to the map, wherever it was named; a callback."""
    st.query_params.pop("as", None)
    pick(said)


def pick_on_map(view: ChainView, key: str | None) -> None:
    """Pick what the map calls `key`: a seat's id, or "heard>listener" for an arrow; a callback."""
    positions = {str(s.id): s.position for s in view.seats}
    parts = [positions.get(part) for part in (key or "").split(_ARROW)]
    pick(_ARROW.join(parts) if all(parts) else None)
