"""The people we know at a company."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st
from sqlmodel import Session

from persona_core.access.models import Viewer
from persona_core.companies.commands import create_person, delete_person, edit_person
from persona_core.companies.models import Company, Person
from persona_core.companies.naming import person_name, shorten
from persona_core.kit.words import Words
from persona_core.vocabulary.fields import FIELDS, PERSON_KEYS
from persona_core.vocabulary.models import ListName
from persona_core.vocabulary.queries import Lists
from ui.panels.companies import editor
from ui.saving import saving

SPECS = {name: FIELDS["person_name" if name == "name" else name] for name in PERSON_KEYS}


def draw(viewer: Viewer, t: Words, known: Lists, company: Company, found: list[Person]) -> None:
    """Everybody, each with what reaches them, and a form for one more."""
    new = f"person-form-new-{company.id}"
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(t("People"), anchor=False)
        if not editor.is_open(new) and st.button(t("Add a person"), key="person-new", icon=":material/person_add:"):
            editor.open_form(new, {}, SPECS, t, known)
    if not found and not editor.is_open(new):
        st.text(t("Nobody yet. A job title is enough; the name can come later."))
    for person in found:
        _one(viewer, t, known, person)
    if editor.is_open(new):

        def save(session: Session, seen: int, base: Mapping[str, Any], changes: Mapping[str, Any]) -> object:
            return create_person(session, viewer, changes, company_id=company.id)

        editor.draw(viewer, t, known, editor.Form(new, SPECS, t("A new person")), save)


def shown_name(viewer: Viewer, t: Words, known: Lists, person: Person) -> str:
    """A person as this viewer may see them; by title or position while the name is not known."""
    title = person.title or known.label(ListName.POSITION, person.position, t)
    return shorten(person_name(viewer, t, person.name, title), 60)


def _one(viewer: Viewer, t: Words, known: Lists, person: Person) -> None:
    key = f"person-form-{person.id}"
    name = shown_name(viewer, t, known, person)
    if editor.is_open(key):

        def save(session: Session, seen: int, base: Mapping[str, Any], changes: Mapping[str, Any]) -> object:
            return edit_person(session, viewer, person.id, seen=seen, base=base, changes=changes)

        editor.draw(viewer, t, known, editor.Form(key, SPECS, t("Person “{name}”", name=name)), save)
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        told = [name, known.label(ListName.POSITION, person.position, t), person.function or ""]
        if not viewer.presenting:
            told += [person.title or "", person.phone or "", person.email or ""]
        st.text(" · ".join(dict.fromkeys(shorten(part, 60) for part in told if part)), width="stretch")
        if viewer.presenting:
            return
        if st.button(t("Edit"), key=f"person-edit-{person.id}", type="tertiary", icon=":material/edit:"):
            editor.open_form(key, person.model_dump(), SPECS, t, known)
            st.rerun()
        if st.button(t("Remove"), key=f"person-remove-{person.id}", type="tertiary", icon=":material/delete:"):
            with (saved := saving(viewer, t("Person “{name}” removed", name=name))) as session:
                delete_person(session, viewer, person.id)
            if saved.ok:
                st.rerun()
