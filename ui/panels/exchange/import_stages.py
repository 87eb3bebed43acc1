"""Names in a file that no stage has: added to the journey on the spot, taken for one of its stages, or left out."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from persona_core.access.models import Viewer
from persona_core.exchange.importing.checked import Checked
from persona_core.exchange.importing.headers import DATED, STAGE, without_ending
from persona_core.exchange.importing.roads import Road, date_columns
from persona_core.journeys.commands import add_stage, know_stage_as
from persona_core.journeys.models import Stage, StageKind
from persona_core.journeys.queries import stage_label
from persona_core.kit.words import Words
from ui.look import plain
from ui.panels.exchange import import_draft
from ui.panels.exchange.import_draft import Draft
from ui.saving import saving

MOST = 12
_ADD, _LEAVE, _LIMIT = "add", "leave", 60


@dataclass(frozen=True)
class _Name:
    """A name of the file: as it stands there, as a stage would be called, and in how many rows; None for a column."""

    written: str
    called: str
    rows: int | None = None


def draw(viewer: Viewer, t: Words, draft: Draft, plan: Checked) -> None:
    """A line for each such name, with what becomes of it; nothing where every name is known."""
    road = import_draft.road(viewer, draft)
    names = _names(draft, plan)
    if road.journey is None or not names:
        return
    with st.container(border=True, key="import-stages"):
        st.text(t("The journey “{journey}” does not have these. What are they?", journey=road.journey.name))
        chosen = [_line(t, name, number, road) for number, name in enumerate(names[:MOST])]
        if len(names) > MOST:
            st.caption(plain(t("{n} more come after these.", n=t.number(len(names) - MOST))))
        open_ones = all(choice is None for choice, _ in chosen)
        if st.button(t("Settle it like this"), key=import_draft.key("stages-settle"), disabled=open_ones):
            _settle(viewer, t, draft, road, dict(zip(names[:MOST], chosen, strict=True)))


def _names(draft: Draft, plan: Checked) -> list[_Name]:
    if draft.kind in DATED:
        found = date_columns(draft.given.sheet, plan.columns)
        return [_Name(c.header, without_ending(c.header)) for c in found]
    return [_Name(name, name, n) for name, n in plan.stages_named]


def _line(t: Words, name: _Name, number: int, road: Road) -> tuple[str | None, int]:
    """What is chosen for a name: a stage's id, to add, to leave out, or nothing yet; and the place to add it at."""
    options = {_ADD: t("Add it to the journey")} if len(name.called) <= _LIMIT else {}
    options |= {str(s.id): t("It is “{name}”", name=stage_label(s, t)) for s in road.stages}
    options[_LEAVE] = t("Leave it out")
    said = t("column") if name.rows is None else t.plural("{n} row", "{n} rows", name.rows)
    with st.container(horizontal=True, vertical_alignment="bottom", key=f"import-stage-{number}"):
        choice = st.selectbox(
            plain(t("{name} ({rows})", name=name.written[:60], rows=said)),
            list(options),
            index=None,
            format_func=lambda code: options[code],
            placeholder=t("Choose"),
            key=import_draft.key(f"stage-{name.written}"),
            width=240,
            filter_mode=None,
        )
        place = _place(t, name, road.stages) if choice == _ADD else 0
    return choice, place


def _place(t: Words, name: _Name, stages: Sequence[Stage]) -> int:
    """After which stage it comes; before the first end unless told."""
    places = {number + 1: stage_label(stage, t) for number, stage in enumerate(stages)}
    last = next((n for n, stage in enumerate(stages) if stage.kind == StageKind.TERMINAL), len(stages))
    return st.selectbox(
        t("Comes after"),
        list(places),
        index=max(last - 1, 0),
        format_func=lambda number: places[number],
        key=import_draft.key(f"stage-place-{name.written}"),
        width=180,
        filter_mode=None,
    )


def _settle(viewer: Viewer, t: Words, draft: Draft, road: Road, chosen: Mapping[_Name, tuple[str | None, int]]) -> None:
    """Add and name stages as one step; what is left out is left out of this import alone."""
    with (done := saving(viewer, t("Names of stages from the file"))) as session:
        placed: list[int] = []
        for name, (choice, place) in chosen.items():
            if choice == _ADD:
                at = place + sum(earlier <= place for earlier in placed)
                add_stage(session, viewer, road.journey.id, **{t.lang: name.called}, place=at)
                placed.append(place)
            elif choice not in {None, _LEAVE}:
                know_stage_as(session, viewer, uuid.UUID(choice), name.called)
    if not done.ok:
        return
    for name, (choice, _) in chosen.items():
        if choice == _LEAVE:
            draft.choices[name.written if name.rows is None else STAGE + name.written] = None
    import_draft.anew(draft)
    st.rerun()
