"""Step 3: what would happen, row by row, before anything is stored."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

import pandas as pd
import streamlit as st

from persona_core.access.models import Viewer
from persona_core.decision_chain.reading import told
from persona_core.exchange.importing.checked import KEPT, SHOWN, Checked
from persona_core.exchange.importing.headers import STAGE
from persona_core.exchange.importing.mapping import key_label
from persona_core.exchange.importing.parsing import CHAIN
from persona_core.exchange.importing.plan import Action, FieldChange
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
    import_checking,
    import_draft,
    import_questions,
    import_same,
    import_stages,
    import_tags,
    import_values,
    working,
)
from ui.panels.exchange.import_checking import MANY
from ui.panels.exchange.import_draft import Draft
from ui.panels.exchange.import_source import title

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
        checked = _checked(viewer, t, draft)
        if checked is None:
            return
        with shell.read() as session:
            known, before = lists(session, viewer), imported_before(session, viewer, checked)
        import_questions.draw(viewer, t, draft, checked)
        import_stages.draw(viewer, t, draft, checked)
        import_tags.draw(t, draft, checked)
        import_values.draw(viewer, t, draft, checked, known)
        import_same.draw(viewer, t, known, draft, checked)
        with st.container(gap=None):
            _notes(t, checked, before)
        _rows(t, checked, known)
        if checked.refused:
            _take_away(t, checked)


def _notes(t: Words, checked: Checked, before: PastImport | None) -> None:
    if before is not None:
        sentence = t(
            "This file went in before, on {day}. What has not changed since stays as it is.", day=t.date(before.at)
        )
        st.caption(plain(sentence))
    for note in checked.notes:
        st.caption(plain(note.text(t)))


def _checked(viewer: Viewer, t: Words, draft: Draft) -> Checked | None:
    """What the check found; a large file waits for its button, and the page does not wait for the check."""
    found = import_checking.found(viewer, draft)
    n = t.number(draft.rows)
    if found is None and draft.rows <= MANY:
        with st.spinner(t("Checking {n} rows …", n=n)):
            import_checking.check(viewer, draft)
        found = import_checking.found(viewer, draft)
    if found is None and import_checking.being_checked(viewer, draft):
        working.draw_look(draft.tray, t("Checking {n} rows …", n=n))
        return None
    if isinstance(found, PersonaError):
        st.error(plain(found.text(t)), icon=":material/info:")
    if draft.rows > MANY and not isinstance(found, Checked):
        ask = import_checking.check
        st.button(t("Check {n} rows", n=n), key="import-run", type="primary", on_click=ask, args=(viewer, draft))
    return found if isinstance(found, Checked) else None


def _rows(t: Words, checked: Checked, known: Lists) -> None:
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
    frame = _refused(t, checked) if shown == Action.REFUSED else _fates(t, checked, known, shown)
    st.dataframe(frame.head(SHOWN), hide_index=True, alt=t("Rows"))
    if checked.lines[shown] > SHOWN:
        sentence = t("The first {n} of {total} are shown.", n=SHOWN, total=t.number(checked.lines[shown]))
        st.caption(plain(sentence))


def _refused(t: Words, checked: Checked) -> pd.DataFrame:
    rows = [(one.place, one.column, one.value, one.error.text(t)) for one in checked.refusals]
    return pd.DataFrame(rows, columns=[t("Line"), t("Column"), t("Written"), t("Why not")])


def _fates(t: Words, checked: Checked, known: Lists, fate: str) -> pd.DataFrame:
    rows = [
        (one.place, one.name, *(_change(t, checked, known, one.change) if one.change else ("", "", "", "")))
        for one in checked.fates[fate]
    ]
    heads = [t("Line"), t("Name"), t("Field"), t("Before"), t("After"), t("Remark")]
    frame = pd.DataFrame(rows, columns=heads)
    return frame if any(one.change for one in checked.fates[fate]) else frame[heads[:2]]


def _change(t: Words, plan: Checked, known: Lists, change: FieldChange) -> tuple[str, str, str, str]:
    label = (
        key_label(change.key, plan.kind, plan.stages, t, plan.own)
        if _named(change.key, plan)
        else t(FIELDS[change.key].label)
    )
    old, new = (_value(t, plan, known, change.key, value) for value in (change.old, change.new))
    if change.source == "deals":
        return label, old, new, t("the deals decide")
    return label, old, new, t("{source} stays", source=source_name(change.source, t, known)) if change.kept else ""


def _named(key: str, plan: Checked) -> bool:
    return key.startswith(STAGE) or key in IMPORT_KEYS[plan.kind] or key in plan.own


def _value(t: Words, plan: Checked, known: Lists, key: str, value: Any) -> str:
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


def _take_away(t: Words, checked: Checked) -> None:
    st.download_button(
        t("Refused rows with reasons"),
        data=lambda: checked.rejects_csv(t),
        file_name=t("refused-{day}.csv", day=f"{clock.today():%Y%m%d}"),
        mime="text/csv",
        icon=":material/download:",
        key="import-rejects",
        on_click="ignore",
        help=t("Mend them there and import that file again."),
    )
