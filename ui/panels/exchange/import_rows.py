"""The rows of a dry run: what each would bring or change as it was read, and why some do not go in."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

import pandas as pd
import streamlit as st

from persona_core.companies.naming import shorten
from persona_core.decision_chain.reading import told
from persona_core.exchange.importing.checked import KEPT, SHOWN, Checked
from persona_core.exchange.importing.headers import STAGE
from persona_core.exchange.importing.mapping import key_label
from persona_core.exchange.importing.parsing import CHAIN
from persona_core.exchange.importing.plan import Action, FieldChange
from persona_core.journeys.queries import find_stage
from persona_core.kit.words import N_, Words
from persona_core.vocabulary.fields import FIELDS, IMPORT_KEYS
from persona_core.vocabulary.queries import Lists
from persona_core.vocabulary.seat_fields import CHAIN_KEYS
from ui import tables
from ui.look import plain
from ui.panels.companies.facts import source_name
from ui.panels.exchange import import_draft

_FEW, _TALL = 8, 440
"""So many reasons make the page no longer; more are scrolled through at this height."""
LABELS = {
    Action.NEW: N_("New {n}"),
    Action.CHANGED: N_("Changed {n}"),
    Action.SAME: N_("The same {n}"),
    Action.REFUSED: N_("Refused {n}"),
    KEPT: N_("Not taken over {n}"),
}


def draw(t: Words, checked: Checked, known: Lists) -> None:
    """Counts that filter the table: what is new as it was read, what changes, what is refused and why."""
    there = [fate for fate in LABELS if checked.counts[fate]]
    if not there:
        return
    key = import_draft.key("filter")
    first = Action.REFUSED if Action.REFUSED in there else there[0]
    if st.session_state.get(key) not in there:
        st.session_state[key] = first
    shown = st.pills(
        t("Show"),
        there,
        key=key,
        format_func=lambda fate: t(LABELS[fate], n=t.number(checked.counts[fate])),
        label_visibility="collapsed",
        required=True,
    )
    if shown == Action.REFUSED:
        _refused(t, checked)
    else:
        frame = _new(t, checked, known) if shown == Action.NEW else _fates(t, checked, known, shown)
        st.dataframe(frame.head(SHOWN), hide_index=True, alt=t("Rows"))
    if checked.lines[shown] > SHOWN:
        sentence = t("The first {n} of {total} are shown.", n=SHOWN, total=t.number(checked.lines[shown]))
        st.caption(plain(sentence))


def _refused(t: Words, checked: Checked) -> None:
    """Where each reason stands, with the whole of it, however narrow the screen is."""
    told = [(one.place, one.column, shorten(one.value, 60), one.error.text(t)) for one in checked.refusals]
    heads = [t("Line"), t("Column"), t("Written"), t("Why not")]
    frame = pd.DataFrame([tuple(plain(text) for text in line) for line in told], columns=heads)
    with st.container(height=_TALL if len(told) > _FEW else "content", border=False, key="import-refused"):
        st.table(frame, hide_index=True, border="horizontal", alt=t("Rows"))


def _new(t: Words, checked: Checked, known: Lists) -> pd.DataFrame:
    """Every new row with its values as they would be stored."""
    fates = checked.fates[Action.NEW]
    order = {column.key: place for place, column in enumerate(checked.columns) if column.key}
    keys = sorted({key for one in fates for key, _ in one.brings}, key=lambda key: (order.get(key, len(order)), key))
    heads = {key: _label(t, checked, key) for key in keys}
    rows = [
        {
            t("Line"): one.place,
            t("Name"): one.name,
            **{heads[key]: _value(t, checked, known, key, value) for key, value in one.brings},
        }
        for one in fates
    ]
    return pd.DataFrame(rows, columns=list(dict.fromkeys([t("Line"), t("Name"), *heads.values()]))).fillna("")


def _fates(t: Words, checked: Checked, known: Lists, fate: str) -> pd.DataFrame:
    rows = [
        (one.place, one.name, *(_change(t, checked, known, one.change) if one.change else ("", "", "", "")))
        for one in checked.fates[fate]
    ]
    heads = [t("Line"), t("Name"), t("Field"), t("Before"), t("After"), t("Remark")]
    frame = pd.DataFrame(rows, columns=heads)
    return frame if any(one.change for one in checked.fates[fate]) else frame[heads[:2]]


def _change(t: Words, plan: Checked, known: Lists, change: FieldChange) -> tuple[str, str, str, str]:
    label = _label(t, plan, change.key)
    old, new = (_value(t, plan, known, change.key, value) for value in (change.old, change.new))
    if change.source == "deals":
        return label, old, new, t("the deals decide")
    return label, old, new, t("{source} stays", source=source_name(change.source, t, known)) if change.kept else ""


def _label(t: Words, plan: Checked, key: str) -> str:
    if key.startswith(STAGE) or key in IMPORT_KEYS[plan.kind] or key in plan.own:
        return key_label(key, plan.kind, plan.stages, t, plan.own)
    return t(FIELDS[key].label) if key in FIELDS else key


def _value(t: Words, plan: Checked, known: Lists, key: str, value: Any) -> str:
    if plan.kind == CHAIN and key in CHAIN_KEYS:
        return told(key, value, t, known)[:200]
    spec = plan.own.get(key) or FIELDS.get(IMPORT_KEYS[plan.kind].get(key, key))
    if key == "stage" and (stage := find_stage(plan.stages, str(value or ""))):
        return t.pick(stage.zh, stage.en)
    if value is None or spec is None or key in {"tags", "stage"}:
        return "" if value is None else str(value)[:200]
    try:
        typed = Decimal(str(value)) if spec.type in {"count", "money"} else value
    except InvalidOperation:
        return str(value)
    return tables.shown(spec, typed, t, known)[:200]
