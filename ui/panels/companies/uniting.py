"""Two rows of one company: both beside each other, what goes over, and the choice where they differ."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

import pandas as pd
import streamlit as st

from persona_core.access.models import Viewer
from persona_core.access.queries import get
from persona_core.companies.models import Company
from persona_core.companies.naming import shorten
from persona_core.companies.queries import shown_names
from persona_core.companies.said_names import other_names, say_same
from persona_core.evidence.changes import parts_of
from persona_core.evidence.resolving import own_values
from persona_core.exchange.uniting import (
    KEPT,
    OTHER,
    Difference,
    alike_companies,
    differences,
    loses_chain,
    possible_duplicates,
    unite,
)
from persona_core.kit.errors import NotFound
from persona_core.kit.words import Words
from persona_core.vocabulary.fields import LATEST_DEAL_KEYS
from persona_core.vocabulary.queries import Lists
from ui import links, remembering, shell, tables
from ui.look import plain
from ui.panels.companies import facts, removal, rows
from ui.saving import saving

SHOWN = 10
_CHOSEN = "duplicates-pair"


def on_page(viewer: Viewer, t: Words, known: Lists, company: Company) -> None:
    """On the page of a company: which other one it is, those with a name like it first."""
    with shell.read() as session:
        near = {str(key): name for key, name in alike_companies(session, viewer, company).items()}
        names = near | {
            key: name for key, name in shown_names(session, viewer, t, known).items() if key != str(company.id)
        }
        called = other_names(session, viewer, company.id)
    if called:
        st.caption(plain(t("Also called: {names}.", names=t.listing([shorten(name, 40) for name in called]))))
    other = st.selectbox(
        t("Which company is it again?"),
        list(names),
        index=None,
        key=f"unite-other-{company.id}",
        format_func=lambda key: names[key],
        placeholder=t("Choose a company"),
        width=420,
    )
    if other is not None:
        _pair(viewer, t, known, company.id, uuid.UUID(other))


def listed(viewer: Viewer, t: Words, known: Lists) -> None:
    """All companies that may be here twice, the most alike first."""
    with st.spinner(t("Comparing names …")), shell.read() as session:
        pairs = remembering.of(session, viewer)("duplicates", lambda: possible_duplicates(session, viewer))
    if not pairs:
        st.text(t("No two companies have names alike."))
        return
    st.text(t.plural("{n} pair may be one company.", "{n} pairs may be one company.", len(pairs)))
    start = tables.pager(t, len(pairs), size=SHOWN, param="duplicates")
    for pair in pairs[start : start + SHOWN]:
        key = f"{pair.kept}-{pair.other}"
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"duplicates-{key}"):
            st.text(f"{shorten(pair.kept_name, 40)}  ≈  {shorten(pair.other_name, 40)}", width="content")
            is_open = st.session_state.get(_CHOSEN) == key
            label = t("Close") if is_open else t("Compare")
            st.button(label, key=f"compare-{key}", type="tertiary", on_click=_choose, args=(key,))
            if not is_open:
                _are_two(viewer, t, pair.kept, pair.other_name, key)
        if is_open:
            _pair(viewer, t, known, pair.kept, pair.other)


def _choose(key: str) -> None:
    st.session_state[_CHOSEN] = None if st.session_state.get(_CHOSEN) == key else key


def _are_two(viewer: Viewer, t: Words, kept: uuid.UUID, name: str, key: str) -> None:
    if st.button(t("Not the same company"), key=f"two-{key}", type="tertiary"):
        label = t("“{name}” is a company of its own", name=shorten(name, 40))
        with (saved := saving(viewer, label)) as session:
            say_same(session, viewer, name, kept, False)
        if saved.ok:
            st.rerun()


def _pair(viewer: Viewer, t: Words, known: Lists, kept_id: uuid.UUID, other_id: uuid.UUID) -> None:
    """Both beside each other, the choices and the button."""
    try:
        with shell.read() as session:
            kept, other = (get(session, viewer, Company, one) for one in (kept_id, other_id))
            differ = differences(session, viewer, kept, other)
            parts, goes = parts_of(session, other), loses_chain(session, viewer, kept, other)
    except NotFound:
        st.text(t("This company is not there, or not any more. Go back to the list."))
        return
    with st.container(border=True, key=f"unite-{kept.id}-{other.id}"):
        st.table(_beside(t, known, kept, other), hide_index=True, border="horizontal", alt=t("Both companies"))
        choices = _choices(t, known, differ, kept, other)
        st.caption(plain(_goes_over(t, kept, other, parts, goes)))
        with st.container(horizontal=True, vertical_alignment="center"):
            if st.button(t("Make them one"), key=f"unite-{kept.id}-{other.id}-go", type="primary"):
                label = t("“{one}” and “{other}” made one", one=shorten(kept.name, 30), other=shorten(other.name, 30))
                with (saved := saving(viewer, label)) as session:
                    unite(session, viewer, kept.id, other.id, choices=choices)
                if saved.ok:
                    st.rerun()
            _are_two(viewer, t, kept.id, other.name, f"open-{kept.id}-{other.id}")
            links.link("company", shorten(other.name, 20), icon=":material/open_in_new:", id=other.id)


def _beside(t: Words, known: Lists, kept: Company, other: Company) -> pd.DataFrame:
    """Every field that one of them fills, with both values."""
    own = [key for company in (kept, other) for key in own_values(company) if known.spec(key)]
    names = dict.fromkeys(("name", *(n for n in rows.fields_of(known) if n not in LATEST_DEAL_KEYS), *own))
    lines = [(t(known.spec(n).label), *(facts.text_of(one, n, t, known) for one in (kept, other))) for n in names]
    filled = [tuple(plain(text) for text in line) for line in lines if line[1] or line[2]]
    return pd.DataFrame(filled, columns=[t("Field"), t("Stays"), t("Goes over")])


def _choices(t: Words, known: Lists, differ: list[Difference], kept: Company, other: Company) -> Mapping[str, str]:
    """For each field that differs one of both; what the better source says is chosen already."""
    chosen = {}
    for one in differ:
        texts = {side: facts.text_of(row, one.field, t, known) for side, row in ((KEPT, kept), (OTHER, other))}
        side = st.radio(
            plain(t(known.spec(one.field).label)),
            [KEPT, OTHER],
            index=[KEPT, OTHER].index(one.better),
            key=f"unite-{kept.id}-{other.id}-{one.field}",
            format_func=lambda side, texts=texts: plain(shorten(texts[side], 60)),
            horizontal=True,
        )
        if side != one.better:
            chosen[one.field] = side
    return chosen


def _goes_over(t: Words, kept: Company, other: Company, parts: Mapping[str, int], goes: bool) -> str:
    """What hangs on the other and comes along."""
    names = {"kept": shorten(kept.name, 30), "other": shorten(other.name, 30)}
    said = removal.counted(t, parts)
    sentences = [
        t(
            "“{other}” goes over to “{kept}” with {parts}, its stories and everything said of it.",
            **names,
            parts=t.listing(said),
        )
        if said
        else t("“{other}” goes over to “{kept}” with its stories and everything said of it.", **names)
    ]
    if goes:
        sentences.append(t("Both have a decision chain; that of “{kept}” stays.", **names))
    sentences.append(t("You can undo it right away."))
    return " ".join(sentences)
