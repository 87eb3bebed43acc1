"""What is worth doing now: at most five things, each a link to where it is done."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from persona_core.personas.card import Line
from ui import shell
from ui.look import plain


def draw(lines: Sequence[Line]) -> None:
    """The list, or nothing when nothing is open."""
    t = shell.words()
    if not lines:
        return
    st.subheader(plain(t("Worth doing now")), anchor=False)
    with st.container(key="todo", gap="small"):
        for number, line in enumerate(lines, start=1):
            shell.link(
                line.way.page,
                t("{n}  {text}", n=number, text=line.text),
                icon=":material/arrow_forward:",
                **line.way.params,
            )
