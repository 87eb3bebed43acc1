"""丢单对照: what lost deals said, beside how many signed customers say the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

import streamlit as st

from persona_core.kit.words import Words
from persona_core.stories.views import Theme
from ui.look import plain
from ui.panels.stories.quoting import quote
from ui.panels.stories.theme_cards import title

BESIDE = 6


def draw(lost: Sequence[Theme], signed: Mapping[UUID, Theme], stage: str, t: Words) -> None:
    """Themes of lost deals (`lost`), each beside the same among the `signed`; `stage` by name."""
    with st.container(border=True, key="themes-lost", gap="small"):
        st.markdown(f"**{plain(t('What lost deals said'))}**")
        asked = lost[0].asked if lost else 0
        if not asked:
            nobody = t("Nobody who was lost has told a story. Ask two or three; customers no longer say it.")
            elsewhere = t("No lost deal has told of the stage “{stage}”.", stage=stage)
            st.caption(plain(elsewhere if stage else nobody))
            return
        st.caption(plain(t("{asked} asked of {n} lost", asked=t.number(asked), n=t.number(lost[0].n))))
        for theme in [theme for theme in lost if theme.k][:BESIDE]:
            with st.container(key=f"theme-lost-{theme.tag_id}", gap=None):
                _beside(theme, signed.get(theme.tag_id), t)


def _beside(theme: Theme, other: Theme | None, t: Words) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        title(theme, "lost")
        st.caption(
            plain(
                t(
                    "lost {k}/{asked} · signed {k2}/{asked2}",
                    k=theme.k,
                    asked=theme.asked,
                    k2=other.k if other else 0,
                    asked2=other.asked if other else 0,
                )
            ),
            width="content",
        )
    for number, told in enumerate(theme.quotes[:1]):
        quote(told, f"lost-{theme.tag_id}-{number}", t)
