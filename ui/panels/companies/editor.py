"""A form for the fields of one row, saved with what it was drawn from; two people's values side by side on a clash."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import streamlit as st
from sqlmodel import Session

from persona_core.access.models import Viewer
from persona_core.kit.errors import Conflict
from persona_core.kit.words import Words
from persona_core.vocabulary.fields import FieldSpec
from persona_core.vocabulary.queries import Lists
from ui import forms, tables
from ui.panels.companies.rows import BANDS
from ui.saving import saving

Save = Callable[[Session, int, Mapping[str, Any], Mapping[str, Any]], object]
"""(session, seen version, base values, changes) → what the command returns."""


@dataclass
class Sheet:
    """An open form: the version and values it was drawn from, and the clash that waits for a decision."""

    seen: int
    base: dict[str, Any]
    texts: dict[str, str | None]
    changes: dict[str, str | None] = field(default_factory=dict)
    conflict: Conflict | None = None
    number: str = ""


@dataclass(frozen=True)
class Form:
    """What a form is about: its key on the page, its fields, the words of its entry in the change log."""

    key: str
    specs: Mapping[str, FieldSpec]
    label: str
    required: tuple[str, ...] = ()
    columns: int = 2


def open_form(key: str, values: Mapping[str, Any], specs: Mapping[str, FieldSpec], t: Words, known: Lists) -> None:
    """Open a form on the values that the page shows now (`version` among them; empty for a new row)."""
    names = [*specs, *(BANDS[name] for name in specs if name in BANDS)]
    base = {name: values.get(name) for name in names}
    texts = {name: original(spec, name, values, t, known) for name, spec in specs.items()}
    st.session_state[key] = Sheet(values.get("version", 0), base, texts, number=uuid.uuid4().hex[:8])


def close_form(key: str) -> None:
    """Close a form; what was typed is let go."""
    st.session_state.pop(key, None)


def is_open(key: str) -> bool:
    """Whether a form is open."""
    return key in st.session_state


def original(spec: FieldSpec, name: str, values: Mapping[str, Any], t: Words, known: Lists) -> str | None:
    """What the input of a field starts with: a code where it is chosen, else text."""
    value = values.get(name)
    if spec.list:
        return value
    return tables.shown(spec, value, t, known, band=values.get(BANDS.get(name, ""))) or None


def draw(viewer: Viewer, t: Words, known: Lists, form: Form, save: Save) -> None:
    """The open form; saving closes it and draws the page anew, anything else leaves it as it was typed."""
    sheet: Sheet = st.session_state[form.key]
    if sheet.conflict is not None:
        _decide(viewer, t, known, form, sheet, save)
    with st.form(f"{form.key}-form", enter_to_submit=False):
        written = _inputs(viewer, t, known, form, sheet)
        with st.container(horizontal=True):
            wanted = st.form_submit_button(t("Save"), type="primary")
            given_up = st.form_submit_button(t("Don't save"))
    if given_up:
        close_form(form.key)
        st.rerun()
    if wanted:
        sheet.changes = {name: text for name, text in written.items() if text != sheet.texts[name]}
        _save(viewer, form, sheet, save)


def _inputs(viewer: Viewer, t: Words, known: Lists, form: Form, sheet: Sheet) -> dict[str, str | None]:
    written = {}
    names = list(form.specs)
    for number, column in enumerate(st.columns(form.columns)):
        for name in names[number :: form.columns]:
            spec = form.specs[name]
            with column:
                written[name] = forms.field(
                    spec,
                    t,
                    key=f"{form.key}-{sheet.number}-{name}",
                    value=sheet.texts[name],
                    options=tables.choices(spec, t, known) if spec.list else None,
                    currency=viewer.currency,
                    required=name in form.required,
                )
    return written


def _save(viewer: Viewer, form: Form, sheet: Sheet, save: Save) -> None:
    if not sheet.changes and sheet.seen:
        close_form(form.key)
        st.rerun()
    with (saved := saving(viewer, form.label)) as session:
        save(session, sheet.seen, dict(sheet.base), dict(sheet.changes))
    if saved.ok:
        close_form(form.key)
        st.rerun()
    if isinstance(saved.problem, Conflict) and saved.problem.current:
        sheet.conflict = saved.problem
        st.rerun()


def _decide(viewer: Viewer, t: Words, known: Lists, form: Form, sheet: Sheet, save: Save) -> None:
    conflict = sheet.conflict
    st.warning(conflict.text(t))
    sides = forms.choose(
        clashes(conflict, sheet.changes, form.specs, t, known), t, key=f"{form.key}-{sheet.number}-{conflict.version}"
    )
    if st.button(t("Save it like this"), key=f"{form.key}-decide", type="primary"):
        for name, side in sides.items():
            if side == forms.MINE:
                both = {name, BANDS.get(name, name)}
                sheet.base |= {k: v for k, v in conflict.current.items() if k in both}
            else:
                sheet.changes.pop(name, None)
        sheet.conflict = None
        _save(viewer, form, sheet, save)


def clashes(
    conflict: Conflict, typed: Mapping[str, str | None], specs: Mapping[str, FieldSpec], t: Words, known: Lists
) -> dict[str, forms.Clash]:
    """What two people said of the same fields; a band and its middle are one."""
    field_of = {band: name for name, band in BANDS.items()}
    found = {}
    for column in conflict.current:
        name = field_of.get(column, column)
        spec = specs[name]
        theirs = tables.shown(
            spec, conflict.current.get(name), t, known, band=conflict.current.get(BANDS.get(name, ""))
        )
        mine = typed.get(name) or ""
        found[name] = forms.Clash(t(spec.label), tables.shown(spec, mine, t, known) if spec.list else mine, theirs)
    return found
