"""The persona as a story: paragraphs whose sentences each carry a raised number that opens the rows."""

from __future__ import annotations

import streamlit as st

from persona_core.personas.card import Card, Sentence
from ui import shell
from ui.look import plain

_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def draw(card: Card) -> None:
    """The story; nothing where nothing carries a sentence."""
    if not card.story:
        return
    t = shell.words()
    with st.container(border=True, key="block-story"):
        st.subheader(plain(t("Told as a story")), anchor=False)
        st.markdown(text(card))
        st.caption(plain(t("Every sentence comes from what was counted or said; its number opens the rows.")))


def text(card: Card, *, marks: bool = True) -> str:
    """The paragraphs as Markdown, with the marks unless they are in the way."""
    between = "" if card.lang == "zh" else " "
    return "\n\n".join(between.join(_sentence(one, marks) for one in part.sentences) for part in card.story)


def _sentence(one: Sentence, marks: bool) -> str:
    if not marks:
        return plain(one.text)
    raised = str(one.mark).translate(_RAISED)
    title = one.counts.replace('"', "'").replace("\n", " ").replace("\\", "/")
    return f'{plain(one.text)}[{raised}]({shell.url(one.way.page, **one.way.params)} "{title}")'
