"""What stands above the tabs of the stories page: the answer, and what to do when there is nothing yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

import streamlit as st

from persona_core.stories.views import Coverage
from persona_core.vocabulary.models import Tag
from ui import shell
from ui.panels.stories import address, filters

_TAB = "stories-tab"


def draw(covered: Coverage, signed: int, tags: Sequence[Tag], counts: Mapping[UUID, int]) -> None:
    """The answer in one sentence: how many stories, whose, and what is mentioned most."""
    t = shell.words()
    if not covered.stories:
        shell.answer(t("No story is written down yet."))
        return
    stories = t.plural("{n} story", "{n} stories", covered.stories)
    whose = t.plural("{n} company", "{n} companies", covered.companies)
    sentences = [
        t(
            "{stories} from {companies}; of the {n} signed customers {asked} have told one.",
            stories=stories,
            companies=whose,
            n=t.number(signed),
            asked=t.number(covered.signed),
        )
    ]
    top = max(tags, key=lambda tag: counts.get(tag.id, 0), default=None)
    if top is not None and counts.get(top.id):
        sentences.append(
            t("Mentioned most: “{tag}” ({k} of {asked}).", tag=top.name, k=counts[top.id], asked=covered.signed)
        )
    shell.answer(" ".join(sentences) if t.lang == "en" else "".join(sentences))
    _open_questions(covered)


def _open_questions(covered: Coverage) -> None:
    """Stories of which something is to be said before they count, or count rightly: each a way to their list."""
    t, whose, sides = shell.words(), covered.without_company, covered.unasked
    asks = {
        "whose": t.plural(
            "{n} story has no customer yet: say whose", "{n} stories have no customer yet: say whose", whose
        ),
        "sides": t.plural("{n} conversation: say who is ours", "{n} conversations: say who is ours", sides),
    }
    ways = {"whose": {"company": address.NOBODY}, "sides": {"unasked": True}}
    left_out = dict.fromkeys((*address.FILTERS, "page", "story", "view", "write"))
    if whose or sides:
        with st.container(horizontal=True, gap="small", key="stories-questions"):
            for name, n in (("whose", whose), ("sides", sides)):
                if n:
                    st.button(
                        asks[name],
                        key=f"stories-{name}",
                        type="tertiary",
                        icon=":material/help:",
                        on_click=address.go,
                        kwargs={**left_out, **ways[name]},
                    )


def empty() -> None:
    """No story yet: why they matter, and the ways to the first ones."""
    t = shell.words()
    shell.empty(
        t(
            "A persona stands on what customers said themselves. Write down one story in their words, or import "
            "a table or a folder of notes."
        ),
        t("Import stories"),
        "import-export",
    )


def nothing_found() -> None:
    """The filters leave no story."""
    t = shell.words()
    with st.container(key="empty", border=True):
        st.text(t("No story fits these filters."))
        st.button(t("Show all stories"), key="stories-clear", on_click=filters.clear)


def view() -> str:
    """Which part the address asks for; a link that names a kind of tag means what they share."""
    wanted = address.asked("view")
    if wanted in {address.THEMES, address.DIFFER}:
        return wanted
    return address.THEMES if address.asked("kind") and not wanted else address.READ


def tabs() -> Sequence:
    """读故事 | 共性 | 不同点, in the address; `.open` tells which one is shown."""
    t = shell.words()
    labels = {
        address.READ: t("Read stories"),
        address.THEMES: t("What they share"),
        address.DIFFER: t("What differs"),
    }
    st.session_state[_TAB] = labels[view()]

    def follow() -> None:
        view = next(code for code, label in labels.items() if label == st.session_state[_TAB])
        address.go(view=view if view != address.READ else None, kind=None)

    return st.tabs(list(labels.values()), key=_TAB, on_change=follow)
