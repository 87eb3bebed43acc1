"""Search from every page: a button in the head (key /), and a panel with what was found."""

from __future__ import annotations

import streamlit as st

from persona_core.kit.words import Words
from persona_core.search.commands import refresh
from persona_core.search.models import KIND_LABELS, Kind
from persona_core.search.queries import LONGEST, find
from persona_core.search.views import Found, Hit, Line
from ui import look, session
from ui.links import link

MOST = 30
_TEXT = "search-text"
_TARGETS = {
    Kind.COMPANY: ("company", {"id": "id"}),
    Kind.TAG: ("stories", {"tag": "id"}),
    Kind.STORY: ("stories", {"story": "id"}),
    Kind.POSITION: ("decision-chain", {"position": "code"}),
    Kind.SEAT: ("decision-chain", {"company": "company_id", "seat": "position"}),
    Kind.CONCERN: ("journey", {"journey": "journey_id", "stage": "stage", "who": "position"}),
    Kind.STAGE_NOTE: ("journey", {"journey": "journey_id", "stage": "stage", "who": "lane"}),
}
"""Which page shows a hit, and what of it the address says there."""


def button() -> None:
    """Opens the panel; nothing else happens until somebody searches."""
    t = session.words()
    if st.button(t("Search"), key="search-open", icon=":material/search:", type="tertiary", help=t("Search, key /")):
        st.session_state.pop(_TEXT, None)
        st.dialog(t("Search"), width="medium")(_panel)()


def _panel() -> None:
    t = session.words()
    with st.container(key="search-panel"):
        text = st.text_input(
            t("What to look for"),
            key=_TEXT,
            placeholder=t("Any part of a company, person, story or tag"),
            label_visibility="collapsed",
            icon=":material/search:",
            max_chars=LONGEST,
            autocomplete="off",
        )
        if not text.strip():
            st.caption(t("One character is enough; several words must all be there. Then press Enter."))
            return
        with st.spinner(t("Searching …"), show_time=False):
            refresh(session.database())
        with session.read() as reading:
            found = find(reading, session.enter(), t, text, limit=MOST)
        _say(found, t)
        for hit in found.hits:
            _hit(hit, t)


def _say(found: Found, t: Words) -> None:
    """How many there are; without any, what to try."""
    if not found.total:
        st.text(t("Nothing holds these words. Try fewer, or a shorter part of one."))
        link("companies", t("All companies"), icon=":material/domain:")
        link("stories", t("All stories"), icon=":material/auto_stories:")
    elif found.total > len(found.hits):
        st.caption(
            t("{n} found; the first {k} are here. More of the word finds less.", n=found.total, k=len(found.hits))
        )
    else:
        st.caption(t.plural("{n} found", "{n} found", found.total))


def _hit(hit: Hit, t: Words) -> None:
    with st.container(key=f"search-hit-{hit.kind}-{hit.id}", gap=None):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.badge(t(KIND_LABELS[hit.kind]), color="gray")
            page, params = _target(hit)
            link(page, _marked(hit.title), markdown=True, **params)
        if hit.snippet.text:
            st.markdown(_marked(hit.snippet))


def _target(hit: Hit) -> tuple[str, dict[str, object]]:
    """The page with the row, and what the address says of it; somebody without a company stands in no page of one."""
    if hit.kind is Kind.PERSON:
        company = hit.refers["company_id"]
        return ("company", {"id": company}) if company else ("companies", {})
    page, said = _TARGETS[hit.kind]
    values = {"id": hit.id, **hit.refers}
    params = {param: values.get(name) for param, name in said.items()}
    return page, params | ({"view": "typical"} if hit.kind is Kind.POSITION else {})


def _marked(line: Line) -> str:
    """The line letter by letter, its hits marked."""
    parts, end = [], 0
    for start, stop in line.spans:
        parts += [_plain(line.text[end:start]), f":orange-background[**{look.plain(line.text[start:stop])}**]"]
        end = stop
    return "".join([*parts, _plain(line.text[end:])])


def _plain(text: str) -> str:
    """A part of a line, its outer spaces kept."""
    words = look.plain(text)
    if not words:
        return " " if text else ""
    return f"{' ' * text[0].isspace()}{words}{' ' * text[-1].isspace()}"
