"""Words in a file that no entry of their list goes by: taken for one that is there from now on, or left as new."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from persona_core.access.models import Viewer
from persona_core.exchange.importing.checked import Checked
from persona_core.exchange.importing.unknown_values import UnknownValue
from persona_core.kit.words import Words
from persona_core.vocabulary.fields import FIELDS
from persona_core.vocabulary.meanings import entries, know_value_as, nearest
from persona_core.vocabulary.queries import Lists
from ui.look import plain
from ui.panels.exchange import import_draft
from ui.panels.exchange.import_draft import Draft
from ui.saving import saving

MOST = 12
_AS_IT_IS = ""


def draw(viewer: Viewer, t: Words, draft: Draft, plan: Checked, known: Lists) -> None:
    """A line for each word with the entries it may mean, the likeliest first; nothing where every word is known."""
    found = plan.words
    if not found:
        return
    urgent = any(one.refused for one in found)
    label = t.plural("{n} word is not in its list", "{n} words are not in their lists", len(found))
    with st.expander(label, expanded=urgent, key="import-values"):
        st.caption(plain(t("Say what it means, and it is read like that from now on; or let it be new.")))
        with st.container(horizontal=True, gap="small"):
            chosen = {one: _line(t, one, number, known) for number, one in enumerate(found[:MOST])}
        if len(found) > MOST:
            st.caption(plain(t("{n} more come after these.", n=t.number(len(found) - MOST))))
        wanted = {one: code for one, code in chosen.items() if code != _AS_IT_IS}
        if st.button(t("Settle it like this"), key=import_draft.key("values-settle"), disabled=not wanted):
            _settle(viewer, t, draft, wanted)


def _line(t: Words, one: UnknownValue, number: int, known: Lists) -> str:
    labels = entries(known, one.list_name, t)
    left = t("leave it refused") if one.refused else t("a new entry")
    rows = t.plural("{n} row refused", "{n} rows refused", one.refused) if one.refused else t("new")
    field = _field(t, one, known)
    return st.selectbox(
        plain(t("{field}: “{word}” ({rows})", field=field, word=one.written[:60], rows=rows)),
        [_AS_IT_IS, *nearest(one.written, labels)],
        format_func=lambda code: t("It is “{name}”", name=labels[code]) if code else left,
        key=import_draft.key(f"value-{number}-{one.list_name}-{one.written[:60]}"),
        width=320,
    )


def _field(t: Words, one: UnknownValue, known: Lists) -> str:
    spec = known.own.get(one.list_name) or next((s for s in FIELDS.values() if s.list == one.list_name), None)
    return t(spec.label) if spec else one.list_name


def _settle(viewer: Viewer, t: Words, draft: Draft, wanted: Mapping[UnknownValue, str]) -> None:
    """Learn the words as one step, and check the file anew."""
    names: Sequence[str] = [one.written[:30] for one in wanted][:3]
    with (done := saving(viewer, t("Words from the file: {names}", names=t.listing(names)))) as session:
        for one, code in wanted.items():
            know_value_as(session, viewer, one.list_name, code, one.written)
    if done.ok:
        import_draft.anew(draft)
        st.rerun()
