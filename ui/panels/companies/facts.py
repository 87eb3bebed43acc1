"""What is known of one company: every field with where it comes from and when; the form that changes them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st
from sqlmodel import Session

from persona_core.access.models import Viewer
from persona_core.companies.models import Company
from persona_core.companies.naming import shorten
from persona_core.deals.commands import edit_sheet_row
from persona_core.deals.models import Deal
from persona_core.evidence.models import HAND, ExternalId
from persona_core.evidence.resolving import own_values, value_of
from persona_core.kit.words import N_, Words
from persona_core.vocabulary.fields import FIELDS, LATEST_DEAL_KEYS, FieldSpec
from persona_core.vocabulary.models import ListName
from persona_core.vocabulary.queries import Lists
from ui import tables
from ui.look import plain
from ui.panels.companies import editor, rows

FROM_DEALS = N_("follows from its deals")
_HERS = ("name", *(name for name in (*rows.FIRST, *rows.MORE) if name not in LATEST_DEAL_KEYS))


def _specs(known: Lists) -> dict[str, FieldSpec]:
    """The fields of the form: those of a company itself, then the workspace's own."""
    return {name: FIELDS[name] for name in _HERS} | known.own


def draw(viewer: Viewer, t: Words, known: Lists, company: Company, latest: Deal | None, keys: list[ExternalId]) -> None:
    """The fields, or the form while it is open."""
    form = f"company-form-{company.id}"
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(t("What we know"), anchor=False)
        if not editor.is_open(form) and st.button(t("Edit"), key="company-edit", icon=":material/edit:"):
            editor.open_form(form, company.model_dump() | own_values(company), _specs(known), t, known)
    if editor.is_open(form):
        _form(viewer, t, known, company, form)
    else:
        _table(viewer, t, known, company, latest, keys)


def _form(viewer: Viewer, t: Words, known: Lists, company: Company, form: str) -> None:
    def save(session: Session, seen: int, base: Mapping[str, Any], changes: Mapping[str, Any]) -> object:
        return edit_sheet_row(session, viewer, company.id, seen=seen, base=base, changes=changes)

    label = t("Fields of “{name}”", name=shorten(company.name, 40))
    st.caption(plain(t("An empty status follows from the deals again.")))
    editor.draw(viewer, t, known, editor.Form(form, _specs(known), label, required=("name",)), save)


def _table(
    viewer: Viewer, t: Words, known: Lists, company: Company, latest: Deal | None, keys: list[ExternalId]
) -> None:
    said, blank = [], []
    for name in rows.fields_of(known):
        holder, spec = latest if name in LATEST_DEAL_KEYS else company, known.spec(name)
        text = text_of(holder, name, t, known) if holder is not None else ""
        head = tables.head(spec, t, viewer.currency)
        if text:
            said.append((head, text, basis(holder, name, t, known)))
        else:
            blank.append(t(spec.label))
    if keys:
        said.append((t(FIELDS["external_id"].label), t.listing([key.value for key in keys]), ""))
    if said:
        shown = [tuple(plain(part) for part in line) for line in said]
        heads = [plain(t("Field")), plain(t("Content")), plain(t("Basis"))]
        with st.container(key="facts"):
            st.table(pd.DataFrame(shown, columns=heads), hide_index=True, border="horizontal", alt=t("What we know"))
    if blank:
        st.caption(plain(t("Not filled in: {fields}", fields=t.listing(blank))))


def text_of(row: Company | Deal, name: str, t: Words, known: Lists) -> str:
    """A field of a row as text."""
    band = getattr(row, rows.BANDS.get(name, ""), None)
    return tables.shown(known.spec(name), value_of(row, name), t, known, band=band)


def basis(row: Company | Deal, name: str, t: Words, known: Lists) -> str:
    """Where a value comes from and when: 合同/产品后台 · 2026-03-02."""
    found = (row.provenance or {}).get(name)
    if found is None or (name == "status" and found["source"] != HAND and row.latest_deal_id is not None):
        return t(FROM_DEALS) if name == "status" else ""
    return t(
        "{source} · {date}", source=source_name(found["source"], t, known), date=t.date(date.fromisoformat(found["on"]))
    )


def source_name(source: str, t: Words, known: Lists) -> str:
    """A source function by its name."""
    return t("by hand") if source == HAND else known.label(ListName.SOURCE, source, t)
