"""The import somebody works on: bytes and choices kept in the session, so that no rerun loses them."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from persona_core.access.models import Viewer
from persona_core.exchange.commands import plan_given
from persona_core.exchange.importing.mapping import KINDS, TEXT, Column, guess_kind
from persona_core.exchange.importing.planning import columns_for
from persona_core.exchange.importing.reading import STORIES, Given, open_files, open_paste
from persona_core.exchange.importing.remembered import earlier
from persona_core.exchange.importing.result import ImportResult
from persona_core.exchange.importing.roads import Road, road_for
from persona_core.exchange.importing.ways import Question
from persona_core.exchange.importing.wishes import Wishes
from persona_core.exchange.jobs.queries import job
from persona_core.exchange.queries import is_there
from persona_core.journeys.models import Stage
from persona_core.journeys.queries import every_stage
from persona_core.kit.errors import PersonaError
from persona_core.kit.sheets import Opening
from ui import shell

_DRAFT, _ROUND = "import-draft", "import-round"
MANY = 2_000
"""Above so many rows a check waits for its button."""


@dataclass
class Draft:
    """What was given, for which workspace, and what was chosen for it so far."""

    workspace_id: uuid.UUID
    given: Given
    kind: str
    files: Sequence[tuple[str, bytes]] = ()
    text: str = ""
    opening: Opening = field(default_factory=Opening)
    answers: dict[str, str] = field(default_factory=dict)
    source: str | None = None
    journey: str | None = None
    choices: dict[str, str | None] = field(default_factory=dict)
    asked: dict[str, Question] = field(default_factory=dict)
    encodings: list[str] = field(default_factory=list)
    problem: PersonaError | None = None
    alike: dict[str, str] = field(default_factory=dict)
    same_tags: dict[str, str] = field(default_factory=dict)
    checked: ImportResult | None = None
    checked_for: Any = None
    job: uuid.UUID | None = None

    @property
    def wish(self) -> tuple[Any, ...]:
        """Everything a check depends on, as far as it was chosen here."""
        choices = tuple(sorted(self.choices.items(), key=str))
        answers, same = tuple(sorted(self.answers.items())), tuple(sorted(self.same_tags.items()))
        return self.given.sheet.sha256, self.opening, self.kind, self.source, self.journey, choices, answers, same


def current(viewer: Viewer) -> Draft | None:
    """The import at hand in this workspace; one that was taken back waits for its check again."""
    draft = st.session_state.get(_DRAFT)
    if draft is None or draft.workspace_id != viewer.workspace_id:
        return None
    if draft.job is not None:
        with shell.read() as session:
            batch = job(session, viewer, draft.job).batch_id
            if batch is not None and not is_there(session, viewer, batch):
                draft.job = draft.checked = None
    return draft


def take_paste(viewer: Viewer, text: str) -> None:
    """Start with a pasted table; raises PersonaError when it is none."""
    stages = _stages(viewer)
    given = open_paste(text, stages)
    st.session_state[_DRAFT] = Draft(viewer.workspace_id, given, _kind(viewer, given, stages), text=text)


def take_files(viewer: Viewer, files: Sequence[tuple[str, bytes]]) -> None:
    """Start with uploaded files; raises PersonaError when they cannot be read."""
    given = open_files(files)
    st.session_state[_DRAFT] = Draft(viewer.workspace_id, given, _kind(viewer, given, _stages(viewer)), files)


def _kind(viewer: Viewer, given: Given, stages: Sequence[Stage]) -> str:
    """What a file is about: as one of the same columns was taken before, else what its columns speak for."""
    with shell.read() as session:
        before = earlier(session, viewer, given.sheet)
    return before.kind if before is not None and before.kind in KINDS else guess_kind(given.sheet, stages)


def _stages(viewer: Viewer) -> list[Stage]:
    with shell.read() as session:
        return every_stage(session, viewer)


def road(viewer: Viewer, draft: Draft) -> Road:
    """The journey that the file is read along: the one chosen, else the one whose stages it names."""
    with shell.read() as session:
        return road_for(session, viewer, draft.given.sheet, draft.kind, journey=draft.journey, wanted=draft.choices)


def reread(draft: Draft, *, kind: str) -> None:
    """Another kind of import; choices for the old columns are forgotten."""
    if draft.files and (TEXT in draft.given.sheet.header or kind == STORIES):
        draft.given = open_files(draft.files, kind if kind == STORIES else None, opening=draft.opening)
    draft.kind = kind
    _start_over(draft)


def reopen(viewer: Viewer, draft: Draft, opening: Opening) -> None:
    """The same file with another sheet, header or encoding; where that cannot be, `problem` says why."""
    stages = _stages(viewer)
    try:
        given = open_files(draft.files, opening=opening) if draft.files else open_paste(draft.text, stages, opening)
    except PersonaError as problem:
        draft.problem = problem
        return
    draft.problem = None
    draft.given, draft.opening, draft.kind = given, opening, _kind(viewer, given, stages)
    _start_over(draft)


def _start_over(draft: Draft) -> None:
    draft.source, draft.journey, draft.choices, draft.checked = None, None, {}, None
    draft.answers, draft.asked, draft.alike, draft.same_tags = {}, {}, {}, {}


def forget() -> None:
    """Put the import at hand away and empty both doors."""
    st.session_state.pop(_DRAFT, None)
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1


def key(name: str) -> str:
    """A widget key that is new after each import."""
    return f"import-{name}-{st.session_state.get(_ROUND, 0)}"


def columns(viewer: Viewer, draft: Draft) -> list[Column]:
    """The columns with what was chosen for them."""
    with shell.read() as session:
        sheet, kind = draft.given.sheet, draft.kind
        found = road_for(session, viewer, sheet, kind, journey=draft.journey, wanted=draft.choices)
        return columns_for(session, viewer, sheet, kind, draft.choices, road=found)


def wishes(draft: Draft) -> Wishes:
    """What was chosen, as the commands of an import take it."""
    return {
        "mapping": draft.choices,
        "source": draft.source,
        "journey": draft.journey,
        "answers": draft.answers,
        "same_tags": draft.same_tags,
    }


def check(viewer: Viewer, draft: Draft) -> ImportResult:
    """What importing would do now."""
    with shell.read() as session:
        draft.checked = plan_given(session, viewer, draft.given, draft.kind, **wishes(draft))
    draft.checked_for = draft.wish
    return draft.checked


def fresh_check(draft: Draft) -> ImportResult | None:
    """The last check, if nothing was chosen differently since."""
    return draft.checked if draft.checked is not None and draft.checked_for == draft.wish else None
