"""Columns that no field takes: offered as fields of the workspace's own, each with the kind its values speak for."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from persona_core.exchange.importing.mapping import Column
from persona_core.exchange.importing.own_columns import TAKERS, kind_of, new_name
from persona_core.kit.words import Words
from persona_core.vocabulary.models import OWN_KIND_LABELS
from persona_core.vocabulary.queries import Lists
from persona_core.vocabulary.specs import OWN
from ui.panels.exchange import import_draft
from ui.panels.exchange.import_draft import Draft


def option(t: Words, column: Column, known: Lists) -> dict[str, str]:
    """The choice to make a column a field of its own; none where it goes into one already."""
    if column.key in known.own:
        return {}
    new = column.key if column.own is not None else OWN + new_name(column.header, column.number, t)
    return {new: t("New field “{name}”", name=new.removeprefix(OWN))}


def kind(t: Words, draft: Draft, column: Column) -> None:
    """What a new field holds: as its values say, or as chosen."""
    key = import_draft.key(f"own-kind-{column.number}")
    st.session_state[key] = kind_of(column.own).value

    def change() -> None:
        name = column.header or f"#{column.number + 1}"
        draft.choices[name] = f"{OWN}{column.own.label}={st.session_state[key]}"

    st.selectbox(
        t("What it holds"),
        list(OWN_KIND_LABELS),
        key=key,
        format_func=lambda code: t(OWN_KIND_LABELS[code]),
        on_change=change,
        label_visibility="collapsed",
        filter_mode=None,
    )


def offer(t: Words, draft: Draft, found: Sequence[Column]) -> None:
    """The columns that stay out, by name, and one click that makes them fields."""
    if draft.kind not in TAKERS:
        return
    left = [column for column in found if column.key is None and not column.decided and column.samples]
    if not left:
        return

    def take() -> None:
        for column in left:
            draft.choices[column.header or f"#{column.number + 1}"] = OWN + new_name(column.header, column.number, t)

    names = t.listing([draft.given.sheet.label(column.number, t)[:40] for column in left[:12]])
    more = "" if len(left) <= 12 else f" … +{len(left) - 12}"
    with st.container(horizontal=True, vertical_alignment="center", key="import-own"):
        st.text(t("No field takes these columns, so they stay out: {names}.", names=names + more), width="stretch")
        label = t.plural("Make it a field of my own", "Make them fields of my own", len(left))
        st.button(label, key=import_draft.key("own-all"), on_click=take, icon=":material/add:")
