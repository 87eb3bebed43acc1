"""What the file leaves open, asked once: order of day and month, decimal sign, unit, and worth of a currency."""

from __future__ import annotations

import streamlit as st

from persona_core.access.models import Viewer
from persona_core.exchange.importing.checked import Checked
from persona_core.exchange.importing.ways import AS_IS, DATE_ORDER, DAY_FIRST, DECIMAL, RATE, Question
from persona_core.exchange.importing.writing import ordered_day, plain_number, positive
from persona_core.kit.words import N_, Words
from ui.look import plain
from ui.panels.exchange import import_draft
from ui.panels.exchange.import_draft import Draft

_UNITS = {
    AS_IS: N_("as they stand"),
    "千": N_("in thousands"),
    "万": N_("in ten thousands"),
    "百万": N_("in millions"),
    "亿": N_("in hundred millions"),
    "k": N_("in thousands"),
    "M": N_("in millions"),
    "B": N_("in billions"),
}


def draw(viewer: Viewer, t: Words, draft: Draft, plan: Checked) -> None:
    """A choice for each open question, and for each answered one, so that it can be answered otherwise."""
    open_now = {question.key: question for question in plan.questions}
    draft.asked = {key: one for key, one in draft.asked.items() if key in draft.answers} | open_now
    for question in draft.asked.values():
        if question.key.startswith(RATE):
            _rate(viewer, t, draft, question)
        else:
            _choice(viewer, t, draft, question)


def _choice(viewer: Viewer, t: Words, draft: Draft, question: Question) -> None:
    key = import_draft.key(f"ask-{question.key}")
    st.session_state[key] = draft.answers.get(question.key)

    def change() -> None:
        _answer(draft, question, st.session_state[key])

    st.radio(
        plain(_asked(t, question)),
        question.options,
        key=key,
        index=None,
        format_func=lambda one: plain(_option(viewer, t, question, one)),
        on_change=change,
        horizontal=True,
    )


def _rate(viewer: Viewer, t: Words, draft: Draft, question: Question) -> None:
    key = import_draft.key(f"ask-{question.key}")
    st.session_state[key] = draft.answers.get(question.key, "")

    def change() -> None:
        said = st.session_state[key].strip()
        _answer(draft, question, said if positive(said) else None)

    code = question.key.removeprefix(RATE)
    label = t(
        "“{column}” holds amounts such as {sample}. How many {own} are 1 {currency}? Empty: as they stand.",
        column=question.column,
        sample=question.sample,
        own=viewer.currency,
        currency=code,
    )
    with st.container(width=420, key=f"import-rate-{code}"):
        st.text_input(plain(label), key=key, on_change=change)


def _answer(draft: Draft, question: Question, said: str | None) -> None:
    draft.answers = {key: value for key, value in draft.answers.items() if key != question.key}
    if said:
        draft.answers[question.key] = said


def _asked(t: Words, question: Question) -> str:
    slots = {"sample": question.sample, "column": question.column, "line": question.line}
    if question.key == DATE_ORDER:
        return t("Which day is {sample} (“{column}”, line {line})?", **slots)
    if question.key == DECIMAL:
        return t("Which number is {sample} (“{column}”, line {line})?", **slots)
    return t("In which unit are the amounts of “{column}”, such as {sample}?", **slots)


def _option(viewer: Viewer, t: Words, question: Question, option: str) -> str:
    if question.key == DATE_ORDER:
        year, month, day = ordered_day(question.sample, option).split("-")
        written = f"{year}-{int(month):02}-{int(day):02}"
        return (
            t("{day}, the day first", day=written) if option == DAY_FIRST else t("{day}, the month first", day=written)
        )
    if question.key == DECIMAL:
        return plain_number(question.sample, option)
    return t(_UNITS[option])
