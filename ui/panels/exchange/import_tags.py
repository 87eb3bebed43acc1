"""Tags that a file brings and that may say what another says already: the same, or one of its own."""

from __future__ import annotations

import streamlit as st

from persona_core.exchange.importing.checked import Checked
from persona_core.kit.words import Words
from ui.look import plain
from ui.panels.exchange import import_draft
from ui.panels.exchange.import_draft import Draft

SHOWN = 12


def draw(t: Words, draft: Draft, plan: Checked) -> None:
    """One line for each: what stands in the file, and the choice. A choice checks the file anew."""
    draft.alike |= plan.alike
    if not draft.alike:
        return
    with st.container(border=True, key="import-alike", gap="small"):
        st.text(t("Do these tags of the file say the same as one that is here?"))
        for number, (new, old) in enumerate(list(draft.alike.items())[:SHOWN]):
            key = import_draft.key(f"alike-{number}")
            options = {False: t("A tag of its own"), True: t("The same as “{name}”", name=old)}
            with st.container(key=f"{key}-line", horizontal=True, vertical_alignment="center", gap="small"):
                st.markdown(f"**{plain(new)}**", width="content")
                same = st.segmented_control(
                    plain(new),
                    list(options),
                    default=new in draft.same_tags,
                    format_func=options.get,
                    key=key,
                    label_visibility="collapsed",
                    width="content",
                )
            _take(draft, new, old, bool(same))


def _take(draft: Draft, new: str, old: str, same: bool) -> None:
    if same != (new in draft.same_tags):
        draft.same_tags = (
            {**draft.same_tags, new: old} if same else {k: v for k, v in draft.same_tags.items() if k != new}
        )
        st.rerun()
