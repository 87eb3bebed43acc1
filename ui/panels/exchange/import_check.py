"""Step 3: what would happen, row by row, before anything is stored."""

from __future__ import annotations

import streamlit as st

from persona_core.access.models import Viewer
from persona_core.exchange.importing.checked import Checked
from persona_core.exchange.queries import PastImport, imported_before
from persona_core.kit import clock
from persona_core.kit.errors import PersonaError
from persona_core.kit.words import Words
from persona_core.vocabulary.queries import lists
from ui import shell
from ui.look import plain
from ui.panels.exchange import (
    import_checking,
    import_questions,
    import_rows,
    import_same,
    import_stages,
    import_tags,
    import_values,
    working,
)
from ui.panels.exchange.import_checking import MANY
from ui.panels.exchange.import_draft import Draft
from ui.panels.exchange.import_source import title


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
        import_rows.draw(t, checked, known)
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
