"""Step 2: what the file is about, whose word it is, and which column is which field."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from persona_core.access.models import Viewer
from persona_core.companies.naming import shorten
from persona_core.exchange.importing.columns import said_key
from persona_core.exchange.importing.headers import DATED, STAGE, keys_by_name
from persona_core.exchange.importing.mapping import KIND_LABELS, KINDS, TEXT, Column, export_of, key_label, missing
from persona_core.exchange.importing.own_columns import TAKERS
from persona_core.exchange.importing.reading import STORIES
from persona_core.exchange.importing.remembered import earlier
from persona_core.exchange.importing.roads import Road
from persona_core.journeys.models import Stage
from persona_core.journeys.queries import journeys
from persona_core.kit.errors import PersonaError
from persona_core.kit.words import N_, Words
from persona_core.vocabulary.fields import IMPORT_KEYS
from persona_core.vocabulary.models import ListName
from persona_core.vocabulary.queries import Lists, lists
from ui import shell
from ui.look import plain
from ui.panels.exchange import import_draft, import_own
from ui.panels.exchange.import_draft import Draft
from ui.panels.exchange.import_source import title

SHOWN = 40
ROADS = {"deals", "stage-events", "stories", "several"}
"""Kinds of import that name stages."""
_LEFT_OUT = ""
_SURE = (
    (1.0, N_("its name says so")),
    (0.9, N_("its name is close")),
    (0.55, N_("part of its name")),
    (0.5, N_("pinyin initials of its name")),
    (0.1, N_("guessed from its values, please look")),
)


def draw(viewer: Viewer, t: Words, draft: Draft) -> bool:
    """The choices; returns whether the columns needed are all there."""
    with shell.read() as session:
        known = lists(session, viewer)
    road = import_draft.road(viewer, draft)
    with st.container(border=True, key="import-columns"):
        title(2, t)
        with st.container(horizontal=True, key="import-about"):
            _kind(viewer, t, draft)
            _source(t, draft, known.options(ListName.SOURCE, t))
            _journey(viewer, t, draft, road)
        _known(viewer, t, draft)
        found = [c for c in import_draft.columns(viewer, draft) if not c.header.startswith("@")]
        options = _options(draft.kind, road.stages, t, known)
        told = _taken_otherwise(draft.kind, found, road.stages)
        for place in range(0, min(len(found), SHOWN), 2):
            for side, column in zip(st.columns(2, gap="small"), found[place : place + 2], strict=False):
                with side:
                    _column(t, draft, known, column, options, told.get(column.number))
        if len(found) > SHOWN:
            with st.expander(t.plural("{n} more column", "{n} more columns", len(found) - SHOWN)):
                for column in found[SHOWN:]:
                    _column(t, draft, known, column, options, told.get(column.number))
        import_own.offer(t, draft, found)
        _remember(t, draft, found)
        return _complete(viewer, t, draft)


def _remember(t: Words, draft: Draft, found: Sequence[Column]) -> None:
    """One click by which guesses that were looked over count as said, for the next file of the same columns too."""
    guessed = [column for column in found if column.header and not column.decided]
    if not guessed:
        return

    def confirm() -> None:
        draft.choices |= {column.header: said_key(column) for column in guessed}

    st.button(
        t("All of these are right"),
        key=import_draft.key("columns-right"),
        on_click=confirm,
        icon=":material/done_all:",
        help=t("The next file with the same columns is then taken in the same way."),
    )


def _known(viewer: Viewer, t: Words, draft: Draft) -> None:
    """Which known export the file looks like, or of which earlier file its columns are known."""
    sheet = draft.given.sheet
    export = export_of(sheet, draft.kind)
    with shell.read() as session:
        before = earlier(session, viewer, sheet, draft.kind)
    if before is not None and before.columns:
        sentence = t("Columns as when “{file}” went in on {day}.", file=before.file_name[:60], day=t.date(before.at))
        st.text(sentence)
    elif export is not None:
        named = sum(export.knows(header) for header in sheet.header)
        slots = {"export": t.pick(export.shape.zh, export.shape.en), "k": named, "n": len(sheet.header)}
        st.text(t("This looks like {export}: {k} of its {n} columns are known.", **slots))
        if not export.shape.sure:
            st.caption(plain(t("Its maker publishes no list of columns: look over what is taken for what.")))


def _kind(viewer: Viewer, t: Words, draft: Draft) -> None:
    key = import_draft.key("kind")
    st.session_state[key] = draft.kind

    def change() -> None:
        try:
            import_draft.reread(viewer, draft, kind=st.session_state[key])
        except PersonaError:
            st.session_state[key] = draft.kind

    kinds = [STORIES] if TEXT in draft.given.sheet.header else list(KINDS)
    st.selectbox(
        t("What is in it?"),
        kinds,
        key=key,
        format_func=lambda kind: t(KIND_LABELS[kind]),
        on_change=change,
        width=340,
        filter_mode=None,
    )


def _source(t: Words, draft: Draft, options: dict[str, str]) -> None:
    """Stories may each say who told them; a table speaks with one voice."""
    if draft.kind == STORIES:
        options = {"": t("as each story says"), **options}
    key = import_draft.key("source-of-stories" if draft.kind == STORIES else "source")
    if draft.kind == STORIES:
        st.session_state.setdefault(key, draft.source or "")
    elif draft.source is not None:
        st.session_state.setdefault(key, draft.source)
    chosen = st.selectbox(
        t("Whose word is it?"),
        list(options),
        key=key,
        index=None,
        format_func=options.get,
        placeholder=t("Choose whose"),
        width=280,
        filter_mode=None,
        help=t("What a better source said is never overwritten by a worse one; both are kept in the history."),
    )
    draft.source = chosen or None


def _journey(viewer: Viewer, t: Words, draft: Draft, road: Road) -> None:
    """Where there are several journeys: the one whose stages the file names; recognised, and chosen otherwise here."""
    if not road.several or draft.kind not in ROADS:
        return
    with shell.read() as session:
        names = {str(one.id): one.name for one in journeys(session, viewer)}
    key = import_draft.key("journey")
    st.session_state[key] = str(road.journey.id)

    def change() -> None:
        draft.journey = st.session_state[key]

    st.selectbox(
        t("Along which journey?"),
        list(names),
        key=key,
        format_func=lambda one: names[one],
        on_change=change,
        width=280,
        filter_mode=None,
    )


def _options(kind: str, road: Sequence[Stage], t: Words, known: Lists) -> dict[str, str]:
    """key → label; for deals every stage has a date, for companies there are fields of the workspace's own."""
    keys = [*IMPORT_KEYS[kind], *(STAGE + stage.code for stage in road if kind in DATED)]
    own = {key: spec.label for key, spec in known.own.items() if kind in TAKERS}
    return {_LEFT_OUT: t("leave out"), **{key: key_label(key, kind, road, t) for key in keys}, **own}


def _taken_otherwise(kind: str, found: Sequence[Column], stages: Sequence[Stage]) -> dict[int, Column]:
    """Columns that a field would fit if another one had not got it → that one."""
    by_key = {column.key: column for column in found if column.key}
    left = (column for column in found if column.key is None)
    rivals = ((c.number, next(filter(None, map(by_key.get, keys_by_name(c.header, kind, stages))), None)) for c in left)
    return {number: rival for number, rival in rivals if rival is not None}


def _column(
    t: Words, draft: Draft, known: Lists, column: Column, options: dict[str, str], rival: Column | None
) -> None:
    name = column.header or f"#{column.number + 1}"
    shown = draft.given.sheet.label(column.number, t)
    key = import_draft.key(f"column-{column.number}")
    st.session_state[key] = column.key or _LEFT_OUT
    if draft.kind in TAKERS:
        options = options | import_own.option(t, column, known)

    def change() -> None:
        chosen = st.session_state[key] or None
        if chosen:
            draft.choices = {header: None if k == chosen else k for header, k in draft.choices.items()}
        draft.choices[name] = chosen

    with st.container(horizontal=True, vertical_alignment="center", key=f"import-column-{column.number}"):
        with st.container(width=190, gap=None):
            st.text(shorten(shown, 60))
            st.caption(plain(shorten(" · ".join(shorten(sample, 24) for sample in column.samples), 48)))
        with st.container(width=220, gap=None):
            st.selectbox(
                plain(shown),
                list(options),
                key=key,
                format_func=lambda code: options.get(code, code),
                on_change=change,
                label_visibility="collapsed",
            )
            if column.own is not None and column.key not in known.own:
                import_own.kind(t, draft, column)
            else:
                st.caption(plain(_how_sure(t, draft, column, rival)))


def _how_sure(t: Words, draft: Draft, column: Column, rival: Column | None) -> str:
    if column.key is None and not column.decided:
        if rival is None:
            return t("no field fits; it stays out")
        return t("“{column}” goes into that field; it stays out", column=draft.given.sheet.label(rival.number, t)[:40])
    if column.key is None:
        return t("as last time") if column.before else t("chosen by you")
    if column.before:
        return t("as last time")
    said = t("chosen by you") if column.by_hand else next(t(s) for least, s in _SURE if column.confidence >= least)
    return t.listing([said, t("amounts in {unit}", unit=column.unit)]) if column.unit else said


def _complete(viewer: Viewer, t: Words, draft: Draft) -> bool:
    if draft.source is None and draft.kind != STORIES:
        st.info(plain(t("Say whose word the file is: it decides which value counts where two differ.")))
    lacking = missing(import_draft.columns(viewer, draft), draft.kind)
    for group in lacking:
        labels = [key_label(key, draft.kind, (), t) for key in group]
        st.warning(plain(t("Still needed: a column with one of {fields}.", fields=t.listing(labels))))
    if lacking and draft.given.sheet.top and draft.opening.header is None:
        st.caption(plain(t("Is the first line a row already? Then say above that the table has no names of columns.")))
    return not lacking and (draft.source is not None or draft.kind == STORIES)
