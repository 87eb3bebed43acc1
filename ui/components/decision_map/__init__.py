"""The map of a chain: a card a seat, arrows from those listened to; what people do on it is told to the page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import streamlit as st

from persona_core.decision_chain.models import Moment, Stance
from persona_core.decision_chain.placing import fits
from persona_core.kit.figures import Theme, mix
from persona_core.kit.words import N_, Words
from ui.components.outbox import acts
from ui.components.parts import script

_HERE = Path(__file__).parent
_PARTS = ("drawing", "routing", "sending", "laying", "gestures", "keys", "decision_map")
_map = st.components.v2.component(
    "decision_map",
    css=(_HERE / "decision_map.css").read_text(encoding="utf-8"),
    js=script(_HERE, *_PARTS),
)

STANCE_NAMES: Mapping[int | None, str] = {**{int(s): s.name.lower() for s in Stance}, None: "unknown"}
"""What the map calls a stance: champions, supports, neutral, doubts, opposes, unknown."""

FACELESS = "faceless"
"""In place of a stance: the card is about no person whose stance could be asked; its ring is drawn alone."""

_WORDS = {
    "map": N_("Map of the decision chain"),
    "unknown": N_("Not known who"),
    "empty": N_("Who has a say here? Start with the one who decides, then add who they listen to."),
    "add": N_("Add a position"),
    "tidy": N_("Tidy up"),
    "cancel": N_("Cancel"),
    "help": N_("Keys"),
    "keys_cards": N_("Arrow keys: go from card to card"),
    "keys_pick": N_("Enter: open a card or an arrow"),
    "keys_link": N_("L: draw who listens to this card, then choose and press Enter"),
    "keys_move": N_("Shift + arrow keys: move the card"),
    "keys_remove": N_("Delete: remove the arrow"),
    "keys_leave": N_("Esc: leave it"),
    "hint": N_("Drag the round handle of a card to whoever listens to it."),
    "ring": N_("Ring: influence."),
    "legend": N_("Ring: influence. Arrow: points to whoever listens."),
    "hint_one": N_("Add the next position, then draw who listens to whom."),
    "asks": N_("Who listens?"),
    "heard_by": N_("Who listens to {heard}?"),
    "drag": N_("Drag to the card of whoever listens to {heard}"),
    "choose": N_("Who listens to {heard}? Choose that card."),
    "listens": N_("{listener} listens to {heard}"),
    "listening": N_("{listener} listens to {heard}: {word}"),
    "hears": N_("{heard}: {word}"),
    "already": N_("{listener} already listens to {heard}"),
    "influence": N_("influence {percent}"),
    "hears_one": N_("{heard} ({word})"),
    "hears_all": N_("listens to: {list}"),
    "comma": N_(", "),
    "stop": N_("; "),
    "picked": N_("{what} is open"),
    "unpicked": N_("Nothing is open"),
    "linked": N_("Now {listener} listens to {heard}"),
    "unlinked": N_("{listener} no longer listens to {heard}"),
    "moved": N_("{position} moved"),
    "left": N_("No arrow drawn"),
}


def words(t: Words) -> dict[str, str]:
    """Every text of the map itself; slots are filled in the browser."""
    return {name: t(text) for name, text in _WORDS.items()}


def colours(look: Theme, moment: Moment) -> dict[str, str]:
    """The colours of the map in a theme, by what they stand for; a stance has a deeper one for its word."""
    stances = {STANCE_NAMES[stance]: colour for stance, colour in look.stance.items()}
    return {
        **stances,
        **{f"{name}-word": mix(colour, look.ink, 0.72) for name, colour in stances.items()},
        "moment": look.moments[moment],
        "asking": look.tint(look.moments[moment], 0.16),
        "moment-soft": look.tint(look.moments[moment], 0.12),
        "on-moment": look.on(look.moments[moment]),
        "canvas": look.paper if look.dark else look.panel,
        "card": look.panel if look.dark else look.paper,
        "edge": mix(look.line, look.quiet, 0.7),
        **{name: getattr(look, name) for name in ("paper", "panel", "ink", "soft", "line", "quiet", "primary")},
    }


def draw(
    data: Mapping[str, Any],
    *,
    key: str,
    on_picked: Callable[[str], None],
    on_linked: Callable[[str, str], None],
    on_unlinked: Callable[[str, str], None],
    on_moved: Callable[[dict[str, list[float]]], None],
    on_add: Callable[[], None],
    on_tidied: Callable[[], None] | None = None,
    height: int = 600,
) -> None:
    """Draw `data` and tell what people do, once each, in the order in which they did it.

    `data`: "rev" (while it stays, cards that were moved here stay where they are), "seats" with id, label, person
    (None: not known who), stance (see `STANCE_NAMES`), stance_label, percent, total (0–1), say, flags (short words), x
    and y (in cards, see `decision_chain.placing`); "arrows" with from (the one listened to), to (the listener), points
    and word; "picked" (a seat's id, "from>to" or None), "readonly", and "words", "colours" of this module.

    `on_picked` gets a seat's id, "from>to", or "" when nothing is chosen any more; `on_linked` and `on_unlinked` the
    one listened to and the listener; `on_moved` the places of all cards as they stand after one was moved: seat id →
    [x, y]. With `on_tidied` there is a button that puts the cards back where they belong by themselves. `height` in
    pixels is the most the map takes before it scrolls; a narrow place shows a list instead.
    """
    told = f"{key}-told"
    ids = {str(seat["id"]) for seat in data["seats"]}

    def hear() -> None:
        for kind, act in acts(st.session_state[key].get("outbox"), told):
            one, other = str(act.get("from")), str(act.get("to"))
            if kind == "picked" and _may_be_picked(act.get("what"), ids):
                on_picked(act["what"])
            elif data["readonly"]:
                continue
            elif kind in {"linked", "unlinked"} and {one, other} <= ids and one != other:
                (on_linked if kind == "linked" else on_unlinked)(one, other)
            elif kind == "moved" and (places := _places(act.get("places"), ids)):
                on_moved(places)
            elif kind == "added":
                on_add()
            elif kind == "tidied" and on_tidied:
                on_tidied()

    _map(
        key=key,
        data={
            **data,
            "key": key,
            "height": height,
            "tidy": on_tidied is not None,
            "heard": st.session_state.get(told),
        },
        on_outbox_change=hear,
    )


def _may_be_picked(what: Any, ids: set[str]) -> bool:
    return isinstance(what, str) and (not what or (set(what.split(">")) <= ids and what.count(">") <= 1))


def _places(told: Any, ids: set[str]) -> dict[str, list[float]]:
    """The places that are places, of cards that are there: what comes from a browser may be anything."""
    if not isinstance(told, dict):
        return {}
    return {i: [float(n) for n in place] for i, place in told.items() if i in ids and fits(place)}
