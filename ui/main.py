"""The shell: runs first in every session, settles who looks at what, draws the menu, then the page."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote
from uuid import UUID

import streamlit as st

from persona_core.access.models import Viewer, Workspace
from persona_core.access.queries import viewer_for, workspaces
from persona_core.kit.browsers import (
    ICON,
    LANGUAGE_COOKIE,
    NAME_COOKIE,
    PRODUCT,
    WORKSPACE_COOKIE,
    language,
)
from persona_core.kit.words import N_, Words
from ui import look, session, shell
from ui.components import browser
from ui.panels.settings import spaces

ROOT = Path(__file__).resolve().parents[1]
NOWHERE = UUID(int=0)
ADDRESS = "shell.address"


class Entry(NamedTuple):
    """One page: its script under pages/, its address, title, icon, what its help says; `menu` False hides it there."""

    file: str
    url: str
    title: str
    icon: str
    help: str
    menu: bool = True


START, PERSONA, MANAGE = N_("Start"), N_("Persona"), N_("Manage")
PAGES: dict[str, tuple[Entry, ...]] = {
    START: (
        Entry(
            "start/home.py",
            "home",
            N_("Home"),
            "home",
            N_("Where the four steps stand, and what is worth doing next. Each line leads to the rows behind it."),
        ),
    ),
    PERSONA: (
        Entry(
            "persona/companies.py",
            "companies",
            N_("① Companies"),
            "domain",
            N_(
                "Everyone you ever talked to, customers and others. Paste rows from a sheet, or add one by hand. "
                "A few fields are enough to begin."
            ),
        ),
        Entry(
            "persona/company.py",
            "company",
            N_("One company"),
            "storefront",
            N_("Everything about one company: its fields with source and date, its people, deals and stories."),
            menu=False,
        ),
        Entry(
            "persona/decision_chain.py",
            "decision-chain",
            N_("② Decision chain"),
            "account_tree",
            N_(
                "Say in words who decides and who listens to whom; the shares are computed. Click a card to change it, "
                "drag a line from it to whoever listens. Purchase and renewal are two different chains."
            ),
        ),
        Entry(
            "persona/journey.py",
            "journey",
            N_("③ Journey"),
            "conversion_path",
            N_(
                "From the first need to renewal: how far deals came, how long it took, and what each role worried "
                "about at each stage."
            ),
        ),
        Entry(
            "persona/stories.py",
            "stories",
            N_("④ Stories"),
            "auto_stories",
            N_(
                "What customers told you, in their words. Tag what matters; a theme holds when enough of the "
                "customers you asked name it."
            ),
        ),
        Entry(
            "persona/card.py",
            "card",
            N_("Persona card"),
            "id_card",
            N_(
                "The four steps on one page. Each line tells how many of those asked stand behind it, and leads to "
                "their words."
            ),
        ),
    ),
    MANAGE: (
        Entry(
            "manage/import_export.py",
            "import-export",
            N_("Import & export"),
            "swap_vert",
            N_(
                "Paste a table or choose a file; see what would change before anything is stored. Take the persona "
                "with you as a page or a text."
            ),
        ),
        Entry(
            "manage/settings.py",
            "settings",
            N_("Settings"),
            "settings",
            N_("Name and currency of this workspace, its lists and tags, and further workspaces."),
        ),
    ),
}


def cookie(name: str) -> str:
    """What this browser kept under `name` at an earlier visit."""
    kept = st.context.cookies.get(name)
    return unquote(kept) if isinstance(kept, str) else ""


def choose_language() -> Words:
    """The language of this session: chosen here, else on an earlier visit, else the browser's."""
    if "lang" not in st.session_state:
        st.session_state.lang = language(st.context.cookies, st.context.locale or "")
    return Words(st.session_state.lang)


def choose_workspace(found: list[Workspace], lang: str) -> Workspace:
    """The workspace of the address (`?w=`), else of this session, else of the last visit, else one in this language."""
    names = [w.name for w in found]
    wanted = st.query_params.get("w")
    if wanted in names:
        st.session_state.workspace = wanted
    elif st.session_state.get("workspace") not in names:
        last = cookie(WORKSPACE_COOKIE)
        st.session_state.workspace = last if last in names else _in_language(found, lang).name
    if wanted != st.session_state.workspace:
        st.query_params["w"] = st.session_state.workspace
    return found[names.index(st.session_state.workspace)]


def _in_language(found: Sequence[Workspace], lang: str) -> Workspace:
    return next((w for w in found if w.lang == lang), found[0])


def _examples(found: Sequence[Workspace], lang: str) -> dict[str, str]:
    """name → title of the examples in the reader's language, or of all when there are none."""
    examples = [w for w in found if w.example]
    spoken = [w for w in examples if w.lang == lang]
    return {w.name: w.title for w in spoken or examples}


def say_address() -> None:
    """Say a new address back to the browser: it does not follow by itself where a link stays on its page."""
    said = {name: st.query_params.get_all(name) for name in st.query_params}
    if said != st.session_state.get(ADDRESS):
        st.session_state[ADDRESS] = said
        st.query_params.from_dict(said)


def follow_choice() -> None:
    """After another workspace was picked in the menu: the address follows, without the old filters."""
    st.query_params.from_dict({"w": st.session_state.workspace})


def menu(t: Words) -> tuple[dict[str, list[st.Page]], dict[str, st.Page]]:
    """The pages by section for the menu, and by address for links."""
    sections, by_url = {}, {}
    for section, entries in PAGES.items():
        pages = [
            st.Page(
                ROOT / "pages" / entry.file,
                title=t(entry.title),
                icon=f":material/{entry.icon}:",
                url_path=entry.url,
                default=entry.url == "home",
                visibility="visible" if entry.menu else "hidden",
            )
            for entry in entries
        ]
        sections[t(section)] = pages
        by_url |= {page.url_path or "home": page for page in pages}
    return sections, by_url


def sidebar(found: list[Workspace], entry: Entry, t: Words) -> None:
    """Under the menu: workspace, language, and the help for this page."""
    with st.sidebar:
        titles = {w.name: w.title or w.name for w in found}
        st.selectbox(
            t("Workspace"),
            list(titles),
            key="workspace",
            format_func=titles.get,
            placeholder=t("Workspace"),
            on_change=follow_choice,
            filter_mode=None,
        )
        st.segmented_control(
            t("Language"),
            ["zh", "en"],
            key="lang",
            format_func={"zh": "中", "en": "EN"}.get,
            required=True,
            label_visibility="collapsed",
        )
        with st.expander(t("About this page"), icon=":material/help:"):
            st.write(t(entry.help))


def welcome(entry: Entry, by_url: dict[str, st.Page], t: Words) -> None:
    """Every workspace was deleted: open one, or an example."""
    nobody = Viewer(workspace_id=NOWHERE, lang=t.lang)
    session.settle(nobody, entry.url, by_url, {})
    st.header(look.plain(t(PRODUCT)), anchor=False)
    st.text(t("There is no workspace here. Open one for what you sell, or look at the example first."))
    spaces.another(nobody)


def main() -> None:
    """One run."""
    t = choose_language()
    st.set_page_config(page_title=t(PRODUCT), page_icon=str(ICON), layout="wide")
    sections, by_url = menu(t)
    current = st.navigation(sections, expanded=True)
    say_address()
    entry = next(e for entries in PAGES.values() for e in entries if e.url == (current.url_path or "home"))
    st.set_page_config(page_title=f"{t(entry.title)} · {t(PRODUCT)}")
    look.dress(session.theme())
    with session.read() as reading:
        found = workspaces(reading)
    if not found:
        welcome(entry, by_url, t)
        return
    workspace = choose_workspace(found, t.lang)
    sidebar(found, entry, t)
    name = session.signature(cookie(NAME_COOKIE))
    kept = {LANGUAGE_COOKIE: t.lang, WORKSPACE_COOKIE: workspace.name, NAME_COOKIE: name}
    browser.keep(kept, t.lang, session.theme().name, tray=session.tray(), on_tray=session.found)
    viewer = viewer_for(workspace, t.lang, name, presenting=st.session_state.get(shell.PRESENTING, False))
    session.settle(viewer, entry.url, by_url, _examples(found, t.lang))
    current.run()


main()
