"""Lists, and the choices of own fields: their words in both languages and their aliases."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from persona_core.access.models import Viewer
from persona_core.kit.words import N_
from persona_core.vocabulary.commands import add_term, edit_term
from persona_core.vocabulary.fields import FIELDS
from persona_core.vocabulary.meanings import FIXED
from persona_core.vocabulary.models import ListName, Term
from persona_core.vocabulary.queries import Lists
from ui import shell
from ui.drafts import draft, settle
from ui.forms import row_to_change
from ui.look import plain
from ui.saving import saving

LIST_LABELS = {
    ListName.POSITION: N_("Positions"),
    ListName.BUYING_ROLE: N_("Buying roles"),
    ListName.INDUSTRY: N_("Industries"),
    ListName.LEAD_SOURCE: N_("Lead sources"),
    ListName.SOURCE: N_("Sources of information"),
    ListName.CONTACT: N_("Contact levels"),
}


def draw_lists(viewer: Viewer, known: Lists) -> None:
    """One list at a time: its entries, an entry's form, and a new entry."""
    t = shell.words()
    learned = {name: FIELDS[name].label for name in FIXED if known.terms.get(name)}
    labels = LIST_LABELS | learned | {spec.list: spec.label for spec in known.own.values() if spec.list}
    chosen = st.selectbox(
        t("List"), list(labels), format_func=lambda x: t(labels[x]), key="list-name", filter_mode=None
    )
    terms = list(known.terms.get(chosen, {}).values())
    if not terms:
        st.caption(plain(t("This list is empty. It fills up as you type or import; you can also add words here.")))
    else:
        rows = [
            {t("Chinese"): x.zh or "", t("English"): x.en or "", t("Also written as"): t.listing(x.aliases)}
            for x in terms
        ]
        st.dataframe(rows, hide_index=True, key=f"list-{chosen}", height="content" if len(rows) < 12 else 420)
    left, right = st.columns(2)
    with left:
        _edit(viewer, terms, chosen)
    with right:
        if chosen not in FIXED:
            _add(viewer, chosen)


def _edit(viewer: Viewer, terms: Sequence[Term], chosen: str) -> None:
    t = shell.words()
    term = row_to_change(
        t("Change an entry"),
        terms,
        lambda one: t.pick(one.zh, one.en),
        key=f"term-{chosen}",
        placeholder=t("Choose an entry"),
    )
    if term is None:
        return
    form = draft(
        "settings", f"term-{term.id}", term.version, {"zh": term.zh or "", "en": term.en or "", "also": term.aliases}
    )
    with st.form(f"term-form-{form.key}", enter_to_submit=False):
        zh = st.text_input(t("Chinese"), form.shown["zh"], max_chars=200, key=f"{form.key}-zh")
        en = st.text_input(t("English"), form.shown["en"], max_chars=200, key=f"{form.key}-en")
        aliases = st.text_area(
            t("Also written as"),
            "\n".join(form.shown["also"]),
            help=t("One spelling a line; imports read them all."),
            key=f"{form.key}-also",
        )
        sent = st.form_submit_button(t("Save"), type="primary")
    if sent:
        with (save := saving(viewer, t.pick(zh, en))) as session:
            edit_term(session, viewer, term.id, seen=form.seen, zh=zh, en=en, aliases=aliases.splitlines())
        settle(save, form)


def _add(viewer: Viewer, chosen: str) -> None:
    t = shell.words()
    with st.form(f"term-new-{chosen}", enter_to_submit=False):
        zh = st.text_input(t("New entry, Chinese"), max_chars=200)
        en = st.text_input(t("New entry, English"), max_chars=200)
        sent = st.form_submit_button(t("Add"))
    if sent:
        with (save := saving(viewer, t.pick(zh, en))) as session:
            add_term(session, viewer, chosen, zh=zh, en=en)
        settle(save)
