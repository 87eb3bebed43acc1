"""The typical chain: which positions sit on how many chains, what they weigh, whom they usually listen to."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from persona_core.access.models import Viewer
from persona_core.decision_chain import queries, wording
from persona_core.decision_chain.models import Moment
from persona_core.decision_chain.typical import TypicalChain, TypicalPosition
from persona_core.kit.estimates import Estimate
from persona_core.kit.words import Words
from ui import shell
from ui.look import plain
from ui.panels.decision_chain import pictures


def draw(viewer: Viewer, moment: Moment) -> None:
    """Read-only: the answer, the charts, the table."""
    t = shell.words()
    with shell.read() as session:
        found = queries.typical(session, viewer)
    if not found.chains:
        shell.empty(
            t("A typical chain appears once a company's chain is filled in. Begin with the customer you know best."),
            t("Companies"),
            "companies",
        )
        return
    shell.answer(wording.typical_answer(found, t))
    if not found.signed:
        st.caption(plain(t("No customer who signed has a chain yet; these are the chains of everybody else.")))
    slope = found.slope() if all(len(found.frame(m)) for m in Moment) else None
    pictures.draw(found.frame(moment), moment, slope, chains=found.chains)
    lines = pd.DataFrame([_line(p, found, moment, t) for p in found.positions])
    widths = dict(zip(lines.columns, (130, 90, 120, 120, 360, 80), strict=True))
    columns = {name: st.column_config.TextColumn(width=width) for name, width in widths.items()}
    st.dataframe(lines, hide_index=True, height="content", column_config=columns)
    st.caption(plain(t("Averages over the chains where a position sits, smallest to largest in brackets.")))


def _line(position: TypicalPosition, found: TypicalChain, moment: Moment, t: Words) -> dict[str, str]:
    labels = {p.position: p.label for p in found.positions}
    heard = [
        t("{position} ({k} of {n})", position=labels.get(other, other), k=k, n=position.k)
        for other, k in position.listens[moment]
    ]
    return {
        t("Position"): position.label,
        t("On chains"): t("{k} of {n}", k=position.k, n=found.chains),
        t("Influence at purchase"): _range(position.purchase, t),
        t("Influence at renewal"): _range(position.renewal, t),
        t("Usually listens to"): t.listing(heard),
        t("Veto"): t("{k} of {n}", k=position.veto, n=position.k) if position.veto else "",
    }


def _range(found: Estimate, t: Words) -> str:
    if found.value is None:
        return ""
    if found.hi - found.lo < 0.005:
        return t.percent(found.value)
    return t("{share} ({lo}–{hi})", share=t.percent(found.value), lo=t.number(100 * found.lo), hi=t.percent(found.hi))
