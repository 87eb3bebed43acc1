"""环节: the journey's stages in order; rename, add, move, merge, split, leave out of the funnel, remove."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from persona_core.access.models import Viewer
from persona_core.journeys import commands
from persona_core.journeys.models import STAGE_KIND_LABELS, Journey, Stage, StageKind
from persona_core.journeys.queries import stage_label
from persona_core.kit.words import N_, Words
from ui import shell
from ui.drafts import draft, settle
from ui.look import plain
from ui.panels.journey import reshaping, trying
from ui.saving import saving

_OUTCOMES = {
    "": N_("Nothing"),
    "won": N_("The deal is won"),
    "lost": N_("The deal is lost"),
    "churned": N_("The customer has left"),
}
_FIELDS = ("zh", "en", "kind", "in_funnel", "sets_outcome", "aliases")
_COMMAS = re.compile(r"[;；,，、|]+")
EDIT, MERGE, SPLIT, REMOVE = "edit", "merge", "split", "remove"
_WAYS = {EDIT: N_("Change"), MERGE: N_("Merge"), SPLIT: N_("Split"), REMOVE: N_("Remove")}


def draw(viewer: Viewer, journey: Journey | None, stages: Sequence[Stage], dates: Mapping[int, int]) -> None:
    """The stages, and the editing of one; `dates` counts dated deals by stage number."""
    t = shell.words()
    if journey is None:
        st.text(t("This workspace has no journey yet."))
        if st.button(t("Start with the short journey"), type="primary"):
            with (done := saving(viewer, t("Short journey"))) as session:
                commands.furnish(session, viewer)
            settle(done)
        return
    if viewer.presenting:
        _shown(stages, dates, t)
        return
    names = {stage.code: stage_label(stage, t) for stage in stages}
    chosen = st.pills(
        t("Choose a stage to change it; with none chosen, add a new one"),
        list(names),
        format_func=lambda code: plain(names[code]),
        key=f"stage-chosen-{journey.id}",
        wrap=True,
    )
    left, right = st.columns([2, 1], gap="medium")
    with left:
        _shown(stages, dates, t)
        st.caption(plain(t("A renamed stage keeps its dates, concerns and stories.")))
    with right:
        stage = next((s for s in stages if s.code == chosen), None)
        if not trying.draw(viewer, journey.id):
            with st.container(border=True, key="stage-box"):
                if stage is None:
                    _add(viewer, journey, stages)
                else:
                    _one(viewer, stages, stage, dates.get(stage.num, 0))


def _shown(stages: Sequence[Stage], dates: Mapping[int, int], t: Words) -> None:
    frame = pd.DataFrame(
        {
            t("Stage"): [stage_label(s, t) for s in stages],
            t("In the other language"): [(s.en if t.lang == "zh" else s.zh) or "" for s in stages],
            t("Kind"): [t(STAGE_KIND_LABELS[s.kind]) for s in stages],
            t("In the funnel"): [s.in_funnel for s in stages],
            t("Reaching it means"): [t(_OUTCOMES[s.sets_outcome]) if s.sets_outcome else "" for s in stages],
            t("Dates"): [dates.get(s.num, 0) for s in stages],
            t("Other names in files"): [t.listing(s.aliases) for s in stages],
        }
    )
    if not any(s.aliases for s in stages):
        frame = frame.drop(columns=t("Other names in files"))
    st.dataframe(frame, hide_index=True, height="content" if len(stages) <= 20 else 740, key="stage-table")


def _one(viewer: Viewer, stages: Sequence[Stage], stage: Stage, dates: int) -> None:
    t = shell.words()
    st.markdown(f"**{plain(stage_label(stage, t))}**")
    way = st.segmented_control(
        t("What to do with the stage"),
        list(_WAYS),
        default=EDIT,
        format_func=lambda code: t(_WAYS[code]),
        key=f"stage-way-{stage.id}",
        label_visibility="collapsed",
        required=True,
    )
    if way == MERGE:
        reshaping.merge(viewer, stages, stage)
    elif way == SPLIT:
        reshaping.split(viewer, stage)
    elif way == REMOVE:
        _remove(viewer, stage, dates)
    else:
        _edit(viewer, stage)
        _move(viewer, stages, stage)


def _form(
    key: str, values: Mapping[str, Any], t: Words, places: Mapping[int, str] | None = None
) -> dict[str, Any] | None:
    """The fields of a stage, also its place where there are `places`; what was typed once it is sent, else None."""
    with st.form(f"stage-form-{key}", border=False, enter_to_submit=False):
        typed = {
            "zh": st.text_input(t("Name in Chinese"), values["zh"] or "", key=f"zh-{key}", max_chars=60),
            "en": st.text_input(t("Name in English"), values["en"] or "", key=f"en-{key}", max_chars=60),
            "kind": st.selectbox(
                t("Kind"),
                list(StageKind),
                index=list(StageKind).index(values["kind"]),
                format_func=lambda kind: t(STAGE_KIND_LABELS[kind]),
                key=f"kind-{key}",
            ),
            "aliases": st.text_input(
                t("Other names in files"),
                t.listing(values["aliases"]),
                key=f"aliases-{key}",
                help=t("What files call it, separated by commas. Names it had before stand here by themselves."),
            ),
            "sets_outcome": st.selectbox(
                t("Reaching it means"),
                list(_OUTCOMES),
                index=list(_OUTCOMES).index(values["sets_outcome"] or ""),
                format_func=lambda code: t(_OUTCOMES[code]),
                key=f"outcome-{key}",
            ),
            "in_funnel": st.checkbox(
                t("Counted in the funnel"),
                values["in_funnel"],
                key=f"funnel-{key}",
                help=t("Leave out what nobody dates, such as the first need. Ends are never counted as a step."),
            ),
        }
        if places:
            typed["place"] = st.selectbox(
                t("Where it stands"),
                list(places),
                index=list(places).index(values["place"]),
                format_func=lambda number: places[number],
                key=f"place-{key}",
                filter_mode=None,
            )
        sent = st.form_submit_button(t("Save"), type="primary")
    typed["aliases"] = [name.strip() for name in _COMMAS.split(typed["aliases"]) if name.strip()]
    return typed if sent else None


def _add(viewer: Viewer, journey: Journey, stages: Sequence[Stage]) -> None:
    """A new stage: before the ends unless a place was chosen, or after them if it is an end itself."""
    t = shell.words()
    st.markdown(f"**{plain(t('New stage'))}**")
    last = next((at for at, stage in enumerate(stages) if stage.kind == StageKind.TERMINAL), len(stages))
    blank = {"zh": "", "en": "", "kind": StageKind.PROGRESS, "in_funnel": True, "sets_outcome": None, "aliases": []}
    blank["place"] = last
    form = draft("stages", "new", None, blank)
    if typed := _form(form.key, blank, t, _places(stages, t)):
        place = typed.pop("place")
        with (done := saving(viewer, t("Stage “{name}”", name=typed["zh"] or typed["en"]))) as session:
            commands.add_stage(session, viewer, journey.id, **typed, place=None if place == last else place)
        settle(done, form)


def _places(stages: Sequence[Stage], t: Words) -> dict[int, str]:
    """Where a stage may stand among others, by how many come before it."""
    after = {n: t("After “{name}”", name=stage_label(stage, t)) for n, stage in enumerate(stages, start=1)}
    return {0: t("At the beginning"), **after}


def _edit(viewer: Viewer, stage: Stage) -> None:
    t = shell.words()
    form = draft(f"stage-{stage.id}", "edit", stage.version, {field: getattr(stage, field) for field in _FIELDS})
    if typed := _form(form.key, form.shown, t):
        changes = {field: value for field, value in typed.items() if (value or None) != (form.shown[field] or None)}
        seen, base = form.seen or 0, dict(form.shown)
        trying.ask(
            viewer,
            stage.journey_id,
            t("Stage “{name}”", name=stage_label(stage, t)),
            lambda session: commands.edit_stage(session, viewer, stage.id, seen=seen, base=base, changes=changes),
            form=form,
        )


def _move(viewer: Viewer, stages: Sequence[Stage], stage: Stage) -> None:
    t = shell.words()
    place = [s.id for s in stages].index(stage.id)
    with st.container(horizontal=True):
        earlier = st.button(t("Earlier"), icon=":material/arrow_upward:", disabled=place == 0)
        later = st.button(t("Later"), icon=":material/arrow_downward:", disabled=place == len(stages) - 1)
        chosen = _to_place(t, stages, stage, place)
    to = place - 1 if earlier else place + 1 if later else chosen
    if to is not None:
        trying.ask(
            viewer,
            stage.journey_id,
            t("“{name}” moved to place {n}", name=stage_label(stage, t), n=to + 1),
            lambda session: commands.move_stage(session, viewer, stage.id, to),
        )


def _to_place(t: Words, stages: Sequence[Stage], stage: Stage, place: int) -> int | None:
    """A choice of the stage to come after; returns the place just chosen, once, and shows the one it has again."""
    key, wanted = f"stage-place-{stage.id}-{place}", "stage-place-wanted"

    def want() -> None:
        st.session_state[wanted] = (key, st.session_state[key])
        st.session_state[key] = place

    places = _places([s for s in stages if s.id != stage.id], t)
    st.session_state.setdefault(key, place)
    st.selectbox(
        t("Put it"),
        list(places),
        format_func=lambda number: places[number],
        key=key,
        on_change=want,
        label_visibility="collapsed",
        width=250,
        filter_mode=None,
    )
    asked, to = st.session_state.pop(wanted, (None, None))
    return to if asked == key and to != place else None


def _remove(viewer: Viewer, stage: Stage, dates: int) -> None:
    t = shell.words()
    if dates:
        sentence = t.plural(
            "{n} date stands here and would be lost, so the stage stays. Merge it into another one, "
            "or leave it out of the funnel.",
            "{n} dates stand here and would be lost, so the stage stays. Merge it into another one, "
            "or leave it out of the funnel.",
            dates,
        )
    else:
        sentence = t("Its concerns go with it; stories stay but lose this stage. You can undo it.")
    st.text(sentence)
    if st.button(t("Remove this stage"), disabled=bool(dates)):
        with (done := saving(viewer, t("Removed “{name}”", name=stage_label(stage, t)))) as session:
            commands.remove_stage(session, viewer, stage.id)
        settle(done)
