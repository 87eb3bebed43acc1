"""共性: what signed customers share, each theme with its quotes, and beside it what lost deals said."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import streamlit as st
from sqlmodel import Session

from persona_core.access.models import Viewer
from persona_core.kit.estimates import GUESS
from persona_core.kit.words import Words
from persona_core.stories.material import Material, Population
from persona_core.stories.themes import themes
from persona_core.stories.views import Coverage, Theme
from persona_core.vocabulary.models import TAG_KIND_LABELS, TagKind
from persona_core.vocabulary.queries import Lists
from ui import remembering, shell
from ui.look import plain
from ui.panels.stories import address, lost_beside, theme_bars, theme_cards
from ui.panels.stories.address import choose

WHO, EVERYBODY = "who", "all"


def filters(stages: Mapping[str, str]) -> tuple[list[str], str]:
    """Kind, stage and whose stories, in the address; the kinds and the stage asked for."""
    t = shell.words()
    kinds = {kind.value: t(TAG_KIND_LABELS[kind]) for kind in TagKind}
    with st.container(key="themes-filters", horizontal=True, gap="small"):
        kind = choose("kind", t("Kind of tag"), kinds, t("All kinds"), search=False)
        stage = choose("stage", t("Stage"), stages, t("All stages"), search=False)
        choose(
            WHO, t("Whose stories"), {EVERYBODY: t("All customers, signed or not")}, t("Those who signed"), search=False
        )
    return [kind] if kind else [], stage


def everybody() -> bool:
    """Whether the stories of all customers are asked for, also of those that have not signed."""
    return address.asked(WHO) == EVERYBODY


def read(
    session: Session, viewer: Viewer, kinds: Sequence[str], stage: str, found: Material, known: Lists
) -> tuple[Sequence[Theme], Sequence[Theme]]:
    """Themes of those who signed, with quotes for the cards, and the same tags among those lost; or of everybody."""
    t, remember, shown = shell.words(), remembering.of(session, viewer), theme_cards.shown_at_most()

    def ask(population: Population, **quoting: int) -> Sequence[Theme]:
        return remember(
            ("themes", viewer, population, *kinds, stage, *quoting.values()),
            lambda: themes(
                session, viewer, t, kinds=kinds, stage_id=stage or None, population=population, found=found,
                known=known, **quoting,
            ),
        )  # fmt: skip

    if everybody():
        return ask("all", quoted=shown), []
    return ask("signed", quoted=shown), ask("lost", quotes=1, quoted=lost_beside.BESIDE)


def draw(
    signed: Sequence[Theme],
    lost: Sequence[Theme],
    stage: str,
    covered: Coverage,
    *,
    between: Callable[[], None] = lambda: None,
) -> None:
    """Themes of signed customers with their quotes; `lost` are the same tags among lost deals; `stage` by name.

    `between` is drawn under the chart, before the cards.
    """
    if everybody():
        st.caption(plain(shell.words()("Counted over everybody who told a story, signed or not: no persona yet.")))
    t = shell.words()
    said = [theme for theme in signed if theme.k]
    if not said:
        _nothing(signed, stage, covered)
        return
    wide, narrow = st.columns([7, 4], gap="large")
    with wide:
        theme_bars.draw(said, t)
    with narrow:
        if not everybody():
            lost_beside.draw(lost, {theme.tag_id: theme for theme in signed}, stage, t)
    between()
    firm = [theme for theme in said if theme.verdict != GUESS]
    theme_cards.draw(firm, {theme.tag_id: theme for theme in lost}, stage, t)
    theme_cards.guesses([theme for theme in said if theme.verdict == GUESS], t, expanded=said[0].verdict == GUESS)


def _nothing(signed: Sequence[Theme], stage: str, covered: Coverage) -> None:
    t = shell.words()
    with st.container(key="empty", border=True):
        if covered.companies and not covered.signed and not everybody():
            _nobody_signed(covered, t)
            return
        if stage:
            st.text(t("No signed customer said anything tagged at the stage “{stage}” yet.", stage=stage))
        else:
            st.text(
                t(
                    "What several customers say by themselves is what the persona stands on. Tag the stories of "
                    "signed customers, and it shows here with their words."
                )
            )
        st.button(
            t("Tag the first story"),
            type="primary",
            key="themes-tag-first",
            on_click=address.go,
            kwargs={"view": None, "untagged": True, "kind": None, "stage": None},
        )


def _nobody_signed(covered: Coverage, t: Words) -> None:
    """Why there is nothing to see though stories were told, and the two ways on."""
    st.text(
        t.plural(
            "What they share counts customers who signed. {n} customer told a story, and has not signed yet.",
            "What they share counts customers who signed. {n} customers told stories, none of them has signed yet.",
            covered.companies,
        )
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            t("Look at all customers"),
            type="primary",
            key="themes-everybody",
            on_click=address.go,
            kwargs={WHO: EVERYBODY},
        )
        shell.link("companies", t("Somebody did sign? Say so under Companies"), icon=":material/arrow_forward:")
