"""Why the last change was not saved, said where it was made."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import streamlit as st

from persona_core.decision_chain.editing import ANCHOR, BASE_RATE_FIELD, HEARD
from persona_core.kit.errors import Conflict
from persona_core.kit.words import N_
from ui import shell
from ui.panels.decision_chain import changing
from ui.panels.decision_chain.desk import Desk
from ui.panels.decision_chain.saying import LABELS, said


def draw(desk: Desk, place: str) -> None:
    """At the place of the page where it was changed; where somebody else was first, both values and the choice."""
    t, found = desk.t, changing.problem()
    if found is None or found.place != place:
        return
    if not isinstance(found.error, Conflict):
        st.error(found.error.text(t), icon=":material/info:")
        changing.settle()
        return
    names = desk.labels
    say = partial(said, t=t, known=desk.known, people=desk.people, names=names)
    with st.container(border=True, key=f"{place}-conflict"):
        for field, now in found.error.current.items():
            slots = {"what": _what(field, names), "now": say(field, now), "mine": say(field, found.error.mine[field])}
            st.text(t("{what}: somebody else has just chosen “{now}”, you “{mine}”.", **slots))
        with st.container(horizontal=True):
            again = {"on_click": found.again, "args": (found.error.current,)}
            st.button(t("Keep mine"), key=f"{place}-mine", type="primary", **again)
            st.button(t("Keep theirs"), key=f"{place}-theirs", on_click=changing.settle)


def _what(field: str, names: Mapping[str, str]) -> str:
    t = shell.words()
    for prefix, text in ((HEARD, N_("listens to {position}")), (ANCHOR, N_("of 10 when {position} champions us"))):
        if field.startswith(prefix):
            position = field.removeprefix(prefix)
            return t(text, position=names.get(position, position))
    return t(N_("usually of 10")) if field == BASE_RATE_FIELD else t(LABELS[field])
