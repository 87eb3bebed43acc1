"""共性: what signed customers share, each theme with its quotes, and beside it what lost deals said."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

import streamlit as st
from sqlmodel import Session

from persona_core.access.models import Viewer
from persona_core.kit import figures
from persona_core.kit.estimates import GUESS, verdict_text
from persona_core.kit.sheets.guard import write_csv
from persona_core.kit.words import Words
from persona_core.stories import charts
from persona_core.stories.material import Material, Population
from persona_core.stories.themes import table, themes
from persona_core.stories.views import Coverage, Quote, Theme
from persona_core.vocabulary.models import TAG_KIND_LABELS, TagKind
from persona_core.vocabulary.queries import Lists
from ui import remembering, shell, tables
from ui.look import plain
from ui.panels.stories import address
from ui.panels.stories.address import choose

CARDS, BARS, BESIDE = 12, 12, 6
_MORE = "stories.more"
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


def cards_shown() -> int:
    """How many themes are shown as cards with their quotes."""
    return st.session_state.get(_MORE, CARDS)


def read(
    session: Session, viewer: Viewer, kinds: Sequence[str], stage: str, found: Material, known: Lists
) -> tuple[Sequence[Theme], Sequence[Theme]]:
    """Themes of those who signed, with quotes for the cards, and the same tags among those lost; or of everybody."""
    t, remember, shown = shell.words(), remembering.of(session, viewer), cards_shown()

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
    return ask("signed", quoted=shown), ask("lost", quotes=1, quoted=BESIDE)


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
        _chart(said, t)
    with narrow:
        if not everybody():
            _lost(lost, {theme.tag_id: theme for theme in signed}, stage, t)
    between()
    firm = [theme for theme in said if theme.verdict != GUESS]
    _cards(firm, {theme.tag_id: theme for theme in lost}, stage, t)
    _guesses([theme for theme in said if theme.verdict == GUESS], t, expanded=said[0].verdict == GUESS)


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


def _chart(said: Sequence[Theme], t: Words) -> None:
    shown = said[:BARS]
    st.plotly_chart(
        charts.themes(shown, t, shell.theme(), title=charts.finding(said, t), wide=not tables.on_phone()),
        key="themes-chart",
        theme=None,
        config=figures.config("themes", t),
    )
    st.caption(
        plain(
            t(
                "Share of those asked, with the range it may lie in. Coloured: what stands in the way; "
                "grey: what draws them; pale: a guess so far."
            )
        )
    )
    with st.expander(t("See the rows"), icon=":material/table:"):
        _rows(said, t)


def _rows(said: Sequence[Theme], t: Words) -> None:
    """The table behind the chart, to read and to take along."""
    rows = table(said, t)
    heads = {
        "tag": t("Tag"),
        "kind": t("Kind"),
        "k": t("Said so"),
        "asked": t("Asked"),
        "n": t("In all"),
        "share": t("Share"),
        "lo": t("At least"),
        "hi": t("At most"),
        "verdict": t("How far it carries"),
    }
    percent = st.column_config.NumberColumn(format="percent")
    st.dataframe(
        rows.rename(columns=heads),
        hide_index=True,
        key="themes-rows",
        column_config={heads[name]: percent for name in ("share", "lo", "hi")},
    )
    st.download_button(
        t("Download as CSV"),
        lambda: write_csv(list(heads.values()), rows.itertuples(index=False, name=None)),
        file_name="themes.csv",
        mime="text/csv",
        key="themes-csv",
        on_click="ignore",
    )


def _cards(said: Sequence[Theme], lost: Mapping[UUID, Theme], stage: str, t: Words) -> None:
    """Cards under the stage where each is said by the largest share, down the left, then right; or of one `stage`."""
    shown = said[: cards_shown()]
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
            _title(theme)
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


def _title(theme: Theme, place: str = "card") -> None:
    t = shell.words()
    st.button(
        f"**{plain(theme.name)}**",
        key=f"theme-open-{place}-{theme.tag_id}",
        type="tertiary",
        help=t("Show the stories with this tag"),
        on_click=address.go,
        kwargs={"view": None, "tag": theme.tag_id, "kind": None},
    )


def quote(found: Quote, key: str, t: Words) -> None:
    """A sentence that opens its story, and whose it is."""
    with st.container(key=f"quote-{key}", gap=None):
        st.button(
            plain(t("“{text}”", text=found.text)),
            key=f"quote-open-{key}",
            type="tertiary",
            help=t("Open this story"),
            on_click=address.go,
            kwargs={"view": None, "story": found.story_id},
        )
        st.caption(plain(" · ".join(part for part in (found.company, found.stage) if part)))


def _guesses(said: Sequence[Theme], t: Words, *, expanded: bool) -> None:
    if not said:
        return
    with st.expander(t("Guesses so far ({n})", n=t.number(len(said))), expanded, key="themes-guesses"):
        st.caption(plain(t("Fewer than three customers said so. Ask others before building on it.")))
        for theme in said[: 3 * CARDS]:
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                _title(theme)
                st.caption(plain(charts.said(theme, t)), width="content")
            for told in theme.quotes[:1]:
                quote(told, f"guess-{theme.tag_id}", t)


def _lost(lost: Sequence[Theme], signed: Mapping[UUID, Theme], stage: str, t: Words) -> None:
    """丢单对照: what lost deals said, beside how many signed customers say the same."""
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
        _title(theme, "lost")
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
