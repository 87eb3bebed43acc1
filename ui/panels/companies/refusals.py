"""Rows of the company table that could not be saved: what is wrong, and what to do about each."""

from __future__ import annotations

import uuid

import streamlit as st

from persona_core.access.models import Viewer
from persona_core.companies.naming import shorten
from persona_core.deals.commands import SheetRefused
from persona_core.kit.errors import Conflict, Invalid, PersonaError
from persona_core.kit.words import Words
from persona_core.vocabulary.fields import FIELDS
from persona_core.vocabulary.queries import Lists
from ui import forms
from ui.look import plain
from ui.panels.companies import editor, rows


def keep(viewer: Viewer, refused: SheetRefused) -> None:
    """Remember what was refused, until it is decided."""
    st.session_state[_key(viewer)] = dict(refused.refusals)


def clear(viewer: Viewer) -> None:
    """Nothing is refused any more."""
    st.session_state.pop(_key(viewer), None)


def draw(viewer: Viewer, t: Words, found: dict[uuid.UUID, rows.Draft], known: Lists) -> bool:
    """Every refused row; True when the user has decided and wants to save again."""
    refused: dict[uuid.UUID, PersonaError] = st.session_state.get(_key(viewer), {})
    chosen: dict[uuid.UUID, dict[str, str]] = {}
    for company_id, problem in list(refused.items()):
        draft = found.get(company_id)
        if draft is None:
            del refused[company_id]
        elif isinstance(problem, Conflict) and problem.current:
            st.markdown(f"**{plain(shorten(draft.name, 60))}**")
            chosen[company_id] = forms.choose(
                editor.clashes(problem, draft.changes, FIELDS | known.own, t, known),
                t,
                key=f"clash-{company_id}-{problem.version}",
            )
        else:
            _wrong(t, known, found, refused, company_id, problem)
    if chosen and st.button(t("Save it like this"), key="clash-save", type="primary"):
        for company_id, sides in chosen.items():
            settle(found, company_id, refused.pop(company_id), sides)
        rows.redraw()
        return True
    return False


def settle(
    found: dict[uuid.UUID, rows.Draft], company_id: uuid.UUID, conflict: Conflict, sides: dict[str, str]
) -> None:
    """Carry out a choice: theirs gives the change up, mine has now seen what the other wrote."""
    draft = found[company_id]
    for field, side in sides.items():
        if side == forms.MINE:
            both = (field, rows.BANDS.get(field, field))
            draft.base.update({name: conflict.current[name] for name in both if name in conflict.current})
        else:
            rows.forget(found, company_id, field)


def _wrong(
    t: Words,
    known: Lists,
    found: dict[uuid.UUID, rows.Draft],
    refused: dict,
    company_id: uuid.UUID,
    problem: PersonaError,
) -> None:
    draft = found[company_id]
    field = problem.field if isinstance(problem, Invalid) and problem.field in draft.changes else None
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        where = [shorten(draft.name, 40), t(known.spec(field).label) if field else "", problem.text(t)]
        st.text(" · ".join(part for part in where if part), width="content")
        if st.button(t("Give up this change"), key=f"give-up-{company_id}", type="tertiary"):
            for name in [field] if field else list(draft.changes):
                rows.forget(found, company_id, name)
            refused.pop(company_id)
            rows.redraw()
            st.rerun()


def _key(viewer: Viewer) -> str:
    return f"sheet-refused-{viewer.workspace_id}"
