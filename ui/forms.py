"""Inputs for fields, which row is to be changed, and the choice between two people's values."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import streamlit as st

from persona_core.companies.naming import shorten
from persona_core.kit.db import Table
from persona_core.kit.errors import Invalid, Msg
from persona_core.kit.words import N_, Words
from persona_core.vocabulary.fields import FieldSpec
from ui.look import plain
from ui.tables import head

MINE, THEIRS = "mine", "theirs"
Row = TypeVar("Row", bound=Table)
_EXAMPLES = {"date": "2026-01-31", "count": "180", "percent": "15%"}


def field(
    spec: FieldSpec,
    t: Words,
    *,
    key: str,
    value: str | None = None,
    options: Mapping[str, str] | None = None,
    currency: str = "CNY",
    help: str | None = None,
    required: bool = False,
) -> str | None:
    """An input for one field; returns what was written, or the code of what was chosen, None for nothing.

    `options` (code → label) are offered for lists; a list that grows takes new words too. The value given is what
    the input starts with: text as `tables.shown` writes it, or a code.
    """
    label = head(spec, t, currency) + (" *" if required else "")
    if options is not None:
        st.session_state.setdefault(key, value if value in options or spec.type == "term" else None)
        return st.selectbox(
            plain(label),
            list(options),
            key=key,
            format_func=lambda code: options.get(code, code),
            placeholder=t("Choose or type") if spec.type == "term" else t("Choose"),
            accept_new_options=spec.type == "term",
            help=help,
        )
    st.session_state.setdefault(key, value or "")
    if spec.type == "long_text":
        return st.text_area(plain(label), key=key, help=help, height=96).strip() or None
    return st.text_input(plain(label), key=key, help=help, placeholder=_EXAMPLES.get(spec.type)).strip() or None


def row_to_change(
    label: str, rows: Sequence[Row], called: Callable[[Row], str], *, key: str, placeholder: str
) -> Row | None:
    """The one of `rows` that is chosen from a list; None at first, when it is gone, and where there are none."""
    if not rows:
        return None
    by_id = {str(row.id): row for row in rows}
    if st.session_state.get(key) not in by_id:
        st.session_state.pop(key, None)
    picked = st.selectbox(
        label,
        list(by_id),
        format_func=lambda row_id: called(by_id[row_id]),
        key=key,
        index=None,
        placeholder=placeholder,
    )
    return by_id.get(picked)


def missing(spec: FieldSpec) -> Invalid:
    """The refusal of a field that was left empty and may not be."""
    return Invalid(N_("“{name}” is empty. Fill it in."), field=spec.key, name=Msg(spec.label))


@dataclass(frozen=True)
class Clash:
    """A field that two people changed: its label, and both values as a screen shows them."""

    label: str
    mine: str
    theirs: str


def choose(clashes: Mapping[str, Clash], t: Words, *, key: str) -> dict[str, str]:
    """Both values of every clashing field side by side; returns field → MINE or THEIRS."""
    chosen = {}
    for name, clash in clashes.items():
        texts = {
            MINE: t("Mine: {value}", value=_short(clash.mine, t)),
            THEIRS: t("Saved meanwhile: {value}", value=_short(clash.theirs, t)),
        }
        chosen[name] = st.radio(
            plain(clash.label),
            [MINE, THEIRS],
            key=f"{key}-{name}",
            format_func=lambda side, texts=texts: plain(texts[side]),
            horizontal=True,
        )
    return chosen


def _short(text: str, t: Words) -> str:
    return shorten(text, 300) if text else t("(empty)")
