"""Filters by fields of the workspace's own, behind one button; what they ask stands in the address too."""

from __future__ import annotations

from datetime import date
from typing import Any

import streamlit as st

from persona_core.deals.queries import OwnWish
from persona_core.kit.errors import Invalid
from persona_core.kit.words import Words
from persona_core.vocabulary.queries import Lists
from persona_core.vocabulary.specs import OWN, FieldSpec
from persona_core.vocabulary.values import read
from ui import filters
from ui.look import plain

LONGEST_LABEL = 20


def draw(t: Words, known: Lists) -> tuple[tuple[str, OwnWish], ...]:
    """The filters of all own fields; returns (code, what is asked of it) for those that ask something."""
    if not known.own:
        return ()
    asking = sum(name.startswith(OWN.replace(":", "-")) for name in st.query_params)
    label = t("Own fields ({n})", n=asking) if asking else t("Own fields")
    with st.popover(label, key="own-filters", icon=":material/tune:"):
        asked = {key.removeprefix(OWN): _one(t, known, spec) for key, spec in known.own.items()}
    return tuple((code, wish) for code, wish in asked.items() if wish != OwnWish())


def _one(t: Words, known: Lists, spec: FieldSpec) -> OwnWish:
    param, label = spec.key.replace(":", "-"), plain(t(spec.label)[:LONGEST_LABEL])
    if spec.list:
        options = known.options(spec.list, t)
        return OwnWish(values=tuple(filters.many(param, label, options, placeholder=t("All"), width=260)))
    if spec.type == "text":
        return OwnWish(text=filters.text(param, label, width=260))
    with st.container(horizontal=True, gap="small"):
        low, high = (
            _end(t, spec, filters.text(f"{param}-{end}", text, placeholder=_example(spec), width=125))
            for end, text in (
                ("from", plain(t("{field}, from", field=label))),
                ("to", plain(t("{field}, to", field=label))),
            )
        )
    return OwnWish(low=low, high=high)


def _example(spec: FieldSpec) -> str:
    return "2026-01-31" if spec.type == "date" else "10"


def _end(t: Words, spec: FieldSpec, text: str) -> Any:
    """One end of a range in the form in which values are kept; what cannot be read asks nothing and says so."""
    try:
        found = read(spec, text)
    except Invalid as refusal:
        st.caption(plain(refusal.text(t)))
        return None
    return found.isoformat() if isinstance(found, date) else found
