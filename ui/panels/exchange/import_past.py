"""What went in before: file, when, by whom, and what came of it."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from persona_core.access.models import Viewer
from persona_core.exchange.importing.mapping import KIND_LABELS
from persona_core.exchange.queries import past_imports
from persona_core.kit.words import Words
from persona_core.vocabulary.models import ListName
from persona_core.vocabulary.queries import lists
from ui import shell


def draw(viewer: Viewer, t: Words) -> None:
    """The latest imports, folded away; nothing at all before the first."""
    with shell.read() as session:
        past, known = past_imports(session, viewer), lists(session, viewer)
    if not past:
        return
    with st.expander(t("Earlier imports ({n})", n=len(past)), key="import-past"):
        heads = [
            t("When"),
            t("File"),
            t("Kind of import"),
            t("By"),
            t("Source"),
            t("Rows"),
            t("New"),
            t("Changed"),
            t("The same"),
            t("Refused"),
        ]
        rows = [
            (
                t.date(one.at),
                t("Pasted table") if one.file_name == "pasted" else one.file_name,
                t(KIND_LABELS.get(one.kind, one.kind)),
                one.by,
                known.label(ListName.SOURCE, one.source, t),
                *(one.rows, one.created, one.updated, one.unchanged, one.refused),
            )
            for one in past
        ]
        st.dataframe(pd.DataFrame(rows, columns=heads), hide_index=True, alt=t("Earlier imports"))
