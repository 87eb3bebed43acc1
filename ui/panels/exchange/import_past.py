"""What went in before: file, when, by whom, what came of it; refused rows again, and taking it back."""

from __future__ import annotations

import uuid

import streamlit as st

from persona_core.access.models import Viewer
from persona_core.exchange.importing.mapping import KIND_LABELS
from persona_core.exchange.jobs.queries import rejects_of
from persona_core.exchange.queries import PastImport, past_imports
from persona_core.kit.words import Words
from persona_core.vocabulary.models import ListName
from persona_core.vocabulary.queries import Lists, lists
from ui import shell
from ui.look import plain
from ui.panels.exchange import import_done, working

SHOWN = 20


def draw(viewer: Viewer, t: Words) -> None:
    """The latest imports, folded away; nothing at all before the first."""
    with shell.read() as session:
        past, known = past_imports(session, viewer), lists(session, viewer)
    if not past:
        return
    with st.expander(t("Earlier imports ({n})", n=len(past)), key="import-past", on_change="rerun") as opened:
        if not opened.open:
            return
        shown = past if st.session_state.get("import-past-all") else past[:SHOWN]
        for one in shown:
            _one(viewer, t, known, one)
        if len(past) > len(shown):
            st.button(t("Show all {n}", n=t.number(len(past))), key="import-past-all-of-them", on_click=_show_all)


def _show_all() -> None:
    st.session_state["import-past-all"] = True


def _one(viewer: Viewer, t: Words, known: Lists, one: PastImport) -> None:
    name = t("Pasted table") if one.file_name == "pasted" else one.file_name
    with st.container(horizontal=True, vertical_alignment="center", key=f"past-{one.id}"):
        with st.container(gap=None, width="stretch"):
            st.text(name if one.undone_at is None else t("{file} (taken back)", file=name))
            st.caption(plain(t.listing(_about(t, known, one))), help=_hash(t, one))
        if one.refused:
            _refused(viewer, t, one)
        if one.undone_at is None:
            working.take_back_button(uuid.UUID(one.id), name, one.rows, key=f"past-back-{one.id}")


def _about(t: Words, known: Lists, one: PastImport) -> list[str]:
    counts = {key: t.number(getattr(one, key)) for key in ("rows", "created", "updated", "unchanged", "refused")}
    return [
        text
        for text in (
            t.date(one.at),
            one.by,
            t(KIND_LABELS.get(one.kind, one.kind)),
            known.label(ListName.SOURCE, one.source, t),
            t("Rows: {rows}. New {created}, changed {updated}, the same {unchanged}, refused {refused}.", **counts),
        )
        if text
    ]


def _hash(t: Words, one: PastImport) -> str | None:
    return plain(t("Fingerprint of the file: {sha}", sha=one.sha256)) if one.sha256 else None


def _refused(viewer: Viewer, t: Words, one: PastImport) -> None:
    with shell.read() as session:
        data = rejects_of(session, viewer, one.id)
    if data:
        import_done.take_away(t, data, key=f"past-rejects-{one.id}")
