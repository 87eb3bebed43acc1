"""Work beside the pages: how far it is, stopping it, and taking an earlier import back."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import streamlit as st

from persona_core.access.models import Viewer
from persona_core.exchange.importing.progress import CHECK, READ, STORE, WRITE
from persona_core.exchange.jobs.children import Progress
from persona_core.exchange.jobs.models import STATUS_LABELS, Job, Kind, Status
from persona_core.exchange.jobs.orders import Order
from persona_core.exchange.jobs.queries import came_to_nothing, job, remarks_of, running, said
from persona_core.kit.words import N_, Words
from ui import shell
from ui.look import plain
from ui.panels.exchange.import_draft import Draft

_PHASES = {
    CHECK: N_("Checking: {done} of {total} rows"),
    STORE: N_("Storing: {done} of {total} rows"),
    READ: N_("Reading: {done} of {total}"),
    WRITE: N_("Writing: {done} of {total} rows"),
}
_TOLD = "exchange.taken-back"


@st.fragment(run_every=1.0)
def draw(job_id: uuid.UUID) -> None:
    """A job of this session, drawn anew each second until it ends; nobody has to wait here for it."""
    _follow(job_id)
    st.caption(plain(shell.words()("You may leave this page meanwhile; it goes on.")))


def _follow(job_id: uuid.UUID) -> None:
    """How far a job is; once it has ended, the page is drawn anew, and tells what came of taking back."""
    viewer, t = shell.enter(), shell.words()
    with shell.read() as session:
        found = job(session, viewer, job_id)
    if found.status != Status.RUNNING:
        if found.kind == Kind.UNDO:
            st.session_state[_TOLD] = found.id
        st.rerun()
    _line(t, found)


def _line(t: Words, found: Job) -> None:
    progress = shell.runner().progress(found.id)
    with st.container(horizontal=True, vertical_alignment="center", key=f"job-{found.id}"):
        share = progress.share if progress else 0.0
        st.progress(min(max(share, 0.0), 1.0), text=plain(_how_far(t, found, progress)), width="stretch")
        if progress is not None:
            st.button(t("Stop"), key=f"job-stop-{found.id}", on_click=shell.runner().cancel, args=(found.id,))


@st.fragment(run_every=0.5)
def draw_look(tray: str, sentence: str, stopped: Callable[[], object] | None = None) -> None:
    """A look into a large file, until it ends; `stopped` follows when it is stopped here."""
    t, reception = shell.words(), shell.reception()
    if reception.open_question(tray) is None:
        st.rerun()
    progress = reception.progress(tray)

    def stop() -> None:
        reception.drop(tray)
        if stopped is not None:
            stopped()

    with st.container(horizontal=True, vertical_alignment="center", key="import-look"):
        known = progress is not None and progress.phase in _PHASES
        said = _phase(t, progress) if known else sentence
        st.progress(min(max(progress.share, 0.0), 1.0) if known else 0.0, text=plain(said), width="stretch")
        st.button(t("Stop"), key="import-look-stop", on_click=stop)
    st.caption(plain(t("You may leave this page meanwhile; it goes on.")))


def _how_far(t: Words, found: Job, progress: Progress | None) -> str:
    if progress is None or progress.phase not in _PHASES:
        return t("{what}: begins …", what=found.label)
    return t("{what}: {how}", what=found.label, how=_phase(t, progress))


def _phase(t: Words, progress: Progress) -> str:
    counts = {"done": t.number(progress.done), "total": t.number(progress.total)}
    sentence = t(_PHASES[progress.phase], **counts)
    if progress.left is None:
        return sentence
    left = t.plural("about {n} second left", "about {n} seconds left", max(round(progress.left), 1))
    return t.listing([sentence, left])


def others(viewer: Viewer, t: Words, draft: Draft | None) -> None:
    """Jobs of this workspace that no draft on this page shows, and those that came to nothing since yesterday."""
    with shell.read() as session:
        found = [one for one in running(session, viewer) if _elsewhere(one, draft)]
        failed = [one for one in came_to_nothing(session, viewer) if _elsewhere(one, draft)]
    if found:
        with st.container(border=True, key="jobs-running"):
            st.text(t("Running now"))
            for one in found:
                draw_other(one.id)
    if failed:
        with st.expander(t("Came to nothing ({n})", n=len(failed)), key="jobs-failed"):
            for one in failed:
                st.caption(plain(nothing_of(t, one)))


def _elsewhere(one: Job, draft: Draft | None) -> bool:
    """Whether a job is shown neither by the draft nor beside the buttons of export."""
    return one.kind != Kind.EXPORT and (draft is None or one.id != draft.job)


def nothing_of(t: Words, one: Job) -> str:
    """How a job ended that came to nothing, and why."""
    how = t(STATUS_LABELS[Status(one.status)])
    return t.listing([f"{one.label} ({how})", said(one, t.lang)])


@st.fragment(run_every=2.0)
def draw_other(job_id: uuid.UUID) -> None:
    """A job that somebody else, or this session earlier, began."""
    _follow(job_id)


def take_back_button(batch_id: uuid.UUID, label: str, rows: int, *, key: str) -> None:
    """Taking an import back, asked once more before it is done."""
    t = shell.words()
    with st.popover(t("Take it back"), icon=":material/undo:", key=key):
        st.text(t("What this import brought goes again. What was edited since stays, and you are told what."))
        st.button(
            t("Yes, take it back"),
            key=f"{key}-yes",
            type="primary",
            on_click=_take_back,
            args=(batch_id, label, rows),
        )


def _take_back(batch_id: uuid.UUID, label: str, rows: int) -> None:
    viewer, t = shell.enter(), shell.words()
    name = t("Taking back {file}", file=label)
    st.session_state[_TOLD] = shell.runner().start(Order(Kind.UNDO, viewer, name, rows, {"batch": batch_id}))


def report(viewer: Viewer, t: Words) -> None:
    """What came of taking back, once it is through."""
    job_id = st.session_state.pop(_TOLD, None)
    if job_id is None:
        return
    with shell.read() as session:
        found = job(session, viewer, job_id)
    if found.status == Status.RUNNING:
        st.session_state[_TOLD] = job_id
        return
    with st.container(border=True, key="taken-back"):
        if found.status == Status.DONE:
            st.text(said(found, t.lang))
        else:
            st.error(plain(said(found, t.lang)), icon=":material/info:")
        for remark in remarks_of(found, t.lang):
            st.caption(plain(remark))
