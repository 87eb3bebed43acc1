"""What is asked of fields of the workspace's own: filters in the address behind one button, inputs within a form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import streamlit as st

from persona_core.access.models import Viewer
from persona_core.companies.own_fields import own_for
from persona_core.companies.own_wishes import ANYTHING, LONGEST, OwnWish, Wishes, param_of
from persona_core.kit.errors import Invalid
from persona_core.kit.words import Words
from persona_core.vocabulary.queries import Lists
from persona_core.vocabulary.specs import OWN, FieldSpec
from persona_core.vocabulary.values import read
from ui import filters
from ui.look import plain

LONGEST_LABEL = 20


def draw(viewer: Viewer, t: Words, known: Lists) -> Wishes:
    """The filters of all own fields; returns (code, what is asked of it) for those that ask something."""
    offered = _offered(viewer, known, (name.removesuffix("-from").removesuffix("-to") for name in st.query_params))
    if not offered:
        return ()
    asking = len({key for key in offered for name in _params(key) if name in st.query_params})
    label = t("Own fields ({n})", n=asking) if asking else t("Own fields")
    with st.popover(label, key="own-filters", icon=":material/tune:"):
        asked = {key.removeprefix(OWN): _one(t, known, spec) for key, spec in offered.items()}
    return tuple(sorted((code, wish) for code, wish in asked.items() if not wish.anything))


def clear(viewer: Viewer, known: Lists) -> None:
    """Ask nothing of any of them any more, for a button."""
    filters.clear(*(name for key in own_for(viewer, known) | known.retired for name in _params(key)))


def _params(key: str) -> tuple[str, ...]:
    param = param_of(key)
    return param, f"{param}-from", f"{param}-to"


def _offered(viewer: Viewer, known: Lists, asked: Iterable[str]) -> dict[str, FieldSpec]:
    """The fields in use, and retired ones of which something is asked already."""
    params = set(asked)
    retired = {key: spec for key, spec in known.retired.items() if param_of(key) in params}
    return {**own_for(viewer, known), **({} if viewer.masked else retired)}


def _label(t: Words, spec: FieldSpec) -> str:
    return plain(t(spec.label)[:LONGEST_LABEL])


def _one(t: Words, known: Lists, spec: FieldSpec) -> OwnWish:
    param, label = param_of(spec.key), _label(t, spec)
    if spec.list:
        options = known.options(spec.list, t)
        return OwnWish(values=tuple(filters.many(param, label, options, placeholder=t("All"), width=260)))
    if spec.type == "text":
        return OwnWish(text=filters.text(param, label, width=260))
    with st.container(horizontal=True, gap="small"):
        low, high = (
            _end(t, spec, filters.text(f"{param}-{end}", text, placeholder=_example(spec), width=125))
            for end, text in zip(("from", "to"), _ends(t, label), strict=True)
        )
    return OwnWish(low=low, high=high)


def _ends(t: Words, label: str) -> tuple[str, str]:
    return plain(t("{field}, from", field=label)), plain(t("{field}, to", field=label))


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


def inputs(viewer: Viewer, t: Words, known: Lists, now: Wishes, *, key: str) -> Mapping[str, Any]:
    """Inputs within a form that begin with what is asked `now`; returns what is typed, in the form a card keeps."""
    asked = dict(now)
    offered = _offered(viewer, known, (param_of(OWN + code) for code in asked))
    if not offered:
        return {}
    with st.expander(t("Own fields"), expanded=bool(asked), icon=":material/tune:"):
        typed = {
            code: _typed(t, known, spec, asked.get(code, ANYTHING), key=f"{key}-own-{code}")
            for code, spec in ((name.removeprefix(OWN), spec) for name, spec in offered.items())
        }
    return {code: wish for code, wish in typed.items() if any(x not in ([], "", None) for x in wish.values())}


def _typed(t: Words, known: Lists, spec: FieldSpec, now: OwnWish, *, key: str) -> dict[str, Any]:
    label = _label(t, spec)
    if spec.list:
        options = known.options(spec.list, t)
        there = [value for value in now.values if value in options]
        found = st.multiselect(label, list(options), there, format_func=options.get, placeholder=t("All"), key=key)
        return {"values": found}
    if spec.type == "text":
        return {"text": st.text_input(label, now.text, max_chars=LONGEST, key=key)}
    said: dict[str, Any] = {}
    for column, end, text, value in zip(
        st.columns(2), ("from", "to"), _ends(t, label), (now.low, now.high), strict=True
    ):
        with column:
            said[end] = _typed_end(spec, text, value, key=f"{key}-{end}")
    return said


def _typed_end(spec: FieldSpec, label: str, now: float | str | None, *, key: str) -> float | str | None:
    if spec.type == "date":
        there = date.fromisoformat(now) if isinstance(now, str) else None
        found = st.date_input(label, there, min_value=date(1900, 1, 1), format="YYYY-MM-DD", key=key)
        return found.isoformat() if found else None
    there = None if now is None or isinstance(now, str) else float(now)
    return st.number_input(label, value=there, step=1.0, format="%.10g", placeholder="", key=key)
