"""Files that are made beside the pages: how far they are, and those that wait to be taken away."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from pathlib import PurePath

import streamlit as st

from persona_core.access.models import Viewer
from persona_core.exchange.jobs import files
from persona_core.exchange.jobs.models import Job, Status
from persona_core.exchange.jobs.queries import exports, said
from persona_core.kit.words import Words
from ui import shell
from ui.look import plain
from ui.panels.exchange import working

MASKED = "-masked"
"""Stands at the end of the names of files without names."""


def draw(viewer: Viewer, t: Words, *, key: str) -> None:
    """Each file by its name, the latest of that name; a viewer without names sees only files without them."""
    with shell.read() as session:
        found = [one for one in _latest(exports(session, viewer)) if _is_masked(one) or not viewer.masked]
    for one in found:
        if one.status == Status.RUNNING:
            working.draw_other(one.id)
        elif one.status != Status.DONE:
            st.caption(plain(working.nothing_of(t, one)))
        elif files.kept(one.id) is not None:
            _take(t, one, key)


def _take(t: Words, one: Job, key: str) -> None:
    st.download_button(
        t("Take {file}", file=one.label),
        data=_reader(one.id),
        file_name=one.label,
        icon=":material/download:",
        key=f"{key}-made-{one.id}",
        on_click="ignore",
        type="primary",
        help=t("{how} It is kept for a day.", how=said(one, t.lang)),
        width="stretch",
    )


def _reader(job_id: uuid.UUID) -> Callable[[], bytes]:
    """What reads the file when it is asked for: it may be large."""

    def read() -> bytes:
        path = files.kept(job_id)
        return path.read_bytes() if path else b""

    return read


def _latest(found: Iterable[Job]) -> list[Job]:
    """The first of each name, for they come the latest first."""
    return list({one.label: one for one in reversed(list(found))}.values())[::-1]


def _is_masked(one: Job) -> bool:
    return PurePath(one.label).stem.endswith(MASKED)
