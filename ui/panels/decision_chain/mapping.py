"""The map of a chain: its seats and arrows for the component, and what each gesture on it means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import streamlit as st

from persona_core.decision_chain import wording
from persona_core.decision_chain.arranging import set_layout
from persona_core.decision_chain.editing import HEARD
from persona_core.decision_chain.models import FLAG_LABELS, STANCE_LABELS, STANCE_UNKNOWN, Listens, Stance
from persona_core.decision_chain.placing import Spot, place
from persona_core.decision_chain.views import ChainView, MomentRow, MomentView
from persona_core.kit.errors import PersonaError
from persona_core.kit.words import Words
from ui import shell
from ui.components import decision_map
from ui.panels.decision_chain import changing, picking
from ui.panels.decision_chain.desk import Desk
from ui.panels.decision_chain.picking import Picked
from ui.panels.decision_chain.saying import how_closely
from ui.session import database

KEY, _TIDIED = "chain-map", "chain-tidied"


def draw(desk: Desk, picked: Picked | None) -> None:
    """The map; a card or arrow that is clicked opens beside it, an arrow that is drawn is saved at once."""
    t, view = desk.t, desk.view
    rows = desk.said.rows if desk.said else ()
    decision_map.draw(
        {
            "rev": f"{view.id if view else ''}-{st.session_state.get(_TIDIED, 0)}",
            "seats": _seats(rows, _places(view), t),
            "arrows": _arrows(desk.said, t) if desk.said else [],
            "picked": picked.key if picked else None,
            "readonly": desk.viewer.presenting,
            "words": decision_map.words(t),
            "colours": decision_map.colours(shell.theme(), desk.moment),
        },
        key=KEY,
        on_picked=lambda key: _picked(view, key),
        on_linked=lambda heard, listener: _link(desk, heard, listener, float(Listens.CONSIDERS)),
        on_unlinked=lambda heard, listener: _link(desk, heard, listener, None),
        on_moved=lambda places: _place(desk, places),
        on_tidied=lambda: _place(desk, {}),
        on_add=lambda: picking.pick(picking.ADDING),
    )


def _places(view: ChainView | None) -> dict[str, tuple[float, float]]:
    """Where the cards stand: the same at both moments, so that only what shifts is seen to shift."""
    if view is None:
        return {}
    said = [m for m in view.moments.values() if m.version is not None] or list(view.moments.values())
    spots = tuple(Spot(str(r.seat.id), r.share, r.total) for r in said[0].rows)
    arrows = tuple((a["from"], a["to"]) for a in _arrows(said[0], Words("en")))
    return _placed(spots, arrows, tuple((seat, tuple(spot)) for seat, spot in view.layout.items()))


@lru_cache(maxsize=256)
def _placed(
    spots: tuple[Spot, ...], arrows: tuple[tuple[str, str], ...], stored: tuple[tuple[str, tuple[float, ...]], ...]
) -> dict[str, tuple[float, float]]:
    """Kept, for finding the places of twelve cards takes longer than drawing the rest of the map."""
    return place(spots, arrows, dict(stored))


def _seats(rows: Sequence[MomentRow], places: Mapping[str, tuple[float, float]], t: Words) -> list[dict[str, Any]]:
    shares = wording.percents([r.total for r in rows], t)
    return [
        {
            "id": str(r.seat.id),
            "label": r.seat.label,
            "person": r.seat.person,
            "stance": decision_map.STANCE_NAMES[r.stance],
            "stance_label": t(STANCE_UNKNOWN if r.stance is None else STANCE_LABELS[Stance(r.stance)]),
            "percent": share,
            "total": r.total,
            "say": wording.say_text(r, t),
            "flags": _flags(r, t),
            "x": places[str(r.seat.id)][0],
            "y": places[str(r.seat.id)][1],
        }
        for r, share in zip(rows, shares, strict=True)
    ]


def _flags(row: MomentRow, t: Words) -> list[str]:
    gates = [t("Veto")] * row.veto + [t("Trial gate")] * row.trial_gate
    return gates + [t(label) for flag, label in FLAG_LABELS.items() if getattr(row.seat, flag)]


def _arrows(said: MomentView, t: Words) -> list[dict[str, Any]]:
    ids, by_points = {r.seat.position: str(r.seat.id) for r in said.rows}, said.by_points
    return [
        {"from": ids[p], "to": str(r.seat.id), "points": n, "word": how_closely(n, t, by_points=by_points)}
        for r in said.rows
        for p, n in r.listens
    ]


def _picked(view: ChainView | None, key: str) -> None:
    changing.settle()
    if view is not None:
        picking.pick_on_map(view, key)


def _link(desk: Desk, heard: str, listener: str, points: float | None) -> None:
    """From now on `listener` takes note of `heard`, or no longer does."""
    seats = {str(r.seat.id): r for r in desk.said.rows} if desk.said else {}
    if heard in seats and listener in seats:
        position = seats[heard].seat.position
        changing.at_moment(desk, seats[listener], {f"{HEARD}{position}": points})


def _place(desk: Desk, places: dict[str, list[float]]) -> None:
    """Where the cards stand is kept without a word: it says nothing about the chain."""
    if desk.view is None:
        return
    try:
        with database().write() as session:
            set_layout(session, desk.viewer, desk.view.id, places)
    except PersonaError as problem:
        changing.refuse(problem)
    if not places:
        st.session_state[_TIDIED] = st.session_state.get(_TIDIED, 0) + 1
