"""帮我选: beside a question about a seat, a few plain ones that lead to its word; the word is taken or not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from persona_core.decision_chain.choosing_words import FIRST, Proposal, follow
from persona_core.decision_chain.models import SAY_LABELS, STANCE_LABELS, STANCE_UNKNOWN, Say, Stance
from persona_core.kit.words import Words
from persona_core.vocabulary.models import ListName
from ui.look import plain
from ui.panels.decision_chain.panel import Panel


def beside(panel: Panel, field: str, save: Callable[[Mapping[str, Any]], None]) -> None:
    """The small button, and behind it the questions one after the other."""
    t, key = panel.t, panel.key(f"help-{field}")
    with st.popover(t("Help me choose"), type="tertiary", key=key, on_change="rerun") as opened:
        if opened.open:
            _ask(panel, field, save, key)


def _ask(panel: Panel, field: str, save: Callable[[Mapping[str, Any]], None], key: str) -> None:
    t = panel.t
    given: list[int | None] = []
    asked, proposal = follow(FIRST[field], given)
    while len(asked) > len(given):
        question = asked[-1].question
        answers = [plain(t(answer.text)) for answer in question.answers]
        given.append(
            st.radio(
                plain(t(question.text)),
                range(len(answers)),
                index=None,
                format_func=answers.__getitem__,
                key="-".join([key, "q", *map(str, given)]),
            )
        )
        if given[-1] is None:
            return
        asked, proposal = follow(FIRST[field], given)
    st.text(t("Then “{word}”: {reason}", word=_word(panel, field, proposal, t), reason=t(proposal.reason)))
    take = {"on_click": _take, "args": (key, _changes(field, proposal), save)}
    st.button(t("Take it"), key=f"{key}-take", type="primary", **take)


def _take(key: str, changes: Mapping[str, Any], save: Callable[[Mapping[str, Any]], None]) -> None:
    st.session_state[key] = False
    save(changes)


def _changes(field: str, proposal: Proposal) -> dict[str, Any]:
    return {field: proposal.value, **({"veto": True} if proposal.veto else {})}


def _word(panel: Panel, field: str, proposal: Proposal, t: Words) -> str:
    if field == "say":
        word = t(SAY_LABELS[Say(proposal.value)])
        return t("{word}, with a veto", word=word) if proposal.veto else word
    if field == "stance":
        return t(STANCE_UNKNOWN if proposal.value is None else STANCE_LABELS[Stance(proposal.value)])
    return panel.desk.known.label(ListName.CONTACT, proposal.value, t)
