"""What can be done with one tag: describe it, let it take over others, give some passages to a new one, delete it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

import streamlit as st

from persona_core.access.models import Viewer
from persona_core.kit.words import N_, Words
from persona_core.stories.analysis import clip
from persona_core.stories.tags import Uses, delete_tag, merge_tags, near_tags, passages, split_tag
from persona_core.vocabulary.models import TAG_KIND_LABELS, Tag
from persona_core.vocabulary.tags import edit_tag, know_tag_as
from ui import shell
from ui.drafts import draft, settle
from ui.forms import row_to_change
from ui.look import plain
from ui.saving import saving

COLOURS = {
    "blue": N_("Blue"),
    "green": N_("Pine green"),
    "amber": N_("Ochre"),
    "red": N_("Brick red"),
    "slate": N_("Grey"),
    "magenta": N_("Magenta"),
    "cyan": N_("Cyan"),
    "violet": N_("Violet"),
    "olive": N_("Olive"),
}
"""What the colours of `kit.figures` are called."""
CHANGE, MERGE, SPLIT, DELETE = "change", "merge", "split", "delete"
_WAYS = {CHANGE: N_("Change"), MERGE: N_("Merge"), SPLIT: N_("Split"), DELETE: N_("Delete")}
_PASSAGES = 500


def draw(viewer: Viewer, found: Sequence[Tag], uses: Mapping[UUID, Uses]) -> None:
    """Choose a tag, then what to do with it."""
    t = shell.words()
    tag = row_to_change(t("Change a tag"), found, lambda one: one.name, key="tag-edit", placeholder=t("Choose a tag"))
    if tag is None:
        return
    way = st.segmented_control(
        t("What to do"),
        list(_WAYS),
        default=CHANGE,
        format_func=lambda code: t(_WAYS[code]),
        key=f"tag-way-{tag.id}",
        label_visibility="collapsed",
        required=True,
    )
    if way == MERGE:
        _merge(viewer, tag, [other for other in found if other.id != tag.id], uses)
    elif way == SPLIT:
        _split(viewer, tag, uses.get(tag.id, Uses()))
    elif way == DELETE:
        _delete(viewer, tag, uses.get(tag.id, Uses()))
    else:
        _change(viewer, tag)


def _change(viewer: Viewer, tag: Tag) -> None:
    t = shell.words()
    shown = {name: getattr(tag, name) for name in ("name", "kind", "definition", "group", "colour")}
    form = draft("settings", f"tag-{tag.id}", tag.version, {**shown, "aliases": tag.aliases})
    with st.form(f"tag-form-{form.key}", enter_to_submit=False):
        name = st.text_input(t("Name"), form.shown["name"], max_chars=60, key=f"{form.key}-name")
        kind = _kind(t, form.shown["kind"], f"{form.key}-kind")
        group = st.text_input(t("Tag group"), form.shown["group"], max_chars=60, key=f"{form.key}-group")
        choices = ["", *COLOURS]
        colour = st.selectbox(
            t("Colour"),
            choices,
            index=choices.index(form.shown["colour"]),
            format_func=lambda code: t(COLOURS[code]) if code else t("That of the kind"),
            key=f"{form.key}-colour",
            filter_mode=None,
        )
        definition = st.text_area(
            t("What counts"), form.shown["definition"], max_chars=1000, key=f"{form.key}-definition"
        )
        aliases = st.text_area(
            t("Also written as"),
            "\n".join(form.shown["aliases"]),
            help=t("One name a line. Whoever types one of them gets this tag; a former name stays here."),
            key=f"{form.key}-aliases",
        )
        sent = st.form_submit_button(t("Save"), type="primary")
    if sent:
        given = {"name": name, "kind": kind, "definition": definition, "group": group, "colour": colour}
        with (done := saving(viewer, name)) as session:
            changed = edit_tag(session, viewer, tag.id, seen=form.seen, **given)
            if aliases.splitlines() != list(form.shown["aliases"]):
                former = [other for other in changed.aliases if other not in form.shown["aliases"]]
                know_tag_as(session, viewer, tag.id, [*aliases.splitlines(), *former])
        settle(done, form)


def _kind(t: Words, shown: str, key: str) -> str:
    kinds = list(TAG_KIND_LABELS)
    return st.selectbox(
        t("Kind"),
        kinds,
        index=kinds.index(shown),
        key=key,
        format_func=lambda code: t(TAG_KIND_LABELS[code]),
        filter_mode=None,
    )


def _merge(viewer: Viewer, tag: Tag, others: Sequence[Tag], uses: Mapping[UUID, Uses]) -> None:
    t = shell.words()
    near = near_tags(tag.name, others)
    ordered = {str(one.id): one for one in [*near, *others]}
    with st.container(key="tag-merge", gap="small"):
        chosen = st.multiselect(
            t("Which say the same as “{name}”?", name=plain(tag.name)),
            list(ordered),
            format_func=lambda key: ordered[key].name,
            key=f"tag-merge-{tag.id}",
            placeholder=t("Choose tags"),
        )
        marks = sum(uses.get(UUID(key), Uses()).marks for key in chosen)
        concerns = sum(uses.get(UUID(key), Uses()).concerns for key in chosen)
        st.caption(
            plain(
                t(
                    "{marks} marks and {concerns} concerns move to “{name}”; where both are, one stays. "
                    "The other names still lead here.",
                    marks=t.number(marks),
                    concerns=t.number(concerns),
                    name=tag.name,
                )
            )
        )
        if st.button(t("Merge"), type="primary", key="tag-merge-go", disabled=not chosen):
            with (done := saving(viewer, t("Merged into “{name}”", name=tag.name))) as session:
                merge_tags(session, viewer, tag.id, chosen)
            settle(done)


def _split(viewer: Viewer, tag: Tag, used: Uses) -> None:
    t = shell.words()
    if not used.marks:
        st.caption(plain(t("Nothing is marked with this tag yet; there is nothing to split.")))
        return
    with shell.read() as session:
        said = {str(one["id"]): one["quote"] for one in passages(session, viewer, tag.id, limit=_PASSAGES)}
    with st.container(key="tag-split", gap="small"):
        chosen = st.multiselect(
            t("Which passages say something else?"),
            list(said),
            format_func=lambda key: clip(said[key], 60) or t("(the whole story)"),
            key=f"tag-split-{tag.id}-{used.marks}",
            placeholder=t("Choose passages"),
        )
        name = st.text_input(t("New tag"), max_chars=60, key=f"tag-split-name-{tag.id}")
        kind = _kind(t, tag.kind, f"tag-split-kind-{tag.id}")
        if st.button(t("Split"), type="primary", key="tag-split-go", disabled=not (chosen and name.strip())):
            with (done := saving(viewer, t("Split “{name}” off “{other}”", name=name, other=tag.name))) as session:
                split_tag(session, viewer, tag.id, chosen, name=name, kind=kind)
            settle(done)


def _delete(viewer: Viewer, tag: Tag, used: Uses) -> None:
    t = shell.words()
    with st.container(key="tag-delete", gap="small"):
        st.text(
            t(
                "{marks} marks in {stories} stories and {concerns} concerns in the grid go with “{name}”. "
                "The stories stay. It can be undone.",
                marks=t.number(used.marks),
                stories=t.number(used.stories),
                concerns=t.number(used.concerns),
                name=tag.name,
            )
        )
        if st.button(t("Delete this tag"), key="tag-delete-go", icon=":material/delete:"):
            with (done := saving(viewer, t("Deleted tag “{name}”", name=tag.name))) as session:
                delete_tag(session, viewer, tag.id)
            settle(done)
