"""改动记录: the latest steps that changed stages or journeys, each with its way back."""

from __future__ import annotations

import streamlit as st

from persona_core.access.models import Viewer
from persona_core.evidence.queries import steps_on, table_sign
from ui import saving, shell
from ui.look import plain

MOST = 12


def draw(viewer: Viewer) -> None:
    """The steps, the latest first; one that was undone says so."""
    t = shell.words()
    with st.expander(t("Changes to the stages"), key="stage-changes", on_change="rerun") as opened:
        if not opened.open:
            return
        with shell.read() as session:
            found = steps_on(session, viewer, table_sign("stage"), table_sign("journey"), limit=MOST)
        if not found:
            st.text(t("Nothing was changed yet."))
        for change in found:
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                who = t("{day}, {who}", day=t.date(change.at), who=change.by) if change.by else t.date(change.at)
                st.caption(plain(who), width=170)
                st.text(change.label, width="stretch")
                if change.undone_at is not None:
                    st.caption(plain(t("undone")), width="content")
                elif not viewer.presenting:
                    saving.undo_button(change.id, key=f"undo-{change.id}")
