"""Fields that the workspace made itself: what there is, a new one, and what can be done with one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from persona_core.access.models import Viewer
from persona_core.companies.own_fields import delete_own_field, filled_each
from persona_core.kit.words import Words
from persona_core.vocabulary.models import OWN_KIND_LABELS, OwnField, OwnKind
from persona_core.vocabulary.own_fields import add_own_field, edit_own_field, move_own_field, retire_own_field
from persona_core.vocabulary.queries import Lists, own_fields
from persona_core.vocabulary.specs import OWN
from ui import shell
from ui.drafts import begin_anew, draft, settle
from ui.forms import row_to_change
from ui.look import plain
from ui.saving import saving

_MADE = "own-fields.made"


def draw(viewer: Viewer, known: Lists) -> None:
    """All own fields; one to change, move, retire or delete; and a new one."""
    t = shell.words()
    with shell.read() as session:
        found = own_fields(session, viewer)
        counts = filled_each(session, viewer, [one.code for one in found])
    about = t(
        "Fields of your own for companies. They stand in the company table under “More fields”, on each company's "
        "page, in filters, pictures and exports; an import can fill them."
    )
    st.caption(plain(about))
    if found:
        _table(t, known, found, counts)
    places = iter(st.columns(2, gap="large"))
    if found:
        with next(places):
            _change(viewer, t, found, counts)
    with next(places):
        _new(viewer, t)


def _table(t: Words, known: Lists, found: Sequence[OwnField], counts: Mapping[str, int]) -> None:
    rows = [
        {
            t("Field"): one.label,
            t("Kind"): t(OWN_KIND_LABELS[one.kind]),
            t("Filled in"): counts[one.code],
            t("Choices"): t.listing(list(known.options(OWN + one.code, t).values())),
            t("Where"): _where(t, one),
        }
        for one in sorted(found, key=lambda one: one.retired)
    ]
    st.dataframe(rows, hide_index=True, key="own-fields", height="content" if len(rows) < 12 else 420)


def _where(t: Words, one: OwnField) -> str:
    if one.retired:
        return t("retired, kept with its values")
    return t("companies and persona card") if one.on_card else t("companies")


def _change(viewer: Viewer, t: Words, found: Sequence[OwnField], counts: Mapping[str, int]) -> None:
    one = row_to_change(
        t("Change a field"), found, lambda one: one.label, key="own-field", placeholder=t("Choose a field")
    )
    if one is None:
        return
    if not one.retired:
        _form(viewer, t, one)
    _moves(viewer, t, one, [x for x in found if not x.retired])
    _remove(viewer, t, one, counts[one.code])


def _form(viewer: Viewer, t: Words, one: OwnField) -> None:
    form = draft("settings", f"own-field-{one.id}", one.version, {"label": one.label})
    with st.form(f"own-field-form-{form.key}", enter_to_submit=False):
        label = st.text_input(t("Name of the field"), form.shown["label"], max_chars=60, key=f"{form.key}-label")
        on_card = st.toggle(t("Tell of it on the persona card"), one.on_card, key=f"{form.key}-card")
        if one.kind == OwnKind.CHOICE:
            st.caption(plain(t("Its choices are changed under “Lists”.")))
        sent = st.form_submit_button(t("Save"), type="primary")
    if sent:
        with (save := saving(viewer, t("Field “{name}”", name=label))) as session:
            edit_own_field(session, viewer, one.id, seen=form.seen, label=label, on_card=on_card)
        settle(save, form)


def _moves(viewer: Viewer, t: Words, one: OwnField, shown: Sequence[OwnField]) -> None:
    with st.container(horizontal=True, gap="small"):
        if one.retired:
            if st.button(t("Bring it back"), key="own-field-back", icon=":material/undo:"):
                _retire(viewer, t, one, retired=False)
            return
        place = [x.id for x in shown].index(one.id)
        ways = ((-1, t("Up"), "arrow_upward", place == 0), (1, t("Down"), "arrow_downward", place == len(shown) - 1))
        for by, label, icon, at_end in ways:
            if st.button(label, key=f"own-field-{by}", icon=f":material/{icon}:", disabled=at_end):
                with (save := saving(viewer, t("Order of the fields"))) as session:
                    move_own_field(session, viewer, one.id, by)
                _anew(viewer, save, one)
        if st.button(t("Retire it"), key="own-field-retire", help=t("It is shown nowhere any more; its values stay.")):
            _retire(viewer, t, one, retired=True)


def _retire(viewer: Viewer, t: Words, one: OwnField, *, retired: bool) -> None:
    with (save := saving(viewer, t("Field “{name}”", name=one.label))) as session:
        retire_own_field(session, viewer, one.id, retired=retired)
    _anew(viewer, save, one)


def _anew(viewer: Viewer, save: saving, one: OwnField) -> None:
    """After a step beside the form: its version has moved on, so the form begins anew."""
    if save.ok:
        begin_anew(draft("settings", f"own-field-{one.id}", one.version, {"label": one.label}))
        st.rerun()


def _remove(viewer: Viewer, t: Words, one: OwnField, n: int) -> None:
    with st.expander(t("Delete this field"), key=f"own-field-removal-{one.id}"):
        sure = True
        if n:
            sentence = t.plural(
                "{n} company has a value in it, which goes with it. You can undo it right away.",
                "{n} companies have a value in it, which goes with it. You can undo it right away.",
                n,
            )
            st.text(sentence)
            sure = st.checkbox(t("Yes, delete the values too"), key=f"own-field-sure-{one.id}")
        else:
            st.text(t("No company has a value in it."))
        if st.button(t("Delete the field"), key="own-field-delete", icon=":material/delete:", disabled=not sure):
            with (save := saving(viewer, t("Field “{name}” deleted", name=one.label))) as session:
                delete_own_field(session, viewer, one.id, with_values=bool(n))
            settle(save)


def _new(viewer: Viewer, t: Words) -> None:
    number = st.session_state.get(_MADE, 0)
    with st.container(key="own-field-new", gap="small"):
        label = st.text_input(t("New field"), max_chars=60, key=f"own-new-{number}", placeholder=t("Store format …"))
        kind = st.segmented_control(
            t("What it holds"),
            list(OWN_KIND_LABELS),
            default=OwnKind.TEXT.value,
            format_func=lambda code: t(OWN_KIND_LABELS[code]),
            key=f"own-new-kind-{number}",
            required=True,
        )
        choices = ""
        if kind == OwnKind.CHOICE:
            choices = st.text_area(t("Choices, one a line"), key=f"own-new-choices-{number}", height=110)
        if st.button(t("Add the field"), key="own-field-add", disabled=not label.strip()):
            with (save := saving(viewer, t("Field “{name}”", name=label.strip()))) as session:
                add_own_field(session, viewer, label, kind, choices=choices.splitlines())
            if save.ok:
                st.session_state[_MADE] = number + 1
            settle(save)
