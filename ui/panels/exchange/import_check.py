"""Step 3: what would happen, row by row, before anything is stored."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

import pandas as pd
import streamlit as st

from persona_core.access.models import Viewer
from persona_core.decision_chain.reading import told
from persona_core.exchange.importing.headers import STAGE
from persona_core.exchange.importing.mapping import key_label
from persona_core.exchange.importing.parsing import CHAIN
from persona_core.exchange.importing.plan import Action, FieldChange, Plan
from persona_core.exchange.importing.result import ImportResult
from persona_core.exchange.queries import PastImport, imported_before
from persona_core.kit import clock
from persona_core.kit.errors import PersonaError
from persona_core.kit.words import N_, Words
from persona_core.vocabulary.fields import FIELDS, IMPORT_KEYS
from persona_core.vocabulary.queries import Lists, lists
from persona_core.vocabulary.seat_fields import CHAIN_KEYS
from ui import shell, tables
from ui.look import plain
from ui.panels.companies.facts import source_name
from ui.panels.exchange import (
    import_draft,
    import_questions,
    import_same,
    import_stages,
    import_tags,
    import_values,
)
from ui.panels.exchange.import_draft import MANY, Draft
from ui.panels.exchange.import_source import title

SHOWN = 300
KEPT = "kept"
LABELS = {
    Action.NEW: N_("New {n}"),
    Action.CHANGED: N_("Changed {n}"),
    Action.SAME: N_("The same {n}"),
    Action.REFUSED: N_("Refused {n}"),
    KEPT: N_("A better source differs {n}"),
}


def draw(viewer: Viewer, t: Words, draft: Draft) -> None:
    """The dry run: counts that filter the table, notes, and refused rows to take away."""
    with st.container(border=True, key="import-check"):
        title(3, t)
        result = import_draft.fresh_check(draft)
        if result is None:
            result = _run(viewer, t, draft)
        if result is None:
            return
        with shell.read() as session:
            known, before = lists(session, viewer), imported_before(session, viewer, result.plan)
        import_questions.draw(viewer, t, draft, result.plan)
        import_stages.draw(viewer, t, draft, result.plan)
        import_tags.draw(t, draft, result.plan)
        import_values.draw(viewer, t, draft, result.plan, known)
        import_same.draw(viewer, t, known, draft, result.plan)
        with st.container(gap=None):
            _notes(t, draft, result, before)
        _rows(t, result.plan, known)
        if result.plan.refused:
            _take_away(t, draft, result)


def _notes(t: Words, draft: Draft, result: ImportResult, before: PastImport | None) -> None:
    if before is not None:
        sentence = t(
            "This file went in before, on {day}. What has not changed since stays as it is.", day=t.date(before.at)
        )
        st.caption(plain(sentence))
    for note in result.plan.notes[len(draft.given.sheet.notes) :]:
        st.caption(plain(note.text(t)))


def _run(viewer: Viewer, t: Words, draft: Draft) -> ImportResult | None:
    n = len(draft.given.sheet.rows)
    if n > MANY and not st.button(t("Check {n} rows", n=t.number(n)), key="import-run", type="primary"):
        return None
    try:
        with st.spinner(t("Checking {n} rows …", n=t.number(n))):
            return import_draft.check(viewer, draft)
    except PersonaError as refusal:
        st.error(plain(refusal.text(t)), icon=":material/info:")
        return None


def _rows(t: Words, plan: Plan, known: Lists) -> None:
    counts = {action: plan.count(action) for action in Action} | {KEPT: _kept(plan)}
    there = [action for action, n in counts.items() if n]
    key = import_draft.key("filter")
    first = Action.REFUSED if Action.REFUSED in there else there[0]
    if st.session_state.get(key) not in there:
        st.session_state[key] = first
    shown = st.pills(
        t("Show"),
        there,
        key=key,
        format_func=lambda action: t(LABELS[action], n=t.number(counts[action])),
        label_visibility="collapsed",
        required=True,
    )
    frame = _refused(t, plan) if shown == Action.REFUSED else _fates(t, plan, known, shown)
    st.dataframe(frame.head(SHOWN), hide_index=True, alt=t("Rows"))
    if len(frame) > SHOWN:
        st.caption(plain(t("The first {n} of {total} are shown.", n=SHOWN, total=t.number(len(frame)))))


def _refused(t: Words, plan: Plan) -> pd.DataFrame:
    rows = [(plan.place(r.row, r.file), r.column or "", r.value, r.error.text(t)) for r in plan.refusals]
    return pd.DataFrame(rows, columns=[t("Line"), t("Column"), t("Written"), t("Why not")])


def _kept(plan: Plan) -> int:
    """Rows with a value that a better source holds against it."""
    return sum(any(change.kept for change in row.changes) for row in plan.rows)


def _fates(t: Words, plan: Plan, known: Lists, action: str) -> pd.DataFrame:
    rows = []
    for row in plan.rows:
        kept = [change for change in row.changes if change.kept] if action == KEPT else []
        if row.action == action or kept:
            place = (plan.place(row.line, row.file), row.name[:80])
            changes = kept or (row.changes if action != Action.NEW else [])
            rows += [(*place, *_change(t, plan, known, change)) for change in changes] or [(*place, "", "", "", "")]
    heads = [t("Line"), t("Name"), t("Field"), t("Before"), t("After"), t("Remark")]
    frame = pd.DataFrame(rows, columns=heads)
    return frame if action != Action.NEW else frame[heads[:2]]


def _change(t: Words, plan: Plan, known: Lists, change: FieldChange) -> tuple[str, str, str, str]:
    label = (
        key_label(change.key, plan.kind, plan.stages, t, plan.own)
        if _named(change.key, plan)
        else t(FIELDS[change.key].label)
    )
    old, new = (_value(t, plan, known, change.key, value) for value in (change.old, change.new))
    if change.source == "deals":
        return label, old, new, t("the deals decide")
    return label, old, new, t("{source} stays", source=source_name(change.source, t, known)) if change.kept else ""


def _named(key: str, plan: Plan) -> bool:
    return key.startswith(STAGE) or key in IMPORT_KEYS[plan.kind] or key in plan.own


def _value(t: Words, plan: Plan, known: Lists, key: str, value: Any) -> str:
    if plan.kind == CHAIN and key in CHAIN_KEYS:
        return told(key, value, t, known)[:200]
    spec = plan.own.get(key) or FIELDS.get(IMPORT_KEYS[plan.kind].get(key, key))
    if value is None or spec is None or key in {"tags", "stage"}:
        return "" if value is None else str(value)[:200]
    try:
        typed = Decimal(str(value)) if spec.type in {"count", "money"} else value
    except InvalidOperation:
        return str(value)
    return tables.shown(spec, typed, t, known)[:200]


def _take_away(t: Words, draft: Draft, result: ImportResult) -> None:
    st.download_button(
        t("Refused rows with reasons"),
        data=lambda: result.rejects_csv(t),
        file_name=t("refused-{day}.csv", day=f"{clock.today():%Y%m%d}"),
        mime="text/csv",
        icon=":material/download:",
        key="import-rejects",
        on_click="ignore",
        help=t("Mend them there and import that file again."),
    )
