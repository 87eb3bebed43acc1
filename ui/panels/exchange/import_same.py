"""Companies of the file that may be here, or in the file itself, under another name: both rows, and the answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from persona_core.access.models import Viewer
from persona_core.access.queries import get
from persona_core.companies.models import Company
from persona_core.companies.naming import shorten
from persona_core.companies.said_names import say_pair, say_same
from persona_core.exchange.importing.alike_names import Lookalike
from persona_core.exchange.importing.checked import Checked
from persona_core.kit.words import Words
from persona_core.vocabulary.fields import COMPANY_KEYS
from persona_core.vocabulary.models import fold
from persona_core.vocabulary.queries import Lists
from ui import shell
from ui.look import plain
from ui.panels.companies import facts
from ui.panels.exchange import import_draft
from ui.panels.exchange.import_draft import Draft
from ui.saving import saving

SHOWN = 5
_SAME, _TWO = "same", "two"


def draw(viewer: Viewer, t: Words, known: Lists, draft: Draft, plan: Checked) -> None:
    """The open questions, a few at a time; answers are remembered and the file is checked anew."""
    unsaid = [one for one in plan.lookalikes if one.said is None]
    asked = [one for one in unsaid if not one.taken]
    taken = [one for one in unsaid if one.taken]
    if asked:
        with st.container(border=True, key="import-same", gap="small"):
            st.text(t.plural("One company? ({n} question)", "One company? ({n} questions)", len(asked)))
            st.caption(plain(t("What you leave open goes in as a new one; Companies lists possible duplicates too.")))
            _ask(viewer, t, known, draft, plan, asked, "import-same-settle")
    if taken:
        label = t.plural(
            "{n} row is taken for a company written otherwise: is that right?",
            "{n} rows are taken for companies written otherwise: is that right?",
            len(taken),
        )
        with st.expander(plain(label), key=import_draft.key("taken"), on_change="rerun") as looked_at:
            if looked_at.open:
                _ask(viewer, t, known, draft, plan, taken, "import-taken-settle")


def _ask(
    viewer: Viewer, t: Words, known: Lists, draft: Draft, plan: Checked, asked: Sequence[Lookalike], settle: str
) -> None:
    """The first few, and the button that remembers what was answered."""
    shown = asked[:SHOWN]
    with shell.read() as session:
        ids = {one.company_id for one in shown if one.company_id is not None}
        there = {company_id: get(session, viewer, Company, company_id) for company_id in ids}
    answers = [(one, _question(t, known, plan, one, there.get(one.company_id))) for one in shown]
    told = [(one, answer == _SAME) for one, answer in answers if answer is not None]
    if len(asked) > SHOWN:
        st.caption(plain(t("The first {n} of {total} are shown.", n=SHOWN, total=t.number(len(asked)))))
    label = t.plural("Remember {n} answer", "Remember {n} answers", len(told)) if told else t("Settle it like this")
    if st.button(label, key=settle, disabled=not told):
        _remember(viewer, t, draft, told)


def _question(t: Words, known: Lists, plan: Checked, one: Lookalike, company: Company | None) -> str | None:
    """Both rows beside each other, and the choice; without `company` both are of the file."""
    st.table(_beside(t, known, plan, one, company), hide_index=True, border="horizontal", alt=t("Both companies"))
    key = import_draft.key(f"same-{fold(one.name)[:80]}-{one.company_id or fold(one.company)[:80]}")
    return st.segmented_control(
        plain(one.name),
        [_SAME, _TWO],
        key=key,
        format_func={_SAME: t("The same company"), _TWO: t("Not the same company")}.get,
        label_visibility="collapsed",
    )


def _beside(t: Words, known: Lists, plan: Checked, one: Lookalike, company: Company | None) -> pd.DataFrame:
    """What the row says beside what is known of the company, or beside the other row, field by field."""
    (line, row), (other_line, other) = _row_of(plan, one.name), _row_of(plan, one.company)
    lines = [(t("Name"), one.name, one.company)]
    for key in (*COMPANY_KEYS, *plan.own):
        spec = known.spec(key)
        if key == "name" or spec is None:
            continue
        written, here = row.get(key, ""), _known_of(t, known, company, key) if company else other.get(key, "")
        if written or (here and company is None):
            lines.append((t(spec.label), written, here))
    shown = [tuple(plain(shorten(text, 80)) for text in line) for line in lines]
    if company:
        heads = [t("In the file"), t("Here")]
    else:
        heads = [t("Row {line}", line=number) for number in (line, other_line)]
    return pd.DataFrame(shown, columns=[t("Field"), *heads])


def _known_of(t: Words, known: Lists, company: Company, key: str) -> str:
    return facts.text_of(company, key, t, known) if hasattr(company, key) else ""


def _row_of(plan: Checked, name: str) -> tuple[int, Mapping[str, str]]:
    """The first row of the file with this name: its line, and field → what is written."""
    columns = {column.key: column.number for column in plan.columns if column.key}
    units = {column.key: f" {column.unit}" for column in plan.columns if column.key and column.unit}
    at = columns.get("name" if plan.kind in {"companies", "several"} else "company", columns.get("company"))
    if at is None:
        return 0, {}
    wanted, rows = fold(name), plan.sheet.rows
    number = next((n for n, row in enumerate(rows) if row[at] is not None and fold(str(row[at])) == wanted), None)
    if number is None:
        return 0, {}
    row = rows[number]
    taken = columns if plan.kind in {"companies", "several"} else {}
    said = {key: f"{row[n]}{units.get(key, '')}" for key, n in taken.items() if row[n] not in (None, "")}
    return plan.sheet.lines[number], said


def _remember(viewer: Viewer, t: Words, draft: Draft, told: Sequence[tuple[Lookalike, bool]]) -> None:
    label = t.plural("{n} answer about names", "{n} answers about names", len(told))
    with (saved := saving(viewer, label)) as session:
        for one, same in told:
            if one.company_id is None:
                say_pair(session, viewer, one.name, one.company, same)
            else:
                say_same(session, viewer, one.name, one.company_id, same)
    if saved.ok:
        import_draft.anew(draft)
        st.rerun()
