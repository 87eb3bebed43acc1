"""The cards of 共性: one theme each, with its counts by stage, its quotes, and what lost deals said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

import streamlit as st

from persona_core.kit.estimates import verdict_text
from persona_core.kit.words import Words
from persona_core.stories import charts
from persona_core.stories.views import Theme
from persona_core.vocabulary.models import TAG_KIND_LABELS
from ui import shell
from ui.look import plain
from ui.panels.stories import address
from ui.panels.stories.quoting import quote

CARDS = 12
_MORE = "stories.more"


def shown_at_most() -> int:
    """How many themes are shown as cards with their quotes."""
    return st.session_state.get(_MORE, CARDS)


def draw(said: Sequence[Theme], lost: Mapping[UUID, Theme], stage: str, t: Words) -> None:
    """Cards under the stage where each is said by the largest share, down the left, then right; or of one `stage`."""
    shown = said[: shown_at_most()]
    blocks = [("", [theme]) for theme in shown] if stage else _by_home(shown)
    columns, placed = st.columns(2, gap="medium"), 0
    for name, here in blocks:
        with columns[0 if placed + len(here) / 2 <= len(shown) / 2 else 1]:
            _group(name, here, lost, t)
        placed += len(here)
    if len(said) > len(shown):
        st.button(
            t("Show {n} more", n=t.number(min(CARDS, len(said) - len(shown)))),
            key="themes-more",
            on_click=st.session_state.__setitem__,
            args=(_MORE, len(shown) + CARDS),
        )


def _by_home(shown: Sequence[Theme]) -> list[tuple[str, list[Theme]]]:
    groups: dict[str, list[Theme]] = {split.stage: [] for split in shown[0].stages} if shown else {}
    for theme in shown:
        groups.setdefault(_home(theme), []).append(theme)
    return [(name, themes) for name, themes in groups.items() if themes]


def _group(stage: str, themes: Sequence[Theme], lost: Mapping[UUID, Theme], t: Words) -> None:
    if stage:
        asked = next(split.asked for split in themes[0].stages if split.stage == stage)
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f"**{plain(stage)}**", width="content")
            heard = t.plural("{n} customer asked here", "{n} customers asked here", asked)
            st.caption(plain(heard), width="content")
    for theme in themes:
        _card(theme, lost.get(theme.tag_id), t)


def _home(theme: Theme) -> str:
    """The stage where a theme is said by the largest share of those asked."""
    best = max(theme.stages, key=lambda split: (split.k / split.asked, split.k), default=None)
    return best.stage if best and best.k else ""


def _card(theme: Theme, lost: Theme | None, t: Words) -> None:
    with st.container(border=True, key=f"theme-{theme.tag_id}", gap="small"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            title(theme)
            st.caption(plain(t(TAG_KIND_LABELS[theme.kind])), width="content")
        counts = t("{counts} · {verdict}", counts=charts.said(theme, t), verdict=verdict_text(t, theme.k, theme.asked))
        st.text(counts)
        here = [
            t("{stage} {k}/{asked}", stage=split.stage, k=split.k, asked=split.asked)
            for split in theme.stages
            if split.k
        ]
        beside = (
            [t("Lost deals: {k} of {asked} asked", k=t.number(lost.k), asked=t.number(lost.asked))]
            if lost and lost.asked
            else []
        )
        st.caption(plain(" · ".join([*here, *beside])))
        for number, told in enumerate(theme.quotes):
            quote(told, f"{theme.tag_id}-{number}", t)


def guesses(said: Sequence[Theme], t: Words, *, expanded: bool) -> None:
    """Themes that fewer than three customers named, by name and count, each with one quote."""
    if not said:
        return
    with st.expander(t("Guesses so far ({n})", n=t.number(len(said))), expanded, key="themes-guesses"):
        st.caption(plain(t("Fewer than three customers said so. Ask others before building on it.")))
        for theme in said[: 3 * CARDS]:
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                title(theme)
                st.caption(plain(charts.said(theme, t)), width="content")
            for told in theme.quotes[:1]:
                quote(told, f"guess-{theme.tag_id}", t)


def title(theme: Theme, place: str = "card") -> None:
    """The name of a theme, as a way to its stories; `place` tells where on the page it stands."""
    t = shell.words()
    st.button(
        f"**{plain(theme.name)}**",
        key=f"theme-open-{place}-{theme.tag_id}",
        type="tertiary",
        help=t("Show the stories with this tag"),
        on_click=address.go,
        kwargs={"view": None, "tag": theme.tag_id, "kind": None},
    )
