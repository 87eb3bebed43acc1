"""Under the answer: what it rests on, roles nobody holds, and how thinly the chain is known; a sentence each."""

from __future__ import annotations

import streamlit as st

from persona_core.decision_chain import wording
from persona_core.decision_chain.views import ChainView, MomentView
from persona_core.vocabulary.queries import Lists
from ui import shell
from ui.look import plain


def draw(view: ChainView, moment: MomentView, known: Lists) -> None:
    """Only sentences that have something to say."""
    t = shell.words()
    sentences = (
        *wording.assumptions(moment, t),
        wording.without_gates(moment, t),
        wording.missing_roles(view, t, known),
        wording.single_thread(view, t),
    )
    with st.container(gap=None, key="chain-remarks"):
        for sentence in sentences:
            if sentence:
                st.caption(plain(sentence))
