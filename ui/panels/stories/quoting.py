"""A sentence of a customer, shown as a way to the story it is from."""

from __future__ import annotations

import streamlit as st

from persona_core.kit.words import Words
from persona_core.stories.views import Quote
from ui.look import plain
from ui.panels.stories import address


def quote(found: Quote, key: str, t: Words) -> None:
    """A sentence that opens its story, and whose it is."""
    with st.container(key=f"quote-{key}", gap=None):
        st.button(
            plain(t("“{text}”", text=found.text)),
            key=f"quote-open-{key}",
            type="tertiary",
            help=t("Open this story"),
            on_click=address.go,
            kwargs={"view": None, "story": found.story_id},
        )
        st.caption(plain(" · ".join(part for part in (found.company, found.stage) if part)))
