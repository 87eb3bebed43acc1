"""The typical chain of those a filter leaves: the answer, its map, the pictures, the table, and who pushes well."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from persona_core.access.models import Viewer
from persona_core.decision_chain import typical_wording as wording
from persona_core.decision_chain.models import Moment
from persona_core.decision_chain.typical import TypicalChain, TypicalPosition, typical
from persona_core.kit.words import N_, Words
from persona_core.vocabulary.queries import Lists
from ui import remembering, shell, tables
from ui.look import plain
from ui.panels.decision_chain import pictures, typical_filters, typical_map
from ui.panels.decision_chain.typical_filters import Chosen
from ui.panels.journey import cuts

_BRACKETS = N_("Averages over the chains where a position sits; in brackets the smallest and the largest.")
WIDTHS = (125, 80, 215, 215, 205, 115, 75)
AT_ONCE = 1000
"""With more chains than this the block about who pushed is counted when it is opened."""

MOST_LINES = 40
"""So many positions are listed, those on most chains."""


def draw(viewer: Viewer, moment: Moment, known: Lists) -> None:
    """Read-only, top to bottom: whose chains, what they say, who pushed and what became of it."""
    t = shell.words()
    chosen = typical_filters.choose(viewer, t, known)
    if chosen is None:
        shell.empty(
            t("A typical chain appears once a company's chain is filled in. Begin with the customer you know best."),
            t("Companies"),
            "companies",
        )
        return
    with shell.read() as session:
        remember = remembering.of(session, viewer)
        found = remember(
            ("typical", viewer.lang, chosen.wanted),
            lambda: typical(session, viewer, wanted=chosen.wanted, known=known),
        )
    if found.chains:
        _chain(viewer, found, moment, chosen, t, known)
    else:
        typical_filters.nobody(viewer, t, chosen, known)
    cuts.block(
        viewer,
        replace(chosen.wanted, status=()),
        known,
        title=t("Who pushed it: speed and renewal"),
        open_at_once=sum(chosen.chains.values()) <= AT_ONCE,
    )


def _chain(viewer: Viewer, found: TypicalChain, moment: Moment, chosen: Chosen, t: Words, known: Lists) -> None:
    shell.answer(wording.answer(found, t, chosen.wanted.status))
    typical_map.draw(viewer, found, moment, chosen, known)
    frames = {m: found.frame(m) for m in Moment}
    slope = found.slope() if all(map(len, frames.values())) else None
    pictures.draw(frames[moment], moment, slope, chains=found.chains)
    if tables.on_phone():
        with st.expander(t("Show the numbers"), key="typical-numbers", on_change="rerun") as numbers:
            if numbers.open:
                _table(found, moment, t)
    else:
        _table(found, moment, t)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(plain(t(_BRACKETS)), width="stretch")
        shell.link("companies", t("The companies behind"), icon=":material/domain:", **chosen.said)


def _table(found: TypicalChain, moment: Moment, t: Words) -> None:
    lines = pd.DataFrame([_line(p, found, moment, t) for p in found.positions[:MOST_LINES]])
    widths = dict(zip(lines.columns, WIDTHS, strict=True))
    columns = {name: st.column_config.TextColumn(width=width) for name, width in widths.items()}
    st.dataframe(lines, hide_index=True, height="content", key="typical-lines", column_config=columns)


def _line(position: TypicalPosition, found: TypicalChain, moment: Moment, t: Words) -> dict[str, str]:
    return {
        t("Position"): position.label,
        t("On chains"): t("{k} of {n}", k=position.k, n=found.chains),
        t("Purchase: nominal → influence"): wording.shift(position, Moment.PURCHASE, t),
        t("Renewal: nominal → influence"): wording.shift(position, Moment.RENEWAL, t),
        t("Usually listens to"): wording.listens(position, moment, found, t),
        t("Usual stance"): wording.stance(position, moment, t),
        t("Veto"): t("{k} of {n}", k=position.veto, n=position.k) if position.veto else "",
    }
