"""The typical chain as a map to read: a card a position, arrows for listening that is usual; one position beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from persona_core.access.models import Viewer
from persona_core.decision_chain import typical_wording as wording
from persona_core.decision_chain.models import MOMENT_LABELS, STANCE_LABELS, Listens, Moment, Stance
from persona_core.decision_chain.placing import Spot, place
from persona_core.decision_chain.typical import TypicalChain, TypicalPosition, without
from persona_core.kit.words import Words
from persona_core.vocabulary.queries import Lists
from ui import shell
from ui.components import decision_map
from ui.look import plain
from ui.panels.decision_chain.typical_filters import Chosen

KEY, PARAM = "typical-map", "position"

MOST_CARDS = 12
"""So many positions are drawn, those on most chains; the table holds all."""

MOST_LACKING = 6


def draw(viewer: Viewer, found: TypicalChain, moment: Moment, chosen: Chosen, known: Lists) -> None:
    """The map, and beside it the position that is picked or what these chains have in common."""
    t = shell.words()
    left, right = st.columns([7, 3], gap="medium")
    picked = next((p for p in found.positions if p.position == st.query_params.get(PARAM)), None)
    with left:
        _map(found, moment, picked, t)
    with right:
        if picked is None:
            for sentence in wording.remarks(found, moment, t, known):
                st.text(sentence)
        else:
            _position(viewer, picked, found, chosen, t, known)


def _map(found: TypicalChain, moment: Moment, picked: TypicalPosition | None, t: Words) -> None:
    shown = found.positions[:MOST_CARDS]
    arrows = [a for a in wording.usual(found, moment) if a[0] in shown and a[1] in shown]
    places = _places(found, shown)
    decision_map.draw(
        {
            "rev": "-".join((moment, *sorted(places))),
            "seats": [_card(p, found, moment, places[p.position], t) for p in shown],
            "arrows": [
                {
                    "from": heard.position,
                    "to": listener.position,
                    "points": float(Listens.CLOSELY) * k / n,
                    "word": t("{k} of {n}", k=k, n=n),
                }
                for listener, heard, k, n in arrows
            ],
            "picked": picked.position if picked else None,
            "readonly": True,
            "words": decision_map.words(t),
            "colours": decision_map.colours(shell.theme(), moment),
        },
        key=KEY,
        on_picked=_pick,
        on_linked=_leave,
        on_unlinked=_leave,
        on_moved=_leave,
        on_add=_leave,
        height=640,
    )
    st.caption(
        plain(
            t(
                "An arrow is drawn where at least half of the chains have it, with on how many; on a card, on how many "
                "chains the position sits."
            )
        )
    )


def _places(found: TypicalChain, shown: Sequence[TypicalPosition]) -> dict[str, tuple[float, float]]:
    """The same places at both moments, by who weighs at purchase, so that only what shifts is seen to shift."""
    arrows = [(heard.position, p.position) for p, heard, _, _ in wording.usual(found, Moment.PURCHASE)]
    spots = [Spot(p.position, p.shares[Moment.PURCHASE].value or 0.0, p.purchase.value or 0.0) for p in shown]
    return place(spots, arrows)


def _card(
    position: TypicalPosition, found: TypicalChain, moment: Moment, at: tuple[float, float], t: Words
) -> dict[str, Any]:
    (stance, _, known), total = position.stance(moment), position.total(moment)
    nominal = position.shares[moment].value
    differs = t("differs") if known else ""
    return {
        "id": position.position,
        "label": position.label,
        "person": t("{k} of {n}", k=position.k, n=found.chains),
        "stance": decision_map.STANCE_NAMES[stance] if known else decision_map.FACELESS,
        "stance_label": differs if stance is None else t(STANCE_LABELS[Stance(stance)]),
        "percent": t.percent(total.value) if total.value is not None else "–",
        "total": total.value or 0.0,
        "say": t("nominal {share}", share=t.percent(nominal)) if nominal is not None else "",
        "flags": [t("Veto")] if position.veto else [],
        "x": at[0],
        "y": at[1],
    }


def _pick(what: str) -> None:
    """A card opens beside the map; an arrow opens its listener."""
    if what:
        st.query_params[PARAM] = what.split(">")[-1]
    else:
        st.query_params.pop(PARAM, None)


def _leave(*_what: Any) -> None:
    """The map is only read."""


def _position(
    viewer: Viewer, position: TypicalPosition, found: TypicalChain, chosen: Chosen, t: Words, known: Lists
) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="typical-position"):
        st.markdown(f"**{plain(position.label)}**", width="stretch")
        st.button(
            "",
            key="typical-close",
            icon=":material/close:",
            type="tertiary",
            help=t("Close"),
            on_click=_pick,
            args=("",),
        )
    st.text(t("On {k} of {n} chains.", k=position.k, n=found.chains))
    for moment in Moment:
        if position.total(moment).value is not None:
            st.text(_said(position, moment, found, t))
    if position.veto:
        st.text(t("Can block alone on {k} of {n}.", k=position.veto, n=position.k))
    lacking = found.chains - position.k
    if not lacking:
        return
    st.text(
        t.plural("{n} chain has no such position. Ask there:", "{n} chains have no such position. Ask there:", lacking)
    )
    with shell.read() as session:
        names = without(session, viewer, position.position, wanted=chosen.wanted, limit=MOST_LACKING, known=known)
    for company_id, name in names:
        shell.link("decision-chain", name, icon=":material/account_tree:", company=company_id)


def _said(position: TypicalPosition, moment: Moment, found: TypicalChain, t: Words) -> str:
    """One moment of a position in a line: nominal, influence, whom it hears, where it stands."""
    parts = [
        t(
            "{moment}: nominal {share} → influence {total}",
            moment=t(MOMENT_LABELS[moment]),
            share=wording.spread(position.shares[moment], t),
            total=wording.spread(position.total(moment), t),
        )
    ]
    if heard := wording.listens(position, moment, found, t):
        parts.append(t("listens to {list}", list=t.name(heard)))
    if stands := wording.stance(position, moment, t):
        parts.append(t("stance: {stance}", stance=stands))
    return t("; ").join(parts)
